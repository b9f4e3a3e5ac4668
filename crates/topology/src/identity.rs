//! What a trained network depends on.

use serde::Serialize;

use crate::fnv::fnv1a;
use crate::graph::Graph;
use crate::model::{NodeId, ReliabilitySetting, Sense, Tier, Topology, Unit, WeightRule};

/// Everything that a trained network depends on, in an order that does not depend on how it was drawn.
#[derive(Serialize)]
struct Identity<'a> {
    task: &'a str,
    weights: &'a WeightRule,
    setting: Option<ReliabilitySetting>,
    nodes: Vec<(&'a NodeId, Tier, &'a Option<Sense>, &'a [Unit])>,
    edges: Vec<(usize, usize)>,
}

/// A text that two documents share exactly if networks trained for one fit the other: the same task, nodes in the same
/// order of bits, units, hyperconnections and weights. Titles and places may differ; reliabilities too, unless the
/// hyperconnection weights are made of them. Sixteen hexadecimal digits (FNV-1a over a canonical form); `None` for a
/// document that is no graph.
pub fn identity(topology: &Topology) -> Option<String> {
    let graph = Graph::new(topology).ok()?;
    let setting = match &topology.weights {
        WeightRule::Reliability { setting } | WeightRule::Normalised { setting } => {
            topology.setting(setting)
        }
        WeightRule::One | WeightRule::Uniform { .. } | WeightRule::Given { .. } => None,
    };
    let identity = Identity {
        task: topology.task.as_str(),
        weights: &topology.weights,
        setting,
        nodes: graph
            .ids()
            .iter()
            .filter_map(|id| topology.node(id))
            .map(|node| (&node.id, node.tier, &node.sense, node.units.as_slice()))
            .collect(),
        edges: graph
            .edges()
            .iter()
            .map(|edge| (edge.from, edge.to))
            .collect(),
    };
    let text = serde_json::to_string(&identity).ok()?;
    Some(format!("{:016x}", fnv1a(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presets;

    #[test]
    fn a_network_stays_itself_while_nothing_trained_depends_on_the_change() {
        let drawn = presets::find("sensor-chain").unwrap().topology;
        let by_reliability = |topology: &mut Topology| {
            topology.weights = WeightRule::Normalised {
                setting: "Poor".to_owned(),
            };
        };
        let less_reliable = |topology: &mut Topology| {
            for setting in &mut topology.settings {
                for value in setting.reliability.values_mut() {
                    *value = 0.5;
                }
            }
        };
        for (change, same) in [
            ((|_| {}) as fn(&mut Topology), true),
            (|t| t.title = "Mine".to_owned(), true),
            (|t| t.nodes[0].position = Some([1.0, 2.0]), true),
            (|t| t.settings.clear(), true),
            (|t| t.links.reverse(), true),
            (|t| t.nodes[1].units.clear(), false),
            (|t| t.links.truncate(2), false),
            (|t| t.weights = WeightRule::Uniform { high: 1.0 }, false),
        ] {
            let mut changed = drawn.clone();
            change(&mut changed);
            assert_eq!(identity(&changed) == identity(&drawn), same);
        }
        let mut weighted = drawn.clone();
        by_reliability(&mut weighted);
        let mut other = weighted.clone();
        less_reliable(&mut other);
        assert_ne!(identity(&weighted), identity(&other));
        let mut unweighted = drawn.clone();
        less_reliable(&mut unweighted);
        assert_eq!(identity(&unweighted), identity(&drawn));
    }

    #[test]
    fn presets_are_told_apart() {
        let mut known: Vec<_> = presets::all()
            .iter()
            .map(|preset| identity(&preset.topology).unwrap())
            .collect();
        known.sort();
        known.dedup();
        assert_eq!(known.len(), presets::all().len());
    }
}
