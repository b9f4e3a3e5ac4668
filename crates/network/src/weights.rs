//! The hyperconnection weights w_jk.

use std::collections::HashMap;

use deepfog_topology::{Graph, NodeId, Scheme, Tier, Topology, WeightRule};
use rand::Rng;

use crate::random::{Purpose, stream};

/// The weight of every hyperconnection of the drawn graph, in (from, to) order of names.
pub(crate) fn weights(topology: &Topology, graph: &Graph, scheme: Scheme, seed: u64) -> Vec<f32> {
    match &topology.weights {
        WeightRule::One => vec![1.0; graph.edges().len()],
        WeightRule::Reliability { setting } => {
            let of = reliabilities(topology, graph, setting);
            graph
                .edges()
                .iter()
                .map(|edge| of[edge.from] as f32)
                .collect()
        }
        WeightRule::Normalised { setting } => {
            let of = reliabilities(topology, graph, setting);
            let mut sums = vec![0.0; graph.len()];
            for edge in graph.edges_of(scheme) {
                sums[edge.to] += of[edge.from];
            }
            graph
                .edges()
                .iter()
                .map(|edge| {
                    // All senders unreliable beyond use: nothing to normalise by.
                    if sums[edge.to] > 0.0 {
                        (of[edge.from] / sums[edge.to]) as f32
                    } else {
                        0.0
                    }
                })
                .collect()
        }
        WeightRule::Uniform { high } => {
            let mut generator = stream(seed, Purpose::Weights);
            graph
                .edges()
                .iter()
                .map(|_| (generator.random::<f64>() * high) as f32)
                .collect()
        }
        WeightRule::Given { weights } => {
            let given: HashMap<(&NodeId, &NodeId), f64> = weights
                .iter()
                .map(|given| ((&given.from, &given.to), given.weight))
                .collect();
            let ids = graph.ids();
            graph
                .edges()
                .iter()
                .map(|edge| {
                    let given = given.get(&(&ids[edge.from], &ids[edge.to]));
                    given.copied().unwrap_or(1.0) as f32
                })
                .collect()
        }
    }
}

/// The reliability of every node as a sender: sources never fail.
fn reliabilities(topology: &Topology, graph: &Graph, setting: &str) -> Vec<f64> {
    let setting = topology.setting(setting);
    (0..graph.len())
        .map(|node| match (&setting, graph.tier(node)) {
            (_, Tier::Source) | (None, _) => 1.0,
            (Some(setting), _) => setting.of(&graph.ids()[node]),
        })
        .collect()
}
