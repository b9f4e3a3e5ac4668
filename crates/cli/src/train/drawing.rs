//! Trains a document on the shipped training packs, as the page does.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use deepfog_dataset::files::load_shipped;
use deepfog_network::{Plan, plan};
use deepfog_protocol::{FailoutChoice, TrainingLength, TrainingOptions};
use deepfog_topology::{Scheme, Topology, document};
use deepfog_training::bundle::{FullData, bundle as bundle_of, measure};
use deepfog_training::{Settings, Trainer, fitting_epochs, settings_for};

use super::TrainArguments;
use super::bundle;
use crate::progress::duration;

/// How long steps are timed before the number of epochs is chosen, and how many come before.
const CALIBRATION_SECONDS: f64 = 1.5;
const WARM_UP_STEPS: usize = 3;

/// Trains a document for the schemes and writes a folder for each into `out`.
pub fn run(file: &Path, schemes: &[Scheme], arguments: &TrainArguments) -> Result<()> {
    let out = arguments
        .out
        .as_deref()
        .context("with --document, --out must say where the bundles go")?;
    let bytes =
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let read = document::read_bytes(&bytes).with_context(|| file.display().to_string())?;
    let topology = read.document.topology;
    let options = options(arguments);
    let data = FullData::from(load_shipped(&arguments.models, &topology.task)?);
    let settings = settings_for(&topology, &options, data.training.train.len())?;
    for &scheme in schemes {
        train(&topology, scheme, &settings, &options, &data, out)
            .with_context(|| format!("training {}", scheme.slug()))?;
    }
    Ok(())
}

fn options(arguments: &TrainArguments) -> TrainingOptions {
    let standard = TrainingOptions::default();
    TrainingOptions {
        seed: arguments.seed,
        length: match (arguments.epochs, arguments.seconds) {
            (Some(epochs), _) => TrainingLength::Epochs(epochs.try_into().unwrap_or(u32::MAX)),
            (None, Some(seconds)) => TrainingLength::Seconds(seconds),
            (None, None) => standard.length,
        },
        failout: match (arguments.failout, &arguments.failout_setting) {
            (Some(survival), _) => FailoutChoice::Survival(survival),
            (None, Some(name)) => FailoutChoice::Setting(name.clone()),
            (None, None) => standard.failout,
        },
        ..standard
    }
}

fn train(
    topology: &Topology,
    scheme: Scheme,
    settings: &Settings,
    options: &TrainingOptions,
    data: &FullData,
    out: &Path,
) -> Result<()> {
    let plan = plan(topology, scheme, options.seed).map_err(|wrong| {
        let messages: Vec<String> = wrong.into_iter().map(|one| one.message).collect();
        anyhow!(messages.join(" "))
    })?;
    let plan = Arc::new(plan);
    let mut settings = settings.clone();
    let start = Instant::now();
    if let TrainingLength::Seconds(seconds) = options.length {
        settings.epochs = calibrate(&plan, data, &settings, f64::from(seconds))?;
    }
    let epochs = settings.epochs;
    let mut trainer = Trainer::new(plan, Arc::clone(&data.training), settings)?;
    while let Some(step) = trainer.step()? {
        let Some(end) = step.epoch_end else { continue };
        println!(
            "{}: epoch {}/{epochs}, loss {:.4}, validation {:.4}{}",
            scheme.slug(),
            end.epoch,
            end.loss,
            end.validation_accuracy,
            if end.best { " (best)" } else { "" },
        );
    }
    let seconds = start.elapsed().as_secs_f64();
    let made = bundle_of(&trainer, topology, data, seconds, Vec::new())?;
    let folder = out.join(scheme.slug());
    bundle::write(&folder, &made)?;
    let (facts, test) = (&made.manifest.training, made.manifest.accuracy.test);
    println!(
        "{}: finished in {}, epoch {} kept, test {:.4} (n = {}), {}",
        scheme.slug(),
        duration(seconds),
        facts.best_epoch,
        test.accuracy,
        test.n,
        bundle::told(&folder, &made),
    );
    Ok(())
}

/// How many epochs fit the time on this machine.
fn calibrate(
    plan: &Arc<Plan>,
    data: &FullData,
    settings: &Settings,
    seconds: f64,
) -> Result<usize> {
    let training = &data.training;
    let mut trainer = Trainer::new(Arc::clone(plan), Arc::clone(training), settings.clone())?;
    for _ in 0..WARM_UP_STEPS {
        trainer.step()?;
    }
    let mut steps = 0;
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < CALIBRATION_SECONDS && trainer.step()?.is_some() {
        steps += 1;
    }
    let step = start.elapsed().as_secs_f64() / f64::from(steps.max(1));
    let start = Instant::now();
    measure(
        &trainer.network(),
        &training.validation,
        &training.normalisation,
    )?;
    let validation = start.elapsed().as_secs_f64();
    let per_epoch = trainer.steps() / settings.epochs as u64;
    Ok(fitting_epochs(seconds, step, per_epoch, validation))
}
