//! Failure patterns as bit masks: over the nodes that can fail, and, where hyperconnections can fail by themselves, over these
//! after them.

use deepfog_topology::{Edge, Graph, Link, NodeId, order};
use serde::{Deserialize, Serialize};

/// The largest number of failable nodes and hyperconnections whose patterns are enumerated exactly.
pub const MAX_EXACT: usize = 16;

/// What is down: bit `i` is set when the `i`-th failable node is down, or, counted on after the nodes, the hyperconnection.
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

/// The nodes, and the hyperconnections where they can fail by themselves, that patterns of one graph range over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patterns {
    /// Failable nodes as indices into the graph, in topological order.
    nodes: Vec<usize>,
    names: Vec<NodeId>,
    /// Failable hyperconnections as senders and receivers, indices into the graph, in this order.
    links: Vec<(usize, usize)>,
    link_names: Vec<Link>,
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
        Self {
            nodes,
            names,
            links: Vec::new(),
            link_names: Vec::new(),
        }
    }

    /// The patterns of a graph in which those of its hyperconnections that `can_fail` names can be down as well as its nodes.
    /// Their bits come after those of the nodes, ordered by sender, then receiver, in the graph's topological order.
    pub fn with_links(graph: &Graph, can_fail: impl Fn(&Edge) -> bool) -> Self {
        let mut links: Vec<(usize, usize)> = graph
            .edges()
            .iter()
            .filter(|edge| can_fail(edge))
            .map(|edge| (edge.from, edge.to))
            .collect();
        order::sort(&mut links, Ord::cmp);
        let link_names = links
            .iter()
            .map(|&(from, to)| Link {
                from: graph.ids()[from].clone(),
                to: graph.ids()[to].clone(),
            })
            .collect();
        Self {
            links,
            link_names,
            ..Self::new(graph)
        }
    }

    /// Number of nodes and hyperconnections that can fail: the number of bits.
    pub fn failable_count(&self) -> usize {
        self.nodes.len() + self.links.len()
    }

    /// The failable nodes as indices into the graph; the position in this list is the bit in a pattern.
    pub fn nodes(&self) -> &[usize] {
        &self.nodes
    }

    /// The failable nodes' names, in bit order.
    pub fn names(&self) -> &[NodeId] {
        &self.names
    }

    /// The failable hyperconnections as senders and receivers, indices into the graph; their bits come after those of the nodes.
    pub fn links(&self) -> &[(usize, usize)] {
        &self.links
    }

    /// The failable hyperconnections by name, in bit order.
    pub fn link_names(&self) -> &[Link] {
        &self.link_names
    }

    /// The hyperconnections that are down by themselves, as senders and receivers.
    pub fn cut(&self, pattern: Pattern) -> Vec<(usize, usize)> {
        let first = self.nodes.len();
        let links = self.links.iter().enumerate();
        links
            .filter(|(at, _)| pattern.is_down(first + at))
            .map(|(_, &link)| link)
            .collect()
    }

    /// The names of the hyperconnections that are down by themselves.
    pub fn cut_names(&self, pattern: Pattern) -> Vec<Link> {
        let first = self.nodes.len();
        let links = self.link_names.iter().enumerate();
        links
            .filter(|(at, _)| pattern.is_down(first + at))
            .map(|(_, link)| link.clone())
            .collect()
    }

    /// Number of patterns, 2^n; `None` above [`MAX_EXACT`] failable nodes and hyperconnections.
    pub fn count(&self) -> Option<usize> {
        let failable = self.failable_count();
        (failable <= MAX_EXACT).then(|| 1 << failable)
    }

    /// All patterns, from none down to all down, by their bit mask; empty above [`MAX_EXACT`] bits.
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
