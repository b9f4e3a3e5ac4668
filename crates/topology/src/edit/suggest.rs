//! What the editor can do by itself: suggest skip hyperconnections, and spread layers over a path.

use std::collections::HashSet;

use super::error::{nothing, refused};
use super::links::find;
use super::{Done, EditError, names};
use crate::graph::{Graph, LinkKind};
use crate::model::{Link, NodeId, Tier, Topology, Unit};
use crate::rules::{MAX_LINKS, MAX_UNITS};

/// How many names of a path stand in the history.
const NAMED: usize = 6;

/// The skip hyperconnections that deepFogGuard's rule adds: each node also feeds what lies one node further along normal
/// hyperconnections. With a node given, only those that leave it. Empty for a document that has no graph.
pub fn suggested_skips(topology: &Topology, node: Option<&NodeId>) -> Vec<Link> {
    let Ok(graph) = Graph::new(topology) else {
        return Vec::new();
    };
    let ids = graph.ids();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    let mut there = HashSet::with_capacity(graph.edges().len());
    for edge in graph.edges() {
        there.insert((edge.from, edge.to));
        if edge.kind == LinkKind::Normal {
            next[edge.from].push(edge.to);
        }
    }
    let mut skips = Vec::new();
    for from in 0..graph.len() {
        if node.is_some_and(|node| *node != ids[from]) || graph.tier(from) == Tier::Cloud {
            continue;
        }
        for &to in next[from].iter().flat_map(|&over| &next[over]) {
            if graph.tier(to) != Tier::Source && there.insert((from, to)) {
                skips.push(Link {
                    from: ids[from].clone(),
                    to: ids[to].clone(),
                });
            }
        }
    }
    skips
}

/// See [`super::Edit::SuggestSkips`].
pub(super) fn add_skips(topology: &mut Topology, node: Option<&NodeId>) -> Result<Done, EditError> {
    if let Some(node) = node {
        find(topology, node)?;
    }
    let skips = suggested_skips(topology, node);
    let room = MAX_LINKS.saturating_sub(topology.links.len());
    let name = match (skips.as_slice(), node) {
        ([], None) => {
            return Err(nothing(
                "There is no skip hyperconnection to suggest: every node feeds what lies one node further already.",
            ));
        }
        ([], Some(node)) => {
            return Err(nothing(format!(
                "There is no skip hyperconnection to suggest: {node} feeds all that lies one node further already."
            )));
        }
        (many, _) if many.len() > room => {
            return Err(refused(format!(
                "{} would be added, but there is room for {room} only. Add some of them by hand.",
                names::counted(many.len(), "skip hyperconnection")
            )));
        }
        ([Link { from, to }], _) => format!("Add skip {from} → {to}"),
        (many, _) => format!(
            "Suggest {}",
            names::counted(many.len(), "skip hyperconnection")
        ),
    };
    topology.links.extend(skips);
    Ok(Done::new(name, Vec::new()))
}

/// The path of most nodes from a source to the cloud; empty where there is none. Of several, the one whose nodes come
/// first in topological order.
pub fn longest_path(topology: &Topology) -> Vec<NodeId> {
    let Ok(graph) = Graph::new(topology) else {
        return Vec::new();
    };
    let Some(cloud) = graph.cloud() else {
        return Vec::new();
    };
    // For every node the number of nodes on the longest path from it to the cloud, and the next node on it.
    let mut longest: Vec<Option<(usize, usize)>> = vec![None; graph.len()];
    longest[cloud] = Some((1, cloud));
    let mut edges: Vec<_> = graph.edges().to_vec();
    // Senders from last to first, so that receivers are known; of equally long ways the first receiver stays.
    crate::order::sort(&mut edges, |a, b| b.from.cmp(&a.from).then(a.to.cmp(&b.to)));
    for edge in edges {
        if let Some((length, _)) = longest[edge.to]
            && longest[edge.from].is_none_or(|(known, _)| length + 1 > known)
        {
            longest[edge.from] = Some((length + 1, edge.to));
        }
    }
    let start = (0..graph.len())
        .filter(|&node| graph.tier(node) == Tier::Source)
        .filter_map(|node| longest[node].map(|(length, _)| (length, node)))
        // Of equally long ones the first.
        .max_by_key(|&(length, node)| (length, std::cmp::Reverse(node)));
    let mut path = Vec::new();
    let mut here = start.map(|(_, node)| node);
    while let Some(node) = here {
        path.push(graph.ids()[node].clone());
        here = longest[node]
            .map(|(_, next)| next)
            .filter(|&next| node != cloud && next != node);
    }
    path
}

/// See [`super::Edit::SpreadLayers`].
pub(super) fn spread(
    topology: &mut Topology,
    path: &[NodeId],
    unit: Unit,
    count: usize,
) -> Result<Done, EditError> {
    let mut holders = Vec::new();
    for id in path {
        let at = find(topology, id)?;
        if topology.nodes[at].tier != Tier::Source {
            holders.push(at);
        }
    }
    for pair in path.windows(2) {
        let joined = topology
            .links
            .iter()
            .any(|link| link.from == pair[0] && link.to == pair[1]);
        if !joined {
            return Err(refused(format!(
                "{} does not feed {}, so this is no path. Connect them, or choose another path.",
                pair[0], pair[1]
            )));
        }
    }
    if holders.is_empty() {
        return Err(refused(
            "The path has no edge, fog or cloud node to hold a layer. Choose a longer path.",
        ));
    }
    let most = holders.len() * MAX_UNITS;
    if count == 0 || count > most {
        return Err(refused(format!(
            "{} cannot be spread over {}. Take 1 to {most}.",
            names::counted(count, "layer"),
            names::counted(holders.len(), "node")
        )));
    }
    let (each, remainder) = (count / holders.len(), count % holders.len());
    let without_extra = holders.len() - remainder;
    for (at, &node) in holders.iter().enumerate() {
        let layers = each + usize::from(at >= without_extra);
        topology.nodes[node].units = vec![unit; layers];
    }
    let holders: Vec<NodeId> = holders
        .into_iter()
        .map(|at| topology.nodes[at].id.clone())
        .collect();
    let over = if holders.len() > NAMED {
        names::nodes(&holders)
    } else {
        holders
            .iter()
            .map(NodeId::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    Ok(Done::new(
        format!("Spread {} over {over}", names::counted(count, "layer")),
        holders,
    ))
}
