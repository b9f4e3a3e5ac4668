//! What a manifest says of a training, in words and numbers.

use std::collections::BTreeMap;

use deepfog_network::bundle::TrainingFacts;
use deepfog_resilience::Patterns;

use crate::augmentation::Augmentation;
use crate::initialise::Initialisation;
use crate::settings::{Schedule, Settings};
use crate::trainer::Trainer;

/// Everything that a reader needs to do the same again; `further` are sentences of the caller's own.
pub(super) fn training_facts(
    trainer: &Trainer,
    seconds: f64,
    further: Vec<String>,
) -> TrainingFacts {
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
