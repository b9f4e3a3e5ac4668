//! What a manifest says about how its network came to be.

use std::collections::BTreeMap;

use deepfog_topology::NodeId;
use serde::{Deserialize, Serialize};

/// Mean and standard deviation of every channel of the task's samples, from training samples only. The
/// network's datum is `(value - mean) / std`, in f32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Normalisation {
    /// One mean per channel.
    pub mean: Vec<f32>,
    /// One standard deviation per channel; above 0.
    pub std: Vec<f32>,
}

/// Which samples trained, chose the checkpoint, and were only measured on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitFacts {
    /// The split's name, for example `fixed` or `fold 2 of 5`.
    pub name: String,
    /// In words: which is which.
    pub rule: String,
    /// The people of each part, where the split is by person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<PeopleSplit>,
    /// Number of samples of each part.
    pub samples: PartSizes,
}

/// The people of each part of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleSplit {
    /// Who trains.
    pub train: Vec<u32>,
    /// Who chooses the checkpoint.
    pub validation: Vec<u32>,
    /// Who is only measured on.
    pub test: Vec<u32>,
}

/// Number of samples of each part of a split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSizes {
    /// Seen in training.
    pub train: usize,
    /// Choosing the checkpoint.
    pub validation: usize,
    /// Only measured on.
    pub test: usize,
}

/// How a network was trained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingFacts {
    /// Passes over the training samples.
    pub epochs: usize,
    /// The pass after which the kept checkpoint was taken, counted from 1; 0 for one that was never trained.
    pub best_epoch: usize,
    /// Samples per step.
    pub batch: usize,
    /// The optimiser with its settings, for example `Adam (0.9, 0.999)`.
    pub optimiser: String,
    /// The learning rate at its highest.
    pub learning_rate: f64,
    /// How the learning rate changes, in words.
    pub schedule: String,
    /// How parameters start, for example `He (normal)`.
    pub initialisation: String,
    /// Failout: each failable node's probability to be up in a mini-batch; empty where there is none.
    #[serde(default)]
    pub failout: BTreeMap<NodeId, f64>,
    /// The loss, in words.
    #[serde(default)]
    pub loss: String,
    /// Whatever else a reader needs to do the same again, one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Samples seen in all steps together.
    pub samples_seen: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Accuracy without failures on one part of the split, as the training framework measured it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartAccuracy {
    /// Share of right answers, 0 to 1.
    pub accuracy: f64,
    /// Number of samples.
    pub n: usize,
}

/// Accuracies without failures, as the training framework measured them with the kept checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartAccuracies {
    /// On the samples that trained.
    pub train: PartAccuracy,
    /// On those that chose the checkpoint.
    pub validation: PartAccuracy,
    /// On those that were only measured on.
    pub test: PartAccuracy,
}
