//! Paths along hyperconnections, by nodes' indices.

use std::collections::HashMap;

use crate::model::{NodeId, Topology};

/// Who feeds whom.
pub(super) struct Ways<'a> {
    topology: &'a Topology,
    indices: HashMap<&'a NodeId, usize>,
    receivers: Vec<Vec<usize>>,
}

impl<'a> Ways<'a> {
    /// Reads the hyperconnections; those with an unknown end are passed over.
    pub(super) fn new(topology: &'a Topology) -> Self {
        let indices: HashMap<&NodeId, usize> = topology
            .nodes
            .iter()
            .enumerate()
            .map(|(at, node)| (&node.id, at))
            .collect();
        let mut receivers = vec![Vec::new(); topology.nodes.len()];
        for link in &topology.links {
            if let (Some(&from), Some(&to)) = (indices.get(&link.from), indices.get(&link.to)) {
                receivers[from].push(to);
            }
        }
        Self {
            topology,
            indices,
            receivers,
        }
    }

    /// The shortest path between two nodes, both included.
    pub(super) fn path(&self, from: &NodeId, to: &NodeId) -> Option<Vec<&'a NodeId>> {
        self.search(from, to, true)
    }

    /// The shortest path between two nodes that is not the hyperconnection between them: what makes it a skip.
    pub(super) fn detour(&self, from: &NodeId, to: &NodeId) -> Option<Vec<&'a NodeId>> {
        self.search(from, to, false)
    }

    /// Breadth first, so that the path is a shortest one.
    fn search(&self, from: &NodeId, to: &NodeId, direct: bool) -> Option<Vec<&'a NodeId>> {
        let (&start, &end) = (self.indices.get(from)?, self.indices.get(to)?);
        let mut reached_from: Vec<Option<usize>> = vec![None; self.receivers.len()];
        let mut queue = vec![start];
        let mut next = 0;
        while let Some(&node) = queue.get(next) {
            next += 1;
            for &receiver in &self.receivers[node] {
                let excluded = !direct && node == start && receiver == end;
                if excluded || receiver == start || reached_from[receiver].is_some() {
                    continue;
                }
                reached_from[receiver] = Some(node);
                if receiver == end {
                    return Some(self.trace(&reached_from, start, end));
                }
                queue.push(receiver);
            }
        }
        None
    }

    fn trace(&self, reached_from: &[Option<usize>], start: usize, end: usize) -> Vec<&'a NodeId> {
        let mut path = vec![end];
        let mut node = end;
        while node != start {
            let Some(before) = reached_from[node] else {
                break;
            };
            node = before;
            path.push(node);
        }
        path.into_iter()
            .rev()
            .map(|node| &self.topology.nodes[node].id)
            .collect()
    }
}

/// `e1 → f1 → cloud`.
pub(super) fn arrows(path: &[&NodeId]) -> String {
    path.iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(" → ")
}
