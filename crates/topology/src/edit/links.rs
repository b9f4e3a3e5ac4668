//! Connecting nodes.

use super::error::{nothing, refused};
use super::ways::{Ways, arrows};
use super::{Done, EditError};
use crate::model::{Link, NodeId, Tier, Topology};
use crate::rules::MAX_LINKS;

/// Whether one node can be connected to another. It is cheap: the editor asks it of every node while a link is drawn.
///
/// # Errors
/// Why not: a node that is not there, a hyperconnection that is there, one into a source, out of the cloud, to the
/// node itself or closing a cycle, or no room for another.
pub fn can_connect(topology: &Topology, from: &NodeId, to: &NodeId) -> Result<(), EditError> {
    let sender = find(topology, from)?;
    let receiver = find(topology, to)?;
    if from == to {
        return Err(refused(format!(
            "{from} cannot be connected to itself. Choose another node."
        )));
    }
    if topology
        .links
        .iter()
        .any(|link| link.from == *from && link.to == *to)
    {
        return Err(nothing(format!("{from} is connected to {to} already.")));
    }
    if topology.nodes[receiver].tier == Tier::Source {
        return Err(refused(format!(
            "{to} is a source, and sources only sense. Connect {to} to {from} instead, or move {to} to another tier."
        )));
    }
    if topology.nodes[sender].tier == Tier::Cloud {
        return Err(refused(format!(
            "{from} is the cloud, the last node. Connect {to} to {from} instead."
        )));
    }
    if topology.links.len() >= MAX_LINKS {
        return Err(refused(format!(
            "There are {MAX_LINKS} hyperconnections, and there is no room for more. Remove one first."
        )));
    }
    match Ways::new(topology).path(to, from) {
        None => Ok(()),
        Some(back) => Err(EditError::Cycle {
            from: from.clone(),
            to: to.clone(),
            back: arrows(&back),
        }),
    }
}

/// See [`super::Edit::Connect`].
pub(super) fn connect(
    topology: &mut Topology,
    from: &NodeId,
    to: &NodeId,
) -> Result<Done, EditError> {
    add(topology, from, to)?;
    // Known only now that the hyperconnection is there: the kind is derived.
    let skip = Ways::new(topology).detour(from, to).is_some();
    let verb = if skip { "Add skip" } else { "Connect" };
    Ok(Done::new(format!("{verb} {from} → {to}"), Vec::new()))
}

/// Adds a hyperconnection where it can be.
pub(super) fn add(topology: &mut Topology, from: &NodeId, to: &NodeId) -> Result<(), EditError> {
    can_connect(topology, from, to)?;
    topology.links.push(Link {
        from: from.clone(),
        to: to.clone(),
    });
    Ok(())
}

/// Index of a node.
pub(super) fn find(topology: &Topology, id: &NodeId) -> Result<usize, EditError> {
    topology
        .nodes
        .iter()
        .position(|node| node.id == *id)
        .ok_or_else(|| EditError::UnknownNode(id.clone()))
}
