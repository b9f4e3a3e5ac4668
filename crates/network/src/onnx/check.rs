//! Holding an ONNX file from outside against the plan, before an engine sees it.

use prost::Message;

use super::node_model;
use super::proto::{FLOAT, ModelProto};
use crate::parameters::{LayerParameters, NodeParameters, Tensor, adapter_shape, layer_shape};
use crate::plan::{Plan, PlannedNode};

/// An ONNX file that is not the one that this project writes for a node.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnnxError {
    /// Not a protobuf of this kind.
    #[error("it is not an ONNX file: {0}")]
    Malformed(String),
    /// Another computation than the plan's.
    #[error("its graph is not the one that the topology makes: {0}")]
    Differs(String),
    /// A weight that is no number.
    #[error("its constant {0} holds a number that is not finite")]
    NotFinite(String),
}

/// What a file holds beside its parameters takes fewer bytes than this.
const MAX_FRAME: usize = 1 << 20;

/// Checks that a file holds exactly the graph of [`node_model`] for this node, with any finite weights.
///
/// An engine that reads it afterwards meets no operator, shape or setting that this project did not write.
///
/// # Errors
/// [`OnnxError`]: the first difference.
pub fn check_model(bytes: &[u8], node: &PlannedNode, plan: &Plan) -> Result<(), OnnxError> {
    // Before any memory is taken: the plan says how long such a file is, but for the names in it.
    let values = 4 * node.parameter_count();
    if !(values..=values + MAX_FRAME).contains(&bytes.len()) {
        return Err(OnnxError::Differs(format!(
            "{} bytes, where its parameters alone take {values}",
            bytes.len()
        )));
    }
    let mut model =
        ModelProto::decode(bytes).map_err(|error| OnnxError::Malformed(error.to_string()))?;
    let differs = |what: &str| OnnxError::Differs(what.to_owned());
    // What this code does not know, an engine might.
    if model.encode_to_vec() != bytes {
        return Err(differs("it has further fields"));
    }
    let expected = node_model(node, plan, &zeros(node))
        .map_err(|error| OnnxError::Differs(error.to_string()))?;
    let mut expected = ModelProto::decode(expected.as_slice())
        .map_err(|error| OnnxError::Malformed(error.to_string()))?;
    // Written by an earlier or later version: as good.
    model
        .producer_version
        .clone_from(&expected.producer_version);
    let (Some(graph), Some(planned)) = (&mut model.graph, &mut expected.graph) else {
        return Err(differs("it has no graph"));
    };
    if graph.initializer.len() != planned.initializer.len() {
        return Err(differs("the number of constants"));
    }
    for (held, planned) in graph.initializer.iter_mut().zip(&mut planned.initializer) {
        // A hyperconnection's weight is the manifest's, not learned: it is compared.
        let learned = !is_link_weight(&planned.name);
        if learned && held.data_type == FLOAT && held.raw_data.len() == planned.raw_data.len() {
            let finite = held
                .raw_data
                .as_chunks::<4>()
                .0
                .iter()
                .all(|&value| f32::from_le_bytes(value).is_finite());
            if !finite {
                return Err(OnnxError::NotFinite(held.name.clone()));
            }
            held.raw_data.clear();
            planned.raw_data.clear();
        }
        if held != planned {
            return Err(OnnxError::Differs(format!("the constant {}", planned.name)));
        }
    }
    if graph != planned {
        return Err(differs("its inputs, operators or outputs"));
    }
    if model != expected {
        return Err(differs("its versions"));
    }
    Ok(())
}

/// Whether a constant is the weight of a hyperconnection, as `node_model` names it.
fn is_link_weight(name: &str) -> bool {
    name.strip_prefix("weight")
        .is_some_and(|at| !at.is_empty() && at.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Parameters of the right shapes.
fn zeros(node: &PlannedNode) -> NodeParameters {
    let zero = |shape: Vec<usize>| Tensor {
        values: vec![0.0; shape.iter().product()],
        shape,
    };
    NodeParameters {
        adapters: node
            .inputs
            .iter()
            .map(|input| adapter_shape(&input.adapter).map(zero))
            .collect(),
        layers: node
            .layers
            .iter()
            .map(|layer| {
                layer_shape(layer).map(|shape| LayerParameters {
                    bias: zero(shape[..1].to_vec()),
                    weight: zero(shape),
                })
            })
            .collect(),
    }
}
