//! The four schemes that are compared.

use serde::{Deserialize, Serialize};

/// How a distributed DNN is built and trained against failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// The drawn graph without its skip hyperconnections, trained plainly.
    Vanilla,
    /// With skip hyperconnections, trained plainly.
    DeepFogGuard,
    /// With skip hyperconnections and failout; a skip counts only when no normal input that descends
    /// from its sender delivers.
    Resilinet,
    /// With skip hyperconnections and failout; all inputs are added.
    ResilinetPlus,
}

impl Scheme {
    /// All schemes, in the order in which the page shows them.
    pub const ALL: [Scheme; 4] = [
        Scheme::Vanilla,
        Scheme::DeepFogGuard,
        Scheme::Resilinet,
        Scheme::ResilinetPlus,
    ];

    /// The name in the papers' spelling.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Vanilla => "Vanilla",
            Scheme::DeepFogGuard => "deepFogGuard",
            Scheme::Resilinet => "ResiliNet",
            Scheme::ResilinetPlus => "ResiliNet+",
        }
    }

    /// The name in files and links: the same as serde's.
    pub fn slug(self) -> &'static str {
        match self {
            Scheme::Vanilla => "vanilla",
            Scheme::DeepFogGuard => "deep-fog-guard",
            Scheme::Resilinet => "resilinet",
            Scheme::ResilinetPlus => "resilinet-plus",
        }
    }

    /// The scheme of that slug or name.
    pub fn parse(text: &str) -> Option<Scheme> {
        Scheme::ALL.into_iter().find(|scheme| {
            scheme.slug().eq_ignore_ascii_case(text) || scheme.name().eq_ignore_ascii_case(text)
        })
    }

    /// Whether skip hyperconnections are part of the network.
    pub fn has_skips(self) -> bool {
        self != Scheme::Vanilla
    }

    /// Whether nodes are zeroed at random in training.
    pub fn has_failout(self) -> bool {
        matches!(self, Scheme::Resilinet | Scheme::ResilinetPlus)
    }

    /// Whether a skip waits until the nodes that it jumps over deliver nothing.
    pub fn gates_skips(self) -> bool {
        self == Scheme::Resilinet
    }
}
