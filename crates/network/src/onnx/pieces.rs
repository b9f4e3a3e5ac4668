//! A node's file in pieces, for an engine that computes many outputs of one node: what each input contributes, and what is
//! left once the contributions are added up.
//!
//! The sum X = Σ w_jk · A_jk(Y_j) and the first layer before its bias, L, are linear: L(X) = Σ L(w_jk · A_jk(Y_j)). Where it is less
//! to compute, L and A_jk are written down as the one map that they are together.

use super::builder::{Builder, Value, int, ints};
use super::composed::{compose, is_composed};
use super::{OUTPUT, adapt, input_name, lay};
use crate::parameters::{NodeParameters, ParameterMismatch, Tensor};
use crate::plan::{Layer, Plan, PlannedNode};

/// Name of the input of a tail.
const SUM: &str = "sum";

/// The ONNX file of what one input contributes: w_jk · A_jk(Y_j), and `with_first`, through the weights of the node's first
/// layer, which must be dense or a convolution. Its input and its output are one tensor each.
///
/// # Errors
/// Parameters that do not fit the node, an input that the node does not have, and a first layer that is not linear.
pub fn contribution_model(
    node: &PlannedNode,
    plan: &Plan,
    parameters: &NodeParameters,
    input: usize,
    with_first: bool,
) -> Result<Vec<u8>, ParameterMismatch> {
    check(node, parameters)?;
    let missing = |what: &str| mismatch(node, what.to_owned());
    let planned = node.inputs.get(input);
    let planned = planned.ok_or_else(|| missing("there is no such input"))?;
    let mut graph = Builder::new(node.id.as_str());
    let name = input_name(plan.nodes[planned.from].id.as_str());
    let received = graph.input(name, &planned.shape);
    let adapter = parameters.adapters.get(input).and_then(Option::as_ref);
    let first_weights = parameters.layers.first().and_then(Option::as_ref);
    if with_first && is_composed(node, input) {
        let value = adapter.zip(first_weights).and_then(|(adapter, held)| {
            compose(&mut graph, received, (node, planned), adapter, &held.weight)
        });
        let value = value.ok_or_else(|| missing("adapter and first layer have no weights"))?;
        return Ok(graph.finish(value, OUTPUT));
    }
    let mut value = adapt(
        &mut graph,
        received,
        planned,
        adapter,
        &node.input_shape,
        input,
    );
    if with_first {
        let first = node.layers.first().zip(node.layer_shapes.first());
        value = first
            .zip(first_weights)
            .and_then(|((layer, shape), held)| {
                linear(&mut graph, value, layer, shape, &held.weight)
            })
            .ok_or_else(|| missing("the first layer has no weights"))?;
    }
    Ok(graph.finish(value, OUTPUT))
}

/// The ONNX file of a node's layers from `first` on.
///
/// # Errors
/// Parameters that do not fit the node, or no layer there.
pub fn tail_model(
    node: &PlannedNode,
    parameters: &NodeParameters,
    first: usize,
) -> Result<Vec<u8>, ParameterMismatch> {
    check(node, parameters)?;
    if first >= node.layers.len() {
        return Err(mismatch(node, format!("there is no layer {first}")));
    }
    let mut graph = Builder::new(node.id.as_str());
    let before = match first {
        0 => &node.input_shape,
        _ => &node.layer_shapes[first - 1],
    };
    let mut value = graph.input(SUM.to_owned(), before);
    for at in first..node.layers.len() {
        let held = parameters.layers[at].as_ref();
        let (layer, shape) = (&node.layers[at], &node.layer_shapes[at]);
        value = lay(&mut graph, value, layer, shape, held, &format!("layer{at}"));
    }
    Ok(graph.finish(value, OUTPUT))
}

/// A layer's weights alone; `None` for a layer without any.
pub(super) fn linear(
    graph: &mut Builder,
    value: Value,
    layer: &Layer,
    shape: &[usize],
    weight: &Tensor,
) -> Option<Value> {
    let values = weight.values.iter().copied();
    match *layer {
        Layer::Dense { .. } => {
            let matrix = graph.floats("layer0_weight", &weight.shape, values);
            let flat = graph.flatten(value, "layer0_flat".to_owned());
            Some(graph.operator(
                "Gemm",
                "layer0".to_owned(),
                vec![flat.name, matrix],
                vec![int("transB", 1)],
                shape.to_vec(),
            ))
        }
        Layer::Conv1d { kernel, stride, .. } | Layer::Conv2d { kernel, stride, .. } => {
            let kernels = graph.floats("layer0_weight", &weight.shape, values);
            let spatial = shape.len() - 1;
            Some(graph.operator(
                "Conv",
                "layer0".to_owned(),
                vec![value.name, kernels],
                vec![
                    ints("kernel_shape", kernel, spatial),
                    ints("strides", stride, spatial),
                    ints("pads", (kernel - 1) / 2, 2 * spatial),
                ],
                shape.to_vec(),
            ))
        }
        Layer::MaxPool { .. } | Layer::GlobalAverage => None,
    }
}

fn check(node: &PlannedNode, parameters: &NodeParameters) -> Result<(), ParameterMismatch> {
    parameters.check(node).map_err(|what| mismatch(node, what))
}

fn mismatch(node: &PlannedNode, what: String) -> ParameterMismatch {
    ParameterMismatch {
        node: node.id.to_string(),
        what,
    }
}
