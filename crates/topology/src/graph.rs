//! The drawn graph by indices: order, neighbours, reachability, and which hyperconnections are skips.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{NodeId, Tier, Topology};
use crate::scheme::Scheme;

/// Whether a hyperconnection jumps over nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// No other path leads from its sender to its receiver.
    Normal,
    /// Another, longer path leads from its sender to its receiver: it jumps over that path's nodes.
    Skip,
}

/// A hyperconnection between node indices of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Sender, as an index into [`Graph::ids`].
    pub from: usize,
    /// Receiver, as an index into [`Graph::ids`].
    pub to: usize,
    /// Derived from the whole drawn graph.
    pub kind: LinkKind,
}

/// Why a topology has no [`Graph`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Two nodes share a name.
    #[error("two nodes are called {0}")]
    DuplicateNode(NodeId),
    /// A hyperconnection names a node that is not there.
    #[error("the hyperconnection {from} → {to} names a node that does not exist")]
    UnknownNode {
        /// The sender named.
        from: NodeId,
        /// The receiver named.
        to: NodeId,
    },
    /// These nodes lie on a cycle.
    #[error("the hyperconnections form a cycle through {}", join(.0))]
    Cycle(Vec<NodeId>),
}

fn join(ids: &[NodeId]) -> String {
    ids.iter()
        .map(NodeId::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A directed acyclic graph over node indices in topological order (ties: tier, then drawing order).
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    ids: Vec<NodeId>,
    tiers: Vec<Tier>,
    edges: Vec<Edge>,
    /// `reach[a][b]`: a path of at least one hyperconnection leads from a to b.
    reach: Vec<Vec<bool>>,
}

impl Graph {
    /// Builds the graph; duplicate hyperconnections are taken once.
    ///
    /// # Errors
    /// A duplicate node, an unknown end of a link, or a cycle (a link from a node to itself too).
    pub fn new(topology: &Topology) -> Result<Self, GraphError> {
        let mut position = BTreeMap::new();
        for (at, node) in topology.nodes.iter().enumerate() {
            if position.insert(node.id.clone(), at).is_some() {
                return Err(GraphError::DuplicateNode(node.id.clone()));
            }
        }
        let mut links = BTreeSet::new();
        for link in &topology.links {
            let (Some(&from), Some(&to)) = (position.get(&link.from), position.get(&link.to))
            else {
                return Err(GraphError::UnknownNode {
                    from: link.from.clone(),
                    to: link.to.clone(),
                });
            };
            links.insert((from, to));
        }

        let count = topology.nodes.len();
        let mut waiting = vec![0_usize; count];
        for &(_, to) in &links {
            waiting[to] += 1;
        }
        let mut ready = BTreeSet::new();
        for at in (0..count).filter(|&at| waiting[at] == 0) {
            ready.insert((topology.nodes[at].tier, at));
        }
        let mut order = Vec::with_capacity(count);
        while let Some((_, at)) = ready.pop_first() {
            order.push(at);
            for &(_, to) in links.range((at, 0)..(at + 1, 0)) {
                waiting[to] -= 1;
                if waiting[to] == 0 {
                    ready.insert((topology.nodes[to].tier, to));
                }
            }
        }
        if order.len() < count {
            let cycle = (0..count)
                .filter(|at| !order.contains(at))
                .map(|at| topology.nodes[at].id.clone())
                .collect();
            return Err(GraphError::Cycle(cycle));
        }

        let mut rank = vec![0; count];
        for (index, &at) in order.iter().enumerate() {
            rank[at] = index;
        }
        let mut pairs: Vec<(usize, usize)> = links
            .iter()
            .map(|&(from, to)| (rank[from], rank[to]))
            .collect();
        // In the order of names, which is the order in which everything about links is listed or drawn at random.
        let ids: Vec<NodeId> = order
            .iter()
            .map(|&at| topology.nodes[at].id.clone())
            .collect();
        crate::order::sort(&mut pairs, |a, b| {
            (&ids[a.0], &ids[a.1]).cmp(&(&ids[b.0], &ids[b.1]))
        });

        let mut reach = vec![vec![false; count]; count];
        for from in (0..count).rev() {
            let mut row = vec![false; count];
            for &(_, to) in pairs.iter().filter(|&&(sender, _)| sender == from) {
                row[to] = true;
                for (target, reached) in row.iter_mut().enumerate() {
                    *reached |= reach[to][target];
                }
            }
            reach[from] = row;
        }
        let edges = pairs
            .iter()
            .map(|&(from, to)| {
                let detour = pairs
                    .iter()
                    .any(|&(sender, via)| sender == from && via != to && reach[via][to]);
                Edge {
                    from,
                    to,
                    kind: if detour {
                        LinkKind::Skip
                    } else {
                        LinkKind::Normal
                    },
                }
            })
            .collect();
        Ok(Self {
            tiers: order.iter().map(|&at| topology.nodes[at].tier).collect(),
            ids,
            edges,
            reach,
        })
    }

    /// Node names in topological order; every other index of this type points into them.
    pub fn ids(&self) -> &[NodeId] {
        &self.ids
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Index of the node of that name.
    pub fn index(&self, id: &NodeId) -> Option<usize> {
        self.ids.iter().position(|other| other == id)
    }

    /// Tier of a node.
    pub fn tier(&self, node: usize) -> Tier {
        self.tiers[node]
    }

    /// All hyperconnections, in (from, to) order of names.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The hyperconnections that are part of the network under a scheme, in (from, to) order of names.
    pub fn edges_of(&self, scheme: Scheme) -> impl Iterator<Item = Edge> + '_ {
        self.edges
            .iter()
            .copied()
            .filter(move |edge| scheme.has_skips() || edge.kind == LinkKind::Normal)
    }

    /// The inputs of a node under a scheme, in the order of their senders' names.
    pub fn inputs(&self, node: usize, scheme: Scheme) -> impl Iterator<Item = Edge> + '_ {
        self.edges_of(scheme).filter(move |edge| edge.to == node)
    }

    /// Whether a path of at least one hyperconnection leads from one node to the other in the drawn graph.
    pub fn reaches(&self, from: usize, to: usize) -> bool {
        self.reach[from][to]
    }

    /// The nodes that failure patterns range over (edge and fog), in topological order. Bit `i` of a
    /// failure pattern speaks of the `i`-th of them.
    pub fn failable(&self) -> Vec<usize> {
        (0..self.len())
            .filter(|&node| matches!(self.tiers[node], Tier::Edge | Tier::Fog))
            .collect()
    }

    /// The cloud node; the last one where a faulty document has several.
    pub fn cloud(&self) -> Option<usize> {
        self.tiers.iter().rposition(|&tier| tier == Tier::Cloud)
    }
}
