//! What a scheme's network is made of, as far as its costs go.

use deepfog_network::plan;
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns};
use deepfog_topology::{NodeId, Scheme, Tier};

use super::prices::{Field, Prices};
use crate::subject::Subject;

/// The nodes of a scheme's network in topological order, with their inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Wiring {
    /// The scheme.
    pub scheme: Scheme,
    /// The nodes' names.
    pub ids: Vec<NodeId>,
    /// Their tiers.
    pub tiers: Vec<Tier>,
    /// Per node the senders of its inputs, in the order of their names.
    pub inputs: Vec<Vec<usize>>,
    /// Per node the bytes of its output per sample.
    pub bytes: Vec<u64>,
    /// Per node its multiply-adds per sample.
    pub work: Vec<u64>,
    /// The node that answers.
    pub cloud: usize,
    gates: Gates,
}

/// How long everything takes, in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    /// Per node: its partition.
    pub nodes: Vec<f64>,
    /// Per node, per input: from the sender's end until the data are there.
    pub inputs: Vec<Vec<f64>>,
    /// Whether the partitions' times are measured; else they are multiply-adds by an assumed speed.
    pub is_measured: bool,
}

impl Wiring {
    /// That of a drawing under a scheme; `None` where it cannot run.
    pub fn new(subject: &Subject, scheme: Scheme) -> Option<Self> {
        // A seed matters for random weights only.
        let plan = plan(&subject.topology, scheme, 0).ok()?;
        Some(Self {
            scheme,
            cloud: plan.cloud(),
            ids: plan.nodes.iter().map(|node| node.id.clone()).collect(),
            tiers: plan.nodes.iter().map(|node| node.tier).collect(),
            inputs: plan
                .nodes
                .iter()
                .map(|node| node.inputs.iter().map(|input| input.from).collect())
                .collect(),
            bytes: plan
                .nodes
                .iter()
                .map(|node| node.output_bytes() as u64)
                .collect(),
            work: plan.nodes.iter().map(|node| node.multiply_adds()).collect(),
            gates: Gates::new(&plan.graph, scheme),
        })
    }

    /// What each node does under a failure pattern.
    pub fn delivery(&self, patterns: &Patterns, pattern: Pattern) -> Delivery {
        let up = patterns.up(pattern, self.ids.len());
        self.gates.deliver_without(&up, &patterns.cut(pattern))
    }

    /// How long everything takes. `measured` holds milliseconds of partitions on this machine; what it leaves out computes nothing.
    pub fn times(&self, prices: &Prices, measured: Option<&[(NodeId, f64)]>) -> Times {
        let here = |node: usize| match measured {
            Some(measured) => {
                let found = measured.iter().find(|(id, _)| *id == self.ids[node]);
                found.map_or(0.0, |(_, milliseconds)| milliseconds.max(0.0))
            }
            // A million per second is a thousand per millisecond.
            None => self.work[node] as f64 / (prices.of(Field::Speed) * 1_000.0),
        };
        let way = |from: usize, to: usize| {
            let rate = prices.between(self.tiers[from], self.tiers[to]);
            rate.time(self.bytes[from])
        };
        let nodes = 0..self.ids.len();
        Times {
            nodes: nodes
                .map(|node| prices.of(Field::Slowdown(self.tiers[node])) * here(node))
                .collect(),
            inputs: self
                .inputs
                .iter()
                .enumerate()
                .map(|(to, senders)| senders.iter().map(|from| way(*from, to)).collect())
                .collect(),
            is_measured: measured.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::defaults::Hop;
    use crate::subject::tests::shipped;

    #[test]
    fn a_network_has_its_nodes_and_times() {
        let chain = shipped("sensor-chain");
        let wiring = Wiring::new(&chain, Scheme::ResilinetPlus).unwrap();
        let names: Vec<&str> = wiring.ids.iter().map(NodeId::as_str).collect();
        assert_eq!(names, ["watch", "e", "f2", "f1", "cloud"]);
        assert_eq!(wiring.bytes[..4], [2_400, 512, 512, 512]);
        // e and the watch send to f2, in the order of their names.
        assert_eq!(wiring.inputs[2], [1, 0]);
        let mut prices = Prices::default();
        prices.set(Field::Speed, Some(1.0));
        prices.set(Field::Rate(Hop::EdgeFog), Some(0.512));
        let times = wiring.times(&prices, None);
        // f2: two adapters or none, and its own layer, twice as slow as here.
        assert!((times.nodes[2] - 2.0 * wiring.work[2] as f64 / 1_000.0).abs() < 1e-9);
        assert_eq!(times.nodes[0], 0.0);
        // 512 bytes at .512 Mbit/s are 8 ms, and 4 ms of latency.
        assert!((times.inputs[2][0] - 12.0).abs() < 1e-9);
        assert!(!times.is_measured);
        let measured = [("e".into(), 0.5), ("cloud".into(), 0.25)];
        let times = wiring.times(&prices, Some(&measured));
        assert_eq!(times.nodes, [0.0, 4.0, 0.0, 0.0, 0.25]);
        assert!(times.is_measured);
    }
}
