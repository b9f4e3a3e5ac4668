//! A node whose inputs do not all count even when nothing is down.

use deepfog_network::onnx::node_model;
use deepfog_network::{NodeParameters, Plan, PlannedNode};
use tract_onnx::prelude::{TValue, TractResult};

use crate::partition::Partition;

/// The node with only the inputs that count when nothing is down: zeros need not pass the adapters of the others.
#[derive(Debug)]
pub(crate) struct Usual {
    counts: Vec<bool>,
    partition: Partition,
}

impl Usual {
    /// Readies the node for one sample at a time. `None` where every input counts, or none does.
    pub(crate) fn ready(
        plan: &Plan,
        node: &PlannedNode,
        parameters: &NodeParameters,
        counts: &[bool],
    ) -> TractResult<Option<Self>> {
        if !(counts.contains(&true) && counts.contains(&false)) {
            return Ok(None);
        }
        let partition = Partition::load(&reduced(plan, node, parameters, counts)?)?;
        partition.ready_single()?;
        Ok(Some(Self {
            counts: counts.to_vec(),
            partition,
        }))
    }

    /// Runs one sample; `None` where other inputs count.
    pub(crate) fn run(&self, inputs: &[Option<TValue>]) -> Option<TractResult<TValue>> {
        let counts = inputs.iter().map(Option::is_some);
        let is_usual = self.counts.iter().copied().eq(counts);
        is_usual.then(|| {
            self.partition
                .run(inputs.iter().flatten().cloned().collect())
        })
    }
}

/// The ONNX file of the node as if only these inputs were drawn.
fn reduced(
    plan: &Plan,
    node: &PlannedNode,
    parameters: &NodeParameters,
    counts: &[bool],
) -> TractResult<Vec<u8>> {
    let (mut node, mut parameters) = (node.clone(), parameters.clone());
    let mut of_input = counts.iter();
    node.inputs.retain(|_| of_input.next() == Some(&true));
    let mut of_adapter = counts.iter();
    parameters
        .adapters
        .retain(|_| of_adapter.next() == Some(&true));
    Ok(node_model(&node, plan, &parameters)?)
}
