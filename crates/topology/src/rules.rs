//! Everything that is wrong with a topology, all at once, each with the node it concerns and what to do.

use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::model::{Link, Node, NodeId, Sense, Tier, Topology, Unit, WeightRule};
use crate::task::{InputSpace, Task};

/// The largest number of nodes.
pub const MAX_NODES: usize = 64;
/// The largest number of hyperconnections.
pub const MAX_LINKS: usize = 512;
/// The largest width, channel count or kernel of a unit.
pub const MAX_UNIT: usize = 4096;
/// The largest number of units on one node.
pub const MAX_UNITS: usize = 64;
/// The most that a random hyperconnection weight may go up to; the papers take 1 and 10.
pub const MAX_RANDOM_WEIGHT: f64 = 1000.0;

/// Whether a topology with this diagnostic can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be run.
    Error,
    /// It can be run, but probably is not what was meant.
    Warning,
}

/// What a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole document.
    Document,
    /// One node.
    Node(NodeId),
    /// One hyperconnection.
    Link(Link),
    /// One reliability setting, by name.
    Setting(String),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it stops the network from running.
    pub severity: Severity,
    /// What it is about.
    pub place: Place,
    /// What is wrong and what to do, as one or two sentences.
    pub message: String,
}

struct Findings(Vec<Diagnostic>);

impl Findings {
    fn error(&mut self, place: Place, message: impl Into<String>) {
        self.0.push(Diagnostic {
            severity: Severity::Error,
            place,
            message: message.into(),
        });
    }

    fn warning(&mut self, place: Place, message: impl Into<String>) {
        self.0.push(Diagnostic {
            severity: Severity::Warning,
            place,
            message: message.into(),
        });
    }
}

/// Checks a topology against every rule that needs no shapes. Whether shapes meet is a question for the plan. What is too
/// large is told alone: the other rules would take time and memory for it.
pub fn check(topology: &Topology) -> Vec<Diagnostic> {
    let mut findings = Findings(Vec::new());
    check_sizes(topology, &mut findings);
    if !findings.0.is_empty() {
        return findings.0;
    }
    let task = Task::find(&topology.task);
    if task.is_none() {
        findings.error(
            Place::Document,
            format!(
                "The task \"{}\" is not known. Choose one that is.",
                topology.task
            ),
        );
    }
    check_names(topology, &mut findings);
    for node in &topology.nodes {
        check_node(node, task.as_ref(), &mut findings);
    }
    check_cloud(topology, &mut findings);
    check_links(topology, &mut findings);
    check_paths(topology, &mut findings);
    check_settings(topology, &mut findings);
    check_weights(topology, &mut findings);
    findings.0
}

fn check_sizes(topology: &Topology, findings: &mut Findings) {
    if topology.nodes.len() > MAX_NODES {
        findings.error(
            Place::Document,
            format!(
                "There are {} nodes. At most {MAX_NODES} can be run.",
                topology.nodes.len()
            ),
        );
    }
    if topology.links.len() > MAX_LINKS {
        findings.error(
            Place::Document,
            format!(
                "There are {} hyperconnections. At most {MAX_LINKS} can be run.",
                topology.links.len()
            ),
        );
    }
}

fn check_names(topology: &Topology, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for node in &topology.nodes {
        let times = seen.entry(&node.id).or_insert(0);
        *times += 1;
        if *times == 2 {
            findings.error(
                Place::Node(node.id.clone()),
                format!("Two nodes are called {}. Give one another name.", node.id),
            );
        }
        // The name is also part of a file name in the bundle.
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let text = node.id.as_str();
        if text.is_empty() || text.len() > 32 || !text.chars().all(legal) {
            findings.error(
                Place::Node(node.id.clone()),
                format!(
                    "The name \"{text}\" cannot be used. Take 1 to 32 letters, digits, - or _."
                ),
            );
        }
    }
}

fn check_node(node: &Node, task: Option<&Task>, findings: &mut Findings) {
    let place = || Place::Node(node.id.clone());
    let id = &node.id;
    match (&node.sense, node.tier) {
        (None, Tier::Source) => findings.error(
            place(),
            format!("The source {id} senses nothing. Choose its channels or its image region."),
        ),
        (Some(_), Tier::Edge | Tier::Fog | Tier::Cloud) => findings.error(
            place(),
            format!("{id} is no source but senses something. Move it to the source tier or remove what it senses."),
        ),
        (Some(sense), Tier::Source) => {
            if let Some(task) = task {
                check_sense(id, sense, task, findings);
            }
        }
        (None, _) => {
            if node.units.is_empty() && node.tier != Tier::Cloud {
                findings.warning(
                    place(),
                    format!("{id} holds no unit: it only passes on what it receives. Add a unit."),
                );
            }
        }
    }
    if node.units.len() > MAX_UNITS {
        findings.error(
            place(),
            format!(
                "{id} holds {} units. At most {MAX_UNITS} can be run.",
                node.units.len()
            ),
        );
    }
    for (at, unit) in node.units.iter().enumerate() {
        check_unit(id, at, unit, findings);
    }
    if node
        .position
        .is_some_and(|position| position.iter().any(|x| !x.is_finite()))
    {
        findings.error(place(), format!("The position of {id} is not a number."));
    }
}

fn check_sense(id: &NodeId, sense: &Sense, task: &Task, findings: &mut Findings) {
    let place = Place::Node(id.clone());
    match (sense, &task.input) {
        (Sense::Channels { channels }, InputSpace::Signal { channels: all, .. }) => {
            if channels.is_empty() {
                findings.error(place.clone(), format!("The source {id} senses no channel. Choose at least one."));
            }
            for (at, channel) in channels.iter().enumerate() {
                if *channel >= all.len() {
                    findings.error(
                        place.clone(),
                        format!("The source {id} senses channel {}, but the recording has {}.", channel + 1, all.len()),
                    );
                } else if channels[..at].contains(channel) {
                    findings.error(
                        place.clone(),
                        format!("The source {id} senses the channel {} twice.", all[*channel]),
                    );
                }
            }
        }
        (Sense::Region { region }, InputSpace::Image { height, width, .. }) => {
            let fits = |start: usize, length: usize, all: usize| {
                length > 0 && start.checked_add(length).is_some_and(|end| end <= all)
            };
            if !fits(region.top, region.height, *height) || !fits(region.left, region.width, *width)
            {
                findings.error(
                    place,
                    format!("The region that the source {id} sees does not lie inside the image of {height} × {width} pixels."),
                );
            }
        }
        (Sense::Channels { .. }, InputSpace::Image { .. }) => findings.error(
            place,
            format!("The source {id} senses channels of a signal, but the task has images. Give it an image region."),
        ),
        (Sense::Region { .. }, InputSpace::Signal { .. }) => findings.error(
            place,
            format!("The source {id} sees an image region, but the task has signals. Give it channels."),
        ),
    }
}

fn check_unit(id: &NodeId, at: usize, unit: &Unit, findings: &mut Findings) {
    let mut number = |what: &str, value: usize, odd: bool| {
        if value == 0 || value > MAX_UNIT {
            findings.error(
                Place::Node(id.clone()),
                format!(
                    "Unit {} of {id} has {what} {value}. Take 1 to {MAX_UNIT}.",
                    at + 1
                ),
            );
        } else if odd && value.is_multiple_of(2) {
            findings.error(
                Place::Node(id.clone()),
                format!(
                    "Unit {} of {id} has {what} {value}. Take an odd number.",
                    at + 1
                ),
            );
        }
    };
    match *unit {
        Unit::Dense { width } => number("width", width, false),
        Unit::Conv1d {
            channels,
            kernel,
            stride,
        }
        | Unit::Conv2d {
            channels,
            kernel,
            stride,
        } => {
            number("channels", channels, false);
            number("kernel", kernel, true);
            number("stride", stride, false);
        }
        Unit::MaxPool { size } => number("size", size, false),
        Unit::GlobalAverage => {}
    }
}

fn check_cloud(topology: &Topology, findings: &mut Findings) {
    let clouds: Vec<&Node> = topology
        .nodes
        .iter()
        .filter(|node| node.tier == Tier::Cloud)
        .collect();
    if clouds.is_empty() {
        findings.error(
            Place::Document,
            "There is no cloud node to answer. Add one.",
        );
    }
    for extra in clouds.iter().skip(1) {
        findings.error(
            Place::Node(extra.id.clone()),
            format!(
                "There are two clouds, {} and {}. Keep one, or move the other to the fog.",
                clouds[0].id, extra.id
            ),
        );
    }
    if !topology.nodes.iter().any(|node| node.tier == Tier::Source) {
        findings.error(
            Place::Document,
            "There is no source to sense anything. Add one.",
        );
    }
}

fn check_links(topology: &Topology, findings: &mut Findings) {
    let mut seen = std::collections::BTreeSet::new();
    for link in &topology.links {
        let place = || Place::Link(link.clone());
        let Link { from, to } = link;
        if !seen.insert(link) {
            findings.error(
                place(),
                format!("The hyperconnection {from} → {to} is there twice. Remove one."),
            );
            continue;
        }
        if from == to {
            findings.error(
                place(),
                format!("{from} is connected to itself. Remove this hyperconnection."),
            );
            continue;
        }
        let mut ends = [None, None];
        for (end, id) in ends.iter_mut().zip([from, to]) {
            *end = topology.node(id);
            if end.is_none() {
                findings.error(
                    place(),
                    format!("The hyperconnection {from} → {to} ends at {id}, which does not exist. Remove it or add {id}."),
                );
            }
        }
        let [Some(sender), Some(receiver)] = ends else {
            continue;
        };
        if receiver.tier == Tier::Source {
            findings.error(
                place(),
                format!("The source {to} has an input from {from}. Sources only sense: remove this hyperconnection."),
            );
        }
        if sender.tier == Tier::Cloud {
            findings.error(
                place(),
                format!(
                    "The cloud {from} is the last node but feeds {to}. Remove this hyperconnection."
                ),
            );
        } else if receiver.tier != Tier::Source && sender.tier > receiver.tier {
            findings.warning(
                place(),
                format!(
                    "{from} → {to} leads from the {} back to the {}.",
                    sender.tier.name(),
                    receiver.tier.name()
                ),
            );
        }
    }
}

/// Cycles, and nodes that no path joins to a source or to the cloud.
fn check_paths(topology: &Topology, findings: &mut Findings) {
    // Rules about names and ends of links have spoken already: here only what can be joined counts.
    let mut sound = topology.clone();
    let mut names = std::collections::BTreeSet::new();
    sound.nodes.retain(|node| names.insert(node.id.clone()));
    sound.links.retain(|link| {
        link.from != link.to && names.contains(&link.from) && names.contains(&link.to)
    });
    let graph = match Graph::new(&sound) {
        Ok(graph) => graph,
        Err(error) => {
            let place = match &error {
                crate::GraphError::Cycle(ids) if !ids.is_empty() => Place::Node(ids[0].clone()),
                _ => Place::Document,
            };
            let text = error.to_string();
            let mut letters = text.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            findings.error(
                place,
                format!(
                    "{}{}. Remove one of them.",
                    first.into_iter().collect::<String>(),
                    letters.as_str()
                ),
            );
            return;
        }
    };
    let Some(cloud) = graph.cloud() else {
        return;
    };
    for node in 0..graph.len() {
        let id = &graph.ids()[node];
        if node == cloud {
            continue;
        }
        if graph.tier(node) != Tier::Cloud && !graph.reaches(node, cloud) {
            findings.error(
                Place::Node(id.clone()),
                format!(
                    "No path leads from {id} to the cloud. Connect it to a node that has one, or remove it."
                ),
            );
        }
        let fed = (0..graph.len())
            .any(|other| graph.tier(other) == Tier::Source && graph.reaches(other, node));
        if graph.tier(node) != Tier::Source && !fed {
            findings.error(
                Place::Node(id.clone()),
                format!("No source feeds {id}. Connect one to it, or remove it."),
            );
        }
    }
    let fed = (0..graph.len())
        .any(|other| graph.tier(other) == Tier::Source && graph.reaches(other, cloud));
    if !fed && topology.nodes.iter().any(|node| node.tier == Tier::Source) {
        findings.error(
            Place::Node(graph.ids()[cloud].clone()),
            "No path leads from any source to the cloud: it could only guess. Connect them.",
        );
    }
}

fn check_settings(topology: &Topology, findings: &mut Findings) {
    let mut names = std::collections::BTreeSet::new();
    for setting in &topology.settings {
        let place = || Place::Setting(setting.name.clone());
        if !names.insert(setting.name.to_lowercase()) {
            findings.error(
                place(),
                format!(
                    "Two reliability settings are called {}. Rename one.",
                    setting.name
                ),
            );
        }
        for (id, &value) in &setting.reliability {
            if !(0.0..=1.0).contains(&value) {
                findings.error(
                    place(),
                    format!(
                        "The reliability of {id} under {} is {value}. Take 0 to 1.",
                        setting.name
                    ),
                );
            }
            if topology.node(id).is_none() {
                findings.warning(
                    place(),
                    format!(
                        "The setting {} names {id}, which does not exist.",
                        setting.name
                    ),
                );
            }
        }
    }
}

fn check_weights(topology: &Topology, findings: &mut Findings) {
    match &topology.weights {
        WeightRule::One => {}
        WeightRule::Reliability { setting } | WeightRule::Normalised { setting } => {
            if topology.setting(setting).is_none() {
                findings.error(
                    Place::Document,
                    format!("Hyperconnection weights follow the setting {setting}, which does not exist. Choose another."),
                );
            }
        }
        WeightRule::Uniform { high } => {
            if !(*high > 0.0 && *high <= MAX_RANDOM_WEIGHT) {
                findings.error(
                    Place::Document,
                    format!(
                        "Random hyperconnection weights go up to {high}. Take a number above 0 and at most {MAX_RANDOM_WEIGHT}."
                    ),
                );
            }
        }
    }
}
