//! Training of one network, from its preset to its bundle.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use deepfog_dataset::SplitChoice;
use deepfog_network::{Plan, plan};
use deepfog_topology::{Preset, Scheme};
use deepfog_training::bundle::{Measured, assemble, measure};
use deepfog_training::{Evaluation, Settings, Trainer, recipe};

use super::TrainArguments;
use super::bundle;
use super::queue::{Data, Shelf};
use crate::checkpoint_file::{self, CHECKPOINT_EVERY};
use crate::progress::{Progress, duration};

/// One network to train.
pub struct Job {
    /// What is trained.
    pub preset: Preset,
    /// Under which scheme.
    pub scheme: Scheme,
    /// On whose samples.
    pub split: SplitChoice,
    /// How.
    pub settings: Settings,
    /// The distributed DNN.
    pub plan: Arc<Plan>,
    checkpoint: PathBuf,
    /// The bundle's folder; none in a cross-validation.
    folder: Option<PathBuf>,
}

/// What a training gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The preset's name.
    pub preset: &'static str,
    /// The scheme.
    pub scheme: Scheme,
    /// The epoch whose parameters are kept, counted from 1.
    pub best_epoch: usize,
    /// Without failures, on the samples that chose the epoch.
    pub validation: Evaluation,
    /// Without failures, on the samples that are only measured on.
    pub test: Evaluation,
    /// Test accuracy of each held-out person, where the split is by person.
    pub people: Vec<(u32, Evaluation)>,
    /// Time spent on training, in seconds.
    pub seconds: f64,
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.preset.id, self.scheme.slug())?;
        match self.split {
            SplitChoice::Fixed => Ok(()),
            fold => write!(f, " {fold}"),
        }
    }
}

impl Job {
    /// The training that the arguments ask for.
    pub fn new(
        preset: &Preset,
        scheme: Scheme,
        split: SplitChoice,
        arguments: &TrainArguments,
    ) -> Result<Self> {
        let mut settings =
            recipe(preset.id).with_context(|| format!("there is no recipe for {}", preset.id))?;
        settings.seed = arguments.seed;
        if let Some(epochs) = arguments.epochs {
            settings.epochs = epochs;
        }
        let plan = plan(&preset.topology, scheme, arguments.seed).map_err(|wrong| {
            let messages: Vec<String> = wrong.into_iter().map(|one| one.message).collect();
            anyhow!("{}: {}", preset.id, messages.join(" "))
        })?;
        let slug = scheme.slug();
        let part = match split {
            SplitChoice::Fixed => String::new(),
            SplitChoice::Fold(fold) => format!("-fold-{}", fold + 1),
        };
        let file = format!(
            "{}-{slug}{part}-seed-{}.checkpoint",
            preset.id, arguments.seed
        );
        Ok(Self {
            preset: preset.clone(),
            scheme,
            split,
            settings,
            plan: Arc::new(plan),
            checkpoint: arguments.checkpoints.join(file),
            folder: (split == SplitChoice::Fixed).then(|| {
                let out = arguments.out.as_deref().unwrap_or(Path::new("models"));
                out.join(preset.id).join(slug)
            }),
        })
    }

    /// How much there is to compute, in a unit that is the same for all networks: only for the estimate of the
    /// time left.
    pub fn work(&self) -> f64 {
        // A convolution's weights are used once per position; the bytes that flow stand for positions.
        let size: usize = self
            .plan
            .nodes
            .iter()
            .map(|node| {
                let positions: usize = node.output_shape.iter().skip(1).product();
                node.parameter_count() * positions.max(1)
            })
            .sum();
        let samples = match self.plan.task.input.shape().len() {
            2 => 3_000,
            _ => 55_000,
        };
        (size * samples * self.settings.epochs) as f64
    }

    /// Trains, or goes on, or finds that all is done; writes the bundle where there is none.
    pub fn run(&self, shelf: &Shelf<'_>, progress: &Progress) -> Result<Outcome> {
        let data = shelf.get(&self.preset.topology.task, self.split)?;
        let (mut trainer, before) = self.begin(&data)?;
        let epoch_work = self.work() / self.settings.epochs as f64;
        let done = trainer.history().len();
        progress.resumed(epoch_work * done as f64);
        let start = Instant::now();
        let mut saved = Instant::now();
        while let Some(step) = trainer.step()? {
            let Some(end) = step.epoch_end else { continue };
            let left = progress.advance(epoch_work);
            println!(
                "{self}: epoch {}/{}, loss {:.4}, validation {:.4}{}; {left}",
                end.epoch,
                self.settings.epochs,
                end.loss,
                end.validation_accuracy,
                if end.best { " (best)" } else { "" },
            );
            if trainer.is_finished() || saved.elapsed() > CHECKPOINT_EVERY {
                let seconds = before + start.elapsed().as_secs_f64();
                checkpoint_file::save(&self.checkpoint, seconds, &trainer.checkpoint())?;
                saved = Instant::now();
            }
        }
        let seconds = before + start.elapsed().as_secs_f64();
        let outcome = self.measure(&trainer, &data, seconds)?;
        if done < self.settings.epochs {
            println!(
                "{self}: finished in {}, epoch {} kept, validation {:.4}, test {:.4} (n = {})",
                duration(seconds),
                outcome.best_epoch,
                outcome.validation.accuracy(),
                outcome.test.accuracy(),
                outcome.test.samples,
            );
        }
        if let Some(folder) = &self.folder {
            self.save(folder, &trainer, &data, &outcome)?;
        }
        Ok(outcome)
    }

    /// A training from its checkpoint, or from the start where there is none or one of another training; and
    /// the seconds spent on it.
    fn begin(&self, data: &Data) -> Result<(Trainer, f64)> {
        let training = Arc::clone(&data.full.training);
        if let Some((seconds, state)) = checkpoint_file::read(&self.checkpoint) {
            let (plan, settings) = (Arc::clone(&self.plan), self.settings.clone());
            match Trainer::resume(plan, Arc::clone(&training), settings, &state) {
                Ok(trainer) => return Ok((trainer, seconds)),
                Err(error) => println!("{self}: from the start, because {error}"),
            }
        }
        let trainer = Trainer::new(Arc::clone(&self.plan), training, self.settings.clone())?;
        Ok((trainer, 0.0))
    }

    fn measure(&self, trainer: &Trainer, data: &Data, seconds: f64) -> Result<Outcome> {
        let network = trainer.network();
        let training = &data.full.training;
        let evaluate = |samples: &deepfog_dataset::Samples| {
            measure(&network, samples, &training.normalisation)
        };
        let test = &data.full.test;
        let mut people = Vec::new();
        for &person in data.people.iter().flat_map(|split| &split.test) {
            let own = test.select(&test.indices_of_groups(&[person]))?;
            people.push((person, evaluate(&own)?));
        }
        Ok(Outcome {
            preset: self.preset.id,
            scheme: self.scheme,
            best_epoch: trainer.best().map_or(0, |best| best.epoch),
            validation: evaluate(&training.validation)?,
            test: evaluate(test)?,
            people,
            seconds,
        })
    }

    fn save(&self, folder: &Path, trainer: &Trainer, data: &Data, outcome: &Outcome) -> Result<()> {
        let training = &data.full.training;
        let measured = Measured {
            train: measure(&trainer.network(), &training.train, &training.normalisation)?,
            validation: outcome.validation,
            test: outcome.test,
        };
        let bundle = assemble(
            trainer,
            &self.preset.topology,
            &data.full,
            &measured,
            outcome.seconds,
            Vec::new(),
        )?;
        if bundle::write(folder, &bundle)? {
            println!("{self}: {}", bundle::told(folder, &bundle));
        }
        Ok(())
    }
}
