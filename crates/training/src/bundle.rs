//! The bundle of a trained network: its files, and a manifest that says how it came to be.

use std::collections::BTreeMap;
use std::sync::Arc;

use deepfog_dataset::{Normalisation, Samples, SamplesError, Split, SplitChoice, TrainingSet};
use deepfog_network::bundle::{
    self as format, Bundle, Facts, PartAccuracies, PartAccuracy, PartSizes, PeopleSplit,
    SplitFacts, TrainingFacts, WriteError,
};
use deepfog_resilience::{Pattern, Patterns};
use deepfog_topology::{NodeId, Topology};
use thiserror::Error;

use crate::augmentation::Augmentation;
use crate::data::TrainingData;
use crate::initialise::Initialisation;
use crate::network::{Evaluation, Network};
use crate::settings::{Schedule, Settings};
use crate::trainer::Trainer;

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

fn training_facts(trainer: &Trainer, seconds: f64, further: Vec<String>) -> TrainingFacts {
    let (settings, plan) = (trainer.settings(), trainer.plan());
    let patterns = Patterns::new(&plan.graph);
    let failout = if plan.scheme.has_failout() {
        let survival = settings.failout.survival(&patterns);
        patterns
            .names()
            .iter()
            .cloned()
            .zip(survival.values().iter().copied())
            .collect()
    } else {
        BTreeMap::new()
    };
    TrainingFacts {
        epochs: trainer.history().len(),
        best_epoch: trainer.best().map_or(0, |best| best.epoch),
        batch: settings.batch,
        optimiser: format!(
            "Adam (0.9, 0.999), decoupled weight decay {}",
            settings.weight_decay
        ),
        learning_rate: settings.learning_rate,
        schedule: match settings.schedule {
            Schedule::Constant => "constant".to_owned(),
            Schedule::Cosine => "half a cosine down to 0, step by step".to_owned(),
        },
        initialisation: match settings.initialisation {
            Initialisation::He => "He (normal); adapters normal with variance 1/inputs".to_owned(),
            Initialisation::Glorot => "Glorot (uniform)".to_owned(),
        },
        failout,
        loss: if settings.label_smoothing > 0.0 {
            format!(
                "cross-entropy, label smoothing {}",
                settings.label_smoothing
            )
        } else {
            "cross-entropy".to_owned()
        },
        notes: notes(trainer).into_iter().chain(further).collect(),
        samples_seen: trainer.samples_seen(),
        seconds,
    }
}

fn notes(trainer: &Trainer) -> Vec<String> {
    let settings = trainer.settings();
    let mut notes = kept_notes(trainer);
    if settings.averaging > 0.0 {
        notes.push(format!(
            "What is measured and kept is a running average of the parameters, in which a share of {} stays with each step.",
            settings.averaging
        ));
    }
    notes.extend(augmentation_notes(settings));
    notes
}

/// Which epoch is kept, and whether all were done.
fn kept_notes(trainer: &Trainer) -> Vec<String> {
    let settings = trainer.settings();
    let best = "The epoch with the best validation accuracy without failures is kept.".to_owned();
    let candidates = |best: usize| settings.kept_after > 0.0 && trainer.is_candidate(best);
    let kept = match trainer.best() {
        None => "What is kept is how the parameters were at the end.".to_owned(),
        Some(report) if candidates(report.epoch) => format!(
            "Of the epochs after the first {} % the one with the best validation accuracy without failures is kept.",
            100.0 * settings.kept_after
        ),
        Some(_) => best,
    };
    if trainer.is_finished() {
        return vec![kept];
    }
    let (done, planned) = (trainer.history().len(), settings.epochs);
    let ended = format!(
        "The training was ended after {done} of {planned} epochs, while the learning rate was still falling."
    );
    vec![ended, kept]
}

fn augmentation_notes(settings: &Settings) -> Vec<String> {
    let mut notes = Vec::new();
    match settings.augmentation {
        Augmentation::None => {}
        Augmentation::Signal(signal) => {
            if signal.shift {
                notes.push("Training windows start anywhere in the recording.".to_owned());
            }
            for (value, what) in [
                (
                    signal.speed,
                    "the share by which they are faster or slower, at most",
                ),
                (
                    signal.rotation,
                    "the deviation of a turn about a random axis, in radians",
                ),
                (signal.scale, "the deviation of the logarithm of a factor"),
            ] {
                if value > 0.0 {
                    notes.push(format!("Training windows are changed: {value} is {what}."));
                }
            }
        }
        Augmentation::Image(image) => {
            if image.shift > 0 {
                notes.push(format!(
                    "Training images move by at most {} pixels.",
                    image.shift
                ));
            }
            if image.flip {
                notes.push("Half of the training images are mirrored.".to_owned());
            }
        }
    }
    notes
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
mod tests {
    use deepfog_dataset::Task;
    use deepfog_network::bundle::{Manifest, parameters};
    use deepfog_network::plan;
    use deepfog_topology::Scheme;

    use super::*;
    use crate::samples_for_tests::{made_up, narrow};
    use crate::settings::Settings;

    fn data(task: &Task) -> FullData {
        let (train, validation) = (made_up(task, 64, 1), made_up(task, 16, 2));
        let classes = task.classes.len();
        FullData::from(TrainingSet {
            task: task.clone(),
            normalisation: Normalisation::of(&train),
            class_prior: vec![1.0 / classes as f64; classes],
            split: deepfog_dataset::ChosenSplit {
                people: Some(Split::fixed()),
                rule: "by person".to_owned(),
            },
            test: made_up(task, 24, 3),
            train,
            validation,
        })
    }

    fn trainer(topology: &Topology, scheme: Scheme, settings: Settings) -> (Trainer, FullData) {
        let plan = plan(topology, scheme, settings.seed).unwrap();
        let data = data(&plan.task);
        let training = Arc::clone(&data.training);
        let trainer = Trainer::new(Arc::new(plan), training, settings).unwrap();
        (trainer, data)
    }

    fn settings() -> Settings {
        Settings {
            epochs: 4,
            batch: 16,
            kept_after: 0.5,
            averaging: 0.9,
            seed: 3,
            ..Settings::default()
        }
    }

    #[test]
    fn a_bundle_holds_what_was_trained_and_says_how() {
        let topology = narrow("two-sensors");
        let (mut trainer, data) = trainer(&topology, Scheme::ResilinetPlus, settings());
        while trainer.step().unwrap().is_some() {}
        let notes = vec!["e1 was lent.".to_owned()];
        let bundle = bundle(&trainer, &topology, &data, 2.5, notes).unwrap();
        let manifest = Manifest::parse(&bundle.manifest_json).unwrap();
        assert_eq!(manifest, bundle.manifest);
        assert_eq!(
            parameters(&manifest, &bundle.files).unwrap(),
            trainer.parameters()
        );
        let (training, accuracy) = (&manifest.training, &manifest.accuracy);
        assert_eq!((manifest.seed, training.epochs), (3, 4));
        assert_eq!(training.best_epoch, trainer.best().unwrap().epoch);
        assert_eq!(training.samples_seen, 4 * 64);
        assert_eq!(training.seconds, 2.5);
        assert_eq!(training.failout.len(), 3);
        assert_eq!(manifest.split.name, "fixed");
        assert_eq!(manifest.split.samples.test, 24);
        assert_eq!(manifest.split.people.unwrap().validation, [5]);
        let validated = trainer.best().unwrap().validation_accuracy;
        assert_eq!(accuracy.validation.accuracy, validated);
        let counts = [accuracy.train.n, accuracy.validation.n, accuracy.test.n];
        assert_eq!(counts, [64, 16, 24]);
        assert!(training.notes[0].starts_with("Of the epochs after the first 50 %"));
        assert_eq!(training.notes.last().unwrap(), "e1 was lent.");
    }

    /// What the notes say of a training that was ended after so many steps of four epochs of four steps.
    #[test]
    fn a_training_that_was_ended_early_says_so() {
        let topology = narrow("two-sensors");
        for (steps, epochs, kept) in [
            (0, 0, "What is kept is how the parameters were at the end."),
            (3, 0, "What is kept is how the parameters were at the end."),
            (
                5,
                1,
                "The epoch with the best validation accuracy without failures is kept.",
            ),
            (
                13,
                3,
                "Of the epochs after the first 50 % the one with the best validation accuracy without failures is kept.",
            ),
        ] {
            let (mut trainer, data) = trainer(&topology, Scheme::Vanilla, settings());
            for _ in 0..steps {
                trainer.step().unwrap();
            }
            let bundle = bundle(&trainer, &topology, &data, 1.0, Vec::new()).unwrap();
            let training = bundle.manifest.training;
            assert_eq!(training.epochs, epochs);
            assert_eq!(training.samples_seen, 16 * steps);
            assert_eq!(
                training.notes[0],
                format!(
                    "The training was ended after {epochs} of 4 epochs, while the learning rate was still falling."
                )
            );
            assert_eq!(training.notes[1], kept);
            assert!(training.failout.is_empty());
        }
    }

    #[test]
    fn a_warm_start_is_told_by_name() {
        for (kept, sentence) in [
            (&[][..], None),
            (
                &["e"][..],
                Some("e began with the parameters of an earlier bundle."),
            ),
            (
                &["e", "f1", "cloud"][..],
                Some("e, f1 and cloud began with the parameters of an earlier bundle."),
            ),
        ] {
            let kept: Vec<NodeId> = kept.iter().map(|&id| id.into()).collect();
            assert_eq!(warm_start_note(&kept).as_deref(), sentence);
        }
    }

    #[test]
    fn a_plan_of_another_drawing_has_no_bundle() {
        let topology = narrow("two-sensors");
        let (trainer, data) = trainer(&topology, Scheme::Vanilla, settings());
        let other = narrow("wide-fog");
        let error = bundle(&trainer, &other, &data, 1.0, Vec::new()).unwrap_err();
        assert!(matches!(error, BundleError::Write(_)), "{error}");
    }
}
