//! What happens to trainings.

use std::rc::Rc;

use deepfog_notation::words::sentence;
use deepfog_protocol::{Job, JobStatus, OwnBundle, TrainReport};

use super::say;
use crate::queue;
use crate::state::{State, Word};
use crate::wording;
use crate::work::{Holder, Outcome, Wish, Work};

fn work<'a>(state: &'a mut State, key: &str) -> Option<&'a mut Work> {
    let works = Rc::make_mut(&mut state.works);
    works
        .iter_mut()
        .find(|work| work.key() == key)
        .map(Rc::make_mut)
}

/// New trainings wait for their turn.
pub(super) fn add(state: &mut State, jobs: Vec<Job>) {
    let works = Rc::make_mut(&mut state.works);
    works.extend(jobs.into_iter().map(|job| Rc::new(Work::new(job))));
}

pub(super) fn pause(state: &mut State, key: &str) {
    let Some(work) = work(state, key) else {
        return;
    };
    if work.is_running() {
        work.wish = Some(Wish::Pause);
    } else if work.is_waiting() {
        work.job.status = JobStatus::Paused;
    }
}

pub(super) fn resume(state: &mut State, key: &str, now: f64) {
    let Some(work) = work(state, key) else {
        return;
    };
    if work.is_running() && work.wish == Some(Wish::Pause) {
        // The pause was asked for and is not there yet: it waits, and goes on at once.
        work.wish = None;
    } else if queue::can_resume(work) {
        work.unkept = None;
        work.queue(now);
    }
}

pub(super) fn finish(state: &mut State, key: &str) {
    if let Some(work) = work(state, key)
        && work.done.is_none()
        && work.holder != Holder::Elsewhere
    {
        // A worker that is not there yet goes to the checkpoint and keeps its best.
        work.holder = Holder::Here;
        work.start();
        work.wish = Some(Wish::Finish);
    }
}

pub(super) fn remove(state: &mut State, key: &str) {
    let Some(work) = work(state, key) else {
        return;
    };
    if work.holder == Holder::Elsewhere {
        return;
    }
    if work.live.is_some() && work.done.is_none() {
        work.start();
        work.wish = Some(Wish::Cancel);
    } else {
        end(state, key);
    }
}

/// Notes that something has ended, so that the device forgets it.
fn ended(state: &mut State, key: &str) {
    if state.ended.iter().all(|other| other != key) {
        Rc::make_mut(&mut state.ended).push(key.to_owned());
    }
}

/// Takes a training from the list; the device forgets it.
fn end(state: &mut State, key: &str) {
    Rc::make_mut(&mut state.works).retain(|work| work.key() != key);
    ended(state, key);
}

pub(super) fn hear(state: &mut State, key: &str, report: TrainReport, now: f64) {
    let Some(work) = work(state, key) else {
        return;
    };
    let scheme = work.spec().scheme.name();
    match work.hear(report, now) {
        Outcome::None => {}
        Outcome::Began => {
            let text = wording::began(work);
            say(state, Word::info(text));
        }
        Outcome::Finished(bundle) => finished(state, key, &bundle),
        Outcome::NotKept(why) => {
            let why = sentence(&why);
            say(
                state,
                Word::fault(format!(
                    "{scheme} is trained, but it is not kept on this device. {why}"
                )),
            );
        }
        Outcome::Cancelled => end(state, key),
        Outcome::Engine(why) => {
            let why = sentence(&why);
            say(
                state,
                Word::fault(format!("The CPU trains {scheme} now. {why}")),
            );
        }
        Outcome::Failed(why) => {
            let why = sentence(&why);
            say(
                state,
                Word::fault(format!("{scheme} has stopped training. {why}")),
            );
        }
        Outcome::NotSaved(why) => {
            let why = sentence(&why);
            say(
                state,
                Word::fault(format!(
                    "{scheme} trains on, but where it is cannot be kept. {why}"
                )),
            );
        }
    }
}

fn finished(state: &mut State, key: &str, bundle: &Rc<OwnBundle>) {
    let text = wording::finished(bundle, state.fits(bundle));
    // The device has it; the list need not be read to show it.
    let bundles = Rc::make_mut(&mut state.shelf.bundles);
    bundles.retain(|other| other.key != bundle.key);
    bundles.insert(0, (**bundle).clone());
    ended(state, key);
    state.changes += 1;
    say(state, Word::info(text));
}

pub(super) fn died(state: &mut State, key: &str, why: &str) {
    let Some(work) = work(state, key) else {
        return;
    };
    if !work.is_running() && work.live.is_none() {
        return;
    }
    let scheme = work.spec().scheme.name();
    if queue::died(work, why) {
        end(state, key);
    } else {
        say(
            state,
            Word::fault(format!("{scheme} has stopped training. {why}")),
        );
    }
}

pub(super) fn tick(state: &mut State, now: f64) {
    let before = state.ticked;
    state.ticked = now;
    let silent = queue::tick(Rc::make_mut(&mut state.works), before, now);
    for key in silent {
        died(
            state,
            &key,
            "The training program has stopped: it has said nothing for 20 seconds. The browser may have ended it to save memory.",
        );
    }
}

pub(super) fn go_on_study(state: &mut State, key: &str, jobs: Vec<Job>, now: f64) {
    for work in Rc::make_mut(&mut state.works).iter_mut() {
        if work.job.study.as_deref() == Some(key) && queue::can_resume(work) {
            Rc::make_mut(work).queue(now);
        }
    }
    Rc::make_mut(&mut state.ended).retain(|key| jobs.iter().all(|job| job.key != *key));
    Rc::make_mut(&mut state.works)
        .retain(|work| work.done.is_none() || jobs.iter().all(|job| job.key != work.job.key));
    add(state, jobs);
}

pub(super) fn remove_study(state: &mut State, key: &str) {
    Rc::make_mut(&mut state.studies).retain(|study| study.key != key);
    ended(state, key);
    let works: Vec<String> = state
        .works
        .iter()
        .filter(|work| work.job.study.as_deref() == Some(key))
        .map(|work| work.key().to_owned())
        .collect();
    for key in works {
        remove(state, &key);
    }
}
