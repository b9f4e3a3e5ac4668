//! Why a network cannot be trained.

use deepfog_dataset::SamplesError;
use deepfog_network::parameters::ParameterMismatch;
use thiserror::Error;

/// Why a network cannot be trained.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum TrainError {
    /// A number that cannot be.
    #[error("a setting is not usable: {rule}")]
    Setting {
        /// What the setting must be.
        rule: &'static str,
    },
    /// A choice that does not suit the drawing.
    #[error("{problem}")]
    Option {
        /// What is wrong, as a sentence.
        problem: String,
    },
    /// No samples where there must be some.
    #[error("there are no {what} samples")]
    NoSamples {
        /// Training or validation.
        what: &'static str,
    },
    /// Samples of another shape than the task's.
    #[error("the {what} samples have the shape {found:?}, the network takes {expected:?}")]
    Shape {
        /// Training or validation.
        what: &'static str,
        /// The task's.
        expected: Vec<usize>,
        /// The samples'.
        found: Vec<usize>,
    },
    /// A label that is no class of the task.
    #[error("a {what} sample has the label {label}, but there are {classes} classes")]
    Label {
        /// Training or validation.
        what: &'static str,
        /// The label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// The normalisation does not fit the samples.
    #[error(transparent)]
    Samples(#[from] SamplesError),
    /// The loss, or a learned number, is not finite any more.
    #[error(
        "training diverged in epoch {epoch}, step {step}: the loss is not a finite number. Take a smaller learning rate."
    )]
    Diverged {
        /// Counted from 1.
        epoch: usize,
        /// Step since the start, counted from 1.
        step: u64,
    },
    /// A checkpoint that cannot be read.
    #[error("the checkpoint cannot be read: {what}")]
    Checkpoint {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A warm start after the first step.
    #[error("a training that has begun cannot start from other parameters")]
    Begun,
    /// Parameters of another network.
    #[error(transparent)]
    Parameters(#[from] ParameterMismatch),
}
