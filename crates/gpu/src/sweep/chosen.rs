//! The versions that some answers are made of, as they lie in the arena.

use deepfog_network::Plan;
use deepfog_resilience::Version;
use deepfog_topology::order;

/// The versions that some answers are made of, node by node.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// Per node: its versions, in the order in which their outputs lie. Those with neighbouring inputs are neighbours, so
    /// that inputs which need no sum lie as one.
    pub(super) of_node: Vec<Vec<usize>>,
    /// Per version: its place among those of its node.
    pub(super) slots: Vec<Option<usize>>,
    /// Per node: the last node that takes its output.
    pub(super) last: Vec<Option<usize>>,
}

impl Chosen {
    /// What these answers are made of.
    pub(super) fn new(plan: &Plan, versions: &[Version], answers: &[usize]) -> Self {
        let mut of_node = vec![Vec::new(); plan.nodes.len()];
        for (version, needed) in needed(versions, answers).into_iter().enumerate() {
            if needed {
                of_node[versions[version].node].push(version);
            }
        }
        let mut slots = vec![None; versions.len()];
        let mut last = vec![None; plan.nodes.len()];
        // Senders before receivers.
        for (node, own) in of_node.iter_mut().enumerate() {
            let place = |input: &Option<usize>| input.and_then(|sender| slots[sender]);
            order::sort(own, |&a, &b| {
                let [a, b] = [a, b].map(|version| versions[version].inputs.iter().map(place));
                a.cmp(b)
            });
            for (slot, &version) in own.iter().enumerate() {
                slots[version] = Some(slot);
                for &input in versions[version].inputs.iter().flatten() {
                    last[versions[input].node] = Some(node);
                }
            }
        }
        Self {
            of_node,
            slots,
            last,
        }
    }
}

/// Per version whether one of these answers is made of it.
pub(super) fn needed(versions: &[Version], answers: &[usize]) -> Vec<bool> {
    let mut needed = vec![false; versions.len()];
    for &answer in answers {
        needed[answer] = true;
    }
    // Receivers come after their senders.
    for version in (0..versions.len()).rev() {
        if needed[version] {
            for &input in versions[version].inputs.iter().flatten() {
                needed[input] = true;
            }
        }
    }
    needed
}
