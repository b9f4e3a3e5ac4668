//! Small trainings that are recorded, to hold training on other machines and in a browser to them.

mod cases;

use std::sync::Arc;

use deepfog_dataset::{Normalisation, Samples};
use deepfog_network::plan;
use deepfog_protocol::{TrainingLength, TrainingOptions};
use deepfog_topology::{Scheme, Topology};

use crate::data::TrainingData;
use crate::error::TrainError;
use crate::options::settings_for;
use crate::settings::Settings;
use crate::trainer::Trainer;

pub use cases::cases;

/// Steps of every recorded training.
pub const STEPS: usize = 10;
/// Losses of two machines may differ by this much.
pub const LOSS_TOLERANCE: f64 = 1e-3;
/// Parameters of two machines may differ by this much, as relative L2 distance.
pub const WEIGHTS_TOLERANCE: f64 = 1e-3;

/// Samples of one step, and how many of the first samples are measured on at the end of an epoch.
const BATCH: usize = 32;
const VALIDATION: usize = 32;

/// One recorded training.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its file's name, without the ending.
    pub name: &'static str,
    /// What is trained, of one of the builtin tasks.
    pub topology: Topology,
    /// Under which scheme.
    pub scheme: Scheme,
}

/// What a training gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoldenRun {
    /// The loss of each step.
    pub losses: Vec<f64>,
    /// The parameters after the last one, as [`Trainer::flat`] lists them.
    pub flat: Vec<f32>,
}

/// How far two runs are apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The largest difference between two losses; infinite where their numbers differ.
    pub loss: f64,
    /// Relative L2 distance of the parameters; infinite where their numbers differ.
    pub weights: f64,
}

impl Difference {
    /// Whether both are small enough.
    pub fn is_tolerable(&self) -> bool {
        self.loss <= LOSS_TOLERANCE && self.weights <= WEIGHTS_TOLERANCE
    }
}

/// Bytes that are no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no recording of a training")]
pub struct NotARun;

impl Case {
    /// The recipe for the drawing, in small batches.
    ///
    /// # Errors
    /// None in practice: the tests try every case.
    pub fn settings(&self, samples: usize) -> Result<Settings, TrainError> {
        let options = TrainingOptions {
            length: TrainingLength::Epochs(2),
            ..TrainingOptions::default()
        };
        let settings = settings_for(&self.topology, &options, samples)?;
        Ok(Settings {
            batch: BATCH,
            ..settings
        })
    }

    /// Trains [`STEPS`] steps on the first chunk of the task's training pack, with the pack's normalisation.
    ///
    /// # Errors
    /// Samples of another task, or a training that diverges.
    pub fn run(
        &self,
        chunk: Samples,
        normalisation: Normalisation,
    ) -> Result<GoldenRun, TrainError> {
        let settings = self.settings(chunk.len())?;
        let plan = plan(&self.topology, self.scheme, settings.seed).map_err(|wrong| {
            let messages: Vec<String> = wrong.into_iter().map(|one| one.message).collect();
            TrainError::Option {
                problem: messages.join(" "),
            }
        })?;
        let first: Vec<usize> = (0..chunk.len().min(VALIDATION)).collect();
        let data = TrainingData {
            validation: chunk.select(&first)?,
            train: chunk,
            normalisation,
        };
        let mut trainer = Trainer::new(Arc::new(plan), Arc::new(data), settings)?;
        let mut losses = Vec::with_capacity(STEPS);
        while losses.len() < STEPS {
            let Some(step) = trainer.step()? else { break };
            losses.push(step.loss);
        }
        Ok(GoldenRun {
            losses,
            flat: trainer.flat().to_vec(),
        })
    }
}

impl GoldenRun {
    /// Little-endian: the number of losses (u32), the losses (f64), the parameters (f32).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = (self.losses.len() as u32).to_le_bytes().to_vec();
        bytes.extend(self.losses.iter().flat_map(|loss| loss.to_le_bytes()));
        bytes.extend(self.flat.iter().flat_map(|value| value.to_le_bytes()));
        bytes
    }

    /// Reads what [`GoldenRun::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`NotARun`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotARun> {
        let (count, rest) = bytes.split_first_chunk::<4>().ok_or(NotARun)?;
        let length = (u32::from_le_bytes(*count) as usize).saturating_mul(8);
        let (losses, flat) = rest.split_at_checked(length).ok_or(NotARun)?;
        let (losses, _) = losses.as_chunks::<8>();
        let (flat, left) = flat.as_chunks::<4>();
        if !left.is_empty() {
            return Err(NotARun);
        }
        Ok(Self {
            losses: losses
                .iter()
                .map(|&loss| f64::from_le_bytes(loss))
                .collect(),
            flat: flat
                .iter()
                .map(|&value| f32::from_le_bytes(value))
                .collect(),
        })
    }
}

/// How far two runs of a case are apart; the parameters' distance is relative to the first run's.
pub fn compare(one: &GoldenRun, other: &GoldenRun) -> Difference {
    let loss = if one.losses.len() == other.losses.len() {
        let pairs = one.losses.iter().zip(&other.losses);
        pairs.fold(0.0, |most: f64, (a, b)| greater(most, (a - b).abs()))
    } else {
        f64::INFINITY
    };
    let weights = if one.flat.len() == other.flat.len() {
        let square = |value: f32| f64::from(value).powi(2);
        let length: f64 = one.flat.iter().map(|&value| square(value)).sum();
        let pairs = one.flat.iter().zip(&other.flat);
        let apart: f64 = pairs
            .map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2))
            .sum();
        if apart == 0.0 {
            0.0
        } else {
            (apart / length).sqrt()
        }
    } else {
        f64::INFINITY
    };
    Difference { loss, weights }
}

/// The greater of two distances; one that is no number is greater than any.
fn greater(one: f64, other: f64) -> f64 {
    if other.is_nan() {
        f64::INFINITY
    } else {
        one.max(other)
    }
}

#[cfg(test)]
mod tests {
    use deepfog_topology::Unit;

    use super::*;
    use crate::samples_for_tests::made_up;

    #[test]
    fn every_case_can_be_run_and_is_small() {
        let cases = cases();
        assert_eq!(cases.len(), 4);
        for case in &cases {
            let task = deepfog_topology::Task::find(&case.topology.task).unwrap();
            let chunk = made_up(&task, 200, 1);
            let normalisation = Normalisation::of(&chunk);
            let run = case.run(chunk.clone(), normalisation.clone()).unwrap();
            assert_eq!(run.losses.len(), STEPS, "{}", case.name);
            let bytes = run.to_bytes();
            assert!(bytes.len() < 60_000, "{}: {}", case.name, bytes.len());
            let read = GoldenRun::from_bytes(&bytes).unwrap();
            assert_eq!(read, run);
            let again = case.run(chunk, normalisation).unwrap();
            assert_eq!(compare(&run, &again), compare(&read, &run));
            assert_eq!(again, run);
        }
        // Pooling, averages and every kind of adapter occur.
        let units: Vec<Unit> = cases
            .iter()
            .flat_map(|case| &case.topology.nodes)
            .flat_map(|node| node.units.clone())
            .collect();
        assert!(units.contains(&Unit::MaxPool { size: 2 }));
        assert!(units.contains(&Unit::GlobalAverage));
    }

    #[test]
    fn runs_are_compared_number_by_number() {
        let run = |losses: &[f64], flat: &[f32]| GoldenRun {
            losses: losses.to_vec(),
            flat: flat.to_vec(),
        };
        let one = run(&[1.0, 2.0], &[3.0, 4.0]);
        let infinite = f64::INFINITY;
        for (other, loss, weights) in [
            (run(&[1.0, 2.0], &[3.0, 4.0]), 0.0, 0.0),
            (run(&[1.5, 2.0], &[3.0, 4.0]), 0.5, 0.0),
            (run(&[1.0, 2.0], &[3.0, 4.5]), 0.0, 0.1),
            (run(&[1.0], &[3.0, 4.0]), infinite, 0.0),
            (run(&[1.0, f64::NAN], &[3.0]), infinite, infinite),
        ] {
            let found = compare(&one, &other);
            assert_eq!(found, Difference { loss, weights });
            assert_eq!(found.is_tolerable(), loss == 0.0 && weights == 0.0);
        }
        let nowhere = compare(&one, &run(&[1.0, 2.0], &[f32::NAN, 4.0]));
        assert!(!nowhere.is_tolerable());
    }

    #[test]
    fn bytes_that_are_no_recording_are_refused() {
        let bytes = GoldenRun {
            losses: vec![1.0],
            flat: vec![2.0],
        }
        .to_bytes();
        for length in [0, 3, 5, 11, 13] {
            assert_eq!(GoldenRun::from_bytes(&bytes[..length]), Err(NotARun));
        }
        let mut huge = bytes;
        huge[..4].fill(255);
        assert_eq!(GoldenRun::from_bytes(&huge), Err(NotARun));
    }
}
