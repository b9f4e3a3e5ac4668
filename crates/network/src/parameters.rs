//! The learned numbers of a distributed DNN, apart from any framework.

use crate::plan::{Adapter, Layer, Plan, PlannedNode};

/// An array of f32 in row-major order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensor {
    /// Dimensions.
    pub shape: Vec<usize>,
    /// As many values as the product of the dimensions.
    pub values: Vec<f32>,
}

/// Weight and bias of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerParameters {
    /// Dense: `(outputs, inputs)`; convolution: `(outputs, inputs, kernel[, kernel])`.
    pub weight: Tensor,
    /// `(outputs)`.
    pub bias: Tensor,
}

/// The parameters of one node's partition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeParameters {
    /// Per input of the plan, in its order: the adapter's weight, `(outputs, inputs)`; `None` for the identity.
    pub adapters: Vec<Option<Tensor>>,
    /// Per layer of the plan, in its order; `None` for layers without parameters.
    pub layers: Vec<Option<LayerParameters>>,
}

/// The parameters of a whole network, one entry per node of the plan, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// Per node of the plan.
    pub nodes: Vec<NodeParameters>,
}

/// Parameters that do not belong to a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parameters of node {node} do not fit the plan: {what}")]
pub struct ParameterMismatch {
    /// The node's name.
    pub node: String,
    /// What differs.
    pub what: String,
}

/// The weight's shape of an adapter; `None` for the identity.
pub fn adapter_shape(adapter: &Adapter) -> Option<Vec<usize>> {
    match *adapter {
        Adapter::Identity => None,
        Adapter::Convolution {
            inputs, outputs, ..
        }
        | Adapter::Dense { inputs, outputs } => Some(vec![outputs, inputs]),
    }
}

/// The weight's shape of a layer; `None` where it has no parameters. The bias has the first dimension.
pub fn layer_shape(layer: &Layer) -> Option<Vec<usize>> {
    match *layer {
        Layer::Dense {
            inputs, outputs, ..
        } => Some(vec![outputs, inputs]),
        Layer::Conv1d {
            inputs,
            outputs,
            kernel,
            ..
        } => Some(vec![outputs, inputs, kernel]),
        Layer::Conv2d {
            inputs,
            outputs,
            kernel,
            ..
        } => Some(vec![outputs, inputs, kernel, kernel]),
        Layer::MaxPool { .. } | Layer::GlobalAverage => None,
    }
}

impl Parameters {
    /// Checks that every tensor of the plan is there in its shape and every number is finite.
    ///
    /// # Errors
    /// The first node whose parameters differ.
    pub fn check(&self, plan: &Plan) -> Result<(), ParameterMismatch> {
        if self.nodes.len() != plan.nodes.len() {
            return Err(ParameterMismatch {
                node: "(all)".to_owned(),
                what: format!("{} nodes, not {}", self.nodes.len(), plan.nodes.len()),
            });
        }
        for (planned, held) in plan.nodes.iter().zip(&self.nodes) {
            held.check(planned).map_err(|what| ParameterMismatch {
                node: planned.id.to_string(),
                what,
            })?;
        }
        Ok(())
    }
}

impl NodeParameters {
    /// Checks that every tensor of the node is there in its shape and every number is finite.
    ///
    /// # Errors
    /// What differs, in words.
    pub fn check(&self, node: &PlannedNode) -> Result<(), String> {
        if self.adapters.len() != node.inputs.len() || self.layers.len() != node.layers.len() {
            return Err("the number of adapters or layers differs".to_owned());
        }
        for (input, held) in node.inputs.iter().zip(&self.adapters) {
            same("adapter", adapter_shape(&input.adapter), held.as_ref())?;
        }
        for (layer, held) in node.layers.iter().zip(&self.layers) {
            let shape = layer_shape(layer);
            same(
                "bias",
                shape.as_ref().map(|dims| dims[..1].to_vec()),
                held.as_ref().map(|layer| &layer.bias),
            )?;
            same("weight", shape, held.as_ref().map(|layer| &layer.weight))?;
        }
        Ok(())
    }
}

fn same(what: &str, planned: Option<Vec<usize>>, held: Option<&Tensor>) -> Result<(), String> {
    match (planned, held) {
        (None, None) => Ok(()),
        (Some(shape), Some(tensor)) if tensor.shape == shape => {
            let expected = shape.iter().product::<usize>();
            if tensor.values.len() != expected {
                Err(format!(
                    "a {what} holds {} numbers, not {expected}",
                    tensor.values.len()
                ))
            } else if tensor.values.iter().any(|value| !value.is_finite()) {
                Err(format!("a {what} holds a number that is not finite"))
            } else {
                Ok(())
            }
        }
        (planned, held) => Err(format!(
            "a {what} of shape {:?} where {planned:?} is planned",
            held.map(|tensor| &tensor.shape)
        )),
    }
}
