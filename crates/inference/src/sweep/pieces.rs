//! A node in pieces: what its inputs contribute, and its layers after their sum.

use std::sync::OnceLock;

use deepfog_network::onnx::{contribution_model, tail_model};
use deepfog_network::{Layer, NodeParameters, Plan, PlannedNode};
use tract_onnx::prelude::{TValue, TVec, Tensor, TractError, TractResult};

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
    ) -> TractResult<TValue> {
        let sum = match contributions {
            [] => return Err(TractError::msg("no input counts")),
            [only] if self.way == Way::Adapters => (*only).clone(),
            [first, others @ ..] => {
                let mut sum = Tensor::clone(first);
                let mut view = sum.try_as_plain_ram_mut()?;
                let others = others.iter().map(|other| partition::values(other));
                let others = others.collect::<TractResult<Vec<&[f32]>>>()?;
                let is_activated = self.way == Way::FirstLayer;
                let activation = is_activated.then(|| Activation::of(owner)).flatten();
                add(view.as_slice_mut::<f32>()?, &others, activation);
                sum.into()
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
}

/// Bias and ReLU of a node's first layer.
struct Activation<'a> {
    bias: &'a [f32],
    /// Values of each channel that lie one after the other.
    positions: usize,
    least: f32,
}

impl<'a> Activation<'a> {
    fn of(owner: Owner<'a>) -> Option<Self> {
        let held = owner.parameters.layers.first()?.as_ref()?;
        let is_linear = matches!(owner.node.layers[0], Layer::Dense { relu: false, .. });
        Some(Self {
            bias: &held.bias.values,
            positions: owner.node.layer_shapes[0].iter().skip(1).product(),
            least: if is_linear { f32::NEG_INFINITY } else { 0.0 },
        })
    }

    /// For one sample.
    fn apply(&self, sample: &mut [f32]) {
        // A comparison and not `max`, which WebAssembly has no instruction for: it treats what is not a number otherwise.
        let rectified = |value: f32| {
            if value > self.least {
                value
            } else {
                self.least
            }
        };
        if self.positions == 1 {
            for (value, bias) in sample.iter_mut().zip(self.bias) {
                *value = rectified(*value + bias);
            }
            return;
        }
        for (channel, bias) in sample.chunks_exact_mut(self.positions).zip(self.bias) {
            for value in channel {
                *value = rectified(*value + bias);
            }
        }
    }
}

/// Adds tensors of one shape up, sample by sample: what was just added is still at hand for bias and ReLU.
fn add(sum: &mut [f32], others: &[&[f32]], activation: Option<Activation<'_>>) {
    let width = activation.as_ref().map_or(sum.len(), |activation| {
        activation.bias.len() * activation.positions
    });
    for (at, sample) in sum.chunks_exact_mut(width.max(1)).enumerate() {
        for other in others {
            for (sum, value) in sample.iter_mut().zip(&other[at * width..]) {
                *sum += value;
            }
        }
        if let Some(activation) = &activation {
            activation.apply(sample);
        }
    }
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
