//! `manifest.json`: everything about a trained network but its numbers.

use deepfog_topology::{LinkKind, NodeId, Scheme, Sense, Task, Tier, Topology};
use serde::{Deserialize, Serialize};

use super::facts::{Normalisation, PartAccuracies, SplitFacts, TrainingFacts};
use super::files::FileEntry;
use crate::plan::Adapter;

/// The `format` of every manifest.
pub const FORMAT: &str = "deepfog-bundle";
/// The version that this code writes and reads.
pub const VERSION: u32 = 1;
/// The manifest's file name.
pub const MANIFEST_FILE: &str = "manifest.json";
/// Longest manifest that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// How any program runs the network from the manifest alone.
pub(super) const GATE: &str = "Go through `nodes` in their order. A source takes its part of the normalised \
sample (value minus mean, over std, per channel of the task): the channels that its `sense` lists, in that order, or \
the rectangle of the image; if it names a file, that part is the file's input `sensed` and the file's `output` is what \
it gives, else that part is what it gives. An input counts when the node `from` which it comes delivers and none of \
the nodes in `waits_for` delivers. A source that is up delivers. Another node delivers when it is up and at least one \
of its inputs counts. A node that does not deliver is not run and gives exactly 0. To run a node, give its file each \
input under its `name`: the sender's output where the input counts, else zeros of `shape`, with the batch as first \
dimension. Weights and adapters are inside the files already. The last node is the cloud; its `output` are the logits. \
If it does not deliver there is no answer, and the result is a random guess from `class_prior`.";

/// The manifest of a bundle, format version [`VERSION`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// Version of this format.
    pub version: u32,
    /// The network as drawn.
    pub topology: Topology,
    /// The scheme under which it was planned and trained.
    pub scheme: Scheme,
    /// Seed of everything random.
    pub seed: u64,
    /// Input space and classes.
    pub task: Task,
    /// Which samples trained, and which did not.
    pub split: SplitFacts,
    /// Share of each class in training: what a random guess draws from.
    pub class_prior: Vec<f64>,
    /// Statistics of the training samples; not part of the ONNX files.
    pub normalisation: Normalisation,
    /// How it was trained.
    pub training: TrainingFacts,
    /// Accuracy without failures.
    pub accuracy: PartAccuracies,
    /// In words: how a program runs the whole from this manifest alone.
    pub gate: String,
    /// Nodes in topological order; the last is the cloud.
    pub nodes: Vec<ManifestNode>,
}

/// One physical node and its partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManifestNode {
    /// Its name.
    pub id: NodeId,
    /// Its tier.
    pub tier: Tier,
    /// What a source senses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sense: Option<Sense>,
    /// Its ONNX file; none for a source without units.
    pub file: Option<FileEntry>,
    /// Incoming hyperconnections of this scheme, in the order of the senders' names; none for a source.
    pub inputs: Vec<ManifestInput>,
    /// Shape of what its layers receive, without the batch.
    pub input_shape: Vec<usize>,
    /// Shape of its output, without the batch.
    pub output_shape: Vec<usize>,
    /// Number of learned parameters, adapters included.
    pub parameters: usize,
}

/// One incoming hyperconnection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManifestInput {
    /// Name of the input in the node's ONNX file.
    pub name: String,
    /// The sender.
    pub from: NodeId,
    /// Normal or skip.
    pub kind: LinkKind,
    /// Hyperconnection weight; inside the ONNX file already.
    pub weight: f32,
    /// Map to the receiver's input shape; inside the ONNX file already.
    pub adapter: Adapter,
    /// Shape of the sender's output, without the batch.
    pub shape: Vec<usize>,
    /// The input counts only when none of these nodes delivers: the senders of normal inputs that a skip
    /// jumps over, in the scheme ResiliNet; else none.
    pub waits_for: Vec<NodeId>,
}
