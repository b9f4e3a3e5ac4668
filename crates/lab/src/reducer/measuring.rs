//! What happens to measurements.

use std::rc::Rc;

use deepfog_protocol::Report;

use crate::measure::{Measured, Measuring, Progress, Source};
use crate::state::State;
use crate::study;

/// Begins the next measurement where none is under way.
pub(super) fn begin_next(state: &mut State) {
    // What is not wanted any more makes room.
    if state
        .measuring
        .as_ref()
        .is_some_and(|measuring| !is_wanted(state, measuring))
    {
        state.measuring = None;
    }
    if state.measuring.is_none()
        && let Some(wanted) = state.next_to_measure()
    {
        state.sessions += 1;
        state.measuring = Some(Measuring::new(wanted, state.sessions));
    }
}

fn is_wanted(state: &State, measuring: &Measuring) -> bool {
    let source = &measuring.wanted.source;
    let is_studied = |key: &String| {
        state
            .studies
            .iter()
            .flat_map(|study| &study.subsets)
            .any(|subset| subset.job == *key)
    };
    state.pair.iter().flatten().any(|picked| picked == source)
        || matches!(source, Source::Own(key) if is_studied(key))
}

pub(super) fn hear(state: &mut State, report: &Report) {
    let Some(measuring) = &mut state.measuring else {
        return;
    };
    if let Progress::Done(result) = measuring.hear(report) {
        end(state, result);
    }
}

pub(super) fn fail(state: &mut State, why: &str) {
    if state.measuring.is_some() {
        end(state, Err(why.into()));
    }
}

fn end(state: &mut State, result: Result<Rc<Measured>, Rc<str>>) {
    let Some(measuring) = state.measuring.take() else {
        return;
    };
    let source = measuring.wanted.source;
    if let (Source::Own(key), Ok(measured)) = (&source, &result) {
        for study in Rc::make_mut(&mut state.studies) {
            let place = study.subsets.iter().position(|subset| subset.job == *key);
            if let Some(at) = place {
                let changed = Rc::make_mut(study);
                study::keep(
                    &mut changed.subsets[at],
                    measured.table.accuracies(),
                    measured.table.n,
                );
            }
        }
    }
    Rc::make_mut(&mut state.results).set(source, result);
}

/// A network is gone: it is no choice any more.
pub(super) fn forget(state: &mut State, key: &str) {
    for place in &mut state.pair {
        if matches!(place, Some(Source::Own(picked)) if picked == key) {
            *place = None;
        }
    }
}
