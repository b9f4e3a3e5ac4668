//! What differs between two drawings that a trained network depends on.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, LinkKind};
use crate::identity::identity;
use crate::model::{Link, Node, Topology, WeightRule};
use crate::rules::Place;

/// One difference that keeps a network trained for one drawing from fitting the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about, in the new drawing or, for what is gone, in the old one.
    pub place: Place,
    /// What is different, as a sentence.
    pub sentence: String,
}

impl Change {
    fn new(place: Place, sentence: impl Into<String>) -> Self {
        Self {
            place,
            sentence: sentence.into(),
        }
    }
}

/// Every difference between two drawings that a trained network depends on: none exactly where [`identity()`] gives both
/// the same. Nodes come first, in the new drawing's order, then hyperconnections.
pub fn changes(old: &Topology, new: &Topology) -> Vec<Change> {
    let mut found = Vec::new();
    if old.task != new.task {
        let sentence = format!("The task is {} in place of {}.", new.task, old.task);
        found.push(Change::new(Place::Document, sentence));
    }
    nodes(old, new, &mut found);
    links(old, new, &mut found);
    if weights(old) != weights(new) {
        let sentence = "The hyperconnection weights are others.";
        found.push(Change::new(Place::Document, sentence));
    }
    if found.is_empty() && (identity(old) != identity(new) || identity(new).is_none()) {
        let sentence = "The nodes stand in another order, which failure patterns count by.";
        found.push(Change::new(Place::Document, sentence));
    }
    found
}

fn nodes(old: &Topology, new: &Topology, found: &mut Vec<Change>) {
    for node in &new.nodes {
        let place = || Place::Node(node.id.clone());
        match old.node(&node.id) {
            None => found.push(Change::new(place(), format!("{} is new.", node.id))),
            Some(before) => {
                let what = node_changes(before, node);
                found.extend(what.into_iter().map(|what| Change::new(place(), what)));
            }
        }
    }
    let gone = old.nodes.iter().filter(|node| new.node(&node.id).is_none());
    found.extend(gone.map(|node| {
        Change::new(
            Place::Node(node.id.clone()),
            format!("{} is gone.", node.id),
        )
    }));
}

fn node_changes(old: &Node, new: &Node) -> Vec<String> {
    let mut what = Vec::new();
    if old.tier != new.tier {
        let (before, after) = (old.tier.name(), new.tier.name());
        what.push(format!(
            "{} stands in the tier {after} in place of {before}.",
            new.id
        ));
    }
    if old.sense != new.sense {
        what.push(format!("{} senses something else.", new.id));
    }
    if old.units != new.units {
        what.push(format!("{} has other units.", new.id));
    }
    what
}

/// The hyperconnections with their kinds; the kinds are left out of a drawing that is no graph.
fn kinds(topology: &Topology) -> BTreeMap<Link, Option<LinkKind>> {
    match Graph::new(topology) {
        Ok(graph) => graph
            .edges()
            .iter()
            .map(|edge| {
                let link = Link {
                    from: graph.ids()[edge.from].clone(),
                    to: graph.ids()[edge.to].clone(),
                };
                (link, Some(edge.kind))
            })
            .collect(),
        Err(_) => topology
            .links
            .iter()
            .map(|link| (link.clone(), None))
            .collect(),
    }
}

fn links(old: &Topology, new: &Topology, found: &mut Vec<Change>) {
    let (before, after) = (kinds(old), kinds(new));
    let all: BTreeSet<&Link> = before.keys().chain(after.keys()).collect();
    for link in all {
        // What hangs on a node that is new or gone needs no sentence of its own.
        let of_both = [&link.from, &link.to]
            .into_iter()
            .all(|end| old.node(end).is_some() && new.node(end).is_some());
        let name = |kind: &Option<LinkKind>| match kind {
            Some(LinkKind::Skip) => "skip hyperconnection",
            _ => "hyperconnection",
        };
        let sentence = match (before.get(link), after.get(link)) {
            (None, Some(kind)) if of_both => {
                format!("The {} {} → {} is new.", name(kind), link.from, link.to)
            }
            (Some(kind), None) if of_both => {
                format!("The {} {} → {} is gone.", name(kind), link.from, link.to)
            }
            (Some(Some(was)), Some(Some(is))) if was != is => match is {
                LinkKind::Skip => format!("{} → {} is a skip now.", link.from, link.to),
                LinkKind::Normal => format!("{} → {} is no skip any more.", link.from, link.to),
            },
            _ => continue,
        };
        found.push(Change::new(Place::Link(link.clone()), sentence));
    }
}

/// The rule of the weights, and what it reads of the document.
fn weights(topology: &Topology) -> (&WeightRule, Option<crate::model::ReliabilitySetting>) {
    let setting = match &topology.weights {
        WeightRule::Reliability { setting } | WeightRule::Normalised { setting } => {
            topology.setting(setting)
        }
        WeightRule::One | WeightRule::Uniform { .. } | WeightRule::Given { .. } => None,
    };
    (&topology.weights, setting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LinkWeight, NodeId, Tier, Unit};
    use crate::presets;

    fn sentences(change: impl FnOnce(&mut Topology)) -> Vec<String> {
        let old = presets::find("sensor-chain").unwrap().topology;
        let mut new = old.clone();
        change(&mut new);
        let found = changes(&old, &new);
        // The two ask the same question.
        assert_eq!(found.is_empty(), identity(&old) == identity(&new));
        found.into_iter().map(|change| change.sentence).collect()
    }

    fn node<'a>(topology: &'a mut Topology, id: &str) -> &'a mut Node {
        let mut nodes = topology.nodes.iter_mut();
        nodes.find(|node| node.id.as_str() == id).unwrap()
    }

    fn unlink(topology: &mut Topology, from: &str, to: &str) {
        topology
            .links
            .retain(|link| (link.from.as_str(), link.to.as_str()) != (from, to));
    }

    type Case = (fn(&mut Topology), &'static [&'static str]);

    #[test]
    fn every_difference_has_its_sentence() {
        let cases: [Case; 13] = [
            (|_| {}, &[]),
            (|t| t.title = "Mine".to_owned(), &[]),
            (|t| t.nodes[1].position = Some([1.0, 2.0]), &[]),
            (|t| t.settings.clear(), &[]),
            (|t| t.links.reverse(), &[]),
            (|t| node(t, "e").units.clear(), &["e has other units."]),
            (
                |t| node(t, "f1").tier = Tier::Edge,
                &["f1 stands in the tier edge in place of fog."],
            ),
            (
                |t| node(t, "watch").sense = None,
                &["watch senses something else."],
            ),
            (
                |t| unlink(t, "e", "f1"),
                &["The skip hyperconnection e → f1 is gone."],
            ),
            (
                |t| unlink(t, "f2", "f1"),
                &[
                    "e → f1 is no skip any more.",
                    "f2 → cloud is no skip any more.",
                    "The hyperconnection f2 → f1 is gone.",
                ],
            ),
            (
                |t| {
                    let mut f3 = node(t, "f2").clone();
                    f3.id = "f3".into();
                    f3.units = vec![Unit::Dense { width: 8 }];
                    t.nodes.insert(3, f3);
                    t.links.push(Link {
                        from: "e".into(),
                        to: "f3".into(),
                    });
                },
                &["f3 is new."],
            ),
            (
                |t| t.weights = WeightRule::Uniform { high: 1.0 },
                &["The hyperconnection weights are others."],
            ),
            (
                |t| t.nodes.swap(2, 3),
                // f1 still comes after f2, which it hears.
                &[],
            ),
        ];
        for (change, expected) in cases {
            assert_eq!(sentences(change), expected);
        }
    }

    #[test]
    fn a_node_that_is_gone_takes_its_hyperconnections_along() {
        let old = presets::find("two-sensors").unwrap().topology;
        let mut new = old.clone();
        let gone: NodeId = "e2".into();
        new.nodes.retain(|node| node.id != gone);
        new.links
            .retain(|link| link.from != gone && link.to != gone);
        let found = changes(&old, &new);
        assert_eq!(
            found,
            [Change::new(Place::Node(gone), "e2 is gone.".to_owned())]
        );
    }

    #[test]
    fn order_and_weights_count_where_a_network_depends_on_them() {
        let old = presets::find("two-sensors").unwrap().topology;
        let mut swapped = old.clone();
        let at = |id: &str| old.nodes.iter().position(|node| node.id.as_str() == id);
        swapped.nodes.swap(at("e1").unwrap(), at("e2").unwrap());
        assert_eq!(changes(&old, &swapped).len(), 1);
        let mut by_reliability = old.clone();
        by_reliability.weights = WeightRule::Normalised {
            setting: "Poor".to_owned(),
        };
        let mut other = by_reliability.clone();
        for setting in &mut other.settings {
            setting.reliability.insert("e1".into(), 0.5);
        }
        assert_eq!(changes(&by_reliability, &other).len(), 1);
        let mut given = old.clone();
        given.weights = WeightRule::Given {
            weights: vec![LinkWeight {
                from: "e1".into(),
                to: "f".into(),
                weight: 2.0,
            }],
        };
        assert_eq!(changes(&old, &given).len(), 1);
        let mut task = old.clone();
        task.task = "fashion-mnist".into();
        assert_eq!(
            changes(&old, &task)[0].sentence,
            "The task is fashion-mnist in place of smartwatch."
        );
    }
}
