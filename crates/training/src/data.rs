//! What a network is trained on.

use deepfog_dataset::{Normalisation, Samples};
use deepfog_topology::Task;

use crate::error::TrainError;

/// Samples before normalisation, and the normalisation that the network's inputs get.
#[derive(Clone, Debug)]
pub struct TrainingData {
    /// What the network learns from.
    pub train: Samples,
    /// What chooses the parameters that are kept.
    pub validation: Samples,
    /// Statistics of training samples.
    pub normalisation: Normalisation,
}

impl TrainingData {
    /// Checks that both tables fit the task.
    ///
    /// # Errors
    /// [`TrainError::NoSamples`], [`TrainError::Shape`], [`TrainError::Label`], [`TrainError::Samples`].
    pub fn check(&self, task: &Task) -> Result<(), TrainError> {
        let expected = task.input.shape();
        let classes = task.classes.len();
        for (what, samples) in [("training", &self.train), ("validation", &self.validation)] {
            if samples.is_empty() {
                return Err(TrainError::NoSamples { what });
            }
            if samples.shape() != expected {
                return Err(TrainError::Shape {
                    what,
                    expected,
                    found: samples.shape().to_vec(),
                });
            }
            if let Some(&label) = samples
                .labels()
                .iter()
                .find(|&&label| usize::from(label) >= classes)
            {
                return Err(TrainError::Label {
                    what,
                    label,
                    classes,
                });
            }
        }
        // An empty list of samples tries the number of channels only.
        self.normalisation.apply(&mut [], &expected)?;
        Ok(())
    }
}
