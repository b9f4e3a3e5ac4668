//! The shipped networks as they are, against the logits that tract gave natively.

use std::sync::Arc;

use deepfog_dataset::{Normalisation, PackHeader, Samples};
use deepfog_gpu::Answers;
use deepfog_network::bundle::{Manifest, parameters};
use deepfog_network::{Layout, Plan};
use deepfog_resilience::{Gates, Pattern, Patterns};
use deepfog_shipped::file;
use deepfog_topology::{Scheme, presets};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::ROOMY;
use crate::bench::{gpu, sensed, versions};

/// Logits of the first samples of a pack, as `deepfog record` writes them.
struct Recording {
    samples: usize,
    /// Per pattern (samples, classes); `None` where there is no answer.
    patterns: Vec<(Pattern, Option<Vec<f32>>)>,
}

impl Recording {
    /// Little-endian: samples, classes, patterns; per pattern its mask, whether it is answered, and its logits.
    fn read(mut rest: &[u8]) -> Self {
        let [samples, classes, count] =
            [(); 3].map(|()| u32::from_le_bytes(take(&mut rest)) as usize);
        let patterns = (0..count)
            .map(|_| {
                let pattern = Pattern(u64::from_le_bytes(take(&mut rest)));
                let [answered] = take::<1>(&mut rest);
                let mut number = || f32::from_le_bytes(take(&mut rest));
                let logits =
                    (answered == 1).then(|| (0..samples * classes).map(|_| number()).collect());
                (pattern, logits)
            })
            .collect();
        assert!(rest.is_empty());
        Self { samples, patterns }
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (head, tail) = rest.split_first_chunk::<N>().unwrap();
    *rest = tail;
    *head
}

/// The first samples of a shipped pack, normalised as a bundle says.
fn first_samples(manifest: &Manifest, plan: &Plan, count: usize) -> Samples {
    let folder = format!("models/packs/{}", plan.task.id);
    let header = PackHeader::parse(file(&format!("{folder}/pack.json")).unwrap()).unwrap();
    let mut samples = Samples::empty(header.shape()).unwrap();
    for (index, chunk) in header.chunks.iter().enumerate() {
        if samples.len() < count {
            let chunk = file(&format!("{folder}/{}", chunk.file)).unwrap();
            let chunk = header.decode_chunk(index, chunk).unwrap();
            samples.append(chunk).unwrap();
        }
    }
    let first: Vec<usize> = (0..count).collect();
    let mut samples = samples.select(&first).unwrap();
    samples
        .normalise(&Normalisation {
            mean: manifest.normalisation.mean.clone(),
            std: manifest.normalisation.std.clone(),
        })
        .unwrap();
    samples
}

#[wasm_bindgen_test]
async fn shipped_networks_give_the_recorded_logits() {
    let gpu = gpu().await;
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            let name = format!("{}/{}", preset.id, scheme.slug());
            let recording = file(&format!("tests/golden/logits/{name}.bin")).unwrap();
            let recording = Recording::read(recording);
            let manifest = file(&format!("models/{name}/manifest.json")).unwrap();
            let manifest = Manifest::parse(manifest).unwrap();
            let plan = Arc::new(manifest.check().unwrap());
            let files: Vec<(String, Vec<u8>)> = manifest
                .nodes
                .iter()
                .filter_map(|node| Some(node.file.as_ref()?.name.clone()))
                .map(|own| {
                    (
                        own.clone(),
                        file(&format!("models/{name}/{own}")).unwrap().to_vec(),
                    )
                })
                .collect();
            let flat = Layout::new(&plan).flatten(&parameters(&manifest, &files).unwrap());
            let gates = Gates::new(&plan.graph, plan.scheme);
            let patterns = Patterns::new(&plan.graph);
            let deliveries = recording
                .patterns
                .iter()
                .map(|(pattern, _)| gates.deliver(&patterns.up(*pattern, plan.nodes.len())));
            let versions = versions(&plan, deliveries);
            let samples = first_samples(&manifest, &plan, recording.samples);
            let answers = Answers::new(&gpu, Arc::clone(&plan), &versions, &flat, ROOMY);
            let logits = answers
                .await
                .unwrap()
                .logits(&sensed(&plan, &samples), recording.samples)
                .await
                .unwrap();
            let mut distinct: Vec<usize> = Vec::new();
            for ((pattern, expected), answer) in recording.patterns.iter().zip(&versions.answers) {
                assert_eq!(expected.is_some(), answer.is_some(), "{name} {pattern:?}");
                let (Some(expected), Some(answer)) = (expected, answer) else {
                    continue;
                };
                let known = distinct.iter().position(|known| known == answer);
                let place = known.unwrap_or(distinct.len());
                if known.is_none() {
                    distinct.push(*answer);
                }
                assert_eq!(logits[place].len(), expected.len(), "{name} {pattern:?}");
                for (a, b) in logits[place].iter().zip(expected) {
                    assert!((a - b).abs() < 1e-4, "{name} {pattern:?}: {a} for {b}");
                }
            }
            assert_eq!(distinct.len(), logits.len(), "{name}");
        }
    }
}
