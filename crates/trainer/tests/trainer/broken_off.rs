//! Jobs that fail on the way: what was good before can still be kept.

use deepfog_browser::store::Store;
use deepfog_network::bundle::{Facts, Manifest, parameters, write};
use deepfog_protocol::{FaultKind, OwnBundle, StoredBundle, TrainReport, TrainRequest};
use deepfog_shipped::file;
use deepfog_topology::{Scheme, identity};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::desk::{Desk, Trouble, clear, drawn, has_checkpoint, held, spec};

/// The shipped network with parameters so large that no loss is finite.
fn boundless() -> StoredBundle {
    let folder = "models/sensor-chain/vanilla";
    let json = file(&format!("{folder}/manifest.json")).unwrap();
    let manifest = Manifest::parse(json).unwrap();
    let files: Vec<(String, Vec<u8>)> = manifest
        .nodes
        .iter()
        .filter_map(|node| node.file.as_ref())
        .map(|entry| {
            let bytes = file(&format!("{folder}/{}", entry.name)).unwrap();
            (entry.name.clone(), bytes.to_vec())
        })
        .collect();
    let plan = manifest.check().unwrap();
    let mut learned = parameters(&manifest, &files).unwrap();
    let layers = learned.nodes.iter_mut().flat_map(|node| &mut node.layers);
    for layer in layers.flatten() {
        for value in &mut layer.weight.values {
            *value *= 1e20;
        }
    }
    let facts = Facts {
        seed: manifest.seed,
        split: manifest.split.clone(),
        class_prior: manifest.class_prior.clone(),
        normalisation: manifest.normalisation.clone(),
        training: manifest.training.clone(),
        accuracy: manifest.accuracy,
    };
    let bundle = write(&manifest.topology, &plan, &learned, facts).unwrap();
    StoredBundle {
        facts: OwnBundle {
            key: "boundless".to_owned(),
            name: "Boundless".to_owned(),
            identity: identity(&manifest.topology).unwrap(),
            title: String::new(),
            scheme: Scheme::Vanilla,
            seed: 1,
            epochs: 1,
            validation: 0.1,
            test: (0.1, 1),
            parameters: 1,
            bytes: 1,
            created: 1.0,
            used: 1.0,
            study: None,
        },
        document: "{}".to_owned(),
        manifest: bundle.manifest_json,
        files: bundle.files,
    }
}

#[wasm_bindgen_test]
async fn a_training_that_diverges_says_so() {
    let store = Store::open().await.unwrap();
    store.keep_bundle(&boundless()).await.unwrap();
    let mut order = spec(&drawn("sensor-chain"), Scheme::Vanilla, 1);
    order.warm_start = Some("boundless".to_owned());
    let desk = Desk::new();
    desk.begin("diverges", &order);
    let end = desk.end().await;
    let TrainReport::Failed { fault, has_best } = end else {
        panic!("{end:?}");
    };
    assert!(!has_best, "{fault:?}");
    assert!(
        fault.message.contains("diverged in pass 1, step 1"),
        "{fault:?}"
    );
    assert_eq!(held("diverges").await, None);
    for key in ["boundless", "diverges"] {
        clear(key).await;
    }
}

/// The job fails when it is to go on; the checkpoint is still there, and what was best in it can be kept.
#[wasm_bindgen_test]
async fn what_was_good_before_a_failure_can_be_kept() {
    let order = spec(&drawn("sensor-chain"), Scheme::DeepFogGuard, 400);
    let first = Desk::new();
    first.begin("fails", &order);
    first
        .hears(|report| matches!(report, TrainReport::Epoch(_)))
        .await;
    first.session.handle(TrainRequest::Pause);
    first
        .hears(|report| matches!(report, TrainReport::Paused))
        .await;

    let second = Desk::new();
    second.shelf.trouble.set(Trouble::Offline);
    second.begin("fails", &order);
    let end = second.end().await;
    let TrainReport::Failed { fault, has_best } = end else {
        panic!("{end:?}");
    };
    assert_eq!((fault.kind, has_best), (FaultKind::Download, true));
    assert!(has_checkpoint("fails").await);

    let third = Desk::new();
    third.begin("fails", &order);
    third.session.handle(TrainRequest::Finish);
    let facts = third.finished().await;
    assert!((1..400).contains(&facts.epochs), "{facts:?}");
    // Not one step more was done.
    assert_eq!(
        third.count(|report| matches!(report, TrainReport::At(_))),
        0
    );
    assert!(held("fails").await.is_some() && !has_checkpoint("fails").await);
    clear("fails").await;
}
