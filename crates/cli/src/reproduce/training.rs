//! One training, from its case to its figures.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use deepfog_dataset::checksum::sha256_hex;
use deepfog_dataset::mhealth;
use deepfog_network::Plan;
use deepfog_resilience::Patterns;
use deepfog_topology::Topology;
use deepfog_training::{Settings, Trainer};
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::data::{Data, PartFacts, Parts, rule};
use super::measure::{Measured, measure};
use super::work::Work;
use crate::checkpoint_file::{self, CHECKPOINT_EVERY};
use crate::progress::{Progress, duration};

/// One network to train.
pub struct Training {
    /// What is trained.
    pub case: Case,
    topology: Topology,
    settings: Settings,
    plan: Arc<Plan>,
    key: String,
}

/// What a training gave: a file in the work folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// What was trained.
    pub case: Case,
    /// How.
    pub settings: Settings,
    /// Which data: see [`Data::fingerprint`].
    pub data: String,
    /// Learned parameters.
    pub parameters: usize,
    /// Rows of each part.
    pub parts: PartFacts,
    /// The epoch that is kept, counted from 1.
    pub best_epoch: usize,
    /// Every epoch.
    pub epochs: Vec<EpochFigures>,
    /// On all test rows.
    pub test: Measured,
    /// On each test person's rows, where the split is by person.
    pub people: Vec<Measured>,
    /// Time spent on training by the clock, with whatever else the machine did.
    pub seconds: f64,
}

/// What one epoch gave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochFigures {
    /// Mean training loss.
    pub loss: f64,
    /// Cross-entropy of the validation rows without failures.
    pub validation_loss: f64,
    /// Accuracy on the validation rows without failures.
    pub validation_accuracy: f64,
}

impl Training {
    /// Prepares a training.
    pub fn new(case: Case, data: &Data) -> Result<Self> {
        let topology = case.variant.topology();
        let settings = case.settings(&topology)?;
        let plan = Arc::new(case.plan(&topology)?);
        // Everything that the figures depend on.
        let all = serde_json::to_string(&(
            &case,
            &settings,
            &topology,
            mhealth::task(),
            data.fingerprint(),
            rule(case.split),
        ))?;
        let digest = sha256_hex(all.as_bytes());
        let name = format!(
            "{} {} seed {}",
            case.split,
            case.variant.scheme.slug(),
            case.seed
        );
        Ok(Self {
            key: format!("{}-{}", name.replace(' ', "-"), &digest[..16]),
            case,
            topology,
            settings,
            plan,
        })
    }

    /// How much there is to compute, in a unit that is the same for all trainings.
    pub fn size(&self) -> f64 {
        (self.plan.parameter_count() * self.case.epochs) as f64
    }

    /// Trains, or goes on, or finds that all is done.
    pub fn run(&self, data: &Data, work: &Work, progress: &Progress) -> Result<()> {
        if work.finished(&self.key)?.is_some() {
            progress.resumed(self.size());
            println!("{}: finished before", self.case);
            return Ok(());
        }
        let parts = data.parts(self.case.split)?;
        let (trainer, seconds) = self.train(&parts, work, progress)?;
        let measuring = Instant::now();
        let (test, people) = measure(
            &trainer.network(),
            &Patterns::new(&self.plan.graph),
            &self.topology,
            &parts,
        )?;
        println!(
            "{}: finished in {}, measured in {}, epoch {} kept; {}",
            self.case,
            duration(seconds),
            duration(measuring.elapsed().as_secs_f64()),
            trainer.best().map_or(0, |best| best.epoch),
            test.expected
                .iter()
                .map(|one| format!("{} {:.2} %", one.setting, 100.0 * one.accuracy))
                .collect::<Vec<_>>()
                .join(", "),
        );
        let finished = Finished {
            case: self.case.clone(),
            settings: self.settings.clone(),
            data: data.fingerprint().to_owned(),
            parameters: self.plan.parameter_count(),
            parts: parts.facts.clone(),
            best_epoch: trainer.best().map_or(0, |best| best.epoch),
            epochs: trainer
                .history()
                .iter()
                .map(|epoch| EpochFigures {
                    loss: epoch.loss,
                    validation_loss: epoch.validation_loss,
                    validation_accuracy: epoch.validation_accuracy,
                })
                .collect(),
            test,
            people,
            seconds,
        };
        work.finish(&self.key, &finished)
    }

    /// The finished trainer and the seconds spent on it.
    fn train(&self, parts: &Parts, work: &Work, progress: &Progress) -> Result<(Trainer, f64)> {
        let file = work.checkpoint(&self.key);
        let (mut trainer, before) = self.begin(parts, work)?;
        let step_size = self.size() / trainer.steps().max(1) as f64;
        progress.resumed(step_size * trainer.steps_done() as f64);
        let start = Instant::now();
        let mut saved = Instant::now();
        let (mut epoch, mut steps) = (Instant::now(), 0);
        while let Some(step) = trainer.step()? {
            steps += 1;
            if saved.elapsed() > CHECKPOINT_EVERY {
                let seconds = before + start.elapsed().as_secs_f64();
                checkpoint_file::save(&file, seconds, &trainer.checkpoint())?;
                saved = Instant::now();
            }
            let Some(end) = step.epoch_end else { continue };
            let left = progress.advance(step_size * f64::from(steps));
            println!(
                "{}: epoch {}/{}, loss {:.4}, validation {:.4}{}, {:.1} s; {left}",
                self.case,
                end.epoch,
                self.settings.epochs,
                end.loss,
                end.validation_accuracy,
                if end.best { " (best)" } else { "" },
                epoch.elapsed().as_secs_f64(),
            );
            (epoch, steps) = (Instant::now(), 0);
        }
        Ok((trainer, before + start.elapsed().as_secs_f64()))
    }

    /// A training from its checkpoint, or from the start where there is none that can be used; and the seconds spent on it.
    fn begin(&self, parts: &Parts, work: &Work) -> Result<(Trainer, f64)> {
        let (plan, data) = (&self.plan, &parts.training);
        if let Some((seconds, state)) = checkpoint_file::read(&work.checkpoint(&self.key)) {
            match Trainer::resume(
                Arc::clone(plan),
                Arc::clone(data),
                self.settings.clone(),
                &state,
            ) {
                Ok(trainer) => {
                    println!(
                        "{}: goes on from step {} of {}",
                        self.case,
                        trainer.steps_done(),
                        trainer.steps()
                    );
                    return Ok((trainer, seconds));
                }
                Err(error) => println!("{}: from the start, because {error}", self.case),
            }
        }
        let trainer = Trainer::new(Arc::clone(plan), Arc::clone(data), self.settings.clone())
            .context("the training cannot begin")?;
        Ok((trainer, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use deepfog_topology::Scheme;

    use super::*;
    use crate::reproduce::case::{Failing, Skips, Variant, Weights};
    use crate::reproduce::data::Split;
    use crate::reproduce::data::for_tests::made_up;

    fn case(scheme: Scheme, split: Split) -> Case {
        Case {
            split,
            variant: Variant::of(scheme),
            epochs: 3,
            seed: 1,
        }
    }

    struct Folder(std::path::PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("deepfog-reproduce-{name}-{}", std::process::id());
            Self(std::env::temp_dir().join(name))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn train(training: &Training, data: &Data, folder: &Folder) -> Finished {
        let work = Work::open(&folder.0).unwrap();
        let progress = Progress::new(training.size());
        training.run(data, &work, &progress).unwrap();
        let mut finished = work.finished(&training.key).unwrap().unwrap();
        finished.seconds = 0.0;
        finished
    }

    /// A training that was interrupted after every possible step gives what one in a single run gives.
    #[test]
    fn an_interrupted_training_goes_on() {
        let data = made_up(12);
        let training = Training::new(case(Scheme::ResilinetPlus, Split::Rows), &data).unwrap();
        let whole = train(&training, &data, &Folder::new("whole"));
        assert_eq!(whole.epochs.len(), 3);
        assert!(whole.test.under("No failure").unwrap() > 0.3);

        let folder = Folder::new("parts");
        let work = Work::open(&folder.0).unwrap();
        let parts = data.parts(Split::Rows).unwrap();
        let steps = training.begin(&parts, &work).unwrap().0.steps();
        assert_eq!(steps, 6);
        let file = work.checkpoint(&training.key);
        for done in 0..steps {
            let (mut trainer, seconds) = training.begin(&parts, &work).unwrap();
            assert_eq!(trainer.steps_done(), done);
            trainer.step().unwrap();
            checkpoint_file::save(&file, seconds + 1.0, &trainer.checkpoint()).unwrap();
        }
        assert_eq!(train(&training, &data, &folder), whole);
        assert!(!file.exists(), "a finished training needs no checkpoint");
        // A second run trains nothing.
        assert_eq!(train(&training, &data, &folder), whole);
    }

    #[test]
    fn a_damaged_checkpoint_begins_anew_and_a_damaged_result_is_told() {
        let data = made_up(4);
        let training = Training::new(case(Scheme::Vanilla, Split::People), &data).unwrap();
        let folder = Folder::new("damaged");
        let work = Work::open(&folder.0).unwrap();
        std::fs::write(work.checkpoint(&training.key), [1; 40]).unwrap();
        let finished = train(&training, &data, &folder);
        let people: Vec<Option<u32>> = finished.people.iter().map(|one| one.person).collect();
        assert_eq!(people, [Some(9), Some(10)]);
        // Of all test rows as many are right as of both people together.
        let right = |one: &Measured| one.patterns[0].accuracy * one.n as f64;
        let sum: f64 = finished.people.iter().map(right).sum();
        assert!((right(&finished.test) - sum).abs() < 1e-6);
        // Without a path the answer is a guess.
        let dead = &finished.test.patterns[1];
        assert!(!dead.answered);
        assert_eq!(dead.accuracy, finished.test.random_guess);

        let results = folder.0.join("results");
        std::fs::write(results.join(format!("{}.json", training.key)), "{").unwrap();
        let error = work.finished(&training.key).unwrap_err();
        assert!(error.to_string().contains("is damaged"), "{error}");
    }

    #[test]
    fn everything_that_matters_is_in_the_key() {
        let (data, other) = (made_up(4), made_up(5));
        let key = |case: Case, data: &Data| Training::new(case, data).unwrap().key;
        let usual = case(Scheme::ResilinetPlus, Split::Rows);
        let mut keys = vec![
            key(usual.clone(), &data),
            key(usual.clone(), &other),
            key(case(Scheme::ResilinetPlus, Split::People), &data),
            key(case(Scheme::Resilinet, Split::Rows), &data),
        ];
        for change in [
            |case: &mut Case| case.epochs = 4,
            |case: &mut Case| case.seed = 2,
            |case: &mut Case| case.variant.skips = Skips::NONE,
            |case: &mut Case| case.variant.weights = Weights::Reliability,
            |case: &mut Case| case.variant.failout = Failing::Survival { probability: 0.5 },
        ] {
            let mut case = usual.clone();
            change(&mut case);
            keys.push(key(case, &data));
        }
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(key), "{key} comes twice");
        }
        assert_eq!(keys[0], key(usual, &data));
    }
}
