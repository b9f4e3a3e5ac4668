//! How a network is trained.

use serde::{Deserialize, Serialize};

use crate::augmentation::Augmentation;
use crate::error::TrainError;
use crate::failout::Failout;
use crate::initialise::Initialisation;

/// How the learning rate changes over the steps of a training.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// It stays as it is.
    Constant,
    /// It falls to 0 along half a cosine.
    #[default]
    Cosine,
}

impl Schedule {
    /// The factor at a step of so many in all.
    pub fn factor(self, step: u64, steps: u64) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Cosine => {
                let done = step as f64 / steps.max(1) as f64;
                0.5 * (1.0 + (std::f64::consts::PI * done.min(1.0)).cos())
            }
        }
    }
}

/// How a network is trained. The optimiser is Adam with decoupled weight decay, β₁ = 0.9, β₂ = 0.999.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Passes over the training samples, or over as many of them as `samples_per_epoch` says.
    pub epochs: usize,
    /// Samples of one mini-batch.
    pub batch: usize,
    /// Samples of one epoch, drawn anew each time; `None` for all.
    pub samples_per_epoch: Option<usize>,
    /// Learning rate before the schedule.
    pub learning_rate: f64,
    /// How the learning rate changes.
    pub schedule: Schedule,
    /// Each step takes this times the learning rate off every weight; biases are left alone.
    pub weight_decay: f64,
    /// Share of each target that is spread evenly over all classes.
    pub label_smoothing: f64,
    /// What is measured and kept is a running average of the parameters: of each step's average this share stays in
    /// the next one. 0 keeps the parameters themselves. At step t the share is t / (t + 10) at most, so that an average
    /// never reaches back over more than an eleventh of the steps: it does not hold a short training back.
    pub averaging: f64,
    /// Only epochs after this share of all are candidates for being kept: while the learning rate is high, one that
    /// happens to suit the validation samples says little about others.
    pub kept_after: f64,
    /// How weights are drawn.
    pub initialisation: Initialisation,
    /// Nodes that are down at random; acts in the schemes with failout only.
    pub failout: Failout,
    /// Changes to training samples.
    pub augmentation: Augmentation,
    /// What all randomness grows from.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            epochs: 10,
            batch: 64,
            samples_per_epoch: None,
            learning_rate: 1e-3,
            schedule: Schedule::default(),
            weight_decay: 0.0,
            label_smoothing: 0.0,
            averaging: 0.0,
            kept_after: 0.0,
            initialisation: Initialisation::default(),
            failout: Failout::default(),
            augmentation: Augmentation::default(),
            seed: 1,
        }
    }
}

impl Settings {
    /// Checks every number.
    ///
    /// # Errors
    /// [`TrainError::Setting`] with the first one that cannot be.
    pub fn check(&self) -> Result<(), TrainError> {
        let share = |value: f64| (0.0..1.0).contains(&value);
        let (survival_is_share, speed_is_small, angles_are_small) = (
            match &self.failout {
                Failout::Survival { probability } => *probability > 0.0 && *probability <= 1.0,
                Failout::Variable { setting } => setting
                    .reliability
                    .values()
                    .all(|value| (0.0..=1.0).contains(value)),
            },
            match self.augmentation {
                Augmentation::Signal(signal) => (0.0..=4.0).contains(&signal.speed),
                _ => true,
            },
            match self.augmentation {
                Augmentation::Signal(signal) => [signal.rotation, signal.scale]
                    .iter()
                    .all(|value| (0.0..=4.0).contains(value)),
                Augmentation::Image(image) => image.shift <= 1024,
                Augmentation::None => true,
            },
        );
        let rules = [
            (self.epochs > 0, "epochs: at least 1"),
            (self.batch > 0, "batch: at least 1"),
            (
                self.samples_per_epoch != Some(0),
                "samples per epoch: at least 1",
            ),
            (
                self.learning_rate > 0.0 && self.learning_rate.is_finite(),
                "learning rate: above 0",
            ),
            (share(self.weight_decay), "weight decay: from 0 to below 1"),
            (
                share(self.label_smoothing),
                "label smoothing: from 0 to below 1",
            ),
            (share(self.averaging), "averaging: from 0 to below 1"),
            (share(self.kept_after), "kept after: from 0 to below 1"),
            (
                survival_is_share,
                "failout: probabilities from 0 to 1, survival above 0",
            ),
            (speed_is_small, "augmentation: a speed change from 0 to 4"),
            (
                angles_are_small,
                "augmentation: rotation and scale from 0 to 4, a shift of at most 1024",
            ),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, rule)) => Err(TrainError::Setting { rule }),
            None => Ok(()),
        }
    }
}
