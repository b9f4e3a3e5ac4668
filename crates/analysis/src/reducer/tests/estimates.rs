//! Estimates and trials, as the reducer sees them.

use deepfog_protocol::{BundleFacts, Request, SweepTable};
use deepfog_resilience::Pattern;
use deepfog_topology::document::{self, Document, View};
use deepfog_topology::{Link, Node, Tier, Topology, presets};

use crate::reducer::*;
use crate::tab::Tab;
use crate::trial::{Change, Stage, Trial};

/// The sensor chain with so many fog nodes one after the other.
fn long(fog: usize) -> Rc<str> {
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    let fog_node: Node = topology
        .nodes
        .iter()
        .find(|node| node.tier == Tier::Fog)
        .unwrap()
        .clone();
    topology.nodes.retain(|node| node.tier != Tier::Fog);
    topology.links.clear();
    topology.settings.clear();
    let mut way = vec!["watch".into(), "e".into()];
    for at in 0..fog {
        let mut node = fog_node.clone();
        node.id = format!("g{at}").as_str().into();
        way.push(node.id.clone());
        topology.nodes.push(node);
    }
    way.push("cloud".into());
    let pairs = way.windows(2);
    topology.links = pairs
        .map(|pair| Link {
            from: pair[0].clone(),
            to: pair[1].clone(),
        })
        .collect();
    written(topology)
}

fn written(topology: Topology) -> Rc<str> {
    let view = View::default();
    document::write_document(&Document { topology, view })
        .unwrap()
        .into()
}

fn heard(state: State, report: Report) -> State {
    reduce(state, Action::Heard(Box::new(report)))
}

/// The analysis of a document with these networks loaded, at a tab.
fn opened(document: Rc<str>, schemes: &[Scheme], tab: Tab) -> State {
    let mut state = reduce(State::default(), Action::Open(document));
    for &scheme in schemes {
        let facts = BundleFacts {
            scheme,
            seed: 1,
            training: "Five epochs.".into(),
            accuracies: Vec::new(),
            class_prior: vec![0.5, 0.5],
            bytes: 1,
        };
        state = heard(state, Report::Bundle { session: 1, facts });
    }
    reduce(state, Action::Choose(tab))
}

/// An answer of so many of 200 samples: 100 right ones, fewer with every part down.
fn answer(state: &State, n: u32) -> Report {
    let asked = state
        .asked
        .iter()
        .find(|asked| asked.fault.is_none())
        .unwrap();
    let (patterns, samples) = asked.some.clone().unwrap();
    assert_eq!(samples, Some(200));
    let right = |pattern: &Pattern| f64::from(n) * (0.5 - 0.02 * pattern.down_count() as f64);
    Report::Found(Box::new(Finding {
        session: 1,
        ticket: asked.ticket,
        total: 200,
        table: SweepTable {
            n,
            correct: patterns.iter().map(right).collect(),
            answered: patterns.iter().map(|pattern| pattern.0 & 1 == 0).collect(),
            near_ties: vec![0; patterns.len()],
            people: Vec::new(),
        },
        detail: None,
        engine: "CPU".into(),
        milliseconds: 1.0,
    }))
}

#[test]
fn an_estimate_is_asked_for_batch_by_batch_until_it_is_done() {
    let schemes = [Scheme::Vanilla, Scheme::ResilinetPlus];
    let mut state = opened(long(17), &schemes, Tab::Expected);
    assert!(state.is_beyond());
    state = reduce(state, Action::Rely((0..18).collect(), 0.9));
    let mut questions = 0;
    while state.asked.iter().any(|asked| asked.fault.is_none()) {
        assert_eq!(state.asked.len(), 1, "one at a time");
        let inquiry = state.asked[0].inquiry(state.subject.as_ref().unwrap(), state.engine);
        assert!(
            inquiry
                .patterns
                .is_some_and(|patterns| !patterns.is_empty())
        );
        // Half of the samples tell nothing yet.
        let half = answer(&state, 100);
        let before = state.asked.clone();
        state = heard(state, half);
        assert_eq!((&state.asked, state.estimation.counted), (&before, 100));
        let whole = answer(&state, 200);
        state = heard(state, whole);
        questions += 1;
        assert!(questions < 100, "it comes to an end");
    }
    let odds = state.odds.clone().unwrap().reliabilities(Kind::Nodes);
    for scheme in schemes {
        let standing = state
            .estimation
            .standing(Kind::Nodes, scheme, &odds)
            .unwrap();
        let estimate = standing.estimate.unwrap();
        let truth = 0.5 - 0.02 * 1.8;
        assert!(estimate.interval.low < truth && truth < estimate.interval.high);
    }
    assert_eq!(state.estimation.n, Some(200));
    assert!(state.estimation.guess.is_some());
    // Nothing is asked again until more is wanted.
    let pointed = reduce(state, Action::Point(Some(Pattern(1))));
    assert!(pointed.asked.is_empty());
    let more = reduce(pointed, Action::Refine);
    assert_eq!(more.asked.len(), 1);
}

#[test]
fn a_stopped_estimate_waits_until_one_asks_again() {
    let mut state = opened(long(17), &[Scheme::Vanilla], Tab::Expected);
    state = reduce(state, Action::Rely((0..18).collect(), 0.9));
    // The first question was about nodes that never fail: its answer leads to the one about those that do.
    let first = answer(&state, 200);
    state = heard(state, first);
    let target = state.estimation.target;
    let late = answer(&state, 200);
    state = reduce(state, Action::Stop);
    assert_eq!(state.asked[0].fault.as_deref(), Some(STOPPED));
    // An answer that was on its way is kept, and does not set it going again.
    let known = |state: &State| state.estimation.known(Kind::Nodes, Scheme::Vanilla).len();
    let before = known(&state);
    state = heard(state, late);
    assert!(known(&state) > before);
    assert_eq!(state.asked.len(), 1);
    assert_eq!(state.asked[0].fault.as_deref(), Some(STOPPED));
    state = reduce(state, Action::Rely(vec![0], 0.5));
    assert_eq!(state.asked.len(), 1, "held");
    let again = reduce(state.clone(), Action::Refine);
    assert_eq!(again.estimation.target, target, "it goes on");
    assert!(again.asked.len() == 1 && again.asked[0].fault.is_none());
    assert!(again.asked[0].ticket > state.asked[0].ticket);
    // A report of the question that was taken back changes nothing.
    let sampled = reduce(again, Action::Take(None));
    assert_eq!(sampled.asked[0].some.as_ref().unwrap().1, None);
    let unknown = Report::Unfound {
        ticket: 1,
        why: "No.".into(),
    };
    assert_eq!(heard(sampled.clone(), unknown).asked, sampled.asked);
}

#[test]
fn estimates_are_asked_for_where_they_are_shown() {
    for (document, tab, is_asked) in [
        (long(17), Tab::Failures, false),
        (long(17), Tab::Expected, true),
        (long(3), Tab::Expected, false),
    ] {
        let state = opened(document, &[Scheme::Vanilla], tab);
        let found = state.asked.iter().any(|asked| asked.some.is_some());
        assert_eq!(found, is_asked, "{tab:?}");
    }
    // The drawing's own requests know nothing of them.
    let state = opened(long(3), &[Scheme::Vanilla], Tab::Expected);
    let inquiry = state.asked[0].inquiry(state.subject.as_ref().unwrap(), state.engine);
    assert_eq!(inquiry.patterns, None);
    assert!(matches!(Request::Analyse(inquiry), Request::Analyse(_)));
}

#[test]
fn a_setting_that_was_chosen_here_stays_until_the_page_chooses_another() {
    let topology = presets::find("sensor-chain").unwrap().topology;
    let shown = |down: &[&str], setting: &str| -> Rc<str> {
        let view = View {
            down: down.iter().map(|name| (*name).into()).collect(),
            setting: setting.to_owned(),
            ..View::default()
        };
        let topology = topology.clone();
        document::write_document(&Document { topology, view })
            .unwrap()
            .into()
    };
    let setting = |state: &State| state.odds.as_ref().and_then(|odds| odds.setting.clone());
    let mut state = opened(shown(&[], "Poor"), &[Scheme::Vanilla], Tab::Expected);
    assert_eq!(setting(&state).as_deref(), Some("Poor"));
    state = reduce(state, Action::Setting("Hazardous".into()));
    state = reduce(state, Action::Follow(shown(&["e"], "Poor")));
    assert_eq!(
        (setting(&state).as_deref(), state.pattern),
        (Some("Hazardous"), Pattern(1))
    );
    state = reduce(state, Action::Follow(shown(&["e"], "Normal")));
    assert_eq!(setting(&state).as_deref(), Some("Normal"));
    state = reduce(state, Action::Rely(vec![0], 0.5));
    state = reduce(state, Action::Follow(shown(&[], "Poor")));
    assert_eq!(setting(&state), None);
}

#[test]
fn a_trial_is_noted_once_and_followed() {
    let document = written(presets::find("sensor-chain").unwrap().topology);
    let state = opened(document, &[], Tab::Matters);
    let subject = state.subject.clone().unwrap();
    let trial = |change: Change| Trial::new(&subject, change, Scheme::Resilinet, 5).unwrap();
    let link = Link {
        from: "e".into(),
        to: "cloud".into(),
    };
    let both = vec![trial(Change::Nothing), trial(Change::Add(link))];
    let state = reduce(state, Action::Try(both.clone()));
    let state = reduce(state, Action::Try(both.clone()));
    let numbers: Vec<u32> = state.trials.iter().map(|tried| tried.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert!(
        state
            .trials
            .iter()
            .all(|tried| tried.stage == Stage::Waiting)
    );
    let state = reduce(state, Action::Tried(2, Stage::Failed("No room.".into())));
    let state = reduce(state, Action::Tried(9, Stage::Training(0.5)));
    assert_eq!(state.trials[0].stage, Stage::Waiting);
    // What failed can be tried again.
    let state = reduce(state, Action::Try(both));
    let numbers: Vec<u32> = state.trials.iter().map(|tried| tried.number).collect();
    assert_eq!(numbers, [1, 3]);
}
