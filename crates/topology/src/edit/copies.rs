//! Putting copies of nodes into a document.

use std::collections::{HashMap, HashSet};

use super::error::{nothing, refused};
use super::links::find;
use super::nodes::task;
use super::{Clip, Done, EditError, defaults, names, positions, reliabilities};
use crate::model::{Link, LinkWeight, Node, NodeId, Tier, Topology, WeightRule};
use crate::rules::{self, MAX_LINKS, MAX_NODES};

/// See [`super::Edit::Paste`]. Senses and convolutions that do not fit the task are adapted: the clip may come from a
/// document with another task.
pub(super) fn paste(
    topology: &mut Topology,
    clip: &Clip,
    offset: [f32; 2],
) -> Result<Done, EditError> {
    let task = task(topology)?;
    let mut clip = clip.clone();
    for node in &mut clip.nodes {
        node.sense = match (node.tier, node.sense.take()) {
            (Tier::Source, Some(sense)) if rules::sense_fits(&sense, &task) => Some(sense),
            (Tier::Source, _) => Some(defaults::default_sense(&task)),
            (Tier::Edge | Tier::Fog | Tier::Cloud, _) => None,
        };
        for unit in &mut node.units {
            defaults::adapt_unit(unit, &task);
        }
    }
    let copies = insert(topology, &clip, offset)?;
    let ids: Vec<NodeId> = copies.into_iter().map(|(_, copy)| copy).collect();
    Ok(Done::new(format!("Paste {}", names::nodes(&ids)), ids))
}

/// See [`super::Edit::Duplicate`]. Given weights of hyperconnections between the nodes are copied too.
pub(super) fn duplicate(
    topology: &mut Topology,
    nodes: &[NodeId],
    offset: [f32; 2],
) -> Result<Done, EditError> {
    for id in nodes {
        find(topology, id)?;
    }
    let clip = Clip::of(topology, nodes);
    let copies = insert(topology, &clip, offset)?;
    if let WeightRule::Given { weights } = &mut topology.weights {
        let copy_of: HashMap<&NodeId, &NodeId> =
            copies.iter().map(|(id, copy)| (id, copy)).collect();
        let copied: Vec<LinkWeight> = weights
            .iter()
            .filter_map(|given| {
                Some(LinkWeight {
                    from: (*copy_of.get(&given.from)?).clone(),
                    to: (*copy_of.get(&given.to)?).clone(),
                    weight: given.weight,
                })
            })
            .collect();
        weights.extend(copied);
    }
    let (originals, ids): (Vec<NodeId>, Vec<NodeId>) = copies.into_iter().unzip();
    Ok(Done::new(
        format!("Duplicate {}", names::nodes(&originals)),
        ids,
    ))
}

/// Puts the clip's nodes into the document and gives each with the name of its copy.
fn insert(
    topology: &mut Topology,
    clip: &Clip,
    offset: [f32; 2],
) -> Result<Vec<(NodeId, NodeId)>, EditError> {
    if clip.nodes.is_empty() {
        return Err(nothing("There is no node to copy. Choose one first."));
    }
    let too_many = |count: usize, room: usize, what: &str| {
        refused(format!(
            "{} would be added, but there is room for {room} only. Copy fewer.",
            names::counted(count, what)
        ))
    };
    let room = MAX_NODES.saturating_sub(topology.nodes.len());
    if clip.nodes.len() > room {
        return Err(too_many(clip.nodes.len(), room, "node"));
    }
    let copies = copy_names(topology, &clip.nodes)?;
    let copy_of: HashMap<&NodeId, &NodeId> = copies.iter().map(|(id, copy)| (id, copy)).collect();
    // Hyperconnections whose other end was not copied stay behind, as do doubles.
    let mut seen = HashSet::new();
    let links: Vec<Link> = clip
        .links
        .iter()
        .filter(|link| seen.insert(*link))
        .filter_map(|link| {
            Some(Link {
                from: (*copy_of.get(&link.from)?).clone(),
                to: (*copy_of.get(&link.to)?).clone(),
            })
        })
        .collect();
    let room = MAX_LINKS.saturating_sub(topology.links.len());
    if links.len() > room {
        return Err(too_many(links.len(), room, "hyperconnection"));
    }

    let fixed = positions::are_fixed(topology);
    for (original, (_, copy)) in clip.nodes.iter().zip(&copies) {
        let position = match original.position {
            _ if !fixed => None,
            Some([x, y]) => Some(positions::rounded([x + offset[0], y + offset[1]])),
            None => Some(positions::free_place(topology, original.tier, &[])),
        };
        topology.nodes.push(Node {
            id: copy.clone(),
            position,
            ..original.clone()
        });
        copy_reliabilities(topology, clip, original, copy);
    }
    topology.links.extend(links);
    Ok(copies)
}

/// What every node's copy is called. Names that are free are kept, so the others must not take them.
fn copy_names(topology: &Topology, nodes: &[Node]) -> Result<Vec<(NodeId, NodeId)>, EditError> {
    let mut taken: HashSet<NodeId> = topology.nodes.iter().map(|node| node.id.clone()).collect();
    let mut originals = HashSet::new();
    for node in nodes {
        if !originals.insert(&node.id) {
            return Err(refused(format!(
                "The copied nodes have the name {} twice. Copy them again.",
                node.id
            )));
        }
    }
    let kept: HashSet<NodeId> = originals
        .into_iter()
        .filter(|id| !taken.contains(id))
        .cloned()
        .collect();
    taken.extend(kept.iter().cloned());
    let mut copies = Vec::with_capacity(nodes.len());
    for node in nodes {
        let copy = if kept.contains(&node.id) {
            node.id.clone()
        } else {
            names::copy_name(&node.id, node.tier, |name| taken.contains(&name.into()))
        };
        taken.insert(copy.clone());
        copies.push((node.id.clone(), copy));
    }
    Ok(copies)
}

/// The copy's reliability under each of the document's settings: the original's where the clip has that setting, or
/// else that of its tier.
fn copy_reliabilities(topology: &mut Topology, clip: &Clip, original: &Node, copy: &NodeId) {
    reliabilities::enter(topology, copy, original.tier);
    if !original.can_fail() {
        return;
    }
    for setting in &mut topology.settings {
        let copied = clip
            .settings
            .iter()
            .find(|copied| copied.name.eq_ignore_ascii_case(&setting.name));
        if let Some(copied) = copied {
            let value = reliabilities::rounded(copied.of(&original.id));
            setting.reliability.insert(copy.clone(), value);
        }
    }
}
