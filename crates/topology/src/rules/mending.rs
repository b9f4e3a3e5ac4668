//! The edits that mend problems. Each is one that [`crate::edit::apply`] takes for the document it was made for, and that
//! makes the problem go away; where there is no such edit, none is offered.

use super::{MAX_LINKS, MAX_NODES, Repair};
use crate::edit::{self, Edit, Join};
use crate::graph::Graph;
use crate::model::{Link, Node, NodeId, Region, Sense, Tier, Topology, WeightRule};
use crate::task::{InputSpace, Task};

fn repair(label: impl Into<String>, edit: Edit) -> Option<Repair> {
    Some(Repair {
        label: label.into(),
        edit,
    })
}

/// Gives a source something to sense: as much of what it senses as the task has, or else everything.
pub(super) fn sense(node: &Node, task: &Task) -> Option<Repair> {
    let all = edit::default_sense(task);
    let (label, sense) = match (&node.sense, &task.input) {
        (
            Some(Sense::Channels { channels }),
            InputSpace::Signal {
                channels: named, ..
            },
        ) => {
            let mut kept: Vec<usize> = Vec::new();
            for &channel in channels {
                if channel < named.len() && !kept.contains(&channel) {
                    kept.push(channel);
                }
            }
            if kept.is_empty() {
                ("Sense all channels", all)
            } else {
                let kept = Sense::Channels { channels: kept };
                ("Keep the channels that there are", kept)
            }
        }
        (Some(Sense::Region { region }), InputSpace::Image { height, width, .. }) => {
            // Moved as little as can be, and cut only where it is larger than the image.
            let rows = region.height.clamp(1, *height);
            let columns = region.width.clamp(1, *width);
            let region = Region {
                top: region.top.min(height - rows),
                left: region.left.min(width - columns),
                height: rows,
                width: columns,
            };
            ("Move the region into the image", Sense::Region { region })
        }
        (_, InputSpace::Signal { .. }) => ("Sense all channels", all),
        (_, InputSpace::Image { .. }) => ("Sense the whole image", all),
    };
    let node = node.id.clone();
    repair(label, Edit::SetSense { node, sense })
}

/// A node that is no source stays in its tier and senses nothing.
pub(super) fn sense_nothing(node: &Node) -> Option<Repair> {
    let nodes = vec![node.id.clone()];
    let tier = node.tier;
    repair("Remove what it senses", Edit::SetTier { nodes, tier })
}

/// The unit that a new node of this tier has.
pub(super) fn unit(node: &Node, task: &Task) -> Option<Repair> {
    let unit = edit::default_units(task, node.tier).into_iter().next()?;
    let node = node.id.clone();
    repair("Add a unit", Edit::AddUnit { node, at: 0, unit })
}

/// A cloud, fed by the compute nodes that feed nothing yet; where there are none, by such sources.
pub(super) fn cloud(topology: &Topology) -> Option<Repair> {
    let ends = |source: bool| {
        topology.nodes.iter().filter(move |node| {
            (node.tier == Tier::Source) == source
                && topology.links.iter().all(|link| link.from != node.id)
        })
    };
    let mut joined: Vec<Join> = ends(false)
        .map(|node| Join::From(node.id.clone()))
        .collect();
    if joined.is_empty() {
        joined = ends(true).map(|node| Join::From(node.id.clone())).collect();
    }
    add(topology, Tier::Cloud, joined)
}

/// A source that feeds the nodes of the first tier that nothing feeds yet.
pub(super) fn source(topology: &Topology) -> Option<Repair> {
    let unfed = |tier: Tier| {
        topology.nodes.iter().filter(move |node| {
            node.tier == tier && topology.links.iter().all(|link| link.to != node.id)
        })
    };
    let joined = Tier::ALL
        .into_iter()
        .map(|tier| -> Vec<Join> { unfed(tier).map(|node| Join::To(node.id.clone())).collect() })
        .find(|joined| !joined.is_empty())
        .unwrap_or_default();
    add(topology, Tier::Source, joined)
}

/// Adds a node, with as many of the hyperconnections as there is room for.
fn add(topology: &Topology, tier: Tier, mut joined: Vec<Join>) -> Option<Repair> {
    if topology.nodes.len() >= MAX_NODES {
        return None;
    }
    joined.truncate(MAX_LINKS.saturating_sub(topology.links.len()));
    repair(
        format!("Add a {}", tier.name()),
        Edit::AddNode {
            tier,
            position: None,
            joined,
        },
    )
}

/// A second cloud becomes a fog node.
pub(super) fn to_the_fog(node: &Node) -> Option<Repair> {
    let nodes = vec![node.id.clone()];
    let tier = Tier::Fog;
    repair("Move it to the fog", Edit::SetTier { nodes, tier })
}

/// Removes a hyperconnection.
pub(super) fn unlink(link: &Link) -> Option<Repair> {
    let (nodes, links) = (Vec::new(), vec![link.clone()]);
    repair("Remove this hyperconnection", Edit::Delete { nodes, links })
}

/// Connects a node to the nearest tier after its own from which a path leads to a cloud.
pub(super) fn path_to_the_cloud(graph: &Graph, node: usize) -> Option<Repair> {
    let from = &graph.ids()[node];
    let arrives = |other: usize| {
        graph.tier(other) == Tier::Cloud
            || (0..graph.len())
                .any(|cloud| graph.tier(cloud) == Tier::Cloud && graph.reaches(other, cloud))
    };
    let next = (0..graph.len())
        .filter(|&other| graph.tier(other) > graph.tier(node) && arrives(other))
        .filter(|&other| can_connect(graph, node, other))
        .min_by_key(|&other| graph.tier(other))?;
    connect(from, &graph.ids()[next])
}

/// Connects the first source that can be to a node, or removes the node.
pub(super) fn feed(topology: &Topology, graph: &Graph, node: usize) -> Option<Repair> {
    let id = &graph.ids()[node];
    let source = topology.nodes.iter().find(|source| {
        source.tier == Tier::Source
            && graph
                .index(&source.id)
                .is_some_and(|source| can_connect(graph, source, node))
    });
    match source {
        Some(source) => connect(&source.id, id),
        None => {
            let (nodes, links) = (vec![id.clone()], Vec::new());
            repair("Remove it", Edit::Delete { nodes, links })
        }
    }
}

/// Connects to the cloud what lies nearest before it of all that sources feed, or a source itself.
pub(super) fn feed_the_cloud(graph: &Graph, cloud: usize) -> Option<Repair> {
    let to = &graph.ids()[cloud];
    let is_source = |node: usize| graph.tier(node) == Tier::Source;
    let nearest = (0..graph.len())
        .filter(|&node| {
            is_source(node)
                || (0..graph.len()).any(|source| is_source(source) && graph.reaches(source, node))
        })
        .filter(|&node| can_connect(graph, node, cloud))
        .max_by_key(|&node| (graph.tier(node), node))?;
    connect(&graph.ids()[nearest], to)
}

/// What [`edit::can_connect`] says, from a graph that is known: problems are looked for after every edit, and many nodes
/// may be asked about for each.
fn can_connect(graph: &Graph, from: usize, to: usize) -> bool {
    from != to
        && graph.tier(from) != Tier::Cloud
        && graph.tier(to) != Tier::Source
        && graph.edges().len() < MAX_LINKS
        && !graph.reaches(to, from)
        && !graph
            .edges()
            .iter()
            .any(|edge| edge.from == from && edge.to == to)
}

fn connect(from: &NodeId, to: &NodeId) -> Option<Repair> {
    repair(
        format!("Connect {from} → {to}"),
        Edit::Connect {
            from: from.clone(),
            to: to.clone(),
        },
    )
}

/// Weight 1 for every hyperconnection.
pub(super) fn weights_of_one() -> Option<Repair> {
    let rule = WeightRule::One;
    repair("Take the weight 1", Edit::SetWeightRule { rule })
}

/// Removes the reliabilities of nodes that do not exist.
pub(super) fn forget_nodes(nodes: Vec<NodeId>) -> Option<Repair> {
    let links = Vec::new();
    repair("Remove what does not exist", Edit::Delete { nodes, links })
}

/// Removes the weights of hyperconnections that do not exist.
pub(super) fn forget_weights(links: Vec<Link>) -> Option<Repair> {
    let nodes = Vec::new();
    repair("Remove what does not exist", Edit::Delete { nodes, links })
}
