//! One sample's way through a network, node by node and as often as wanted: to time each node by itself.

use deepfog_topology::Tier;
use tract_onnx::prelude::TValue;

use crate::error::RunError;
use crate::network::Network;

/// What each node receives for one sample when nothing has failed.
#[derive(Debug)]
pub struct Rehearsal<'a> {
    network: &'a Network,
    normalised: Vec<f32>,
    inputs: Vec<Vec<Option<TValue>>>,
}

impl<'a> Rehearsal<'a> {
    /// Runs the sample once (raw, channels first) and remembers what each node receives.
    ///
    /// # Errors
    /// As [`Network::run`].
    pub fn new(network: &'a Network, sample: &[f32]) -> Result<Self, RunError> {
        if sample.len() != network.sample_width() {
            return Err(RunError::Length {
                expected: network.sample_width(),
                found: sample.len(),
            });
        }
        let delivery = network.delivery(deepfog_resilience::Pattern::NONE_DOWN);
        let nodes = &network.plan().nodes;
        let mut rehearsal = Self {
            network,
            normalised: network.normalise(sample)?,
            inputs: Vec::with_capacity(nodes.len()),
        };
        let mut outputs: Vec<Option<TValue>> = Vec::with_capacity(nodes.len());
        for (at, node) in nodes.iter().enumerate() {
            let counts = node.inputs.iter().zip(&delivery.counts[at]);
            let inputs = counts.map(|(input, counts)| counts.then(|| outputs[input.from].clone()));
            rehearsal.inputs.push(inputs.map(Option::flatten).collect());
            let output = delivery.delivers[at].then(|| rehearsal.output(at));
            outputs.push(output.transpose()?);
        }
        Ok(rehearsal)
    }

    /// Computes what a node of the plan gives, once more.
    ///
    /// # Errors
    /// [`RunError::Engine`].
    pub fn run(&self, node: usize) -> Result<(), RunError> {
        self.output(node).map(drop)
    }

    fn output(&self, at: usize) -> Result<TValue, RunError> {
        if self.network.plan().nodes[at].tier == Tier::Source {
            self.network.source(at, &self.normalised, 1)
        } else {
            self.network.node(at, &self.inputs[at], 1)
        }
    }
}
