//! Learned parameters back out of a node's ONNX file.

use prost::Message;

use super::check::{OnnxError, check_model};
use super::proto::{GraphProto, ModelProto};
use crate::parameters::{LayerParameters, NodeParameters, Tensor, adapter_shape, layer_shape};
use crate::plan::{Plan, PlannedNode};

/// The parameters that [`super::node_model`] wrote into a file, so that another engine can be held to it or
/// training can go on from it.
///
/// The hyperconnection weight w_jk is taken out of the adapters again: for a weight other than 1 they agree with
/// what was written up to rounding.
///
/// # Errors
/// [`OnnxError`]: not the file of this node.
pub fn read_parameters(
    bytes: &[u8],
    node: &PlannedNode,
    plan: &Plan,
) -> Result<NodeParameters, OnnxError> {
    check_model(bytes, node, plan)?;
    let model =
        ModelProto::decode(bytes).map_err(|error| OnnxError::Malformed(error.to_string()))?;
    let graph = model.graph.unwrap_or_default();
    let adapters = node
        .inputs
        .iter()
        .enumerate()
        .map(|(at, input)| {
            adapter_shape(&input.adapter)
                .map(|shape| {
                    let mut tensor = constant(&graph, &format!("adapter{at}_weight"), shape)?;
                    if input.weight != 0.0 {
                        tensor
                            .values
                            .iter_mut()
                            .for_each(|value| *value /= input.weight);
                    }
                    Ok(tensor)
                })
                .transpose()
        })
        .collect::<Result<_, OnnxError>>()?;
    let layers = node
        .layers
        .iter()
        .enumerate()
        .map(|(at, layer)| {
            layer_shape(layer)
                .map(|shape| {
                    Ok(LayerParameters {
                        bias: constant(&graph, &format!("layer{at}_bias"), shape[..1].to_vec())?,
                        weight: constant(&graph, &format!("layer{at}_weight"), shape)?,
                    })
                })
                .transpose()
        })
        .collect::<Result<_, OnnxError>>()?;
    Ok(NodeParameters { adapters, layers })
}

/// The values of a constant, in the parameter's own shape.
fn constant(graph: &GraphProto, name: &str, shape: Vec<usize>) -> Result<Tensor, OnnxError> {
    let held = graph
        .initializer
        .iter()
        .find(|constant| constant.name == name)
        .ok_or_else(|| OnnxError::Differs(format!("the constant {name}")))?;
    let (values, _) = held.raw_data.as_chunks::<4>();
    Ok(Tensor {
        shape,
        values: values
            .iter()
            .map(|&value| f32::from_le_bytes(value))
            .collect(),
    })
}
