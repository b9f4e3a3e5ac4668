use super::*;
use crate::drawing::tests::drawn;
use crate::measure::Source;
use crate::measure::tests::{facts, table};
use crate::state::Tab;
use crate::study::TRIAL;
use crate::work::tests::{began, bundle, job, point};
use crate::work::{Order, order};
use deepfog_protocol::{
    Fault, FaultKind, Job, JobStatus, OwnBundle, Report, StoredBundle, TrainReport, TrainingOptions,
};
use deepfog_topology::Scheme;

fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(state, reduce)
}

fn opened(preset: &str) -> State {
    let document = Rc::clone(&drawn(preset, |_| {}).text);
    let open = Action::Open {
        document,
        go_on_until: None,
    };
    after(State::new(1), [open])
}

fn heard(key: &str, report: TrainReport) -> Action {
    Action::Heard {
        key: key.to_owned(),
        report: Box::new(report),
        now: 1_000.0,
    }
}

fn listing(jobs: Vec<Job>) -> Listing {
    Listing {
        bundles: Vec::new(),
        jobs,
        studies: Vec::new(),
        usage: None,
    }
}

fn orders(state: &State) -> Vec<Option<Order>> {
    state.works.iter().map(|work| order(work)).collect()
}

fn said(state: &State) -> &str {
    state.word.as_ref().map_or("", |word| &word.text)
}

#[test]
fn trainings_take_turns() {
    let state = after(
        opened("smallest"),
        [Action::Train(vec![job("a", 1.0), job("b", 1.0)])],
    );
    assert_eq!(orders(&state), [Some(Order::Run), None]);
    let state = after(
        state,
        [
            heard("a", TrainReport::Ready),
            heard("a", TrainReport::Began(began(3))),
        ],
    );
    assert_eq!(said(&state), "Vanilla trains: 3 epochs.");
    let mut trained = bundle("a");
    trained.identity = state.drawing().unwrap().identity.clone().unwrap();
    let state = after(state, [heard("a", TrainReport::Finished(trained))]);
    assert!(said(&state).ends_with("it runs live now."));
    assert_eq!(orders(&state), [None, Some(Order::Run)]);
    assert_eq!((state.changes, state.shelf.bundles.len()), (1, 1));
    // A list that was read before does not bring it back.
    let state = after(
        state,
        [Action::Listed(
            Box::new(listing(vec![job("a", 1.0)])),
            90_000.0,
        )],
    );
    assert_eq!(state.works.len(), 2);
    let state = after(state, [Action::Remove("a".to_owned())]);
    assert_eq!(state.works.len(), 1);
}

#[test]
fn a_trial_takes_no_place_of_what_runs() {
    let state = after(
        opened("smallest"),
        [Action::Train(vec![Job {
            study: Some(TRIAL.to_owned()),
            ..job("trial", 1.0)
        }])],
    );
    assert_eq!(state.works[0].study(), None);
    let identity = state.drawing().unwrap().identity.clone().unwrap();
    let runs = OwnBundle {
        identity: identity.clone(),
        used: 1.0,
        ..bundle("runs")
    };
    let trained = OwnBundle {
        identity,
        used: 2.0,
        study: Some(TRIAL.to_owned()),
        ..bundle("trial")
    };
    let mut state = after(state, [heard("trial", TrainReport::Ready)]);
    Rc::make_mut(&mut state.shelf.bundles).push(runs.clone());
    let state = after(
        state,
        [heard("trial", TrainReport::Finished(trained.clone()))],
    );
    assert!(said(&state).ends_with("a trial, listed under Networks."));
    assert_eq!(state.own().count(), 2);
    assert!(state.is_shown(&runs) && !state.is_shown(&trained));
}

#[test]
fn a_training_is_paused_finished_and_cancelled() {
    let run = |actions: Vec<Action>| {
        let state = after(opened("smallest"), [Action::Train(vec![job("a", 1.0)])]);
        after(after(state, [heard("a", TrainReport::Ready)]), actions)
    };
    let key = || "a".to_owned();
    for (actions, expected) in [
        (vec![Action::Pause(key())], vec![Some(Order::Pause)]),
        (
            vec![Action::Pause(key()), heard("a", TrainReport::Paused)],
            vec![Some(Order::Pause)],
        ),
        (
            vec![
                Action::Pause(key()),
                heard("a", TrainReport::Paused),
                Action::Resume(key(), 2.0),
            ],
            vec![Some(Order::Run)],
        ),
        (vec![Action::Finish(key())], vec![Some(Order::Finish)]),
        (vec![Action::Remove(key())], vec![Some(Order::Cancel)]),
        (
            vec![
                Action::Pause(key()),
                heard("a", TrainReport::Paused),
                Action::Remove(key()),
            ],
            vec![Some(Order::Cancel)],
        ),
        (
            vec![Action::Remove(key()), heard("a", TrainReport::Cancelled)],
            vec![],
        ),
    ] {
        assert_eq!(orders(&run(actions.clone())), expected, "{actions:?}");
    }
}

#[test]
fn what_waits_is_paused_and_removed_without_a_worker() {
    let state = after(
        opened("smallest"),
        [Action::Train(vec![job("a", 1.0), job("b", 1.0)])],
    );
    let paused = after(state.clone(), [Action::Pause("b".to_owned())]);
    assert_eq!(paused.works[1].job.status, JobStatus::Paused);
    assert_eq!(orders(&paused)[1], None);
    let removed = after(state, [Action::Remove("b".to_owned())]);
    assert_eq!(removed.works.len(), 1);
    assert!(removed.ended.iter().any(|key| key == "b"));
}

#[test]
fn a_failed_training_goes_on_or_keeps_its_best() {
    let fault = Fault {
        kind: FaultKind::Run,
        message: "the loss is no number".to_owned(),
    };
    let state = after(
        opened("smallest"),
        [
            Action::Train(vec![job("a", 1.0)]),
            heard("a", TrainReport::Ready),
            heard(
                "a",
                TrainReport::Failed {
                    fault,
                    has_best: true,
                },
            ),
        ],
    );
    assert_eq!(
        said(&state),
        "Vanilla has stopped training. The loss is no number."
    );
    assert!(state.word.as_ref().unwrap().is_fault);
    assert_eq!(orders(&state), [None]);
    assert_eq!(
        orders(&after(state.clone(), [Action::Resume("a".to_owned(), 2.0)])),
        [Some(Order::Run)]
    );
    assert_eq!(
        orders(&after(state, [Action::Finish("a".to_owned())])),
        [Some(Order::Finish)]
    );
}

#[test]
fn a_silent_worker_is_told() {
    let state = after(opened("smallest"), [Action::Train(vec![job("a", 1.0)])]);
    let state = after(
        state,
        [
            heard("a", TrainReport::Ready),
            heard("a", TrainReport::Epoch(point(1, 0.5, true))),
        ],
    );
    let state = after(
        state,
        (1..=5).map(|at| Action::Tick(1_000.0 + 5_000.0 * f64::from(at))),
    );
    assert!(said(&state).contains("has stopped"), "{}", said(&state));
    assert!(matches!(
        state.works[0].job.status,
        JobStatus::Failed { has_best: true, .. }
    ));
}

#[test]
fn interrupted_trainings_wait_for_a_click_or_go_on() {
    let left = || Job {
        status: JobStatus::Running,
        ..job("a", 0.0)
    };
    let read = Action::Listed(Box::new(listing(vec![left()])), 60_000.0);
    let state = after(opened("smallest"), [read.clone()]);
    assert!(state.works[0].is_interrupted());
    let state = after(state, [Action::Resume("a".to_owned(), 61_000.0)]);
    assert_eq!(orders(&state), [Some(Order::Run)]);
    let document = Rc::clone(&drawn("smallest", |_| {}).text);
    let open = Action::Open {
        document,
        go_on_until: Some(70_000.0),
    };
    let state = after(State::new(1), [open, read]);
    assert_eq!(orders(&state), [Some(Order::Run)]);
}

#[test]
fn a_network_that_the_device_refuses_is_not_lost() {
    let stored = StoredBundle {
        facts: bundle("a"),
        document: "{}".to_owned(),
        manifest: Vec::new(),
        files: Vec::new(),
    };
    let fault = Fault {
        kind: FaultKind::Run,
        message: "There is no room.".to_owned(),
    };
    let state = after(
        opened("smallest"),
        [
            Action::Train(vec![job("a", 1.0)]),
            heard(
                "a",
                TrainReport::NotKept {
                    bundle: Box::new(stored),
                    fault,
                },
            ),
        ],
    );
    assert!(state.works[0].unkept.is_some());
    assert_eq!(
        said(&state),
        "Vanilla is trained, but it is not kept on this device. There is no room."
    );
    let state = after(state, [Action::KeptAfterAll("a".to_owned())]);
    assert!(state.works.is_empty());
}

#[test]
fn the_form_follows_the_drawing() {
    let state = opened("smallest");
    let typed = Action::Fill(
        Which::Train,
        crate::form::Change::Text(crate::form::Field::Name, "Mine".to_owned()),
    );
    let state = after(state, [typed]);
    let same = Action::Follow(Rc::clone(
        &drawn("smallest", |topology| topology.links.truncate(3)).text,
    ));
    let state = after(state, [same]);
    assert_eq!(state.form.name.as_deref(), Some("Mine"));
    let state = after(
        state,
        [Action::Follow(Rc::clone(
            &drawn("sensor-chain", |_| {}).text,
        ))],
    );
    assert_eq!(state.form.name, None);
    let state = after(state, [Action::Follow("{".into())]);
    assert!(matches!(&state.drawing, Some(Err(why)) if why.ends_with('.')));
}

#[test]
fn what_is_compared_is_measured_one_after_the_other() {
    let sources = [
        Source::Shipped("smallest", Scheme::Vanilla),
        Source::Shipped("smallest", Scheme::Resilinet),
    ];
    let pick = |side: usize| Action::Pick(side, Some(sources[side].clone()));
    let state = after(opened("smallest"), [pick(0), pick(1)]);
    assert!(state.measuring.is_none(), "nobody looks");
    let state = after(state, [Action::Choose(Tab::Compare)]);
    let measuring = state.measuring.clone().unwrap();
    assert_eq!(
        (measuring.session, &measuring.wanted.source),
        (1, &sources[0])
    );
    assert_eq!(measuring.wanted.pack, "fashion-mnist");
    let done = |session| {
        let bundle = Report::Bundle {
            session,
            facts: facts(Scheme::Vanilla),
        };
        let table = table(2, vec![2.0, 1.0, 1.0, 0.0]);
        let sweep = Report::Sweep {
            session,
            scheme: Scheme::Vanilla,
            total: 2,
            table,
        };
        [bundle, sweep].map(|report| Action::Measured(Box::new(report)))
    };
    let state = after(state, done(1));
    assert_eq!(state.measuring.as_ref().unwrap().wanted.source, sources[1]);
    let state = after(
        state,
        [Action::Unmeasured("The program has stopped.".to_owned())],
    );
    assert!(state.measuring.is_none());
    assert!(
        state.results.get(&sources[0]).unwrap().is_ok()
            && state.results.get(&sources[1]).unwrap().is_err()
    );
    let state = after(state, [Action::Retry(sources[1].clone())]);
    assert_eq!(state.measuring.as_ref().unwrap().session, 3);
    // Another drawing has other shipped networks.
    let state = after(
        state,
        [Action::Follow(Rc::clone(
            &drawn("sensor-chain", |_| {}).text,
        ))],
    );
    assert_eq!(state.pair, [None, None]);
    assert!(state.measuring.is_none());
}

#[test]
fn the_newest_networks_of_the_drawing_are_compared_unless_others_are_picked() {
    let state = opened("smallest");
    let own = |key: &str, identity: &str| OwnBundle {
        identity: identity.to_owned(),
        ..bundle(key)
    };
    let identity = state.drawing().unwrap().identity.clone().unwrap();
    let bundles = vec![
        own("new", &identity),
        own("other", "0"),
        own("old", &identity),
        own("oldest", &identity),
    ];
    let listed = Listing {
        bundles,
        ..listing(Vec::new())
    };
    let state = after(state, [Action::Listed(Box::new(listed), 0.0)]);
    let source = |key: &str| Some(Source::Own(key.to_owned()));
    let state = after(state, [Action::Choose(Tab::Compare)]);
    assert_eq!(state.pair, [source("old"), source("new")]);
    let state = after(
        state,
        [
            Action::Pick(0, source("oldest")),
            Action::Choose(Tab::Train),
            Action::Choose(Tab::Compare),
        ],
    );
    assert_eq!(state.pair, [source("oldest"), source("new")]);
}

#[test]
fn a_study_is_trained_measured_and_removed() {
    let drawing = drawn("smallest", |_| {});
    let mut next = 0;
    let mut key = || {
        next += 1;
        format!("k{next}")
    };
    let (study, jobs) = crate::study::begin(
        &drawing,
        "Small",
        Scheme::DeepFogGuard,
        &TrainingOptions::default(),
        &mut key,
        0.0,
    )
    .unwrap();
    let begin = Action::BeginStudy(Box::new(study.clone()), jobs.clone());
    let state = after(opened("smallest"), [begin]);
    assert_eq!(
        (state.works.len(), orders(&state)[0]),
        (4, Some(Order::Run))
    );
    let mut trained = bundle(&study.subsets[0].job);
    trained.study = Some(study.key.clone());
    let state = after(
        state,
        [heard(&study.subsets[0].job, TrainReport::Finished(trained))],
    );
    assert_eq!(state.measuring.as_ref().unwrap().session, 1);
    let bundle_facts = Report::Bundle {
        session: 1,
        facts: facts(Scheme::DeepFogGuard),
    };
    let sweep = Report::Sweep {
        session: 1,
        scheme: Scheme::DeepFogGuard,
        total: 2,
        table: table(2, vec![2.0, 1.0, 1.0, 0.0]),
    };
    let state = after(
        state,
        [bundle_facts, sweep].map(|report| Action::Measured(Box::new(report))),
    );
    assert_eq!(
        state.studies[0].subsets[0].accuracies,
        Some(vec![1.0, 0.5, 0.5, 0.0])
    );
    // A training that was cancelled is trained again.
    let state = after(state, [Action::Remove(jobs[3].key.clone())]);
    let again = Action::GoOnStudy {
        key: study.key.clone(),
        jobs: vec![jobs[3].clone()],
        now: 5.0,
    };
    let state = after(state, [again]);
    assert!(
        state
            .works
            .iter()
            .any(|work| work.key() == jobs[3].key && work.done.is_none())
    );
    let state = after(state, [Action::RemoveStudy(study.key.clone())]);
    assert!(state.studies.is_empty());
    assert!(
        state.works.iter().all(|work| work.live.is_some()),
        "what runs is cancelled first"
    );
}
