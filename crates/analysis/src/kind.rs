//! What can fail.

use deepfog_topology::Scheme;

/// What can fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Nodes alone, as in the papers.
    #[default]
    Nodes,
    /// Nodes, and hyperconnections by themselves.
    NodesAndLinks,
    /// Nodes, and skip hyperconnections by themselves: what tells how much each skip matters.
    NodesAndSkips,
}

impl Kind {
    /// The most samples that its patterns are measured on: of very many patterns, each takes time. `None` for all samples.
    pub fn samples(self, bits: usize) -> Option<u32> {
        match (self, bits) {
            (Self::Nodes, _) | (_, 0..=12) => None,
            (_, 13..=14) => Some(400),
            _ => Some(200),
        }
    }
}

/// Whose accuracies are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lens {
    /// Every scheme beside the others.
    #[default]
    Each,
    /// The first scheme less the second.
    Difference(Scheme, Scheme),
}
