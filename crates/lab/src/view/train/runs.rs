//! All trainings, run by run: what was begun together is drawn together.

use std::rc::Rc;

use deepfog_notation::words::counted;
use yew::prelude::*;

use crate::view::parts::note;

use super::job::{JobItem, job_item};
use crate::curve::Series;
use crate::state::State;
use crate::study::TRIAL;
use crate::view::TabProps;
use crate::view::curves::Curves;
use crate::wording::length;
use crate::work::Work;

/// The list of runs, the newest first.
pub fn runs(props: &TabProps, list: &NodeRef) -> Html {
    let state = &props.state;
    let mut runs = together(&state.works);
    runs.reverse();
    html! {
        <section class="lab-runs" ref={list.clone()} aria-labelledby="lab-runs-title">
            <h3 id="lab-runs-title">{ "Trainings" }</h3>
            if runs.is_empty() {
                { note("None yet. What you train goes on while you use the page, and is kept on this device.") }
            }
            { for runs.iter().map(|run| run_of(run, props)) }
        </section>
    }
}

/// Trainings that were begun together: of one press of the button, or of one study.
fn together(works: &[Rc<Work>]) -> Vec<Vec<Rc<Work>>> {
    let mut runs: Vec<Vec<Rc<Work>>> = Vec::new();
    for work in works {
        let fits = |other: &Rc<Work>| match (&work.job.study, &other.job.study) {
            // Each trial is of another network.
            (Some(one), Some(_)) if one == TRIAL => false,
            (Some(one), Some(other)) => one == other,
            (None, None) => work.job.created == other.job.created,
            _ => false,
        };
        match runs.iter_mut().find(|run| run.iter().any(fits)) {
            Some(run) => run.push(Rc::clone(work)),
            None => runs.push(vec![Rc::clone(work)]),
        }
    }
    runs
}

fn run_of(run: &[Rc<Work>], props: &TabProps) -> Html {
    let Some(first) = run.first() else {
        return Html::default();
    };
    if let Some(study) = first.study() {
        return study_of(study, run, props);
    }
    let spec = first.spec();
    let series: Vec<Series> = run
        .iter()
        .filter(|work| !work.job.history.is_empty() || work.is_running())
        .map(|work| Series {
            scheme: work.spec().scheme,
            points: work.job.history.clone(),
        })
        .collect();
    let epochs = run.iter().filter_map(|work| work.epochs()).max();
    let mut began = run.iter().filter_map(|work| work.began.as_ref());
    let guess = began.next().map(|began| began.guess);
    html! {
        <article key={first.key().to_owned()} class="lab-run" aria-label={spec.name.clone()}>
            <p class="lab-run-head"><b>{ &spec.name }</b><span class="note">{ format!("{}, seed {}", length(spec.options.length), spec.options.seed) }</span></p>
            if series.iter().any(|series| !series.points.is_empty()) {
                <Curves {guess} {series} epochs={epochs.unwrap_or(1)} />
            }
            <ul class="lab-jobs">{ for run.iter().map(|work| item(work, props)) }</ul>
        </article>
    }
}

/// A study has many trainings: those that only wait are counted.
fn study_of(study: &str, run: &[Rc<Work>], props: &TabProps) -> Html {
    let is_quiet = |work: &Rc<Work>| work.is_waiting() || work.done.is_some();
    let waiting = run.iter().filter(|work| work.is_waiting()).count();
    let done = run.iter().filter(|work| work.done.is_some()).count();
    html! {
        <article key={study.to_owned()} class="lab-run" aria-label="Trainings of a study">
            <p class="lab-run-head"><b>{ name_of(&props.state, study) }</b>
                <span class="note">{ format!("study: {} trained, {} waiting", counted(done, "network"), waiting) }</span></p>
            <ul class="lab-jobs">{ for run.iter().filter(|work| !is_quiet(work)).map(|work| item(work, props)) }</ul>
        </article>
    }
}

fn name_of(state: &State, key: &str) -> String {
    let study = state.studies.iter().find(|study| study.key == key);
    study.map_or("A study".to_owned(), |study| study.name.clone())
}

fn item(work: &Rc<Work>, props: &TabProps) -> Html {
    job_item(&JobItem {
        work,
        on: &props.on,
        run: &props.run,
    })
}
