//! One training: how far it is, and what can be done with it.

use std::rc::Rc;

use deepfog_notation::mark::scheme_class;
use deepfog_notation::number::percentage;
use deepfog_notation::words::{list, sentence};
use deepfog_protocol::JobStatus;
use yew::prelude::*;

use crate::action::Action;
use crate::errand::Errand;
use crate::queue::can_resume;
use crate::state::Word;
use crate::view::mark::{mark, tick, warning};
use crate::view::parts::{Button, button, fault, note};
use crate::wording::{facts, status, status_slug};
use crate::work::{Holder, Wish, Work};

/// A training, and who takes what a person does.
pub struct JobItem<'a> {
    /// The training.
    pub work: &'a Rc<Work>,
    /// Takes what a person does.
    pub on: &'a Callback<Action>,
    /// Does errands on the device.
    pub run: &'a Callback<Errand>,
}

/// The training.
pub fn job_item(props: &JobItem) -> Html {
    let work = props.work;
    let spec = work.spec();
    let is_done = work.done.is_some();
    let best = work.job.history.iter().rev().find(|point| point.best);
    let last = work.job.history.last();
    let shown = best.or(last);
    let is_failed = matches!(work.job.status, JobStatus::Failed { .. }) && !is_done;
    let testid = if is_done { "job-done" } else { "job" };
    html! {
        <li key={work.key().to_owned()} class={classes!("lab-job", scheme_class(spec.scheme))} data-testid={testid} data-scheme={spec.scheme.slug()} data-key={work.key().to_owned()}
            data-status={status_slug(work)} data-epoch={work.epoch().to_string()} data-epochs={work.epochs().map(|epochs| epochs.to_string())}
            data-speed={work.standing.map(|standing| standing.speed.to_string())}
            data-validation={shown.map(|point| point.validation_accuracy.to_string())}>
            <p class="lab-job-head">
                { mark(spec.scheme) }<b>{ spec.scheme.name() }</b>
                if work.study().is_some() { <span class="note lab-cut">{ &spec.name }</span> }
                if let Some(point) = shown {
                    <span class="figure lab-end" title={if best.is_some() { "best epoch so far, on validation samples" } else { "last epoch, on validation samples" }}>
                        { percentage(point.validation_accuracy) }
                    </span>
                }
            </p>
            <p class={classes!("lab-status", is_failed.then_some("bad"))}>
                if is_failed { { warning() } }
                if is_done { <span class="good">{ tick() }</span> }
                { status(work) }
            </p>
            { progress(work) }
            if let Some(why) = &work.unsaved {
                { fault(format!("Where it is cannot be kept. {}", sentence(why))) }
            }
            { begun(work) }
            { buttons(props) }
        </li>
    }
}

/// Steps done of all steps.
fn progress(work: &Work) -> Html {
    let (Some(began), Some(standing)) = (&work.began, &work.standing) else {
        return Html::default();
    };
    if !work.is_running() && work.job.status != JobStatus::Paused {
        return Html::default();
    }
    html! {
        <progress class="lab-progress" max={began.steps.max(1).to_string()} value={standing.step.to_string()} aria-label="Steps done" />
    }
}

/// What it is, once it has begun.
fn begun(work: &Work) -> Html {
    let Some(text) = facts(work).filter(|_| work.done.is_none()) else {
        return Html::default();
    };
    let kept = work
        .began
        .as_ref()
        .map(|began| list(&began.kept))
        .filter(|kept| !kept.is_empty());
    html! {
        <>
            <p class="note" data-testid="job-facts">{ text }</p>
            if let Some(kept) = kept {
                { note(format!("Begun with the parameters of {kept}.")) }
            }
        </>
    }
}

/// What can be done with it now.
fn buttons(props: &JobItem) -> Html {
    let work = props.work;
    let key = || work.key().to_owned();
    let named = |testid: &'static str, words: &'static str, refused: bool| Button {
        testid,
        words: words.into(),
        spoken: Some(format!(
            "{words}: {} of {}",
            work.spec().scheme.name(),
            work.spec().name
        )),
        refused,
        class: "",
    };
    let act = |testid: &'static str, words: &'static str, action: Action| {
        let on = props.on.clone();
        let onclick = Callback::from(move |_| on.emit(action.clone()));
        button(named(testid, words, false), onclick)
    };
    let errand = |testid: &'static str, words: &'static str, errand: Errand| {
        let run = props.run.clone();
        let onclick = Callback::from(move |_| run.emit(errand.clone()));
        button(named(testid, words, false), onclick)
    };
    let finish = |words: &'static str| {
        let has_best = match &work.job.status {
            JobStatus::Failed { has_best, .. } => *has_best,
            _ => work.has_best(),
        };
        if has_best {
            return act("job-finish", words, Action::Finish(key()));
        }
        let on = props.on.clone();
        let onclick = Callback::from(move |_| on.emit(Action::Say(Word::fault(NOTHING_TO_KEEP))));
        button(named("job-finish", words, true), onclick)
    };
    let cancel = |words: &'static str| act("job-cancel", words, Action::Remove(key()));
    let mut shown = Vec::new();
    if work.done.is_some() {
        shown.push(act(
            "job-dismiss",
            "Remove from the list",
            Action::Remove(key()),
        ));
    } else if work.holder == Holder::Elsewhere || work.wish == Some(Wish::Cancel) {
        // Nothing can be done with it here, or it is being done.
    } else if let Some(bundle) = &work.unkept {
        shown.push(errand(
            "job-save",
            "Save as file",
            Errand::SaveUnkept(Rc::clone(bundle)),
        ));
        shown.push(errand(
            "job-keep",
            "Try again to keep it",
            Errand::KeepAgain(Rc::clone(bundle)),
        ));
        shown.push(cancel("Remove"));
    } else if can_resume(work) {
        let is_paused = work.job.status == JobStatus::Paused;
        let words = if is_paused {
            ["Resume", "Stop and keep the best", "Cancel"]
        } else {
            ["Go on", "Keep the best", "Remove"]
        };
        shown.push(errand("job-resume", words[0], Errand::Resume(key())));
        shown.push(finish(words[1]));
        shown.push(cancel(words[2]));
    } else {
        match work.wish {
            Some(Wish::Pause) => {
                shown.push(act("job-resume", "Resume", Action::Resume(key(), 0.0)))
            }
            None => {
                shown.push(act("job-pause", "Pause", Action::Pause(key())));
                if work.is_running() {
                    shown.push(finish("Stop and keep the best"));
                }
            }
            Some(Wish::Finish | Wish::Cancel) => {}
        }
        shown.push(cancel("Cancel"));
    }
    html! { <div class="buttons">{ shown }</div> }
}

const NOTHING_TO_KEEP: &str =
    "No epoch can be kept yet: by the recipes for sensors those of the second half are.";
