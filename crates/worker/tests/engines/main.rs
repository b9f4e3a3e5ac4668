//! In a real browser: every shipped bundle gives the logits that were recorded natively, and a person's own is checked like
//! one. One binary, because each is linked with the whole engine, which takes minutes.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

mod own;

use deepfog_dataset::{PackHeader, Samples};
use deepfog_inference::golden::{self, Recording, TOLERANCE};
use deepfog_inference::{Network, is_near_tie, prediction};
use deepfog_network::bundle::Manifest;
use deepfog_shipped::file;
use deepfog_topology::{Preset, Scheme, presets};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn first_samples(task: &str, count: usize) -> Samples {
    let folder = format!("models/packs/{task}");
    let header = PackHeader::parse(file(&format!("{folder}/pack.json")).unwrap()).unwrap();
    let mut samples = Samples::empty(header.shape()).unwrap();
    for (index, chunk) in header.chunks.iter().enumerate() {
        if samples.len() < count {
            let bytes = file(&format!("{folder}/{}", chunk.file)).unwrap();
            samples
                .append(header.decode_chunk(index, bytes).unwrap())
                .unwrap();
        }
    }
    let first: Vec<usize> = (0..count).collect();
    samples.select(&first).unwrap()
}

fn hold(preset: &Preset) {
    for scheme in Scheme::ALL {
        let name = format!("{}/{}", preset.id, scheme.slug());
        let recording = file(&format!("tests/golden/logits/{name}.bin")).expect(&name);
        let recording = Recording::from_bytes(recording).expect(&name);
        let manifest = file(&format!("models/{name}/manifest.json")).expect(&name);
        let network = Network::load(Manifest::parse(manifest).expect(&name), |wanted| {
            file(&format!("models/{name}/{wanted}"))
        })
        .expect(&name);
        let samples = first_samples(preset.topology.task.as_str(), recording.samples);
        let patterns: Vec<_> = recording
            .patterns
            .iter()
            .map(|(pattern, _)| *pattern)
            .collect();
        assert_eq!(patterns, golden::patterns(&network), "{name}");
        for (pattern, recorded) in &recording.patterns {
            let found = network.logits(samples.values(), *pattern).unwrap();
            let distance = Recording::distance(recorded.as_deref(), found.as_deref());
            assert!(distance <= TOLERANCE, "{name} {pattern:?}: {distance}");
            let (a, b) = (recorded.iter().flatten(), found.iter().flatten());
            let (a, b): (Vec<f32>, Vec<f32>) = (a.copied().collect(), b.copied().collect());
            for (a, b) in a.chunks(recording.classes).zip(b.chunks(recording.classes)) {
                assert!(
                    prediction(a) == prediction(b) || is_near_tie(a),
                    "{name} {pattern:?}"
                );
            }
        }
    }
}

#[wasm_bindgen_test]
fn every_shipped_bundle_gives_the_recorded_logits() {
    presets::all().iter().for_each(hold);
}
