//! Aims a random edit at what a document has, so that many edits are accepted.

use deepfog_topology::edit::{Clip, Edit, Join};
use deepfog_topology::{Link, NodeId, Topology, WeightRule, edit};

/// Replaces names such as `#3` by that of a node of the document (counted around), and so the two ends of a
/// hyperconnection `~3` by those of one that is there. An empty path
/// becomes the longest, an empty clip one of the document's first nodes.
pub fn aim(mut edit: Edit, topology: &Topology) -> Edit {
    let id = |id: &mut NodeId| {
        if let Some(at) = number(id, '#')
            && !topology.nodes.is_empty()
        {
            *id = topology.nodes[at % topology.nodes.len()].id.clone();
        }
    };
    let link = |link: &mut Link| match number(&link.from, '~') {
        Some(at) if !topology.links.is_empty() => {
            *link = topology.links[at % topology.links.len()].clone();
        }
        _ => {
            id(&mut link.from);
            id(&mut link.to);
        }
    };
    match &mut edit {
        Edit::AddNode { joined, .. } => joined.iter_mut().for_each(|join| match join {
            Join::From(node) | Join::To(node) => id(node),
        }),
        Edit::Connect { from, to } => {
            id(from);
            id(to);
        }
        Edit::Delete { nodes, links } => {
            nodes.iter_mut().for_each(id);
            links.iter_mut().for_each(link);
        }
        Edit::Move { positions, moved } => {
            positions.iter_mut().for_each(|(node, _)| id(node));
            moved.iter_mut().for_each(id);
        }
        Edit::AlignToTiers { positions } => positions.iter_mut().for_each(|(node, _)| id(node)),
        Edit::SetTier { nodes, .. } | Edit::Duplicate { nodes, .. } => {
            nodes.iter_mut().for_each(id);
        }
        Edit::Rename { node, .. }
        | Edit::SetSense { node, .. }
        | Edit::AddUnit { node, .. }
        | Edit::RemoveUnit { node, .. }
        | Edit::MoveUnit { node, .. }
        | Edit::ChangeUnit { node, .. }
        | Edit::SetReliability { node, .. } => id(node),
        Edit::SetWeight { link: given, .. } => link(given),
        Edit::SuggestSkips { node } => node.iter_mut().for_each(id),
        Edit::SpreadLayers { path, .. } => {
            if path.is_empty() {
                *path = edit::longest_path(topology);
            }
            path.iter_mut().for_each(id);
        }
        Edit::Several { edits, .. } => {
            for part in edits {
                *part = aim(part.clone(), topology);
            }
        }
        Edit::SetWeightRule { rule } => {
            if let WeightRule::Given { weights } = rule {
                for given in weights {
                    let mut target = Link {
                        from: given.from.clone(),
                        to: given.to.clone(),
                    };
                    link(&mut target);
                    given.from = target.from;
                    given.to = target.to;
                }
            }
        }
        Edit::Paste { clip, .. } => {
            if clip.nodes.is_empty() {
                let ids: Vec<NodeId> = topology
                    .nodes
                    .iter()
                    .map(|node| node.id.clone())
                    .take(4)
                    .collect();
                *clip = Clip::of(topology, &ids);
            }
        }
        Edit::AutoLayout | Edit::SetTitle { .. } | Edit::SetTask { .. } => {}
    }
    edit
}

fn number(id: &NodeId, sign: char) -> Option<usize> {
    id.as_str().strip_prefix(sign)?.parse().ok()
}
