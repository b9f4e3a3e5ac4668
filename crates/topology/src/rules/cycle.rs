//! Finds a cycle of hyperconnections.

use crate::model::{NodeId, Topology};

/// The nodes of one cycle, each feeding the next and the last the first; nothing in an acyclic graph. Links from a node to
/// itself and links with unknown ends are passed over.
pub(super) fn find(topology: &Topology) -> Option<Vec<NodeId>> {
    let indices = super::indices(topology);
    let count = topology.nodes.len();
    let mut receivers = vec![Vec::new(); count];
    let mut senders = vec![Vec::new(); count];
    let mut waiting_for = vec![0_usize; count];
    for link in &topology.links {
        let (Some(&from), Some(&to)) = (indices.get(&link.from), indices.get(&link.to)) else {
            continue;
        };
        if from != to {
            receivers[from].push(to);
            senders[to].push(from);
            waiting_for[to] += 1;
        }
    }
    // Kahn's algorithm: whoever still waits at the end lies on a cycle or behind one.
    let mut ready: Vec<usize> = (0..count).filter(|&node| waiting_for[node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &to in &receivers[node] {
            waiting_for[to] -= 1;
            if waiting_for[to] == 0 {
                ready.push(to);
            }
        }
    }
    // Walked backwards, it has a sender that waits too; some node comes up twice.
    let mut walk = vec![(0..count).find(|&node| waiting_for[node] > 0)?];
    loop {
        let last = *walk.last()?;
        let before = *senders[last].iter().find(|&&node| waiting_for[node] > 0)?;
        if let Some(start) = walk.iter().position(|&node| node == before) {
            let mut cycle: Vec<usize> = walk.split_off(start);
            cycle.reverse();
            // It begins with the node that was drawn first.
            let first = (0..cycle.len()).min_by_key(|&at| cycle[at])?;
            cycle.rotate_left(first);
            return Some(
                cycle
                    .into_iter()
                    .map(|node| topology.nodes[node].id.clone())
                    .collect(),
            );
        }
        walk.push(before);
    }
}
