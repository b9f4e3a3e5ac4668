//! What can go wrong.

use deepfog_dataset::SamplesError;
use deepfog_network::bundle::{FileError, ManifestError};
use deepfog_network::onnx::OnnxError;
use deepfog_topology::{NodeId, TaskId};

/// Why a bundle cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The manifest is wrong.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A file is not the one of which the manifest speaks.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file that the manifest does not name.
    #[error("the manifest names no file {file}")]
    UnknownFile {
        /// The file's name.
        file: String,
    },
    /// A file has the right sha256, but is not the ONNX file of its node.
    #[error("{file}: {problem}")]
    Onnx {
        /// The file's name.
        file: String,
        /// What is wrong.
        problem: OnnxError,
    },
    /// The engine refuses a file.
    #[error("{file} cannot be run: {problem}")]
    Engine {
        /// The file's name.
        file: String,
        /// What the engine says.
        problem: String,
    },
}

/// Why a network cannot be run on some samples.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The values are not samples of the network's task.
    #[error(transparent)]
    Samples(#[from] SamplesError),
    /// The values are not one sample.
    #[error("{found} values where one sample has {expected}")]
    Length {
        /// Values of one sample.
        expected: usize,
        /// Values given.
        found: usize,
    },
    /// The engine failed.
    #[error("node {node} could not be run: {problem}")]
    Engine {
        /// The node.
        node: NodeId,
        /// What the engine says.
        problem: String,
    },
}

/// Why failure patterns cannot be swept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SweepError {
    /// More failable nodes than are enumerated.
    #[error(
        "{found} nodes or hyperconnections can fail; all failure patterns are computed for up to {most}"
    )]
    TooManyNodes {
        /// Nodes and hyperconnections that can fail.
        found: usize,
        /// The most that are enumerated.
        most: usize,
    },
    /// Patterns of another graph than the network's.
    #[error("the failure patterns are those of another network")]
    OtherPatterns,
    /// One sample alone takes more memory than a sweep may use.
    #[error("one sample's tensors take {bytes} bytes; a sweep may use {most}")]
    TooLarge {
        /// Bytes of one sample's tensors.
        bytes: usize,
        /// Bytes that may be used.
        most: usize,
    },
    /// The samples are of another kind than the network's task.
    #[error("the samples have the shape {found:?}; the task {task} has {expected:?}")]
    Shape {
        /// The network's task.
        task: TaskId,
        /// Its shape.
        expected: Vec<usize>,
        /// The samples' shape.
        found: Vec<usize>,
    },
    /// A label that is no class of the task.
    #[error("sample {sample} has the label {label}, but there are {classes} classes")]
    Label {
        /// Index of the sample.
        sample: usize,
        /// The label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// The network could not be run.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The answers could not be counted.
    #[error(transparent)]
    Tally(#[from] TallyError),
}

/// Why answers cannot be counted, or counts not be taken together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TallyError {
    /// Counts of another network, or of other failure patterns.
    #[error("the counts are of another network or of other failure patterns")]
    OtherPlan,
    /// Counts that cannot have been made by counting.
    #[error("the counts are damaged: {what}")]
    Damaged {
        /// What is wrong.
        what: &'static str,
    },
    /// An answer that the plan does not have.
    #[error("there is no distinct answer {slot}: the plan has {distinct}, counted from 0")]
    Slot {
        /// The answer's place.
        slot: usize,
        /// How many there are.
        distinct: usize,
    },
    /// Lists that do not hold one entry per sample.
    #[error("{what}: {found} entries where {expected} are needed")]
    Length {
        /// Which list.
        what: &'static str,
        /// How many entries belong there.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A label that is no class of the task.
    #[error("a sample has the label {label}, but there are {classes} classes")]
    Label {
        /// The label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
}
