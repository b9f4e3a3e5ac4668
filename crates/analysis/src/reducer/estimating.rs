//! Estimates: what is asked of the worker for them, and what it answers. One question is under way at a time, so that a slider can move
//! as fast as it likes: the next question is about where it is then.

use std::rc::Rc;

use deepfog_protocol::Finding;
use deepfog_topology::Scheme;

use crate::estimation::MOST;
use crate::evidence::Asked;
use crate::state::State;
use crate::tab::Tab;

/// Twice as many draws, or further with what was stopped or failed.
pub(super) fn refine(state: &mut State) {
    let before = state.asked.len();
    let is_kept = |asked: &Asked| asked.some.is_none() || asked.fault.is_none();
    state.asked.retain(is_kept);
    if state.asked.len() == before {
        state.estimation.target = (2 * state.estimation.target).min(MOST);
    }
}

/// Another number of samples: what was measured is about others.
pub(super) fn take(state: &mut State, samples: Option<u32>) {
    if state.estimation.samples != samples {
        state.estimation.samples = samples;
        state.estimation.forget();
        state.asked.retain(|asked| asked.some.is_none());
    }
}

/// Whether a ticket is that of a question for an estimate.
pub(super) fn is_of(state: &State, ticket: u32) -> bool {
    let mut all = state.asked.iter();
    all.any(|asked| asked.ticket == ticket && asked.some.is_some())
}

/// Takes an answer: nothing before every sample is counted, because only then it is the accuracy that the estimate is about.
pub(super) fn learn(state: &mut State, finding: &Finding) {
    let mut all = state.asked.iter();
    let Some(at) = all.position(|asked| asked.ticket == finding.ticket) else {
        return;
    };
    let Some((patterns, _)) = state.asked[at].some.clone() else {
        return;
    };
    let table = &finding.table;
    state.estimation.counted = table.n;
    if table.n < finding.total || table.n == 0 {
        return;
    }
    let asked = state.asked[at].clone();
    // What was stopped meanwhile stays so.
    if asked.fault.is_none() {
        state.asked.remove(at);
    }
    state.estimation.counted = 0;
    state.estimation.n = Some(finding.total);
    let accuracy = table.accuracies();
    if accuracy.len() == patterns.len() {
        let unanswered = table.answered.iter().position(|answered| !answered);
        if let Some(guess) = unanswered.and_then(|at| accuracy.get(at)) {
            state.estimation.guess = Some(*guess);
        }
        let estimation = &mut state.estimation;
        estimation.learn(asked.kind, asked.scheme, &patterns, &accuracy);
    }
}

/// Notes the next question, where one is due.
pub(super) fn ask(state: &mut State) {
    let is_wanted = state.open && state.tab == Tab::Expected && state.is_beyond();
    // A fault, or a person's stop, holds it up until one asks again.
    let is_held = state
        .asked
        .iter()
        .any(|asked| asked.some.is_some() && (asked.fault.is_none() || asked.kind == state.kind));
    let (Some(odds), true, false) = (&state.odds, is_wanted, is_held) else {
        return;
    };
    let reliabilities = odds.reliabilities(state.kind);
    let schemes: Vec<Scheme> = state.schemes().collect();
    if state
        .estimation
        .is_settled(state.kind, &schemes, &reliabilities)
    {
        return;
    }
    // What the estimator refuses is told where the estimate would stand.
    let next = state.estimation.next(state.kind, &schemes, &reliabilities);
    match next.ok().flatten() {
        Some((scheme, patterns)) => {
            state.ticket += 1;
            state.asked.push(Asked {
                ticket: state.ticket,
                kind: state.kind,
                scheme,
                some: Some((Rc::new(patterns), state.estimation.samples)),
                fault: None,
            });
        }
        None => state.estimation.settle(state.kind, schemes, reliabilities),
    }
}
