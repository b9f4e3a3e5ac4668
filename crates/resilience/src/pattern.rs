//! Failure patterns as bit masks.

use deepfog_topology::{Graph, NodeId};
use serde::{Deserialize, Serialize};

/// The largest number of failable nodes whose patterns are enumerated exactly.
pub const MAX_EXACT: usize = 16;

/// Which nodes are down: bit `i` is set when the `i`-th failable node is down.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Pattern(pub u64);

impl Pattern {
    /// Every node is up.
    pub const NONE_DOWN: Pattern = Pattern(0);

    /// Whether the failable node at `position` is down.
    pub fn is_down(self, position: usize) -> bool {
        position < 64 && self.0 >> position & 1 == 1
    }

    /// The pattern with that node's state turned over.
    #[must_use]
    pub fn toggled(self, position: usize) -> Pattern {
        if position < 64 {
            Pattern(self.0 ^ (1 << position))
        } else {
            self
        }
    }

    /// How many nodes are down.
    pub fn down_count(self) -> usize {
        self.0.count_ones() as usize
    }
}

/// The nodes that patterns of one graph range over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patterns {
    /// Failable nodes as indices into the graph, in topological order.
    nodes: Vec<usize>,
    names: Vec<NodeId>,
}

/// A name that is not a node that can fail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is not a node that can fail; those are {}", known.join(", "))]
pub struct UnknownNode {
    /// The name given.
    pub name: String,
    /// The names that would have been right.
    pub known: Vec<String>,
}

impl Patterns {
    /// The patterns of a graph.
    pub fn new(graph: &Graph) -> Self {
        let nodes = graph.failable();
        let names = nodes.iter().map(|&at| graph.ids()[at].clone()).collect();
        Self { nodes, names }
    }

    /// Number of nodes that can fail.
    pub fn failable_count(&self) -> usize {
        self.nodes.len()
    }

    /// The failable nodes as indices into the graph; the position in this list is the bit in a pattern.
    pub fn nodes(&self) -> &[usize] {
        &self.nodes
    }

    /// The failable nodes' names, in bit order.
    pub fn names(&self) -> &[NodeId] {
        &self.names
    }

    /// Number of patterns, 2^n; `None` above [`MAX_EXACT`] failable nodes.
    pub fn count(&self) -> Option<usize> {
        (self.nodes.len() <= MAX_EXACT).then(|| 1 << self.nodes.len())
    }

    /// All patterns, from none down to all down, by their bit mask; empty above [`MAX_EXACT`] nodes.
    pub fn all(&self) -> impl Iterator<Item = Pattern> + use<> {
        (0..self.count().unwrap_or(0) as u64).map(Pattern)
    }

    /// The pattern in which exactly the named nodes are down.
    ///
    /// # Errors
    /// A name that is not a failable node.
    pub fn with_down<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Pattern, UnknownNode> {
        let mut pattern = Pattern::NONE_DOWN;
        for name in names {
            let position = self
                .names
                .iter()
                .position(|id| id.as_str() == name)
                .ok_or_else(|| UnknownNode {
                    name: name.to_owned(),
                    known: self.names.iter().map(ToString::to_string).collect(),
                })?;
            pattern.0 |= 1 << position;
        }
        Ok(pattern)
    }

    /// The names of the nodes that are down, in topological order.
    pub fn down_names(&self, pattern: Pattern) -> Vec<NodeId> {
        (0..self.nodes.len())
            .filter(|&position| pattern.is_down(position))
            .map(|position| self.names[position].clone())
            .collect()
    }

    /// For every node of a graph with `len` nodes, whether it is up.
    pub fn up(&self, pattern: Pattern, len: usize) -> Vec<bool> {
        let mut up = vec![true; len];
        for (position, &node) in self.nodes.iter().enumerate() {
            if pattern.is_down(position) {
                up[node] = false;
            }
        }
        up
    }
}
