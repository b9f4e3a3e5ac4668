//! Removing nodes, hyperconnections, and all that speaks of them.

use std::collections::HashSet;

use super::error::nothing;
use super::{Done, EditError, names};
use crate::model::{Link, NodeId, Topology, WeightRule};

/// See [`super::Edit::Delete`]. Reliabilities and weights of what is listed go too, even where the node or hyperconnection
/// itself does not exist: so what a document of another program has too much can be removed.
pub(super) fn delete(
    topology: &mut Topology,
    nodes: &[NodeId],
    links: &[Link],
) -> Result<Done, EditError> {
    let nodes: HashSet<&NodeId> = nodes.iter().collect();
    let links: HashSet<(&NodeId, &NodeId)> =
        links.iter().map(|link| (&link.from, &link.to)).collect();
    let goes = |from: &NodeId, to: &NodeId| {
        nodes.contains(from) || nodes.contains(to) || links.contains(&(from, to))
    };

    let mut gone_nodes = Vec::new();
    topology.nodes.retain(|node| {
        let stays = !nodes.contains(&node.id);
        if !stays {
            gone_nodes.push(node.id.clone());
        }
        stays
    });
    let mut gone_links = Vec::new();
    topology.links.retain(|link| {
        let stays = !goes(&link.from, &link.to);
        if !stays {
            gone_links.push(link.clone());
        }
        stays
    });
    let mut gone_entries = 0;
    for setting in &mut topology.settings {
        let before = setting.reliability.len();
        setting.reliability.retain(|id, _| !nodes.contains(id));
        gone_entries += before - setting.reliability.len();
    }
    if let WeightRule::Given { weights } = &mut topology.weights {
        let before = weights.len();
        weights.retain(|weight| !goes(&weight.from, &weight.to));
        gone_entries += before - weights.len();
    }

    let name = match (gone_nodes.as_slice(), gone_links.as_slice()) {
        ([], []) if gone_entries == 0 => {
            return Err(nothing(
                "There is nothing to delete. Choose a node or a hyperconnection first.",
            ));
        }
        ([], []) => format!(
            "Delete {} of what does not exist",
            names::counted(gone_entries, "figure")
        ),
        ([], [Link { from, to }]) => format!("Delete {from} → {to}"),
        ([], many) => format!("Delete {}", names::links(many.len())),
        (gone, []) => format!("Delete {}", names::nodes(gone)),
        (gone, many) => format!(
            "Delete {} and {}",
            names::nodes(gone),
            names::links(many.len())
        ),
    };
    Ok(Done::new(name, Vec::new()))
}
