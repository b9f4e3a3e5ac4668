//! A node in pieces: what its inputs contribute, and its layers after their sum.

use std::sync::OnceLock;

use deepfog_network::onnx::{contribution_model, tail_model};
use deepfog_network::{Layer, NodeParameters, Plan, PlannedNode};
use tract_onnx::prelude::{TValue, TVec, TractResult};

use super::ways::Way;
use crate::partition::{self, Partition};

/// How one node of a plan is computed, with the pieces that this takes. They are readied when they are first run.
#[derive(Debug)]
pub(crate) struct Pieces {
    way: Way,
    /// Per input; one that contributes the sender's output itself is never readied.
    contributions: Vec<OnceLock<Partition>>,
    tail: OnceLock<Partition>,
}

/// The node whose pieces are run.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) node: &'a PlannedNode,
    pub(crate) parameters: &'a NodeParameters,
}

impl Pieces {
    pub(crate) fn new(way: Way, node: &PlannedNode) -> Self {
        Self {
            way,
            contributions: node.inputs.iter().map(|_| OnceLock::new()).collect(),
            tail: OnceLock::new(),
        }
    }

    /// How the node is computed.
    pub(crate) fn way(&self) -> Way {
        self.way
    }

    /// What an input contributes, of its sender's output for a batch.
    pub(crate) fn contribute(
        &self,
        owner: Owner<'_>,
        input: usize,
        sent: &TValue,
    ) -> TractResult<TValue> {
        if self.way.is_direct(owner.node, input) {
            return Ok(sent.clone());
        }
        let piece = ready(&self.contributions[input], || {
            let with_first = self.way == Way::FirstLayer;
            contribution_model(owner.node, owner.plan, owner.parameters, input, with_first)
        })?;
        piece.run(TVec::from_iter([sent.clone()]))
    }

    /// The node's output for a batch, of what the inputs that count contribute; there must be one.
    pub(crate) fn output(
        &self,
        owner: Owner<'_>,
        contributions: &[&TValue],
        batch: usize,
    ) -> TractResult<TValue> {
        let shape = self.way.sum_shape(owner.node);
        let sum = match contributions {
            [only] if self.way == Way::Adapters => (*only).clone(),
            _ => {
                let mut sum = added(contributions)?;
                if self.way == Way::FirstLayer {
                    self.activate(owner, &mut sum);
                }
                partition::tensor(batch, shape, &sum)?
            }
        };
        let first = self.way.first_of_tail();
        if owner.node.layers.len() == first {
            return Ok(sum);
        }
        let tail = ready(&self.tail, || {
            tail_model(owner.node, owner.parameters, first)
        })?;
        tail.run(TVec::from_iter([sum]))
    }

    /// Bias and ReLU of the first layer.
    fn activate(&self, owner: Owner<'_>, sum: &mut [f32]) {
        let Some(Some(held)) = owner.parameters.layers.first() else {
            return;
        };
        let bias = &held.bias.values;
        let spatial: usize = owner.node.layer_shapes[0].iter().skip(1).product();
        let is_linear = matches!(owner.node.layers[0], Layer::Dense { relu: false, .. });
        let least = if is_linear { f32::NEG_INFINITY } else { 0.0 };
        for sample in sum.chunks_exact_mut(bias.len() * spatial) {
            for (channel, bias) in sample.chunks_exact_mut(spatial).zip(bias) {
                for value in channel {
                    *value = (*value + bias).max(least);
                }
            }
        }
    }
}

/// The sum of tensors of one shape.
fn added(tensors: &[&TValue]) -> TractResult<Vec<f32>> {
    let mut sum = match tensors.first() {
        Some(first) => partition::values(first)?.to_vec(),
        None => Vec::new(),
    };
    for tensor in tensors.iter().skip(1) {
        for (sum, value) in sum.iter_mut().zip(partition::values(tensor)?) {
            *sum += value;
        }
    }
    Ok(sum)
}

/// A piece, made at its first use.
fn ready<E: std::error::Error + Send + Sync + 'static>(
    piece: &OnceLock<Partition>,
    model: impl FnOnce() -> Result<Vec<u8>, E>,
) -> TractResult<&Partition> {
    if let Some(piece) = piece.get() {
        return Ok(piece);
    }
    let made = Partition::load(&model()?)?;
    Ok(piece.get_or_init(|| made))
}
