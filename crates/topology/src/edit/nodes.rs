//! Adding, renaming and moving nodes between tiers, and what sources sense.

use super::error::{nothing, refused};
use super::links::{self, find};
use super::{Done, EditError, Join, defaults, names, positions, reliabilities};
use crate::model::{NodeId, Sense, Tier, Topology, WeightRule};
use crate::rules::{self, MAX_NAME, MAX_NODES};
use crate::task::Task;

/// The document's task.
pub(super) fn task(topology: &Topology) -> Result<Task, EditError> {
    Task::find(&topology.task).ok_or_else(|| {
        refused(format!(
            "The task \"{}\" is not known. Choose another task first.",
            topology.task
        ))
    })
}

/// See [`super::Edit::AddNode`].
pub(super) fn add(
    topology: &mut Topology,
    tier: Tier,
    position: Option<[f32; 2]>,
    joined: &[Join],
) -> Result<Done, EditError> {
    if topology.nodes.len() >= MAX_NODES {
        return Err(refused(format!(
            "There are {MAX_NODES} nodes, and there is no room for more. Remove one first."
        )));
    }
    let mut node = defaults::node(topology, &task(topology)?, tier);
    node.position = match position {
        Some(position) => Some(positions::rounded(position)),
        None if positions::are_fixed(topology) => {
            Some(positions::free_place(topology, tier, joined))
        }
        None => None,
    };
    let id = node.id.clone();
    topology.nodes.push(node);
    reliabilities::enter(topology, &id, tier);
    for (at, join) in joined.iter().enumerate() {
        if joined[..at].contains(join) {
            continue;
        }
        match join {
            Join::From(sender) => links::add(topology, sender, &id)?,
            Join::To(receiver) => links::add(topology, &id, receiver)?,
        }
    }
    Ok(Done::new(format!("Add {} {id}", tier.name()), vec![id]))
}

/// See [`super::Edit::Rename`].
pub(super) fn rename(
    topology: &mut Topology,
    node: &NodeId,
    name: &str,
) -> Result<Done, EditError> {
    let at = find(topology, node)?;
    if node.as_str() == name {
        return Err(nothing(format!("The node is called {name} already.")));
    }
    if !rules::is_legal_name(name) {
        return Err(refused(format!(
            "A node's name has 1 to {MAX_NAME} letters, digits, - or _. Choose such a name."
        )));
    }
    let new = NodeId::from(name);
    if topology.node(&new).is_some() {
        return Err(refused(format!(
            "Another node is called {name}. Choose another name."
        )));
    }
    let follow = |id: &mut NodeId| {
        if id == node {
            *id = new.clone();
        }
    };
    topology.nodes[at].id = new.clone();
    for link in &mut topology.links {
        follow(&mut link.from);
        follow(&mut link.to);
    }
    for setting in &mut topology.settings {
        // Where the new name had a figure without having a node, that figure goes.
        setting.reliability.remove(&new);
        if let Some(value) = setting.reliability.remove(node) {
            setting.reliability.insert(new.clone(), value);
        }
    }
    if let WeightRule::Given { weights } = &mut topology.weights {
        weights.retain(|weight| weight.from != new && weight.to != new);
        for weight in weights {
            follow(&mut weight.from);
            follow(&mut weight.to);
        }
    }
    Ok(Done::new(format!("Rename {node} to {name}"), vec![new]))
}

/// See [`super::Edit::SetTier`]. Choosing a node's own tier mends what it senses: a source without a fitting sense gets
/// one, another node loses its own.
pub(super) fn set_tier(
    topology: &mut Topology,
    nodes: &[NodeId],
    tier: Tier,
) -> Result<Done, EditError> {
    let task = task(topology)?;
    let mut moved = Vec::new();
    let mut mended = Vec::new();
    for id in nodes {
        let at = find(topology, id)?;
        let node = &mut topology.nodes[at];
        let before = (node.tier, node.sense.take());
        let sense = match (tier, &before.1) {
            (Tier::Source, Some(sense)) if rules::sense_fits(sense, &task) => Some(sense.clone()),
            (Tier::Source, _) => Some(defaults::default_sense(&task)),
            (Tier::Edge | Tier::Fog | Tier::Cloud, _) => None,
        };
        if before.0 != tier {
            moved.push(id.clone());
        } else if before.1 != sense {
            mended.push(id.clone());
        }
        node.tier = tier;
        node.sense = sense;
        if before.0 != tier {
            reliabilities::change_tier(topology, id, before.0, tier);
        }
    }
    if !moved.is_empty() {
        let name = format!("Move {} to the {} tier", names::nodes(&moved), tier.name());
        return Ok(Done::new(name, moved));
    }
    if !mended.is_empty() {
        let name = format!("Mend what {} senses", names::nodes(&mended));
        return Ok(Done::new(name, mended));
    }
    Err(match nodes {
        [] => nothing("No node is chosen. Choose one first."),
        [only] => nothing(format!("{only} is in the {} tier already.", tier.name())),
        _ => nothing(format!(
            "These nodes are in the {} tier already.",
            tier.name()
        )),
    })
}

/// See [`super::Edit::SetSense`].
pub(super) fn set_sense(
    topology: &mut Topology,
    node: &NodeId,
    sense: &Sense,
) -> Result<Done, EditError> {
    let at = find(topology, node)?;
    let node_now = &mut topology.nodes[at];
    if node_now.tier != Tier::Source {
        return Err(refused(format!(
            "{node} is no source, so it senses nothing. Move it to the source tier first."
        )));
    }
    if node_now.sense.as_ref() == Some(sense) {
        return Err(nothing(format!("{node} senses this already.")));
    }
    node_now.sense = Some(sense.clone());
    let what = match sense {
        Sense::Channels { channels } => names::counted(channels.len(), "channel"),
        Sense::Region { region } => format!("{} × {} pixels", region.height, region.width),
    };
    Ok(Done::new(
        format!("{node}: sense {what}"),
        vec![node.clone()],
    ))
}
