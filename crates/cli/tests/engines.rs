//! The training framework and tract compute the same logits, on every shipped bundle and under every failure pattern.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(all(feature = "run", feature = "train"))]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use deepfog_dataset::Samples;
use deepfog_inference::golden::{self, Recording, SAMPLES, TOLERANCE};
use deepfog_inference::{Network, Sweep, SweepPlan, is_near_tie, prediction};
use deepfog_network::bundle::{MANIFEST_FILE, Manifest};
use deepfog_network::onnx::read_parameters;
use deepfog_network::{NodeParameters, Parameters};
use deepfog_topology::{Scheme, presets};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

struct Shipped {
    name: String,
    folder: PathBuf,
    network: Network,
    samples: Samples,
}

/// Every shipped bundle with the first samples of its pack.
fn shipped() -> impl Iterator<Item = Shipped> {
    let models = root().join("models");
    presets::all().into_iter().flat_map(move |preset| {
        let models = models.clone();
        Scheme::ALL.into_iter().map(move |scheme| {
            let folder = models.join(preset.id).join(scheme.slug());
            let name = format!("{}/{}", preset.id, scheme.slug());
            let manifest = std::fs::read(folder.join(MANIFEST_FILE)).expect(&name);
            let manifest = Manifest::parse(&manifest).expect(&name);
            assert_eq!(
                manifest.topology, preset.topology,
                "{name} was trained for another network"
            );
            let files: Vec<(String, Vec<u8>)> = manifest
                .nodes
                .iter()
                .filter_map(|node| node.file.as_ref())
                .map(|file| {
                    (
                        file.name.clone(),
                        std::fs::read(folder.join(&file.name)).expect(&name),
                    )
                })
                .collect();
            let network = Network::load(manifest, |wanted| {
                files
                    .iter()
                    .find(|(held, _)| held == wanted)
                    .map(|(_, bytes)| bytes.as_slice())
            })
            .expect(&name);
            let pack = root()
                .join("models/packs")
                .join(preset.topology.task.as_str());
            let (_, samples) = deepfog_dataset::files::read_pack(&pack).expect(&name);
            let first: Vec<usize> = (0..SAMPLES).collect();
            Shipped {
                samples: samples.select(&first).expect(&name),
                name,
                folder,
                network,
            }
        })
    })
}

fn trained(bundle: &Shipped) -> deepfog_training::Network {
    let plan = bundle.network.plan();
    let nodes = bundle
        .network
        .manifest()
        .nodes
        .iter()
        .zip(&plan.nodes)
        .map(|(listed, node)| match &listed.file {
            Some(file) => {
                let bytes = std::fs::read(bundle.folder.join(&file.name)).unwrap();
                read_parameters(&bytes, node, plan).unwrap()
            }
            None => NodeParameters::default(),
        })
        .collect();
    deepfog_training::Network::new(Arc::new(plan.clone()), &Parameters { nodes }).unwrap()
}

#[test]
fn training_framework_and_tract_agree_under_every_failure_pattern() {
    for bundle in shipped() {
        let framework = trained(&bundle);
        let normalisation = deepfog_dataset::Normalisation {
            mean: bundle.network.manifest().normalisation.mean.clone(),
            std: bundle.network.manifest().normalisation.std.clone(),
        };
        let mut normalised = bundle.samples.clone();
        normalised.normalise(&normalisation).unwrap();
        let classes = bundle.network.class_count();
        for pattern in bundle.network.patterns().all() {
            let here = framework.logits(pattern, normalised.values());
            let there = bundle
                .network
                .logits(bundle.samples.values(), pattern)
                .unwrap();
            let distance = Recording::distance(here.as_deref(), there.as_deref());
            assert!(
                distance <= TOLERANCE,
                "{} {pattern:?}: {distance}",
                bundle.name
            );
            let answers = here.iter().flatten().copied().collect::<Vec<f32>>();
            let others = there.iter().flatten().copied().collect::<Vec<f32>>();
            for (a, b) in answers.chunks(classes).zip(others.chunks(classes)) {
                assert!(
                    prediction(a) == prediction(b) || is_near_tie(b),
                    "{} {pattern:?}",
                    bundle.name
                );
            }
        }
    }
}

/// A sweep computes what patterns have in common once, and adds up what inputs contribute: the logits stay those of the files.
#[test]
fn a_sweep_gives_the_logits_of_every_failure_pattern() {
    for bundle in shipped() {
        let network = Arc::new(bundle.network);
        let classes = network.class_count();
        let plan = Arc::new(SweepPlan::all(network.clone()).unwrap());
        let mut found = vec![vec![f32::NAN; SAMPLES * classes]; plan.distinct()];
        let mut sweep = Sweep::new(plan.clone());
        loop {
            let progress = sweep.step_with(&bundle.samples, &mut |slot, range, logits| {
                found[slot][range.start * classes..range.end * classes].copy_from_slice(logits);
            });
            if progress.unwrap().is_finished() {
                break;
            }
        }
        for (&pattern, slot) in plan.patterns().iter().zip(plan.slots()) {
            let alone = network.logits(bundle.samples.values(), pattern).unwrap();
            let shared = slot.map(|slot| found[slot].as_slice());
            let distance = Recording::distance(alone.as_deref(), shared);
            assert!(
                distance <= TOLERANCE,
                "{} {pattern:?}: {distance}",
                bundle.name
            );
        }
    }
}

/// The recordings that the browser's engine is held to are those of these bundles.
#[test]
fn recordings_are_of_the_shipped_bundles() {
    for bundle in shipped() {
        let file = root()
            .join("tests/golden/logits")
            .join(format!("{}.bin", bundle.name));
        let bytes = std::fs::read(&file)
            .unwrap_or_else(|_| panic!("{}: run `deepfog record`", file.display()));
        let recording = Recording::from_bytes(&bytes).unwrap();
        let patterns: Vec<_> = recording
            .patterns
            .iter()
            .map(|(pattern, _)| *pattern)
            .collect();
        assert_eq!(
            patterns,
            golden::patterns(&bundle.network),
            "{}",
            bundle.name
        );
        assert_eq!(recording.samples, SAMPLES);
        for (pattern, logits) in &recording.patterns {
            let found = bundle
                .network
                .logits(bundle.samples.values(), *pattern)
                .unwrap();
            let distance = Recording::distance(logits.as_deref(), found.as_deref());
            assert!(
                distance <= TOLERANCE,
                "{} {pattern:?}: {distance}",
                bundle.name
            );
        }
    }
}
