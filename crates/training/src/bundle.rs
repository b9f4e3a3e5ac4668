//! The bundle of a trained network: its files, and a manifest that says how it came to be.

mod facts;

use std::sync::Arc;

use deepfog_dataset::{Normalisation, Samples, SamplesError, Split, SplitChoice, TrainingSet};
use deepfog_network::bundle::{
    self as format, Bundle, Facts, PartAccuracies, PartAccuracy, PartSizes, PeopleSplit,
    SplitFacts, WriteError,
};
use deepfog_resilience::Pattern;
use deepfog_topology::{NodeId, Topology};
use thiserror::Error;

use crate::data::TrainingData;
use crate::network::{Evaluation, Network};
use crate::trainer::Trainer;
use facts::training_facts;

/// All samples of a training, and what a manifest says of them.
#[derive(Clone, Debug)]
pub struct FullData {
    /// What the trainer takes.
    pub training: Arc<TrainingData>,
    /// What is only measured on, not normalised.
    pub test: Samples,
    /// Share of each class in training: what a random guess draws from.
    pub class_prior: Vec<f64>,
    /// Which samples are which.
    pub split: SplitFacts,
}

impl From<TrainingSet> for FullData {
    fn from(set: TrainingSet) -> Self {
        let samples = PartSizes {
            train: set.train.len(),
            validation: set.validation.len(),
            test: set.test.len(),
        };
        Self {
            split: SplitFacts {
                name: SplitChoice::Fixed.to_string(),
                rule: set.split.rule,
                people: set.split.people.map(people),
                samples,
            },
            training: Arc::new(TrainingData {
                train: set.train,
                validation: set.validation,
                normalisation: set.normalisation,
            }),
            test: set.test,
            class_prior: set.class_prior,
        }
    }
}

/// A split by person as manifests state it.
pub fn people(split: Split) -> PeopleSplit {
    PeopleSplit {
        train: split.train,
        validation: split.validation,
        test: split.test,
    }
}

/// Why a trained network has no bundle.
#[derive(Debug, Error)]
pub enum BundleError {
    /// Nothing reaches the cloud even without failures.
    #[error("the network gives no answer even without failures")]
    NoAnswer,
    /// Samples that the normalisation does not fit.
    #[error(transparent)]
    Samples(#[from] SamplesError),
    /// The bundle cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What the kept parameters reach without failures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// On the samples that trained.
    pub train: Evaluation,
    /// On those that chose the epoch.
    pub validation: Evaluation,
    /// On those that are only measured on.
    pub test: Evaluation,
}

impl Measured {
    /// Measures the trainer's kept parameters on all samples.
    ///
    /// # Errors
    /// [`BundleError::NoAnswer`], [`BundleError::Samples`].
    pub fn of(trainer: &Trainer, data: &FullData) -> Result<Self, BundleError> {
        let network = trainer.network();
        let part = |samples: &Samples| measure(&network, samples, &data.training.normalisation);
        Ok(Self {
            train: part(&data.training.train)?,
            validation: part(&data.training.validation)?,
            test: part(&data.test)?,
        })
    }
}

/// What a network reaches without failures on samples that are not normalised.
///
/// # Errors
/// [`BundleError::NoAnswer`], [`BundleError::Samples`].
pub fn measure(
    network: &Network,
    samples: &Samples,
    normalisation: &Normalisation,
) -> Result<Evaluation, BundleError> {
    let mut samples = samples.clone();
    samples.normalise(normalisation)?;
    network
        .evaluate(Pattern::NONE_DOWN, &samples)
        .ok_or(BundleError::NoAnswer)
}

/// The bundle of the parameters that the trainer keeps, measured on all samples. `topology` must be what the trainer's plan
/// was made of; `notes` are further sentences on how it was trained.
///
/// # Errors
/// [`BundleError`].
pub fn bundle(
    trainer: &Trainer,
    topology: &Topology,
    data: &FullData,
    seconds: f64,
    notes: Vec<String>,
) -> Result<Bundle, BundleError> {
    let measured = Measured::of(trainer, data)?;
    Ok(assemble(
        trainer, topology, data, &measured, seconds, notes,
    )?)
}

/// [`bundle`] where the accuracies are known already.
///
/// # Errors
/// [`WriteError`].
pub fn assemble(
    trainer: &Trainer,
    topology: &Topology,
    data: &FullData,
    measured: &Measured,
    seconds: f64,
    notes: Vec<String>,
) -> Result<Bundle, WriteError> {
    let normalisation = &data.training.normalisation;
    let facts = Facts {
        seed: trainer.settings().seed,
        split: data.split.clone(),
        class_prior: data.class_prior.clone(),
        normalisation: format::Normalisation {
            mean: normalisation.mean.clone(),
            std: normalisation.std.clone(),
        },
        training: training_facts(trainer, seconds, notes),
        accuracy: PartAccuracies {
            train: part(measured.train),
            validation: part(measured.validation),
            test: part(measured.test),
        },
    };
    format::write(topology, trainer.plan(), &trainer.parameters(), facts)
}

fn part(evaluation: Evaluation) -> PartAccuracy {
    PartAccuracy {
        accuracy: evaluation.accuracy(),
        n: evaluation.samples,
    }
}

/// What a manifest says of a warm start; `None` without one.
pub fn warm_start_note(kept: &[NodeId]) -> Option<String> {
    let names: Vec<&str> = kept.iter().map(NodeId::as_str).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!(
            "{one} began with the parameters of an earlier bundle."
        )),
        [most @ .., last] => Some(format!(
            "{} and {last} began with the parameters of an earlier bundle.",
            most.join(", ")
        )),
    }
}

#[cfg(test)]
mod tests;
