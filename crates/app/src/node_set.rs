//! Sets of nodes by their indices in the graph: a document has at most as many nodes as a number has bits.

use deepfog_topology::rules::MAX_NODES;

const _: () = assert!(MAX_NODES <= 64, "a set has 64 bits");

/// A set of nodes, in the order of their indices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeSet(u64);

impl NodeSet {
    /// No node.
    pub const EMPTY: Self = Self(0);

    /// Whether the node is in it.
    pub fn contains(self, node: usize) -> bool {
        self.0 & bit(node) != 0
    }

    /// Puts the node in; beyond the largest document there is none.
    pub fn insert(&mut self, node: usize) {
        self.0 |= bit(node);
    }

    /// Puts the node in if it was not there, else takes it out.
    pub fn toggle(&mut self, node: usize) {
        self.0 ^= bit(node);
    }

    /// The nodes that are in one or the other.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Each node.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..MAX_NODES).filter(move |&node| self.contains(node))
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(node: usize) -> u64 {
    if node < MAX_NODES { 1 << node } else { 0 }
}

impl FromIterator<usize> for NodeSet {
    fn from_iter<I: IntoIterator<Item = usize>>(nodes: I) -> Self {
        Self(nodes.into_iter().fold(0, |all, node| all | bit(node)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_its_members_in_order() {
        let mut set: NodeSet = [63, 2, 0, 2, 64, usize::MAX].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 2, 63]);
        assert_eq!(set.len(), 3);
        assert!(set.contains(63) && !set.contains(1) && !set.contains(64));
        set.toggle(2);
        set.toggle(5);
        set.insert(0);
        assert_eq!(set, [0, 5, 63].into_iter().collect());
        assert_eq!(set.with([7].into_iter().collect()).len(), 4);
        assert!(NodeSet::EMPTY.is_empty() && !set.is_empty());
    }
}
