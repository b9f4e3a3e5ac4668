//! What needs no job: the pace, the record, what is said again.

use deepfog_protocol::TrainReport;
use deepfog_trainer::Record;
use deepfog_trainer::checkpoint::Head;
use deepfog_trainer::pace::{Pace, Work};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::desk::Desk;

#[wasm_bindgen_test]
fn a_record_survives_its_way_and_damage_is_noticed() {
    let record = Record {
        head: Head {
            epochs: 12,
            start: u64::MAX,
            kept: vec!["e".into(), "f1".into()],
            seconds: 12.5,
            has_best: true,
            engine: "CPU".to_owned(),
        },
        state: vec![3; 1000],
    };
    let bytes = record.write().unwrap();
    assert_eq!(Record::read(&bytes), Some(record));
    for length in [0, 7, 8, 11, 20] {
        assert_eq!(Record::read(&bytes[..length]), None, "{length}");
    }
    let mut other = bytes.clone();
    other[7] += 1;
    assert_eq!(Record::read(&other), None);
    let mut long = bytes;
    long[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(Record::read(&long), None);
}

#[wasm_bindgen_test]
fn the_time_left_counts_steps_validations_and_the_last_measurement() {
    let work = Work {
        batch: 50,
        steps: 200,
        steps_per_epoch: 20,
        validation: 100,
        measured: 1000,
    };
    let mut pace = Pace::new(work);
    assert_eq!((pace.speed(), pace.seconds_left(0)), (0.0, 0.0));
    for _ in 0..30 {
        pace.stepped(0.1);
    }
    assert!((pace.speed() - 500.0).abs() < 1e-6);
    // Ten validations of two batches, and ten times as much at the end, at a third of a step's time or so.
    let guess = pace.seconds_left(0) - 200.0 * 0.1;
    assert!((0.2..2.0).contains(&guess), "{guess}");
    // The step that ended the pass took a second longer.
    pace.validated(1.1);
    let left = pace.seconds_left(100);
    assert!((left - (100.0 * 0.1 + 5.0 + 10.0)).abs() < 1e-6, "{left}");
    let left = pace.seconds_left(200);
    assert!((left - 10.0).abs() < 1e-6, "{left}");
    // A machine that becomes slower is noticed.
    for _ in 0..100 {
        pace.stepped(0.2);
    }
    assert!((pace.speed() - 250.0).abs() < 10.0, "{}", pace.speed());
}

#[wasm_bindgen_test]
async fn a_worker_that_has_said_nothing_for_a_while_says_where_it_is() {
    let desk = Desk::new();
    let fetching = TrainReport::Fetching {
        received: 1,
        total: 2,
    };
    let said = || desk.count(|report| *report == fetching);
    desk.session.say(fetching.clone());
    desk.session.pulse();
    assert_eq!(said(), 1);
    let start = js_sys::Date::now();
    while js_sys::Date::now() - start < 1000.0 {
        deepfog_browser::breathe().await;
    }
    desk.session.pulse();
    assert_eq!(said(), 2);
    // One that waits has nothing to say.
    desk.session.say(TrainReport::Paused);
    let start = js_sys::Date::now();
    while js_sys::Date::now() - start < 1000.0 {
        deepfog_browser::breathe().await;
    }
    desk.session.pulse();
    assert_eq!((said(), desk.reports.borrow().len()), (2, 3));
}
