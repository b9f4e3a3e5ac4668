//! Trains a distributed DNN: from a [`deepfog_network::Plan`] and samples to
//! [`deepfog_network::Parameters`].
//!
//! [`Trainer`] does one mini-batch per call, so that a web worker can answer messages in between. It knows no
//! files, threads or clocks: checkpoints are bytes, progress is what [`Trainer::step`] gives back.
//! [`Network`] computes a trained network in the training framework: the reference that other engines are
//! held against.
//!
//! The framework (burn with its flex backend, on one thread) does the forward pass and the gradients; the
//! optimiser and all randomness are this crate's own, so that a seed gives the same parameters every time and
//! a checkpoint can hold everything.

mod adam;
pub mod augmentation;
pub mod bundle;
mod checkpoint;
mod convolution;
mod data;
mod dense;
mod error;
pub mod failout;
mod forward;
pub mod golden;
mod initialise;
mod network;
pub mod options;
mod recipe;
mod rectifier;
mod sense;
mod settings;
mod slopes;
mod trainer;

pub use augmentation::{Augmentation, ImageAugmentation, SignalAugmentation};
pub use data::TrainingData;
pub use error::TrainError;
pub use failout::Failout;
pub use initialise::Initialisation;
pub use network::{Evaluation, Network};
pub use options::{fitting_epochs, settings_for};
pub use recipe::{recipe, recipe_for};
pub use settings::{Schedule, Settings};
pub use slopes::{Batch, Slopes};
pub use trainer::{EpochReport, Step, Trainer};

#[cfg(test)]
mod reference;
#[cfg(test)]
mod samples_for_tests;
