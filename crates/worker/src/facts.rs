//! What the page is told of manifests and pack headers.

use deepfog_dataset::{GroupKind, PackHeader};
use deepfog_network::bundle::Manifest;
use deepfog_protocol::{BundleFacts, PackFacts, TrainedAccuracy};

pub(crate) fn of_bundle(manifest: &Manifest) -> BundleFacts {
    let training = &manifest.training;
    let part = |name: &str, part: &deepfog_network::bundle::PartAccuracy| TrainedAccuracy {
        part: name.to_owned(),
        accuracy: part.accuracy,
        n: u32::try_from(part.n).unwrap_or(u32::MAX),
    };
    BundleFacts {
        scheme: manifest.scheme,
        seed: manifest.seed,
        training: format!(
            "{} epochs of {} in batches of {} with {}; the best on validation, epoch {}, is kept",
            training.epochs,
            manifest.split.samples.train,
            training.batch,
            training.optimiser,
            training.best_epoch
        ),
        accuracies: vec![
            part("validation", &manifest.accuracy.validation),
            part("test", &manifest.accuracy.test),
        ],
        class_prior: manifest.class_prior.clone(),
        bytes: total_bytes(manifest),
    }
}

/// Bytes of a bundle's ONNX files.
pub(crate) fn total_bytes(manifest: &Manifest) -> u64 {
    manifest
        .nodes
        .iter()
        .filter_map(|node| node.file.as_ref())
        .map(|file| file.bytes as u64)
        .sum()
}

pub(crate) fn of_pack(header: &PackHeader) -> PackFacts {
    PackFacts {
        count: u32::try_from(header.samples).unwrap_or(u32::MAX),
        classes: header.task.classes.clone(),
        shape: header
            .shape()
            .iter()
            .map(|&dim| u32::try_from(dim).unwrap_or(u32::MAX))
            .collect(),
        split: header.selection.clone(),
        source: format!(
            "{}, {}, {}",
            header.source.name, header.licence.name, header.licence.copyright
        ),
        groups_are_people: header.group == GroupKind::Person,
    }
}
