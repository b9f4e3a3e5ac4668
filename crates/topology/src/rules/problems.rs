//! The problems of a sound document: it can be drawn, saved and shared, but not run, or it is probably not what was meant.

use super::{Findings, Place, mending};
use crate::graph::Graph;
use crate::model::{Link, Node, NodeId, Sense, Tier, Topology, WeightRule};
use crate::task::{InputSpace, Task};

/// All problems of a sound document.
pub(super) fn check(topology: &Topology, task: Option<&Task>, findings: &mut Findings) {
    // A sound document has a known task and no cycle.
    let (Some(task), Ok(graph)) = (task, Graph::new(topology)) else {
        return;
    };
    for node in &topology.nodes {
        check_node(node, task, findings);
    }
    check_ends(topology, findings);
    check_links(topology, findings);
    check_paths(topology, &graph, findings);
    check_settings(topology, findings);
    check_weights(topology, findings);
}

fn check_node(node: &Node, task: &Task, findings: &mut Findings) {
    let place = || Place::Node(node.id.clone());
    let id = &node.id;
    match (&node.sense, node.tier) {
        (None, Tier::Source) => {
            findings.error(
                place(),
                format!("The source {id} senses nothing. Choose its channels or its image region."),
            );
            findings.mend(mending::sense(node, task));
        }
        (Some(_), Tier::Edge | Tier::Fog | Tier::Cloud) => {
            findings.error(
                place(),
                format!("{id} is no source but senses something. Move it to the source tier or remove what it senses."),
            );
            findings.mend(mending::sense_nothing(node));
        }
        (Some(sense), Tier::Source) => {
            if let Some(message) = sense_fault(id, sense, task) {
                findings.error(place(), message);
                findings.mend(mending::sense(node, task));
            }
        }
        (None, _) => {
            if node.units.is_empty() && node.tier != Tier::Cloud {
                findings.warning(
                    place(),
                    format!("{id} holds no unit: it only passes on what it receives. Add a unit."),
                );
                findings.mend(mending::unit(node, task));
            }
        }
    }
}

/// Whether a source can sense this part of the task's samples.
pub(crate) fn sense_fits(sense: &Sense, task: &Task) -> bool {
    sense_fault(&NodeId(String::new()), sense, task).is_none()
}

/// What is wrong with what a source senses.
fn sense_fault(id: &NodeId, sense: &Sense, task: &Task) -> Option<String> {
    match (sense, &task.input) {
        (Sense::Channels { channels }, InputSpace::Signal { channels: all, .. }) => {
            if channels.is_empty() {
                return Some(format!(
                    "The source {id} senses no channel. Choose at least one."
                ));
            }
            channels.iter().enumerate().find_map(|(at, &channel)| match all.get(channel) {
                None => Some(format!(
                    "The source {id} senses channel {}, but the recording has {}. Choose among those.",
                    channel.saturating_add(1),
                    all.len()
                )),
                Some(name) => channels[..at]
                    .contains(&channel)
                    .then(|| format!("The source {id} senses the channel {name} twice. Choose it once.")),
            })
        }
        (Sense::Region { region }, InputSpace::Image { height, width, .. }) => {
            let fits = |start: usize, length: usize, all: usize| {
                length > 0 && start.checked_add(length).is_some_and(|end| end <= all)
            };
            let inside =
                fits(region.top, region.height, *height) && fits(region.left, region.width, *width);
            (!inside).then(|| {
                format!("The region that the source {id} sees does not lie inside the image of {height} × {width} pixels. Move it or make it smaller.")
            })
        }
        (Sense::Channels { .. }, InputSpace::Image { .. }) => Some(format!(
            "The source {id} senses channels of a signal, but the task has images. Give it an image region."
        )),
        (Sense::Region { .. }, InputSpace::Signal { .. }) => Some(format!(
            "The source {id} sees an image region, but the task has signals. Give it channels."
        )),
    }
}

/// The first source and the one cloud.
fn check_ends(topology: &Topology, findings: &mut Findings) {
    let mut clouds = topology
        .nodes
        .iter()
        .filter(|node| node.tier == Tier::Cloud);
    match clouds.next() {
        None => {
            findings.error(
                Place::Document,
                "There is no cloud node to answer. Add one.",
            );
            findings.mend(mending::cloud(topology));
        }
        Some(first) => {
            for extra in clouds {
                findings.error(
                    Place::Node(extra.id.clone()),
                    format!(
                        "There are two clouds, {} and {}. Keep one, or move the other to the fog.",
                        first.id, extra.id
                    ),
                );
                findings.mend(mending::to_the_fog(extra));
            }
        }
    }
    if !topology.nodes.iter().any(|node| node.tier == Tier::Source) {
        findings.error(
            Place::Document,
            "There is no source to sense anything. Add one.",
        );
        findings.mend(mending::source(topology));
    }
}

fn check_links(topology: &Topology, findings: &mut Findings) {
    let indices = super::indices(topology);
    for link in &topology.links {
        let place = || Place::Link(link.clone());
        let Link { from, to } = link;
        let (Some(&sender), Some(&receiver)) = (indices.get(from), indices.get(to)) else {
            continue;
        };
        let (sender, receiver) = (topology.nodes[sender].tier, topology.nodes[receiver].tier);
        if receiver == Tier::Source {
            findings.error(
                place(),
                format!("The source {to} has an input from {from}. Sources only sense: remove this hyperconnection."),
            );
            findings.mend(mending::unlink(link));
        }
        if sender == Tier::Cloud {
            findings.error(
                place(),
                format!(
                    "The cloud {from} is the last node but feeds {to}. Remove this hyperconnection."
                ),
            );
            findings.mend(mending::unlink(link));
        } else if receiver != Tier::Source && sender > receiver {
            findings.warning(
                place(),
                format!(
                    "{from} → {to} leads from the {} back to the {}.",
                    sender.name(),
                    receiver.name()
                ),
            );
            findings.mend(mending::unlink(link));
        }
    }
}

/// Nodes that no path joins to a source or to the cloud. Without any source or any cloud, that alone is told.
fn check_paths(topology: &Topology, graph: &Graph, findings: &mut Findings) {
    let of_tier = |tier: Tier| -> Vec<usize> {
        (0..graph.len())
            .filter(|&node| graph.tier(node) == tier)
            .collect()
    };
    let (sources, clouds) = (of_tier(Tier::Source), of_tier(Tier::Cloud));
    let the_cloud = topology.nodes.iter().find(|node| node.tier == Tier::Cloud);
    for node in 0..graph.len() {
        let id = &graph.ids()[node];
        let place = || Place::Node(id.clone());
        let tier = graph.tier(node);
        if tier != Tier::Cloud
            && !clouds.is_empty()
            && !clouds.iter().any(|&cloud| graph.reaches(node, cloud))
        {
            findings.error(
                place(),
                format!(
                    "No path leads from {id} to the cloud. Connect it to a node that has one, or remove it."
                ),
            );
            findings.mend(mending::path_to_the_cloud(graph, node));
        }
        if tier == Tier::Source
            || sources.is_empty()
            || sources.iter().any(|&source| graph.reaches(source, node))
        {
            continue;
        }
        if the_cloud.is_some_and(|cloud| cloud.id == *id) {
            findings.error(
                place(),
                "No path leads from any source to the cloud: it could only guess. Connect them.",
            );
            findings.mend(mending::feed_the_cloud(graph, node));
        } else {
            findings.error(
                place(),
                format!("No source feeds {id}. Connect one to it, or remove it."),
            );
            findings.mend(mending::feed(topology, graph, node));
        }
    }
}

fn check_settings(topology: &Topology, findings: &mut Findings) {
    let indices = super::indices(topology);
    for setting in &topology.settings {
        let strangers: Vec<NodeId> = setting
            .reliability
            .keys()
            .filter(|id| !indices.contains_key(id))
            .cloned()
            .collect();
        if let Some(first) = strangers.first() {
            let names = match strangers.len() - 1 {
                0 => format!("{first}, which does not exist"),
                more => format!("{first} and {more} more, which do not exist"),
            };
            findings.warning(
                Place::Setting(setting.name.clone()),
                format!(
                    "The setting {} names {names}. Remove it there.",
                    setting.name
                ),
            );
            findings.mend(mending::forget_nodes(strangers));
        }
    }
}

fn check_weights(topology: &Topology, findings: &mut Findings) {
    match &topology.weights {
        WeightRule::One | WeightRule::Uniform { .. } => {}
        WeightRule::Reliability { setting } | WeightRule::Normalised { setting } => {
            if topology.setting(setting).is_none() {
                findings.error(
                    Place::Document,
                    format!("Hyperconnection weights follow the setting {setting}, which does not exist. Choose another."),
                );
                findings.mend(mending::weights_of_one());
            }
        }
        WeightRule::Given { weights } => {
            let links: std::collections::HashSet<(&NodeId, &NodeId)> = topology
                .links
                .iter()
                .map(|link| (&link.from, &link.to))
                .collect();
            let strangers: Vec<Link> = weights
                .iter()
                .filter(|weight| !links.contains(&(&weight.from, &weight.to)))
                .map(|weight| Link {
                    from: weight.from.clone(),
                    to: weight.to.clone(),
                })
                .collect();
            if let Some(Link { from, to }) = strangers.first() {
                let names = match strangers.len() - 1 {
                    0 => format!("{from} → {to}, which does not exist"),
                    more => format!("{from} → {to} and {more} more, which do not exist"),
                };
                findings.warning(
                    Place::Document,
                    format!("A weight is given to {names}. Remove it."),
                );
                findings.mend(mending::forget_weights(strangers));
            }
        }
    }
}
