//! How each shipped preset is trained: the same for all four schemes.
//!
//! The numbers were chosen on validation samples: person 5, the 5 000 validation images, and the validation people of the
//! folds, among whom are the fixed test people. `docs/training.md` tells what was tried, and what that means for the
//! figures.

use crate::augmentation::{Augmentation, ImageAugmentation, SignalAugmentation};
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
    /// Epochs where there are few training images; `None` for signals, of which the site ships all.
    epochs_of_few: Option<usize>,
}

/// So many training images at most are few: the site ships 6 000 of 55 000.
const FEW_IMAGES: usize = 10_000;

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
        epochs_of_few: Some(25),
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
        epochs_of_few: None,
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
        epochs_of_few: None,
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
        epochs_of_few: Some(25),
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
        epochs_of_few: Some(30),
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
        epochs_of_few: None,
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

/// The settings for a preset with so many training samples.
///
/// A network that sees a ninth of the images would learn those by heart: it sees them moved and mirrored, more often, at a
/// higher rate, and what is kept is an average, as for signals.
pub fn recipe_for(preset: &str, samples: usize) -> Option<Settings> {
    let settings = recipe(preset)?;
    let row = TABLE.iter().find(|row| row.preset == preset)?;
    Some(match row.epochs_of_few {
        Some(epochs) if samples <= FEW_IMAGES => Settings {
            epochs,
            learning_rate: 5e-3,
            weight_decay: 0.1,
            label_smoothing: 0.05,
            averaging: 0.99,
            kept_after: 0.5,
            augmentation: Augmentation::Image(ImageAugmentation {
                shift: 1,
                flip: true,
            }),
            ..settings
        },
        _ => settings,
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
        assert_eq!(recipe_for("unknown", 1), None);
    }

    #[test]
    fn few_images_have_a_recipe_of_their_own() {
        for preset in presets::all() {
            let all = recipe(preset.id).unwrap();
            let is_of_images = matches!(all.augmentation, Augmentation::None);
            assert_eq!(recipe_for(preset.id, 55_000).unwrap(), all);
            let few = recipe_for(preset.id, 6_000).unwrap();
            assert_eq!(few.check(), Ok(()));
            assert_eq!(few != all, is_of_images, "{}", preset.id);
        }
    }
}
