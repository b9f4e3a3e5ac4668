//! Making a bundle.

use std::collections::BTreeSet;

use deepfog_topology::Topology;

use super::facts::{Normalisation, PartAccuracies, SplitFacts, TrainingFacts};
use super::files::{FileEntry, sha256_hex};
use super::manifest::{FORMAT, GATE, Manifest, VERSION};
use super::validate::{ManifestError, describe};
use crate::onnx::node_model;
use crate::parameters::{ParameterMismatch, Parameters};
use crate::plan::Plan;

/// What a bundle's maker knows and a plan does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Seed of everything random; also the one that the plan was made with.
    pub seed: u64,
    /// Which samples trained.
    pub split: SplitFacts,
    /// Share of each class in training.
    pub class_prior: Vec<f64>,
    /// Statistics of the training samples.
    pub normalisation: Normalisation,
    /// How it was trained.
    pub training: TrainingFacts,
    /// Accuracy without failures.
    pub accuracy: PartAccuracies,
}

/// A bundle in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// What `manifest.json` says.
    pub manifest: Manifest,
    /// The bytes of `manifest.json`.
    pub manifest_json: Vec<u8>,
    /// Name and bytes of each ONNX file, in the order of the nodes.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Why a bundle cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Parameters of another plan.
    #[error(transparent)]
    Parameters(#[from] ParameterMismatch),
    /// Facts that no reader would accept, or a plan of another topology, scheme or seed.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The manifest cannot be written as JSON.
    #[error("the manifest cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Makes the bundle of a trained network. The manifest is checked as a reader would check it.
///
/// # Errors
/// [`WriteError`]: parameters or facts that do not belong to the plan, or a plan that is not that of `topology`.
pub fn write(
    topology: &Topology,
    plan: &Plan,
    parameters: &Parameters,
    facts: Facts,
) -> Result<Bundle, WriteError> {
    parameters.check(plan)?;
    let mut nodes = describe(plan);
    let mut files = Vec::new();
    let mut taken = BTreeSet::new();
    for ((node, planned), held) in nodes.iter_mut().zip(&plan.nodes).zip(&parameters.nodes) {
        if planned.is_bare_source() {
            continue;
        }
        let bytes = node_model(planned, plan, held)?;
        let name = free_name(planned.id.as_str(), &mut taken);
        node.file = Some(FileEntry {
            name: name.clone(),
            bytes: bytes.len(),
            sha256: sha256_hex(&bytes),
        });
        files.push((name, bytes));
    }
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        topology: topology.clone(),
        scheme: plan.scheme,
        seed: facts.seed,
        task: plan.task.clone(),
        split: facts.split,
        class_prior: facts.class_prior,
        normalisation: facts.normalisation,
        training: facts.training,
        accuracy: facts.accuracy,
        gate: GATE.to_owned(),
        nodes,
    };
    manifest.check()?;
    let mut manifest_json = serde_json::to_vec_pretty(&manifest)?;
    manifest_json.push(b'\n');
    // A number that is none is written as `null`, which no reader takes.
    Manifest::parse(&manifest_json)?;
    Ok(Bundle {
        manifest,
        manifest_json,
        files,
    })
}

/// `<node>.onnx`, or with a number where a file system that does not tell cases apart would mix two up.
fn free_name(id: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = format!("{id}.onnx");
    let mut number = 2;
    while !taken.insert(name.to_ascii_lowercase()) {
        name = format!("{id}-{number}.onnx");
        number += 1;
    }
    name
}
