//! What a skip hyperconnection gains: by how much the probability that a path lives falls without it, or rises with one more.

use deepfog_topology::{Graph, Link, LinkKind, ReliabilitySetting, Scheme, Tier, Topology};

use crate::survival::path_survival;

/// The skip hyperconnections, as indices among the graph's edges.
pub fn skips(graph: &Graph) -> impl Iterator<Item = usize> + '_ {
    graph
        .edges()
        .iter()
        .enumerate()
        .filter(|(_, edge)| edge.kind == LinkKind::Skip)
        .map(|(at, _)| at)
}

/// The skip hyperconnections that could be added: from each node to every later one that it reaches, but feeds by no
/// hyperconnection of its own. By sender, then receiver, in topological order.
pub fn possible_skips(graph: &Graph) -> Vec<Link> {
    let ids = graph.ids();
    let is_there = |from, to| {
        let mut edges = graph.edges().iter();
        edges.any(|edge| (edge.from, edge.to) == (from, to))
    };
    let mut found = Vec::new();
    for from in 0..graph.len() {
        for to in 0..graph.len() {
            if graph.reaches(from, to) && graph.tier(to) != Tier::Source && !is_there(from, to) {
                found.push(Link {
                    from: ids[from].clone(),
                    to: ids[to].clone(),
                });
            }
        }
    }
    found
}

/// The drawing without a hyperconnection.
pub fn without(topology: &Topology, link: &Link) -> Topology {
    let mut less = topology.clone();
    less.links.retain(|other| other != link);
    less
}

/// The drawing with one more hyperconnection.
pub fn with(topology: &Topology, link: &Link) -> Topology {
    let mut more = topology.clone();
    more.links.push(link.clone());
    more
}

/// By how much the probability that a path lives falls under a setting when one skip alone is removed: one entry per skip,
/// in the order of [`skips`]. `None` where probabilities can only be estimated: their differences would be noise.
pub fn gains(topology: &Topology, graph: &Graph, setting: &ReliabilitySetting) -> Option<Vec<f64>> {
    let with_all = survival(graph, setting)?;
    skips(graph)
        .map(|at| {
            let edge = graph.edges()[at];
            let link = Link {
                from: graph.ids()[edge.from].clone(),
                to: graph.ids()[edge.to].clone(),
            };
            let left = survival(&Graph::new(&without(topology, &link)).ok()?, setting)?;
            // Rounding may make a useless skip look harmful.
            Some((with_all - left).max(0.0))
        })
        .collect()
}

/// By how much the probability that a path lives rises under a setting from one graph to another that has one skip more. `None` where
/// probabilities can only be estimated.
pub fn rise(before: &Graph, after: &Graph, setting: &ReliabilitySetting) -> Option<f64> {
    Some((survival(after, setting)? - survival(before, setting)?).max(0.0))
}

/// The schemes with skips share their path survival: a gate never closes the last live path.
fn survival(graph: &Graph, setting: &ReliabilitySetting) -> Option<f64> {
    path_survival(graph, Scheme::ResilinetPlus, setting)
}
