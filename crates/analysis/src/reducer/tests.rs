//! What is asked, found and chosen.

mod estimates;

use deepfog_protocol::{BundleFacts, EngineChoice, SweepTable};
use deepfog_resilience::Pattern;
use deepfog_topology::document::{self, Document, View};
use deepfog_topology::presets;

use super::*;
use crate::kind::Lens;
use crate::tab::Tab;

fn written(preset: &str, view: View) -> Rc<str> {
    let topology = presets::find(preset).unwrap().topology;
    document::write_document(&Document { topology, view })
        .unwrap()
        .into()
}

fn after(actions: Vec<Action>) -> State {
    actions.into_iter().fold(State::default(), reduce)
}

fn bundle(session: u32, scheme: Scheme) -> Action {
    let facts = BundleFacts {
        scheme,
        seed: 1,
        training: String::new(),
        accuracies: Vec::new(),
        class_prior: vec![0.5, 0.5],
        bytes: 0,
    };
    Action::Heard(Box::new(Report::Bundle { session, facts }))
}

fn table(n: u32, correct: Vec<f64>) -> SweepTable {
    SweepTable {
        n,
        answered: vec![true; correct.len()],
        near_ties: vec![0; correct.len()],
        correct,
        people: Vec::new(),
    }
}

fn found(session: u32, ticket: u32, total: u32, table: SweepTable) -> Action {
    Action::Heard(Box::new(Report::Found(Box::new(Finding {
        session,
        ticket,
        total,
        table,
        detail: None,
        engine: "CPU".to_owned(),
        milliseconds: 3.0,
    }))))
}

fn opened() -> Vec<Action> {
    let view = View {
        down: vec!["f".into()],
        setting: "Poor".to_owned(),
        ..View::default()
    };
    vec![
        Action::Open(written("smallest", view)),
        Action::Linked,
        bundle(7, Scheme::ResilinetPlus),
        bundle(7, Scheme::Vanilla),
    ]
}

#[test]
fn every_network_that_runs_is_asked_about_once() {
    let state = after(opened());
    assert_eq!((state.open, state.pattern), (true, Pattern(2)));
    let asked: Vec<(u32, Kind, Scheme)> = state
        .asked
        .iter()
        .map(|asked| (asked.ticket, asked.kind, asked.scheme))
        .collect();
    assert_eq!(
        asked,
        [
            (1, Kind::Nodes, Scheme::ResilinetPlus),
            (2, Kind::Nodes, Scheme::Vanilla)
        ]
    );
    assert_eq!(
        state.schemes().collect::<Vec<_>>(),
        [Scheme::Vanilla, Scheme::ResilinetPlus]
    );
    let state = reduce(state, Action::Choose(Tab::Matters));
    assert_eq!(state.asked.len(), 4);
    let state = reduce(state, Action::Let(Kind::NodesAndLinks));
    assert_eq!(state.asked.len(), 6);
    let state = reduce(state, Action::Let(Kind::Nodes));
    assert_eq!(state.asked.len(), 6);
}

#[test]
fn findings_grow_and_belong_to_their_question() {
    let mut state = after(opened());
    state = reduce(state, found(7, 2, 8, table(4, vec![4.0, 3.0, 2.0, 1.0])));
    state = reduce(state, found(7, 99, 8, table(8, vec![0.0; 4])));
    let vanilla = state.evidence_of(Scheme::Vanilla).unwrap();
    assert_eq!((vanilla.is_complete(), vanilla.accuracy[1]), (false, 0.75));
    assert!(state.evidence_of(Scheme::ResilinetPlus).is_none());
    state = reduce(state, found(7, 2, 8, table(8, vec![8.0, 6.0, 4.0, 2.0])));
    assert!(state.evidence_of(Scheme::Vanilla).unwrap().is_complete());
    assert_eq!(state.evidence.len(), 1);
    // Another session: what was measured is of another network.
    state = reduce(state, bundle(8, Scheme::Vanilla));
    assert!(state.evidence.is_empty());
    assert_eq!(state.asked.len(), 1);
}

#[test]
fn the_sweep_of_the_page_is_a_beginning() {
    let sweep = |n: u32| {
        Action::Heard(Box::new(Report::Sweep {
            session: 7,
            scheme: Scheme::Vanilla,
            total: 8,
            table: table(n, vec![f64::from(n); 4]),
        }))
    };
    let mut state = after(opened());
    state = reduce(state, sweep(4));
    assert_eq!(state.evidence_of(Scheme::Vanilla).unwrap().table.n, 4);
    state = reduce(state, found(7, 2, 8, table(8, vec![1.0; 4])));
    state = reduce(state, sweep(6));
    assert_eq!(state.evidence_of(Scheme::Vanilla).unwrap().table.n, 8);
}

#[test]
fn what_is_not_asked_any_more_is_taken_back() {
    let mut sent = crate::evidence::Sent::default();
    let mut news = |state: &State| {
        let back = sent.abandoned(&state.asked);
        let due = sent.due(&state.asked);
        (back, due.iter().map(|asked| asked.ticket).collect())
    };
    let state = after(opened());
    let of = |back: &[u32], due: &[u32]| -> (Vec<u32>, Vec<u32>) { (back.into(), due.into()) };
    assert_eq!(news(&state), of(&[], &[1, 2]));
    assert_eq!(news(&state), of(&[], &[]));
    // Another engine is to compute.
    let state = reduce(state, Action::Engine(EngineChoice::Cpu));
    assert_eq!(news(&state), of(&[1, 2], &[3, 4]));
    // The analysis closes with one answered, and asks the other again when it opens.
    let state = reduce(state, found(7, 3, 8, table(8, vec![1.0; 4])));
    let state = reduce(state, found(7, 4, 8, table(4, vec![1.0; 4])));
    let state = reduce(state, Action::Close);
    assert_eq!(news(&state), of(&[4], &[]));
    assert_eq!(state.evidence_of(Scheme::ResilinetPlus).unwrap().table.n, 4);
    let state = reduce(state, Action::Open(written("smallest", View::default())));
    assert_eq!(news(&state), of(&[], &[5]));
    let state = reduce(state, Action::Stop);
    assert_eq!(news(&state), of(&[5], &[]));
    // What was stopped stays so.
    let state = reduce(state, Action::Close);
    let state = reduce(state, Action::Open(written("smallest", View::default())));
    assert_eq!(news(&state), of(&[], &[]));
    // Another network.
    let state = reduce(state, bundle(8, Scheme::Vanilla));
    assert_eq!(news(&state), of(&[3], &[6]));
}

#[test]
fn what_is_stopped_can_be_asked_again() {
    let mut state = after(opened());
    state = reduce(state, found(7, 1, 8, table(8, vec![1.0; 4])));
    state = reduce(state, Action::Stop);
    let faults: Vec<bool> = state
        .asked
        .iter()
        .map(|asked| asked.fault.is_some())
        .collect();
    assert_eq!(faults, [false, true]);
    state = reduce(state, Action::Retry);
    assert_eq!(state.asked.last().unwrap().ticket, 3);
    let ticket = 3;
    let why = "It broke.".to_owned();
    state = reduce(
        state,
        Action::Heard(Box::new(Report::Unfound { ticket, why })),
    );
    assert_eq!(
        state.asked.last().unwrap().fault.as_deref(),
        Some("It broke.")
    );
    state = reduce(state, Action::Engine(EngineChoice::Cpu));
    assert!(state.evidence.is_empty());
    assert!(state.asked.iter().all(|asked| asked.fault.is_none()));
}

#[test]
fn settings_follow_the_page_until_a_person_has_figures() {
    let mut state = after(opened());
    assert_eq!(state.odds.as_ref().unwrap().name(), "Poor");
    let view = |setting: &str| View {
        setting: setting.to_owned(),
        ..View::default()
    };
    state = reduce(
        state,
        Action::Follow(written("smallest", view("Hazardous"))),
    );
    assert_eq!(state.odds.as_ref().unwrap().nodes, [0.8, 0.85]);
    state = reduce(state, Action::Rely(vec![0, 1], 0.5));
    state = reduce(state, Action::Follow(written("smallest", view("Normal"))));
    assert_eq!(state.odds.as_ref().unwrap().nodes, [0.5, 0.5]);
    assert_eq!(state.odds.as_ref().unwrap().setting, None);
    state = reduce(state, Action::Setting("Poor".to_owned()));
    assert_eq!(state.odds.as_ref().unwrap().name(), "Poor");
    // Another pattern on the page takes nothing back that was chosen here.
    state = reduce(state, Action::Follow(written("smallest", view("Normal"))));
    assert_eq!(state.odds.as_ref().unwrap().name(), "Poor");
    // Another network has reliabilities of its own, and nothing is known of it.
    state = reduce(
        state,
        Action::Follow(written("four-cameras", view("Normal"))),
    );
    assert_eq!(state.odds.as_ref().unwrap().nodes.len(), 8);
    assert!(state.bundles.is_empty() && state.asked.is_empty());
}

#[test]
fn what_is_no_document_is_said() {
    let state = after(vec![Action::Open("{}".into())]);
    assert!(state.open && state.subject.is_none());
    assert!(matches!(state.word, Some((_, true))));
    let state = reduce(
        state,
        Action::Look(Lens::Difference(Scheme::Resilinet, Scheme::Vanilla)),
    );
    assert!(crate::series::series(&state).is_empty());
}
