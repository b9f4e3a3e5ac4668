use super::*;
use crate::state::Download;
use deepfog_protocol::{
    BundleFacts, Fault, FaultKind, PackFacts, SampleFacts, SchemeAnswer, SweepTable,
    TrainedAccuracy,
};
use deepfog_topology::{NodeId, Scheme, TaskId};

fn fresh() -> State {
    State::new(Rc::new(Network::all())).unwrap()
}

fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(state, reduce)
}

fn heard(report: Report) -> Action {
    Action::Heard(Box::new(report))
}

fn down(state: &State) -> Vec<String> {
    let names = state.network.patterns.down_names(state.pattern);
    names.iter().map(ToString::to_string).collect()
}

fn node(state: &State, name: &str) -> usize {
    state.network.graph.index(&NodeId::from(name)).unwrap()
}

fn pack(session: u32, count: u32) -> Action {
    heard(Report::Pack {
        session,
        facts: PackFacts {
            count,
            classes: vec!["a".to_owned(), "b".to_owned()],
            shape: vec![1, 28, 28],
            split: "Held out.".to_owned(),
            source: "Made for this test.".to_owned(),
            groups_are_people: false,
        },
    })
}

fn samples(session: u32, first: u32, labels: &[u8]) -> Action {
    heard(Report::Samples {
        session,
        first,
        samples: labels
            .iter()
            .map(|&label| SampleFacts { label, group: 0 })
            .collect(),
    })
}

fn sweep(session: u32, scheme: Scheme, n: u32, total: u32) -> Action {
    heard(Report::Sweep {
        session,
        scheme,
        total,
        table: SweepTable {
            n,
            correct: vec![f64::from(n), f64::from(n) / 2.0, 0.0, 0.0],
            answered: vec![true; 4],
            near_ties: vec![0; 4],
            people: Vec::new(),
        },
    })
}

fn answer(session: u32, sample: u32, pattern: Pattern) -> Action {
    heard(Report::Answer(Answer {
        session,
        ticket: 1,
        sample,
        pattern,
        values: vec![0.5; 4],
        schemes: vec![SchemeAnswer {
            scheme: Scheme::Vanilla,
            probabilities: None,
            outputs: Vec::new(),
        }],
        fault: None,
        milliseconds: 1.5,
    }))
}

#[test]
fn nodes_fail_and_are_restored() {
    let state = fresh();
    let (e, f, cloud) = (node(&state, "e"), node(&state, "f"), node(&state, "cloud"));
    let state = reduce(state, Action::Toggle(f));
    assert_eq!(down(&state), ["f"]);
    assert_eq!(state.selected, Some(f));
    assert!(
        state
            .announcement
            .starts_with("f is down. Vanilla has no live path left")
    );
    let state = reduce(state, Action::Toggle(e));
    assert_eq!(down(&state), ["e", "f"]);
    let state = reduce(state, Action::Toggle(f));
    assert_eq!(down(&state), ["e"]);
    let state = reduce(state, Action::Toggle(cloud));
    assert_eq!(down(&state), ["e"], "the cloud never fails");
    assert!(state.announcement.contains("never fails"));
    let state = reduce(state, Action::RestoreAll);
    assert!(down(&state).is_empty());
    assert!(state.announcement.starts_with("Every node is up."));
    assert_eq!(reduce(state, Action::Toggle(99)).selected, Some(cloud));
}

#[test]
fn a_pattern_is_chosen_whole() {
    let state = reduce(fresh(), Action::ChoosePattern(Pattern(0b10)));
    assert_eq!(down(&state), ["f"]);
    let state = reduce(state, Action::ChoosePattern(Pattern(0b1101)));
    assert_eq!(down(&state), ["e"], "bits without a node are dropped");
}

#[test]
fn random_failures_follow_setting_and_draw() {
    let state = after(fresh(), [Action::ChooseSetting(0), Action::FailAtRandom]);
    assert_eq!(
        (state.draws, down(&state).len()),
        (0, 0),
        "nothing can fail"
    );
    let once = after(fresh(), [Action::FailAtRandom]);
    let again = after(fresh(), [Action::FailAtRandom]);
    assert_eq!(once.pattern, again.pattern);
    assert!(once.announcement.starts_with("Draw 1 under Hazardous: "));
    let mut seen = std::collections::BTreeSet::new();
    let mut state = fresh();
    for _ in 0..100 {
        state = reduce(state, Action::FailAtRandom);
        seen.insert(state.pattern);
    }
    assert_eq!(seen.len(), 4, "all patterns of two nodes come up");
    let state = reduce(state, Action::ChooseSetting(17));
    assert_eq!(
        state.reliability().name,
        "Hazardous",
        "unknown settings are not chosen"
    );
}

#[test]
fn another_preset_starts_anew() {
    let mut state = fresh();
    state = after(
        state,
        [
            pack(1, 40),
            samples(1, 0, &[0, 1]),
            Action::ChooseSetting(1),
            Action::ShowSample(1),
            Action::Toggle(1),
            Action::PlayOrPause,
            Action::OpenPreset("image-chain".to_owned()),
        ],
    );
    assert_eq!(state.network.preset, Some("image-chain"));
    assert_eq!(state.session, 2);
    let kept = Loaded {
        pack: state.loaded.pack.clone(),
        samples: state.loaded.samples.clone(),
        ..Loaded::default()
    };
    assert_eq!(state.loaded, kept, "the samples are those of the same task");
    assert_eq!(state.sample_count(), 2);
    assert_eq!((state.pattern, state.playing), (Pattern::NONE_DOWN, false));
    assert_eq!(state.sample, 1, "the same pack");
    assert_eq!(state.reliability().name, "Normal");
    assert!(
        state
            .announcement
            .starts_with("Image chain: Every node is up.")
    );
    let state = reduce(state, Action::ChooseTask(TaskId::SMARTWATCH.into()));
    assert_eq!(
        (state.network.preset, state.sample),
        (Some("sensor-chain"), 0)
    );
    let state = reduce(state, Action::ChooseTask(TaskId::SMARTWATCH.into()));
    assert_eq!(state.session, 3, "already there");
    let state = reduce(state, Action::OpenPreset("nothing".to_owned()));
    assert_eq!(
        (state.network.preset, state.session),
        (Some("sensor-chain"), 3)
    );
}

#[test]
fn reports_of_an_earlier_preset_are_dropped() {
    let state = reduce(fresh(), Action::OpenPreset("sensor-chain".to_owned()));
    for action in [
        pack(1, 3),
        samples(1, 0, &[0]),
        sweep(1, Scheme::Vanilla, 1, 1),
        answer(1, 0, Pattern::NONE_DOWN),
    ] {
        assert_eq!(reduce(state.clone(), action).loaded, Loaded::default());
    }
}

#[test]
fn samples_are_stepped_through_around_the_ends() {
    let state = after(fresh(), [Action::Next, Action::Previous]);
    assert_eq!(state.sample, 0, "nothing has come");
    let state = after(
        state,
        [pack(1, 4), samples(1, 0, &[0, 1]), samples(1, 2, &[0, 1])],
    );
    for (class, actions, expected) in [
        (None, vec![Action::Next], 1),
        (None, vec![Action::Previous], 3),
        (None, vec![Action::Next; 5], 1),
        (Some(1), vec![], 1),
        (Some(1), vec![Action::Next], 3),
        (Some(1), vec![Action::Next; 2], 1),
        (Some(0), vec![Action::Previous], 2),
        (Some(9), vec![Action::Next; 4], 0),
    ] {
        let state = reduce(state.clone(), Action::ChooseClass(class));
        // A class that does not come up leaves the sample where it is.
        assert_eq!(after(state, actions).sample, expected, "{class:?}");
    }
    assert_eq!(reduce(state, Action::ShowSample(99)).sample, 3);
}

#[test]
fn a_sample_beyond_the_pack_becomes_its_last() {
    let mut state = fresh();
    state.sample = 1_000_000;
    assert_eq!(reduce(state, pack(1, 40)).sample, 39);
}

#[test]
fn chunks_that_come_again_are_not_counted_twice() {
    let state = after(
        fresh(),
        [
            samples(1, 0, &[0, 1]),
            samples(1, 2, &[1]),
            samples(1, 2, &[1]),
            samples(1, 9, &[1]),
        ],
    );
    assert_eq!(state.sample_count(), 3);
}

#[test]
fn sweeps_end_in_one_announcement() {
    let mut state = fresh();
    let before = state.announcement.clone();
    for scheme in Scheme::ALL {
        state = reduce(state, sweep(1, scheme, 10, 40));
    }
    assert_eq!(state.swept(), Some(0.25));
    assert_eq!(state.announcement, before, "not at every step");
    for scheme in Scheme::ALL {
        state = reduce(state, sweep(1, scheme, 40, 40));
    }
    assert_eq!(state.swept(), None);
    assert!(
        state
            .announcement
            .contains("Accuracy: Vanilla 100.0 %, deepFogGuard 100.0 %")
    );
    let state = reduce(state, Action::ChoosePattern(Pattern(1)));
    assert!(state.announcement.contains("e is down."));
    assert!(state.announcement.contains("Accuracy: Vanilla 50.0 %"));
}

#[test]
fn answers_say_what_they_answer() {
    let state = after(fresh(), [pack(1, 4), samples(1, 0, &[0; 4])]);
    assert!(state.is_waiting());
    let announced = state.announcement.clone();
    let state = reduce(state, answer(1, 0, Pattern::NONE_DOWN));
    assert!(!state.is_waiting());
    assert_eq!(
        state.announcement, announced,
        "samples that pass by are not announced"
    );
    let state = reduce(state, Action::Toggle(1));
    assert!(state.is_waiting());
    let state = reduce(state, answer(1, 0, Pattern(1)));
    assert!(!state.is_waiting());
    assert_eq!(state.loaded.shown.map(|shown| shown.serial), Some(2));
}

#[test]
fn faults_are_kept_until_they_are_tried_again() {
    let failed = |item: Item, kind| {
        heard(Report::Failed {
            session: 1,
            item,
            fault: Fault {
                kind,
                message: "It broke.".to_owned(),
            },
        })
    };
    let state = after(
        fresh(),
        [
            failed(Item::Bundle(Scheme::Vanilla), FaultKind::Corrupt),
            failed(Item::Bundle(Scheme::Vanilla), FaultKind::Download),
            failed(Item::Pack, FaultKind::Download),
        ],
    );
    assert_eq!(state.loaded.faults.len(), 2);
    let state = reduce(state, Action::Retry);
    assert_eq!((state.loaded.faults.len(), state.retries), (0, 1));
    let broken = match answer(1, 0, Pattern::NONE_DOWN) {
        Action::Heard(report) => match *report {
            Report::Answer(answer) => heard(Report::Answer(Answer {
                fault: Some(Fault {
                    kind: FaultKind::Run,
                    message: "Vanilla could not answer: no".to_owned(),
                }),
                ..answer
            })),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let state = after(state, [Action::PlayOrPause, broken]);
    assert!(!state.playing);
    assert_eq!(state.loaded.faults.len(), 1, "it stays to be read");
    let state = reduce(state, answer(1, 0, Pattern::NONE_DOWN));
    assert!(state.loaded.faults.is_empty());
}

#[test]
fn what_failed_does_not_hold_up_the_progress() {
    let failed = |item| {
        heard(Report::Failed {
            session: 1,
            item,
            fault: Fault {
                kind: FaultKind::Corrupt,
                message: "It broke.".to_owned(),
            },
        })
    };
    let mut state = after(
        fresh(),
        [
            failed(Item::Bundle(Scheme::Vanilla)),
            failed(Item::Sweep(Scheme::Resilinet)),
        ],
    );
    assert_eq!(state.download().map(|download| download.wanted), Some(3));
    for scheme in [Scheme::DeepFogGuard, Scheme::ResilinetPlus] {
        state = reduce(state, sweep(1, scheme, 20, 40));
    }
    assert_eq!(state.swept(), Some(0.5));
    for scheme in [Scheme::DeepFogGuard, Scheme::ResilinetPlus] {
        state = reduce(state, sweep(1, scheme, 40, 40));
    }
    assert_eq!(state.swept(), None);
    assert!(!state.is_swept());
}

#[test]
fn a_dead_worker_is_replaced() {
    let state = after(
        fresh(),
        [
            heard(Report::Ready),
            pack(1, 4),
            Action::EngineFailed("It stopped.".to_owned()),
        ],
    );
    assert_eq!(state.engine, Engine::Failed("It stopped.".to_owned()));
    assert!(
        state.loaded.pack.is_some(),
        "what was loaded stays to be seen"
    );
    let state = reduce(state, Action::Retry);
    assert_eq!(state.engine, Engine::Starting);
    assert_eq!((state.workers, state.session, state.retries), (2, 2, 0));
}

#[test]
fn downloads_add_up() {
    let progress = |item: Item, received, total| {
        heard(Report::Progress {
            session: 1,
            item,
            received,
            total,
        })
    };
    let state = fresh();
    let download = |state: &State| {
        let Download {
            loaded,
            wanted,
            share,
        } = state.download().unwrap();
        (loaded, wanted, share)
    };
    assert_eq!(download(&state), (0, 4, 0.0));
    let state = after(
        state,
        [
            progress(Item::Pack, 10, None),
            progress(Item::Bundle(Scheme::Vanilla), 10, Some(100)),
            progress(Item::Bundle(Scheme::Vanilla), 60, Some(100)),
        ],
    );
    assert_eq!(download(&state), (0, 4, 0.15));
    let state = reduce(
        state,
        heard(Report::Bundle {
            session: 1,
            facts: BundleFacts {
                scheme: Scheme::Vanilla,
                seed: 1,
                training: "Trained.".to_owned(),
                accuracies: vec![TrainedAccuracy {
                    part: "test".to_owned(),
                    accuracy: 0.9,
                    n: 10,
                }],
                class_prior: vec![0.5, 0.5],
                bytes: 100,
            },
        }),
    );
    assert_eq!(download(&state), (1, 4, 0.25));
    assert!(state.loaded.bundles.get(Scheme::Vanilla).is_some());
}
