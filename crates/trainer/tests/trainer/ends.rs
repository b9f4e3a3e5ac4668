//! Jobs that are cancelled, and devices that keep nothing.

use deepfog_network::bundle::Manifest;
use deepfog_protocol::{TrainReport, TrainRequest};
use deepfog_topology::Scheme;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::DomException;

use crate::desk::{Desk, clear, drawn, has_checkpoint, held, spec};

#[wasm_bindgen_test]
async fn what_is_cancelled_leaves_nothing() {
    let topology = drawn("sensor-chain");
    let spec = spec(&topology, Scheme::Vanilla, 500);
    for moment in [
        |report: &TrainReport| matches!(report, TrainReport::Fetching { .. }),
        |report: &TrainReport| matches!(report, TrainReport::At(_)),
        |report: &TrainReport| matches!(report, TrainReport::Paused),
    ] {
        let desk = Desk::new();
        desk.begin("cancelled", &spec);
        if moment(&TrainReport::Paused) {
            desk.hears(|report| matches!(report, TrainReport::At(_)))
                .await;
            desk.session.handle(TrainRequest::Pause);
        }
        desk.hears(moment).await;
        desk.session.handle(TrainRequest::Cancel);
        assert_eq!(desk.end().await, TrainReport::Cancelled);
        assert!(!has_checkpoint("cancelled").await);
        assert_eq!(held("cancelled").await, None);
        // The worker is free for another job.
        desk.reports.borrow_mut().clear();
        desk.begin("next", &spec);
        desk.hears(|report| matches!(report, TrainReport::Began(_)))
            .await;
        desk.session.handle(TrainRequest::Cancel);
        assert_eq!(desk.end().await, TrainReport::Cancelled);
    }
}

/// Trains while the device keeps nothing, and gives the sentence.
async fn trained_in_vain(job: &str) -> String {
    let desk = Desk::new();
    desk.begin(job, &spec(&drawn("sensor-chain"), Scheme::Vanilla, 2));
    let end = desk.end().await;
    let TrainReport::NotKept { bundle, fault } = end else {
        panic!("{end:?}");
    };
    // Nothing is lost: the bundle is whole.
    assert_eq!(bundle.facts.key, job);
    Manifest::parse(&bundle.manifest).unwrap();
    assert!(!bundle.files.is_empty());
    // Said once, however many checkpoints were due.
    let complaints = desk.count(|report| matches!(report, TrainReport::NotCheckpointed(_)));
    assert_eq!(complaints, 1);
    assert!(fault.message.ends_with('.'), "{fault:?}");
    fault.message
}

#[wasm_bindgen_test]
async fn a_browser_without_a_database_trains_all_the_same() {
    let global = js_sys::global();
    let name = JsValue::from_str("indexedDB");
    let hidden = Object::new();
    for (field, value) in [
        ("value", JsValue::UNDEFINED),
        ("configurable", JsValue::TRUE),
    ] {
        Reflect::set(&hidden, &JsValue::from_str(field), &value).unwrap();
    }
    Reflect::define_property(&global, &name, &hidden).unwrap();
    let sentence = trained_in_vain("nowhere").await;
    Reflect::delete_property(&global, &name).unwrap();
    assert!(
        sentence.contains("keep nothing on this device"),
        "{sentence}"
    );
    assert_eq!(held("nowhere").await, None);
}

#[wasm_bindgen_test]
async fn a_full_device_trains_all_the_same() {
    let class = Reflect::get(&js_sys::global(), &JsValue::from_str("IDBObjectStore")).unwrap();
    let prototype = Reflect::get(&class, &JsValue::from_str("prototype")).unwrap();
    let name = JsValue::from_str("put");
    let put = Reflect::get(&prototype, &name).unwrap();
    let full = Closure::<dyn FnMut() -> Result<JsValue, JsValue>>::new(|| {
        Err(DomException::new_with_message_and_name("", "QuotaExceededError")?.into())
    });
    Reflect::set(&prototype, &name, full.as_ref().unchecked_ref()).unwrap();
    let sentence = trained_in_vain("full").await;
    Reflect::set(&prototype, &name, &put).unwrap();
    assert!(sentence.contains("is full"), "{sentence}");
    clear("full").await;
}
