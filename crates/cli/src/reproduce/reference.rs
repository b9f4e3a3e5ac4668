//! What an independent implementation measured on the papers' data and row split: one seed, 8 epochs.

use deepfog_topology::Scheme;

/// Accuracies in per cent.
pub struct Reference {
    /// Expected under No failure, Normal, Poor and Hazardous.
    pub settings: [f64; 4],
    /// With these nodes down: f1; f2; e; e and f1.
    patterns: [f64; 4],
}

/// The settings of [`Reference::settings`].
pub const SETTINGS: [&str; 4] = ["No failure", "Normal", "Poor", "Hazardous"];

/// The figures of a scheme.
pub const fn of(scheme: Scheme) -> Reference {
    match scheme {
        Scheme::Vanilla => Reference {
            settings: [95.9, 85.0, 74.3, 54.9],
            patterns: [8.65, 8.65, 8.65, 8.65],
        },
        Scheme::DeepFogGuard => Reference {
            settings: [96.1, 90.9, 85.2, 73.4],
            patterns: [81.0, 12.8, 73.3, 59.3],
        },
        Scheme::Resilinet => Reference {
            settings: [94.8, 93.4, 91.6, 85.9],
            patterns: [93.5, 87.5, 85.0, 74.5],
        },
        Scheme::ResilinetPlus => Reference {
            settings: [95.4, 94.5, 92.8, 87.5],
            patterns: [94.9, 82.0, 94.0, 93.8],
        },
    }
}

impl Reference {
    /// The accuracy with exactly these nodes down, where it was measured.
    pub fn with_down(&self, down: &[&str]) -> Option<f64> {
        match down {
            [] => Some(self.settings[0]),
            ["f1"] => Some(self.patterns[0]),
            ["f2"] => Some(self.patterns[1]),
            ["e"] => Some(self.patterns[2]),
            ["e", "f1"] => Some(self.patterns[3]),
            _ => None,
        }
    }
}
