//! Trials: what is to be trained, and how far it is.

use crate::state::State;
use crate::trial::{Stage, Trial, Tried};

/// Notes what is to be trained; what waits, is trained or was measured already is not trained twice.
pub(super) fn note(state: &mut State, trials: Vec<Trial>) {
    for trial in trials {
        let is_failed = |tried: &Tried| matches!(tried.stage, Stage::Failed(_));
        state
            .trials
            .retain(|tried| !(is_failed(tried) && tried.trial.is_same(&trial)));
        if state.trials.iter().any(|tried| tried.trial.is_same(&trial)) {
            continue;
        }
        state.trial_number += 1;
        match Tried::new(state.trial_number, trial) {
            Ok(tried) => state.trials.push(tried),
            Err(why) => state.word = Some((why.into(), true)),
        }
    }
}

/// Takes how far one is.
pub(super) fn hear(state: &mut State, number: u32, stage: Stage) {
    let mut all = state.trials.iter_mut();
    if let Some(tried) = all.find(|tried| tried.number == number) {
        tried.stage = stage;
    }
}
