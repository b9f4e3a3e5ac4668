//! What makes a document unsound: readers refuse it, and no edit leads to it.

use std::collections::{BTreeMap, HashSet};

use super::{
    Findings, MAX_LINKS, MAX_NAME, MAX_NODES, MAX_POSITION, MAX_RANDOM_WEIGHT, MAX_REGION,
    MAX_SENSED, MAX_SETTING_NAME, MAX_SETTINGS, MAX_TITLE, MAX_UNIT, MAX_UNITS, MAX_WEIGHT, Place,
    cycle, is_legal_name,
};
use crate::model::{
    Link, LinkWeight, NO_FAILURE, Node, NodeId, Region, Sense, Topology, Unit, WeightRule,
};
use crate::task::Task;

/// What there is too much of.
pub(super) fn check_sizes(topology: &Topology, findings: &mut Findings) {
    let mut at_most = |what: &str, count: usize, limit: usize| {
        if count > limit {
            findings.error(
                Place::Document,
                format!("There are {count} {what}. At most {limit} are taken."),
            );
        }
    };
    at_most("nodes", topology.nodes.len(), MAX_NODES);
    at_most("hyperconnections", topology.links.len(), MAX_LINKS);
    at_most(
        "reliability settings",
        topology.settings.len(),
        MAX_SETTINGS,
    );
    if let WeightRule::Given { weights } = &topology.weights {
        at_most("given hyperconnection weights", weights.len(), MAX_LINKS);
    }
    for node in topology.nodes.iter().take(MAX_NODES) {
        let mut at_most = |verb: &str, what: &str, count: usize, limit: usize| {
            if count > limit {
                findings.error(
                    Place::Node(node.id.clone()),
                    format!(
                        "{} {verb} {count} {what}. At most {limit} are taken.",
                        node.id
                    ),
                );
            }
        };
        at_most("holds", "units", node.units.len(), MAX_UNITS);
        if let Some(Sense::Channels { channels }) = &node.sense {
            at_most("senses", "channels", channels.len(), MAX_SENSED);
        }
    }
}

/// Everything else.
pub(super) fn check(topology: &Topology, task: Option<&Task>, findings: &mut Findings) {
    if topology.title.chars().count() > MAX_TITLE || topology.title.chars().any(char::is_control) {
        findings.error(
            Place::Document,
            format!(
                "The title cannot be used. Take at most {MAX_TITLE} characters, all on one line."
            ),
        );
    }
    if task.is_none_or(|task| task.id != topology.task) {
        findings.error(
            Place::Document,
            format!(
                "The task \"{}\" is not known. Choose one that is.",
                shown(topology.task.as_str())
            ),
        );
    }
    check_names(topology, findings);
    for node in &topology.nodes {
        check_node(node, findings);
    }
    check_links(topology, findings);
    check_settings(topology, findings);
    check_weights(topology, findings);
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
        if !is_legal_name(node.id.as_str()) {
            findings.error(
                Place::Node(node.id.clone()),
                format!(
                    "The name \"{}\" cannot be used. Take 1 to {MAX_NAME} letters, digits, - or _.",
                    shown(node.id.as_str())
                ),
            );
        }
    }
}

fn check_node(node: &Node, findings: &mut Findings) {
    let id = &node.id;
    for (at, unit) in node.units.iter().enumerate() {
        check_unit(id, at, unit, findings);
    }
    let too_large = match &node.sense {
        None => None,
        Some(Sense::Channels { channels }) => {
            channels.iter().copied().find(|&number| number > MAX_REGION)
        }
        Some(Sense::Region { region }) => {
            let Region {
                top,
                left,
                height,
                width,
            } = *region;
            [top, left, height, width]
                .into_iter()
                .find(|&number| number > MAX_REGION)
        }
    };
    if let Some(number) = too_large {
        findings.error(
            Place::Node(id.clone()),
            format!("What {id} senses has the number {number}. Take at most {MAX_REGION}."),
        );
    }
    if let Some(position) = node.position {
        if position.iter().any(|x| !x.is_finite()) {
            findings.error(
                Place::Node(id.clone()),
                format!("The position of {id} is not a number."),
            );
        } else if position.iter().any(|x| x.abs() > MAX_POSITION) {
            findings.error(
                Place::Node(id.clone()),
                format!(
                    "{id} stands too far out. Put it at most {MAX_POSITION} from the middle of the drawing."
                ),
            );
        }
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

fn check_links(topology: &Topology, findings: &mut Findings) {
    let indices = super::indices(topology);
    let mut seen = HashSet::with_capacity(topology.links.len());
    for link in &topology.links {
        let Link { from, to } = link;
        let place = || Place::Link(link.clone());
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
        for id in [from, to] {
            if !indices.contains_key(id) {
                findings.error(
                    place(),
                    format!("The hyperconnection {from} → {to} ends at {id}, which does not exist. Remove it or add {id}."),
                );
            }
        }
    }
    if let Some(nodes) = cycle::find(topology) {
        let names: Vec<&str> = nodes.iter().map(NodeId::as_str).collect();
        findings.error(
            Place::Node(nodes[0].clone()),
            format!(
                "The hyperconnections form a cycle through {}. Remove one of them.",
                names.join(", ")
            ),
        );
    }
}

fn check_settings(topology: &Topology, findings: &mut Findings) {
    let mut names = HashSet::new();
    for setting in &topology.settings {
        let name = &setting.name;
        let place = || Place::Setting(name.clone());
        let length = name.chars().count();
        if length == 0 || length > MAX_SETTING_NAME || name.chars().any(char::is_control) {
            findings.error(
                place(),
                format!(
                    "A reliability setting cannot be called \"{}\". Take 1 to {MAX_SETTING_NAME} characters.",
                    shown(name)
                ),
            );
        }
        if name.eq_ignore_ascii_case(NO_FAILURE) {
            findings.error(
                place(),
                format!("The setting {NO_FAILURE} is always there, and all its nodes are up. Give this one another name."),
            );
        }
        if !names.insert(name.to_lowercase()) {
            findings.error(
                place(),
                format!("Two reliability settings are called {name}. Rename one."),
            );
        }
        for (id, &value) in &setting.reliability {
            if !(0.0..=1.0).contains(&value) {
                findings.error(
                    place(),
                    format!("The reliability of {id} under {name} is {value}. Take 0 to 1."),
                );
            }
        }
    }
}

fn check_weights(topology: &Topology, findings: &mut Findings) {
    match &topology.weights {
        WeightRule::One | WeightRule::Reliability { .. } | WeightRule::Normalised { .. } => {}
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
        WeightRule::Given { weights } => {
            let mut seen = HashSet::with_capacity(weights.len());
            for LinkWeight { from, to, weight } in weights {
                let link = Link {
                    from: from.clone(),
                    to: to.clone(),
                };
                let place = Place::Link(link);
                if !seen.insert((from, to)) {
                    findings.error(
                        place.clone(),
                        format!("{from} → {to} is given two weights. Keep one."),
                    );
                }
                if !weight.is_finite() || weight.abs() > MAX_WEIGHT {
                    findings.error(
                        place,
                        format!(
                            "The weight of {from} → {to} is {weight}. Take a number from -{MAX_WEIGHT} to {MAX_WEIGHT}."
                        ),
                    );
                }
            }
        }
    }
}

/// The beginning of a text that may be of any length.
fn shown(text: &str) -> String {
    const SHOWN: usize = 60;
    if text.chars().count() <= SHOWN {
        text.to_owned()
    } else {
        text.chars().take(SHOWN).chain(['…']).collect()
    }
}
