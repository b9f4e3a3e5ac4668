use super::*;
use crate::action::Action;
use crate::reducer::reduce;
use deepfog_protocol::{Answer, PackFacts, Report, SampleFacts};
use deepfog_resilience::Pattern;
use deepfog_topology::Topology;
use deepfog_topology::document::{Document, View};
use deepfog_topology::presets;

fn fresh() -> State {
    State::new(Rc::new(Network::all())).unwrap()
}

fn hear(state: State, report: Report) -> State {
    reduce(state, Action::Heard(Box::new(report)))
}

fn told(state: State, bundles: &[OwnBundle], unfinished: u32) -> State {
    let report = Report::Shelf {
        bundles: bundles.to_vec(),
        unfinished,
        fault: None,
    };
    hear(state, report)
}

fn own(key: &str, identity: &str, scheme: Scheme, used: f64) -> OwnBundle {
    OwnBundle {
        key: key.to_owned(),
        name: "Mine".to_owned(),
        identity: identity.to_owned(),
        title: "Mine".to_owned(),
        scheme,
        seed: 3,
        epochs: 60,
        validation: 0.9,
        test: (0.9, 100),
        parameters: 10,
        bytes: 40,
        created: 1.0,
        used,
        study: None,
    }
}

/// The preset with a hyperconnection fewer: nothing is shipped for it.
fn drawn() -> Topology {
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    topology.links.truncate(6);
    topology
}

fn open(state: State, topology: Topology) -> State {
    let document = Document {
        topology,
        view: View::default(),
    };
    let action = Action::OpenDocument {
        document: Box::new(document),
        own: None,
        notes: Vec::new(),
    };
    reduce(state, action)
}

/// Scheme and key of the own bundles, scheme and preset of the shipped ones.
fn shown(state: &State) -> Vec<(Scheme, String)> {
    let from = |source: &BundleSource| match &source.origin {
        Origin::Own(key) => (source.scheme, key.clone()),
        Origin::Shipped(preset) => (source.scheme, format!("shipped {preset}")),
    };
    state.sources.iter().map(from).collect()
}

#[test]
fn the_own_bundle_used_last_goes_before_the_shipped_one() {
    use Scheme::{Resilinet, ResilinetPlus, Vanilla};
    let preset = Network::of_preset("smallest").unwrap();
    let mine = Network::new(Rc::new(drawn())).unwrap();
    let of_study = OwnBundle {
        study: Some("s".to_owned()),
        ..own("study", &mine.identity, ResilinetPlus, 9.0)
    };
    let shelf = [
        own("b", &mine.identity, Vanilla, 1.0),
        own("a", &mine.identity, Vanilla, 2.0),
        own("c", &mine.identity, Resilinet, 1.0),
        own("d", &preset.identity, Resilinet, 5.0),
        own("e", "another", ResilinetPlus, 5.0),
        of_study,
    ];
    let origins = |network: &Network, shelf: &[OwnBundle]| -> Vec<(Scheme, Origin)> {
        let sources = sources(network, shelf).into_iter();
        sources
            .inspect(|source| assert_eq!(source.identity, network.identity))
            .map(|source| (source.scheme, source.origin))
            .collect()
    };
    let key = |key: &str| Origin::Own(key.to_owned());
    let shipped = || Origin::Shipped("smallest".to_owned());
    assert_eq!(origins(&mine, &[]), []);
    assert_eq!(
        origins(&mine, &shelf),
        [(Vanilla, key("a")), (Resilinet, key("c"))]
    );
    assert_eq!(
        origins(&preset, &shelf),
        [
            (Vanilla, shipped()),
            (Scheme::DeepFogGuard, shipped()),
            (Resilinet, key("d")),
            (ResilinetPlus, shipped()),
        ]
    );
}

#[test]
fn a_drawing_with_own_bundles_is_shown_like_a_preset() {
    let identity = Network::new(Rc::new(drawn())).unwrap().identity.clone();
    let before = open(fresh(), drawn());
    assert_eq!((before.editor.mode, shown(&before)), (Mode::Draw, vec![]));
    assert_eq!(before.schemes(), Schemes::ALL, "of the drawing alone");
    assert_eq!((before.download(), before.is_swept()), (None, false));

    let bundles = [own("k", &identity, Scheme::Resilinet, 1.0)];
    let state = told(before.clone(), &bundles, 0);
    assert_eq!(state.session, before.session + 1);
    assert_eq!(shown(&state), [(Scheme::Resilinet, "k".to_owned())]);
    assert_eq!(state.editor.mode, Mode::Break, "its answers are there");
    assert_eq!(state.scheme, Scheme::ResilinetPlus, "as it was chosen");
    assert_eq!(state.flow_scheme(), Scheme::Resilinet);
    assert_eq!(state.own_bundle(Scheme::Resilinet), Some(&bundles[0]));
    assert_eq!(state.own_bundle(Scheme::Vanilla), None);
    assert_eq!(state.own(), state.trained());
    assert_eq!(state.download().map(|download| download.wanted), Some(1));

    // Told again, nothing is opened again.
    let again = told(state.clone(), &bundles, 0);
    assert_eq!(
        (again.session, again.announcement),
        (state.session, state.announcement.clone())
    );

    // An edit leaves it without, and undoing brings it back.
    let f1 = state.network.graph.index(&"f1".into());
    let edited = [Action::Select(f1), Action::Delete]
        .into_iter()
        .fold(state.clone(), reduce);
    assert_eq!(shown(&edited), []);
    let undone = reduce(edited, Action::Undo);
    assert_eq!(shown(&undone), shown(&state));

    // What is deleted is gone.
    let gone = told(state, &[], 0);
    assert_eq!(shown(&gone), []);
    assert!(gone.announcement.contains("have changed"));
}

#[test]
fn what_is_trained_later_changes_no_mode() {
    let identity = Network::new(Rc::new(drawn())).unwrap().identity.clone();
    let state = told(open(fresh(), drawn()), &[], 0);
    let state = told(state, &[own("k", &identity, Scheme::Vanilla, 1.0)], 0);
    assert_eq!(state.editor.mode, Mode::Draw);
    assert_eq!(
        state.trained().iter().collect::<Vec<_>>(),
        [Scheme::Vanilla]
    );
    let opened = open(state, drawn());
    assert_eq!(shown(&opened), [(Scheme::Vanilla, "k".to_owned())]);
}

#[test]
fn samples_stay_on_show_when_other_bundles_are_opened() {
    let mut state = fresh();
    let session = state.session;
    let facts = PackFacts {
        count: 4,
        classes: vec!["a".to_owned()],
        shape: vec![4],
        split: "Held out.".to_owned(),
        source: "Made for this test.".to_owned(),
        groups_are_people: false,
    };
    state = hear(state, Report::Pack { session, facts });
    let samples = vec![SampleFacts { label: 0, group: 0 }; 4];
    state = hear(
        state,
        Report::Samples {
            session,
            first: 0,
            samples,
        },
    );
    state = hear(
        state,
        Report::Answer(Answer {
            session,
            ticket: 1,
            sample: 0,
            pattern: Pattern::NONE_DOWN,
            values: vec![0.5; 4],
            schemes: Vec::new(),
            fault: None,
            milliseconds: 1.0,
        }),
    );
    let values = state.values().unwrap();
    let bundles = [own("k", &state.network.identity, Scheme::Vanilla, 1.0)];
    state = told(state, &bundles, 0);
    assert_eq!(state.session, session + 1);
    assert!(state.loaded.shown.is_none());
    assert_eq!(state.values(), Some(values));
    assert_eq!(state.sample_count(), 4);
    let of = |scheme| {
        shown(&state)
            .iter()
            .any(|(other, key)| *other == scheme && key == "k")
    };
    assert!(of(Scheme::Vanilla) && !of(Scheme::Resilinet));
}

#[test]
fn interrupted_trainings_are_told_of_until_they_are_seen_to() {
    let mut state = fresh();
    // A training of a page that has just gone is known to be interrupted a little later.
    for told_of in [0, 2, 1] {
        state = told(state, &[], told_of);
        assert_eq!(state.interrupted(), told_of);
    }
    state = reduce(state, Action::DismissUnfinished);
    state = told(state, &[], 3);
    assert_eq!(state.interrupted(), 0);
}
