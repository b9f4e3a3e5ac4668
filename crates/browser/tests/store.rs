//! In a real browser: what is kept on the device comes back, whole or not at all.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

use deepfog_browser::store::{Store, StoreError, usage};
use deepfog_protocol::{
    Job, JobStatus, OwnBundle, StoredBundle, Study, TrainingOptions, TrainingSpec,
};
use deepfog_topology::Scheme;
use idb::{Factory, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::DomException;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn bundle(key: &str, created: f64) -> StoredBundle {
    StoredBundle {
        facts: OwnBundle {
            key: key.to_owned(),
            name: format!("Network {key}"),
            identity: "0123456789abcdef".to_owned(),
            title: "Drawn".to_owned(),
            scheme: Scheme::Resilinet,
            seed: 3,
            epochs: 10,
            validation: 0.75,
            test: (0.5, 12),
            parameters: 1000,
            bytes: 4000,
            created,
            used: created,
            study: None,
        },
        document: "{}".to_owned(),
        manifest: vec![1, 2, 3],
        files: vec![("e.onnx".to_owned(), vec![7; 100_000])],
    }
}

fn job(key: &str, created: f64) -> Job {
    Job {
        key: key.to_owned(),
        spec: TrainingSpec {
            name: format!("Job {key}"),
            document: "{}".to_owned(),
            scheme: Scheme::Vanilla,
            options: TrainingOptions::default(),
            warm_start: None,
        },
        status: JobStatus::Waiting,
        created,
        alive: created,
        study: None,
        history: Vec::new(),
    }
}

/// Puts bytes into a table past the store.
async fn put_raw(table: &str, key: &str, value: &JsValue) {
    let database = Factory::new().unwrap().open("deepfog", None).unwrap();
    let database = database.await.unwrap();
    let transaction = database
        .transaction(&[table], TransactionMode::ReadWrite)
        .unwrap();
    let put = transaction
        .object_store(table)
        .unwrap()
        .put(value, Some(&JsValue::from_str(key)))
        .unwrap();
    put.await.unwrap();
    database.close();
}

async fn keys_of_bundles(store: &Store) -> Vec<String> {
    let bundles = store.bundles().await.unwrap();
    bundles.into_iter().map(|facts| facts.key).collect()
}

#[wasm_bindgen_test]
async fn bundles_are_kept_renamed_and_deleted() {
    let store = Store::open().await.unwrap();
    for (key, created) in [("older", 1.0), ("newest", 3.0), ("middle", 2.0)] {
        store.keep_bundle(&bundle(key, created)).await.unwrap();
    }
    // A second connection sees the same.
    let second = Store::open().await.unwrap();
    assert_eq!(
        keys_of_bundles(&second).await,
        ["newest", "middle", "older"]
    );
    assert_eq!(
        second.bundle("middle").await.unwrap(),
        Some(bundle("middle", 2.0))
    );
    assert_eq!(second.bundle("none").await.unwrap(), None);

    let mut renamed = bundle("middle", 2.0);
    renamed.facts.name = "Another name".to_owned();
    renamed.facts.used = 9.0;
    second.change_bundle(&renamed.facts).await.unwrap();
    assert_eq!(store.bundles().await.unwrap()[1], renamed.facts);
    assert_eq!(store.bundle("middle").await.unwrap(), Some(renamed.clone()));

    store.delete_bundle("middle").await.unwrap();
    assert_eq!(keys_of_bundles(&second).await, ["newest", "older"]);
    assert_eq!(second.bundle("middle").await.unwrap(), None);
    // What another tab has deleted stays deleted.
    let late = second.change_bundle(&renamed.facts).await;
    assert!(matches!(late, Err(StoreError::Failed(_))), "{late:?}");
    assert_eq!(keys_of_bundles(&second).await, ["newest", "older"]);

    for key in ["older", "newest", "never there"] {
        store.delete_bundle(key).await.unwrap();
    }
    assert_eq!(store.bundles().await.unwrap(), []);
}

#[wasm_bindgen_test]
async fn jobs_go_with_their_checkpoints() {
    let store = Store::open().await.unwrap();
    for (key, created) in [("second", 2.0), ("first", 1.0)] {
        store.keep_job(&job(key, created)).await.unwrap();
        store.keep_checkpoint(key, key.as_bytes()).await.unwrap();
    }
    let mut changed = job("second", 2.0);
    changed.status = JobStatus::Paused;
    store.keep_job(&changed).await.unwrap();
    assert_eq!(store.jobs().await.unwrap(), [job("first", 1.0), changed]);

    store.keep_checkpoint("first", &[1; 300_000]).await.unwrap();
    assert_eq!(
        store.checkpoint("first").await.unwrap(),
        Some(vec![1; 300_000])
    );
    store.delete_checkpoint("first").await.unwrap();
    assert_eq!(store.checkpoint("first").await.unwrap(), None);

    store.delete_job("second").await.unwrap();
    assert_eq!(store.checkpoint("second").await.unwrap(), None);
    assert_eq!(store.jobs().await.unwrap(), [job("first", 1.0)]);
    store.delete_job("first").await.unwrap();
}

#[wasm_bindgen_test]
async fn studies_are_kept_and_deleted() {
    let store = Store::open().await.unwrap();
    let study = |key: &str, created| Study {
        key: key.to_owned(),
        name: "All subsets".to_owned(),
        document: "{}".to_owned(),
        scheme: Scheme::DeepFogGuard,
        options: TrainingOptions::default(),
        created,
        subsets: Vec::new(),
    };
    store.keep_study(&study("a", 1.0)).await.unwrap();
    store.keep_study(&study("b", 2.0)).await.unwrap();
    assert_eq!(
        store.studies().await.unwrap(),
        [study("b", 2.0), study("a", 1.0)]
    );
    store.delete_study("a").await.unwrap();
    store.delete_study("b").await.unwrap();
    assert_eq!(store.studies().await.unwrap(), []);
}

#[wasm_bindgen_test]
async fn damaged_entries_are_left_out() {
    let store = Store::open().await.unwrap();
    store.keep_bundle(&bundle("good", 1.0)).await.unwrap();
    store.keep_job(&job("good", 1.0)).await.unwrap();
    let cut_off: JsValue = Uint8Array::from(&[5, 1][..]).into();
    for (key, value) in [
        ("cut off", &cut_off),
        ("text", &JsValue::from_str("a text")),
    ] {
        for table in ["bundles", "contents", "jobs"] {
            put_raw(table, key, value).await;
        }
    }
    assert_eq!(keys_of_bundles(&store).await, ["good"]);
    assert_eq!(store.jobs().await.unwrap(), [job("good", 1.0)]);
    let damaged = store.bundle("cut off").await;
    assert!(
        damaged
            .as_ref()
            .is_err_and(|error| error.to_string().contains("damaged")),
        "{damaged:?}"
    );
    // Where only the facts are damaged, those in the bundle itself are right.
    store.keep_bundle(&bundle("facts", 2.0)).await.unwrap();
    put_raw("bundles", "facts", &cut_off).await;
    assert_eq!(
        store.bundle("facts").await.unwrap(),
        Some(bundle("facts", 2.0))
    );
    for key in ["good", "cut off", "text", "facts"] {
        store.delete_bundle(key).await.unwrap();
        store.delete_job(key).await.unwrap();
    }
}

#[wasm_bindgen_test]
fn exceptions_are_told_apart() {
    for (name, expected, words) in [
        ("QuotaExceededError", StoreError::Full, "full"),
        ("NS_ERROR_DOM_QUOTA_REACHED", StoreError::Full, "full"),
        (
            "UnknownError",
            StoreError::Failed("The disk is broken".to_owned()),
            "The disk is broken",
        ),
    ] {
        let exception =
            DomException::new_with_message_and_name("The disk is broken.", name).unwrap();
        let error = StoreError::of(&exception);
        assert_eq!(error, expected, "{name}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!error.to_string().ends_with('.'), "{error}");
    }
    for (name, words) in [
        ("SecurityError", "cookies"),
        ("VersionError", "load the page again"),
        ("QuotaExceededError", "full"),
        ("InvalidStateError", "InvalidStateError"),
    ] {
        let exception = DomException::new_with_message_and_name("", name).unwrap();
        let error = StoreError::of_opening(&exception).to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[wasm_bindgen_test]
async fn a_newer_database_is_not_touched() {
    let name = "deepfog";
    let factory = Factory::new().unwrap();
    let open = Store::open().await.unwrap();
    // The open connection gives way to a newer page.
    let newer = factory.open(name, Some(2)).unwrap().await.unwrap();
    let closed = open.jobs().await;
    assert!(
        closed
            .as_ref()
            .is_err_and(|error| error.to_string().contains("load the page again")),
        "{closed:?}"
    );
    newer.close();
    let refused = Store::open().await.err().map(|error| error.to_string());
    assert!(
        refused
            .as_ref()
            .is_some_and(|why| why.contains("load the page again")),
        "{refused:?}"
    );
    factory.delete(name).unwrap().await.unwrap();
    Store::open().await.unwrap();
}

#[wasm_bindgen_test]
async fn the_browser_tells_how_much_it_keeps() {
    let (used, quota) = usage().await.unwrap();
    assert!(used >= 0.0 && quota > used, "{used} {quota}");
}
