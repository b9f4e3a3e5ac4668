//! The parts of the analysis.

/// A part of the analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Every failure pattern.
    #[default]
    Failures,
    /// Expected accuracy.
    Expected,
    /// What matters, and what one more would buy.
    Matters,
    /// Confusion and calibration.
    Classes,
    /// Latency, bandwidth and resilience.
    Cost,
}

impl Tab {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 5] = [
        Self::Failures,
        Self::Expected,
        Self::Matters,
        Self::Classes,
        Self::Cost,
    ];

    /// Its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Failures => "Every failure",
            Self::Expected => "Expected accuracy",
            Self::Matters => "What matters",
            Self::Classes => "Classes",
            Self::Cost => "Cost",
        }
    }

    /// Its name in attributes.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Failures => "failures",
            Self::Expected => "expected",
            Self::Matters => "matters",
            Self::Classes => "classes",
            Self::Cost => "cost",
        }
    }

    /// Whether it needs to know what happens without each skip.
    pub fn asks_for_skips(self) -> bool {
        matches!(self, Self::Matters | Self::Cost)
    }

    /// The tab so many places further, around the end.
    #[must_use]
    pub fn further(self, by: usize) -> Self {
        Self::ALL[(self as usize + by) % Self::ALL.len()]
    }
}
