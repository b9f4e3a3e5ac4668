//! What each skip hyperconnection gains: by how much the probability that a path lives falls without it.

use deepfog_resilience::path_survival;
use deepfog_topology::{Graph, LinkKind, ReliabilitySetting, Scheme, Topology};

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

/// The skip hyperconnections, as indices among the graph's edges.
pub fn skips(graph: &Graph) -> impl Iterator<Item = usize> + '_ {
    graph
        .edges()
        .iter()
        .enumerate()
        .filter(|(_, edge)| edge.kind == LinkKind::Skip)
        .map(|(at, _)| at)
}

/// By how much the probability that a path lives falls under a setting when one skip alone is removed: one entry per skip,
/// in the order of [`skips`]. `None` where probabilities can only be estimated: their differences would be noise.
pub fn gains(topology: &Topology, graph: &Graph, setting: &ReliabilitySetting) -> Option<Vec<f64>> {
    // The schemes with skips share their path survival: a gate never closes the last live path.
    let with_all = path_survival(graph, Scheme::ResilinetPlus, setting)?;
    skips(graph)
        .map(|at| {
            let edge = graph.edges()[at];
            let (from, to) = (&graph.ids()[edge.from], &graph.ids()[edge.to]);
            let mut without = topology.clone();
            without
                .links
                .retain(|link| link.from != *from || link.to != *to);
            let without = Graph::new(&without).ok()?;
            let left = path_survival(&without, Scheme::ResilinetPlus, setting)?;
            // Rounding may make a useless skip look harmful.
            Some((with_all - left).max(0.0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::{Link, presets};

    fn chain() -> (Topology, Graph) {
        // watch → e → f2 → f1 → cloud with skips e→f1, f2→cloud, watch→f2.
        let mut topology = presets::find("sensor-chain").unwrap().topology;
        topology.settings[0].reliability = [("e", 0.5), ("f2", 0.5), ("f1", 0.5)]
            .map(|(id, value)| (id.into(), value))
            .into();
        let graph = Graph::new(&topology).unwrap();
        (topology, graph)
    }

    #[test]
    fn each_skip_gains_the_patterns_that_only_it_survives() {
        let (topology, graph) = chain();
        // A path lives when f2 is up (watch→f2→cloud), or when e and f1 are: 1/2 + 1/8. Without e→f1, f2 is needed: 1/2.
        // Without f2→cloud, f1 with e or f2: 3/8. Without watch→f2, e with f2 or f1: 3/8.
        let found = gains(&topology, &graph, &topology.settings[0]).unwrap();
        let expected = [0.125, 0.25, 0.25];
        assert_eq!(found.len(), expected.len());
        for (fall, expected) in found.iter().zip(expected) {
            assert!((fall - expected).abs() < 1e-12, "{found:?}");
        }
        // Where nothing fails, nothing is gained.
        let safe = &topology.all_settings()[0];
        assert_eq!(gains(&topology, &graph, safe), Some(vec![0.0; 3]));
    }

    #[test]
    fn the_effort_grows_with_skips_and_nodes() {
        for preset in presets::all() {
            let graph = Graph::new(&preset.topology).unwrap();
            assert_eq!(effort(&graph), Effort::AtOnce, "{}", preset.id);
        }
        // A chain of fog nodes in which each also feeds the one after the next.
        let long = |count: usize| {
            let (mut topology, _) = chain();
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
