//! Every repair that is offered is taken, and mends what it is offered for.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod random;

use deepfog_topology::edit::apply;
use deepfog_topology::rules::{check, structure};
use deepfog_topology::{Link, NodeId, Sense, Severity, Tier, Topology, Unit, WeightRule};
use proptest::prelude::*;

/// One way in which a document can be damaged and stay sound, or not.
#[derive(Clone, Debug)]
enum Damage {
    RemoveNode(usize),
    RemoveLink(usize),
    AddLink(usize, usize),
    AddNode(NodeId, Tier),
    Tier(usize, Tier),
    Sense(usize, Option<Sense>),
    Units(usize, Vec<Unit>),
    Reliability(NodeId),
    Weights(WeightRule),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0..16_usize;
    prop_oneof![
        3 => at.clone().prop_map(Damage::RemoveNode),
        4 => (0..64_usize).prop_map(Damage::RemoveLink),
        4 => (at.clone(), at.clone()).prop_map(|(from, to)| Damage::AddLink(from, to)),
        3 => (random::name(), random::tier()).prop_map(|(id, tier)| Damage::AddNode(id, tier)),
        3 => (at.clone(), random::tier()).prop_map(|(at, tier)| Damage::Tier(at, tier)),
        3 => (at.clone(), proptest::option::of(random::sense()))
            .prop_map(|(at, sense)| Damage::Sense(at, sense)),
        1 => (at, proptest::collection::vec(random::unit(), 0..2))
            .prop_map(|(at, units)| Damage::Units(at, units)),
        1 => random::name().prop_map(Damage::Reliability),
        1 => random::rule().prop_map(Damage::Weights),
    ]
}

/// Damages a document, unless that would make it unsound.
fn suffer(topology: &Topology, damage: Damage) -> Topology {
    let mut damaged = topology.clone();
    let nodes = damaged.nodes.len().max(1);
    let name = |at: usize| {
        topology
            .nodes
            .get(at % nodes)
            .map_or_else(|| NodeId::from("nobody"), |node| node.id.clone())
    };
    match damage {
        Damage::RemoveNode(at) => {
            let gone = name(at);
            damaged.nodes.retain(|node| node.id != gone);
            damaged
                .links
                .retain(|link| link.from != gone && link.to != gone);
        }
        Damage::RemoveLink(at) => {
            if !damaged.links.is_empty() {
                damaged.links.remove(at % topology.links.len());
            }
        }
        Damage::AddLink(from, to) => damaged.links.push(Link {
            from: name(from),
            to: name(to),
        }),
        Damage::AddNode(id, tier) => damaged.nodes.push(deepfog_topology::Node {
            id,
            tier,
            sense: None,
            units: Vec::new(),
            position: None,
        }),
        Damage::Tier(at, tier) => {
            if let Some(node) = damaged.nodes.get_mut(at % nodes) {
                node.tier = tier;
            }
        }
        Damage::Sense(at, sense) => {
            if let Some(node) = damaged.nodes.get_mut(at % nodes) {
                node.sense = sense;
            }
        }
        Damage::Units(at, units) => {
            if let Some(node) = damaged.nodes.get_mut(at % nodes) {
                node.units = units;
            }
        }
        Damage::Reliability(id) => {
            if let Some(setting) = damaged.settings.first_mut() {
                setting.reliability.insert(id, 0.5);
            }
        }
        Damage::Weights(rule) => damaged.weights = rule,
    }
    if structure(&damaged).is_empty() {
        damaged
    } else {
        topology.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn each_repair_is_taken_and_mends_its_problem(
        first in random::start(),
        damages in proptest::collection::vec(damage(), 1..12),
    ) {
        let damaged = damages.into_iter().fold(first, |topology, damage| suffer(&topology, damage));
        for found in check(&damaged) {
            let Some(repair) = &found.repair else { continue };
            let applied = apply(&damaged, &repair.edit)
                .unwrap_or_else(|refusal| panic!("{found:?}: {refusal}"));
            for other in check(&applied.topology) {
                prop_assert!(
                    (&other.place, &other.message) != (&found.place, &found.message),
                    "{found:?} is still there"
                );
            }
        }
    }

    /// One repair after the other comes to an end, and leaves nothing that cannot be run.
    #[test]
    fn all_repairs_together_mend_the_document(
        first in random::start(),
        damages in proptest::collection::vec(damage(), 1..12),
    ) {
        let mut topology = damages.into_iter().fold(first, |topology, damage| suffer(&topology, damage));
        for _ in 0..100 {
            let Some(repair) = check(&topology).into_iter().find_map(|found| found.repair) else {
                break;
            };
            topology = apply(&topology, &repair.edit).unwrap().topology;
        }
        let left: Vec<_> = check(&topology)
            .into_iter()
            .filter(|found| found.severity == Severity::Error || found.repair.is_some())
            .collect();
        prop_assert_eq!(left, []);
    }
}
