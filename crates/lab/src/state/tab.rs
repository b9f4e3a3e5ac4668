//! The tabs of the panel.

/// A tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Train the open drawing, and what is being trained.
    #[default]
    Train,
    /// The own networks.
    Networks,
    /// Two networks side by side.
    Compare,
    /// Every subset of the skips.
    Study,
}

impl Tab {
    /// All tabs, in their order.
    pub const ALL: [Self; 4] = [Self::Train, Self::Networks, Self::Compare, Self::Study];

    /// The name in attributes.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Networks => "networks",
            Self::Compare => "compare",
            Self::Study => "study",
        }
    }

    /// The name that a person reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::Train => "Train",
            Self::Networks => "Networks",
            Self::Compare => "Compare",
            Self::Study => "Study",
        }
    }

    /// The tab so many places further on, round and round.
    pub fn further(self, steps: usize) -> Self {
        let at = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        Self::ALL[(at + steps) % Self::ALL.len()]
    }
}
