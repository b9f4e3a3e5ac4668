//! A person's own bundles: what is read from the device, what is refused, what the page is told of them.

use deepfog_browser::store::Store;
use deepfog_inference::Network;
use deepfog_network::bundle::Manifest;
use deepfog_protocol::{
    BundleSource, Fault, FaultKind, Job, JobStatus, Origin, OwnBundle, Report, StoredBundle,
    TrainingOptions, TrainingSpec,
};
use deepfog_shipped::file;
use deepfog_topology::{Scheme, identity};
use deepfog_worker::bundles::read_own;
use deepfog_worker::checking::check;
use deepfog_worker::shelf;
use wasm_bindgen_test::wasm_bindgen_test;

/// The shipped bundle of a scheme of the smallest network, as if a person had trained it.
fn smallest(key: &str, scheme: Scheme) -> StoredBundle {
    let folder = format!("models/smallest/{}", scheme.slug());
    let json = file(&format!("{folder}/manifest.json")).unwrap();
    let manifest = Manifest::parse(json).unwrap();
    let files = manifest.nodes.iter().filter_map(|node| node.file.as_ref());
    StoredBundle {
        facts: OwnBundle {
            key: key.to_owned(),
            name: "Mine".to_owned(),
            identity: identity(&manifest.topology).unwrap(),
            title: manifest.topology.title.clone(),
            scheme,
            seed: manifest.seed,
            epochs: 1,
            validation: 0.5,
            test: (0.5, 10),
            parameters: 1,
            bytes: 1,
            created: 1.0,
            used: 1.0,
            study: None,
        },
        document: "{}".to_owned(),
        manifest: json.to_vec(),
        files: files
            .map(|entry| {
                let bytes = file(&format!("{folder}/{}", entry.name)).unwrap();
                (entry.name.clone(), bytes.to_vec())
            })
            .collect(),
    }
}

fn source_of(bundle: &StoredBundle) -> BundleSource {
    BundleSource {
        scheme: bundle.facts.scheme,
        origin: Origin::Own(bundle.facts.key.clone()),
        identity: bundle.facts.identity.clone(),
    }
}

async fn read(source: &BundleSource) -> Result<Network, Fault> {
    let Origin::Own(key) = &source.origin else {
        panic!("{source:?}");
    };
    read_own(key, source, || true).await
}

#[wasm_bindgen_test]
async fn an_own_bundle_is_held_against_what_was_asked_for() {
    let store = Store::open().await.unwrap();
    let good = smallest("good", Scheme::Resilinet);
    let source = source_of(&good);
    store.keep_bundle(&good).await.unwrap();
    let network = read(&source).await.unwrap();
    assert_eq!(network.manifest().scheme, Scheme::Resilinet);

    let mut damaged = smallest("damaged", Scheme::Vanilla);
    let middle = damaged.files[0].1.len() / 2;
    damaged.files[0].1[middle] ^= 1;
    store.keep_bundle(&damaged).await.unwrap();
    let mut cut_off = smallest("cut off", Scheme::Vanilla);
    cut_off.files.pop();
    store.keep_bundle(&cut_off).await.unwrap();
    for (source, kind, words) in [
        (
            BundleSource {
                scheme: Scheme::Vanilla,
                ..source.clone()
            },
            FaultKind::Corrupt,
            "“Mine” cannot be used: it was trained for ResiliNet, not for Vanilla.",
        ),
        (
            BundleSource {
                identity: "0123456789abcdef".to_owned(),
                ..source.clone()
            },
            FaultKind::Corrupt,
            "another network than the one drawn",
        ),
        (source_of(&damaged), FaultKind::Corrupt, "is corrupt"),
        (source_of(&cut_off), FaultKind::Corrupt, "is missing"),
        (
            BundleSource {
                origin: Origin::Own("never there".to_owned()),
                ..source.clone()
            },
            FaultKind::Download,
            "it was deleted",
        ),
    ] {
        let fault = read(&source).await.err().unwrap();
        assert_eq!(fault.kind, kind, "{fault:?}");
        assert!(fault.message.contains(words), "{fault:?}");
        assert!(fault.message.ends_with('.'), "{fault:?}");
    }
    for key in ["good", "damaged", "cut off"] {
        store.delete_bundle(key).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_bundle_from_outside_is_checked_to_its_last_byte() {
    let StoredBundle {
        manifest, files, ..
    } = smallest("", Scheme::DeepFogGuard);
    let facts = check(&manifest, &files).await.unwrap();
    assert_eq!(facts.scheme, Scheme::DeepFogGuard);
    assert_eq!(
        facts.bytes,
        files
            .iter()
            .map(|(_, bytes)| bytes.len() as u64)
            .sum::<u64>()
    );

    let mut flipped = files.clone();
    if let Some(byte) = flipped.last_mut().and_then(|(_, bytes)| bytes.last_mut()) {
        *byte ^= 1;
    }
    let fewer = files[1..].to_vec();
    let more = [
        files.clone(),
        vec![("other.onnx".to_owned(), files[0].1.clone())],
    ]
    .concat();
    for (manifest, files, words) in [
        (&manifest[..manifest.len() / 2], &files, "cannot be read"),
        (&b"{}"[..], &files, "cannot be read"),
        (&manifest[..], &flipped, "is corrupt"),
        (&manifest[..], &fewer, "is missing"),
        (&manifest[..], &more, "names no file other.onnx"),
    ] {
        let why = check(manifest, files).await.err().unwrap();
        assert!(why.contains(words) && why.ends_with('.'), "{why}");
    }
}

#[wasm_bindgen_test]
async fn the_page_is_told_what_the_device_holds() {
    let store = Store::open().await.unwrap();
    let bundle = smallest("held", Scheme::Vanilla);
    store.keep_bundle(&bundle).await.unwrap();
    let now = js_sys::Date::now();
    let failed = JobStatus::Failed {
        why: "It diverged.".to_owned(),
        has_best: true,
    };
    for (key, status, alive, study) in [
        ("at work", JobStatus::Running, now, None),
        ("left", JobStatus::Running, now - 60_000.0, None),
        ("waiting", JobStatus::Waiting, now, Some("study")),
        ("never begun", JobStatus::Waiting, 0.0, Some("study")),
        ("paused", JobStatus::Paused, 0.0, None),
        ("failed", failed, 0.0, None),
    ] {
        let job = Job {
            key: key.to_owned(),
            spec: TrainingSpec {
                name: key.to_owned(),
                document: "{}".to_owned(),
                scheme: Scheme::Vanilla,
                options: TrainingOptions::default(),
                warm_start: None,
            },
            status,
            created: 0.0,
            alive,
            study: study.map(str::to_owned),
            history: Vec::new(),
        };
        store.keep_job(&job).await.unwrap();
    }
    assert_eq!(
        shelf::report().await,
        Report::Shelf {
            bundles: vec![bundle.facts],
            unfinished: 2,
            fault: None,
        }
    );
    store.delete_bundle("held").await.unwrap();
    for key in [
        "at work",
        "left",
        "waiting",
        "never begun",
        "paused",
        "failed",
    ] {
        store.delete_job(key).await.unwrap();
    }
}
