//! When it is worked out what each skip hyperconnection gains: by how much the probability that a path lives falls without it.

pub use deepfog_resilience::gain::{gains, skips};
use deepfog_topology::Graph;

/// Up to so many skips, and nodes that can fail, the gains are computed with every edit: within a millisecond.
const AT_ONCE: usize = 8;
/// Gains are computed for so many skips at most: each takes a graph of its own.
pub const MAX_SKIPS: usize = 32;
/// Gains are computed for so many nodes that can fail at most.
pub const MAX_FAILABLE: usize = 16;

/// When gains are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// With every edit.
    AtOnce,
    /// When a person asks for them.
    OnRequest,
    /// Not at all: it would take too long.
    TooMuch,
}

/// How much there is to do for the gains of a graph's skips.
pub fn effort(graph: &Graph) -> Effort {
    let (skips, failable) = (skips(graph).count(), graph.failable().len());
    if skips <= AT_ONCE && failable <= AT_ONCE {
        Effort::AtOnce
    } else if skips <= MAX_SKIPS && failable <= MAX_FAILABLE {
        Effort::OnRequest
    } else {
        Effort::TooMuch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::{Link, presets};

    #[test]
    fn the_effort_grows_with_skips_and_nodes() {
        for preset in presets::all() {
            let graph = Graph::new(&preset.topology).unwrap();
            assert_eq!(effort(&graph), Effort::AtOnce, "{}", preset.id);
        }
        // A chain of fog nodes in which each also feeds the one after the next.
        let long = |count: usize| {
            let mut topology = presets::find("sensor-chain").unwrap().topology;
            let template = topology.nodes[2].clone();
            let mut names = vec![template.id.clone()];
            for at in 0..count {
                let mut node = template.clone();
                node.id = format!("g{at}").as_str().into();
                names.push(node.id.clone());
                topology.nodes.push(node);
            }
            for step in [1, 2] {
                for pair in names.windows(step + 1) {
                    let (from, to) = (pair[0].clone(), pair[step].clone());
                    topology.links.push(Link { from, to });
                }
            }
            effort(&Graph::new(&topology).unwrap())
        };
        assert_eq!(long(8), Effort::OnRequest);
        assert_eq!(long(20), Effort::TooMuch);
    }
}
