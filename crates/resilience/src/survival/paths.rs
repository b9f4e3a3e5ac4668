//! Who feeds whom, as bit masks over the nodes of a graph in topological order.

use deepfog_topology::rules::MAX_NODES;
use deepfog_topology::{Graph, Scheme, Tier};

const _: () = assert!(MAX_NODES <= 64, "a mask has 64 bits");

/// The hyperconnections of a scheme's graph, one bit per node.
pub(super) struct Paths {
    /// Number of nodes.
    pub len: usize,
    /// Per node, those that it feeds.
    pub receivers: [u64; MAX_NODES],
    /// All sources.
    pub sources: u64,
    /// The cloud's bit; 0 where there is none.
    pub cloud: u64,
}

/// The nodes of a mask, in topological order.
pub(super) fn nodes(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let node = (mask != 0).then(|| mask.trailing_zeros() as usize);
        // The lowest bit that is set.
        mask &= mask.wrapping_sub(1);
        node
    })
}

impl Paths {
    /// `None` above [`MAX_NODES`] nodes.
    pub fn new(graph: &Graph, scheme: Scheme) -> Option<Self> {
        if graph.len() > MAX_NODES {
            return None;
        }
        let mut receivers = [0; MAX_NODES];
        for edge in graph.edges_of(scheme) {
            receivers[edge.from] |= 1 << edge.to;
        }
        let sources = (0..graph.len())
            .filter(|&node| graph.tier(node) == Tier::Source)
            .fold(0, |mask, node| mask | 1 << node);
        Some(Self {
            len: graph.len(),
            receivers,
            sources,
            cloud: graph.cloud().map_or(0, |node| 1 << node),
        })
    }

    /// Whether the cloud delivers when the nodes of this mask are up.
    pub fn live(&self, up: u64) -> bool {
        let mut fed = self.sources;
        for node in 0..self.len {
            if fed & up & 1 << node != 0 {
                fed |= self.receivers[node];
            }
        }
        fed & up & self.cloud != 0
    }

    /// The nodes on any path from a source to the cloud, both ends included.
    pub fn on_a_path(&self) -> u64 {
        let mut fed = self.sources;
        for node in 0..self.len {
            if fed & 1 << node != 0 {
                fed |= self.receivers[node];
            }
        }
        let mut leads = self.cloud;
        for node in (0..self.len).rev() {
            if self.receivers[node] & leads != 0 {
                leads |= 1 << node;
            }
        }
        fed & leads
    }
}
