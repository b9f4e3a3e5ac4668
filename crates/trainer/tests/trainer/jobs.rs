//! Jobs that go well.

use deepfog_network::bundle::{Manifest, parameters};
use deepfog_protocol::{TrainReport, TrainRequest, TrainingLength};
use deepfog_topology::{Scheme, identity};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::desk::{Desk, clear, drawn, has_checkpoint, held, spec};

#[wasm_bindgen_test]
async fn a_drawing_is_trained_and_kept() {
    let topology = drawn("sensor-chain");
    let spec = spec(&topology, Scheme::Resilinet, 2);
    let desk = Desk::new();
    desk.begin("whole", &spec);
    let facts = desk.finished().await;
    assert_eq!(facts.key, "whole");
    assert_eq!(facts.name, "Mine");
    assert_eq!(facts.identity, identity(&topology).unwrap());
    assert_eq!(
        (facts.epochs, facts.seed, facts.scheme),
        (2, 7, Scheme::Resilinet)
    );
    assert!(facts.created > 1e12 && facts.used == facts.created);
    assert_eq!(facts.test.1, 1312);

    // What was said, in its order.
    let order: Vec<usize> = desk
        .reports
        .borrow()
        .iter()
        .map(|report| match report {
            TrainReport::Fetching { received, total } => {
                assert!(received <= total && *total > 1_000_000);
                0
            }
            TrainReport::Began(began) => {
                assert_eq!((began.epochs, began.done), (2, 0));
                assert_eq!(began.parameters, facts.parameters);
                assert!(began.history.is_empty() && began.kept.is_empty());
                assert_eq!(
                    u64::from(began.samples.div_ceil(began.batch)) * 2,
                    began.steps
                );
                1
            }
            TrainReport::Calibrating => 0,
            TrainReport::At(at) => {
                assert!(
                    at.loss.is_finite() && at.speed > 0.0 && at.seconds_left >= 0.0,
                    "{at:?}"
                );
                2
            }
            TrainReport::Epoch(point) => {
                assert!(point.validation_accuracy > 0.0, "{point:?}");
                2
            }
            TrainReport::Checkpointed { .. } => 2,
            TrainReport::Finished(_) => 3,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!(
        desk.count(|report| matches!(report, TrainReport::Epoch(_))),
        2
    );

    // What is kept passes every check, and says how it came to be.
    let bundle = held("whole").await.unwrap();
    assert_eq!(bundle.facts, facts);
    let manifest = Manifest::parse(&bundle.manifest).unwrap();
    parameters(&manifest, &bundle.files).unwrap();
    assert_eq!(manifest.training.epochs, 2);
    assert!(manifest.training.seconds > 0.0);
    let notes = manifest.training.notes.join(" ");
    assert!(notes.contains("Trained in a web browser"), "{notes}");
    assert_eq!(manifest.split.people.unwrap().test, [3, 7, 9]);
    assert!(!has_checkpoint("whole").await);

    // A page that was closed in the last moment finds it finished.
    let again = Desk::new();
    again.begin("whole", &spec);
    assert_eq!(again.finished().await, facts);
    assert_eq!(again.reports.borrow().len(), 1);
    clear("whole").await;
}

/// A training that is paused, whose worker then ends, and that another worker goes on with, gives the same files as one that
/// was never disturbed.
#[wasm_bindgen_test]
async fn a_training_that_was_broken_off_ends_as_if_it_never_was() {
    let spec = spec(&drawn("two-sensors"), Scheme::ResilinetPlus, 2);
    let whole = Desk::new();
    whole.begin("undisturbed", &spec);
    whole.finished().await;

    let first = Desk::new();
    first.begin("disturbed", &spec);
    first
        .hears(|report| matches!(report, TrainReport::At(_)))
        .await;
    first.session.handle(TrainRequest::Pause);
    first
        .hears(|report| matches!(report, TrainReport::Paused))
        .await;
    let steps = first.count(|report| matches!(report, TrainReport::At(_)));
    for _ in 0..50 {
        deepfog_browser::breathe().await;
    }
    assert_eq!(
        first.count(|report| matches!(report, TrainReport::At(_))),
        steps
    );
    let written = first
        .hears(|report| matches!(report, TrainReport::Checkpointed { .. }))
        .await;
    assert!(has_checkpoint("disturbed").await);

    let second = Desk::new();
    second.begin("disturbed", &spec);
    let began = second
        .hears(|report| matches!(report, TrainReport::Began(_)))
        .await;
    let (TrainReport::Began(began), TrainReport::Checkpointed { step }) = (began, written) else {
        panic!("not what was waited for");
    };
    assert!(began.done >= step && step > 0, "{began:?} {step}");
    second.finished().await;
    let (a, b) = (
        held("undisturbed").await.unwrap(),
        held("disturbed").await.unwrap(),
    );
    assert_eq!(a.files, b.files);
    for key in ["undisturbed", "disturbed"] {
        clear(key).await;
    }
}

#[wasm_bindgen_test]
async fn a_person_who_has_seen_enough_keeps_the_best_so_far() {
    let desk = Desk::new();
    desk.begin("early", &spec(&drawn("sensor-chain"), Scheme::Vanilla, 500));
    desk.hears(|report| matches!(report, TrainReport::Epoch(point) if point.epoch == 2))
        .await;
    desk.session.handle(TrainRequest::Finish);
    let facts = desk.finished().await;
    assert!((2..10).contains(&facts.epochs), "{facts:?}");
    let manifest = Manifest::parse(&held("early").await.unwrap().manifest).unwrap();
    let notes = manifest.training.notes.join(" ");
    assert!(notes.contains("of 500 epochs"), "{notes}");
    clear("early").await;
}

/// A pause takes the wait for it along: resumed, it goes on by itself; and what is finished while it is paused is kept.
#[wasm_bindgen_test]
async fn a_paused_training_goes_on_or_is_finished() {
    let desk = Desk::new();
    desk.begin(
        "paused",
        &spec(&drawn("sensor-chain"), Scheme::Vanilla, 300),
    );
    desk.hears(|report| matches!(report, TrainReport::Epoch(_)))
        .await;
    desk.session.handle(TrainRequest::Pause);
    desk.hears(|report| matches!(report, TrainReport::Paused))
        .await;
    desk.session.handle(TrainRequest::Resume);
    desk.reports.borrow_mut().clear();
    desk.hears(|report| matches!(report, TrainReport::Epoch(_)))
        .await;
    desk.session.handle(TrainRequest::Pause);
    desk.hears(|report| matches!(report, TrainReport::Paused))
        .await;
    desk.session.handle(TrainRequest::Finish);
    desk.finished().await;
    clear("paused").await;
}

/// Where one node changes, the others begin with what an earlier training learned.
#[wasm_bindgen_test]
async fn a_warm_start_keeps_what_is_the_same() {
    let mut topology = drawn("sensor-chain");
    let desk = Desk::new();
    desk.begin("earlier", &spec(&topology, Scheme::Vanilla, 1));
    desk.finished().await;

    let last = topology
        .nodes
        .iter_mut()
        .find(|node| node.id.as_str() == "f1")
        .unwrap();
    last.units.truncate(1);
    let mut warm = spec(&topology, Scheme::Vanilla, 1);
    warm.warm_start = Some("earlier".to_owned());
    let desk = Desk::new();
    desk.begin("later", &warm);
    let report = desk
        .hears(|report| matches!(report, TrainReport::Began(_)))
        .await;
    let TrainReport::Began(began) = report else {
        panic!("{report:?}");
    };
    let kept: Vec<&str> = began.kept.iter().map(|id| id.as_str()).collect();
    assert!(kept.contains(&"e") && !kept.contains(&"f1"), "{kept:?}");
    // It is the same training after a pause, too.
    desk.session.handle(TrainRequest::Pause);
    desk.hears(|report| matches!(report, TrainReport::Paused))
        .await;
    let second = Desk::new();
    second.begin("later", &warm);
    second.finished().await;
    let began = second
        .reports
        .borrow()
        .iter()
        .find_map(|report| match report {
            TrainReport::Began(began) => Some((began.done, began.kept.clone())),
            _ => None,
        });
    assert!(began.is_some_and(|(_, kept)| !kept.is_empty()));
    let manifest = Manifest::parse(&held("later").await.unwrap().manifest).unwrap();
    let notes = manifest.training.notes.join(" ");
    assert!(notes.contains("parameters of an earlier bundle"), "{notes}");
    for key in ["earlier", "later"] {
        clear(key).await;
    }
}

#[wasm_bindgen_test]
async fn a_time_is_turned_into_passes() {
    let mut order = spec(&drawn("sensor-chain"), Scheme::Vanilla, 1);
    order.options.length = TrainingLength::Seconds(4);
    let desk = Desk::new();
    desk.begin("timed", &order);
    desk.hears(|report| matches!(report, TrainReport::Calibrating))
        .await;
    let start = js_sys::Date::now();
    let facts = desk.finished().await;
    let seconds = (js_sys::Date::now() - start) / 1000.0;
    assert!(facts.epochs >= 1);
    // Machines that do other work too are slower than they were a moment before.
    assert!(seconds < 40.0, "{seconds} s for {} epochs", facts.epochs);
    let manifest = Manifest::parse(&held("timed").await.unwrap().manifest).unwrap();
    let notes = manifest.training.notes.join(" ");
    assert!(notes.contains("estimated to take 4 s"), "{notes}");
    clear("timed").await;
}
