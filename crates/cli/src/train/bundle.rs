//! Writes a trained network's bundle.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use deepfog_dataset::{Samples, SplitChoice};
use deepfog_network::Parameters;
use deepfog_network::bundle::{
    Facts, MANIFEST_FILE, Normalisation, PartAccuracies, PartAccuracy, PartSizes, PeopleSplit,
    SplitFacts, TrainingFacts, write,
};
use deepfog_resilience::{Pattern, Patterns};
use deepfog_training::{
    Augmentation, Evaluation, Initialisation, Network, Schedule, Settings, Trainer,
};

use super::job::{Job, Outcome};
use super::queue::Data;

/// Writes manifest and ONNX files into the folder, the manifest last; files of an older bundle go.
///
/// Where the folder holds the bundle of the same training already, it is left as it is.
pub fn save(
    job: &Job,
    folder: &Path,
    trainer: &Trainer,
    data: &Data,
    parameters: &Parameters,
    outcome: &Outcome,
) -> Result<()> {
    let network = Network::new(std::sync::Arc::clone(&job.plan), parameters)?;
    let facts = facts(job, trainer, data, &network, outcome)?;
    let bundle = write(&job.preset.topology, &job.plan, parameters, facts)?;
    let manifest = folder.join(MANIFEST_FILE);
    if fs::read(&manifest).is_ok_and(|held| held == bundle.manifest_json) {
        return Ok(());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "onnx")
        {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    for (name, bytes) in &bundle.files {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    fs::write(&manifest, &bundle.manifest_json)
        .with_context(|| format!("cannot write {}", manifest.display()))?;
    let bytes: usize = bundle.files.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{job}: {} ({} kB of ONNX)", folder.display(), bytes / 1000);
    Ok(())
}

fn facts(
    job: &Job,
    trainer: &Trainer,
    data: &Data,
    network: &Network,
    outcome: &Outcome,
) -> Result<Facts> {
    let training = &data.training;
    let mut seen = training.train.clone();
    seen.normalise(&training.normalisation)?;
    let train = network
        .evaluate(Pattern::NONE_DOWN, &seen)
        .context("the network gives no answer even without failures")?;
    Ok(Facts {
        seed: job.settings.seed,
        split: split(job.split, data),
        class_prior: data.loaded.class_prior.clone(),
        normalisation: Normalisation {
            mean: training.normalisation.mean.clone(),
            std: training.normalisation.std.clone(),
        },
        training: training_facts(job, trainer, outcome),
        accuracy: PartAccuracies {
            train: part(train),
            validation: part(outcome.validation),
            test: part(outcome.test),
        },
    })
}

fn part(evaluation: Evaluation) -> PartAccuracy {
    PartAccuracy {
        accuracy: evaluation.accuracy(),
        n: evaluation.samples,
    }
}

fn split(choice: SplitChoice, data: &Data) -> SplitFacts {
    let count = |samples: &Samples| samples.len();
    let rule = if data.loaded.people.is_some() {
        "by person: no person is in two parts"
    } else {
        "the official test images; 500 official training images of each class for validation; the other official training images"
    };
    SplitFacts {
        name: choice.to_string(),
        rule: rule.to_owned(),
        people: data.loaded.people.as_ref().map(|people| PeopleSplit {
            train: people.train.clone(),
            validation: people.validation.clone(),
            test: people.test.clone(),
        }),
        samples: PartSizes {
            train: count(&data.training.train),
            validation: count(&data.training.validation),
            test: count(&data.test),
        },
    }
}

fn training_facts(job: &Job, trainer: &Trainer, outcome: &Outcome) -> TrainingFacts {
    let settings = &job.settings;
    let patterns = Patterns::new(&job.plan.graph);
    let failout = if job.scheme.has_failout() {
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
        epochs: settings.epochs,
        best_epoch: outcome.best_epoch,
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
        notes: notes(settings),
        samples_seen: trainer.samples_per_epoch() as u64 * settings.epochs as u64,
        seconds: outcome.seconds,
    }
}

fn notes(settings: &Settings) -> Vec<String> {
    let mut notes = vec![if settings.kept_after > 0.0 {
        format!(
            "Of the epochs after the first {} % the one with the best validation accuracy without failures is kept.",
            100.0 * settings.kept_after
        )
    } else {
        "The epoch with the best validation accuracy without failures is kept.".to_owned()
    }];
    if settings.averaging > 0.0 {
        notes.push(format!(
            "What is measured and kept is a running average of the parameters, in which a share of {} stays with each step.",
            settings.averaging
        ));
    }
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
