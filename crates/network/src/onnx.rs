//! One ONNX file per node: X = Σ w_jk · A_jk(Y_j), then the node's layers.
//!
//! The graph takes the node's incoming tensors, `from_<sender>` in the order of the manifest (a source with
//! units: one input, `sensed`), and gives `output`. The first dimension of each is the batch, `N`. It knows
//! no masks: whoever runs it gives zeros for an input that does not count.

mod builder;
mod check;
mod composed;
mod pieces;
pub mod proto;
mod read;

pub use check::{OnnxError, check_model};
pub use composed::contribution_products;
pub use pieces::{contribution_model, tail_model};
pub use read::read_parameters;

use builder::{Builder, Value, int, ints};

use crate::parameters::{LayerParameters, NodeParameters, ParameterMismatch, Tensor};
use crate::plan::{Adapter, Layer, Plan, PlannedInput, PlannedNode};

/// Version of the ONNX file format that is written.
pub const IR_VERSION: i64 = 8;
/// Version of the ONNX operators that are used.
pub const OPSET: i64 = 17;
/// Name of the batch dimension.
pub const BATCH: &str = "N";
/// Name of the input of a source that holds units.
pub const SENSED: &str = "sensed";
/// Name of the output.
pub const OUTPUT: &str = "output";

/// Name of the input that carries a sender's output.
pub fn input_name(sender: &str) -> String {
    format!("from_{sender}")
}

/// The ONNX file of one node of a plan.
///
/// # Errors
/// Parameters that do not fit the node.
pub fn node_model(
    node: &PlannedNode,
    plan: &Plan,
    parameters: &NodeParameters,
) -> Result<Vec<u8>, ParameterMismatch> {
    parameters.check(node).map_err(|what| ParameterMismatch {
        node: node.id.to_string(),
        what,
    })?;
    let mut graph = Builder::new(node.id.as_str());
    let mut value = if node.inputs.is_empty() {
        graph.input(SENSED.to_owned(), &node.input_shape)
    } else {
        received(&mut graph, node, plan, &parameters.adapters)
    };
    let shapes = node.layer_shapes.iter();
    for (at, ((layer, shape), held)) in node
        .layers
        .iter()
        .zip(shapes)
        .zip(&parameters.layers)
        .enumerate()
    {
        value = lay(
            &mut graph,
            value,
            layer,
            shape,
            held.as_ref(),
            &format!("layer{at}"),
        );
    }
    Ok(graph.finish(value, OUTPUT))
}

/// The weighted and adapted inputs, added up.
fn received(
    graph: &mut Builder,
    node: &PlannedNode,
    plan: &Plan,
    adapters: &[Option<Tensor>],
) -> Value {
    let senders: Vec<Value> = node
        .inputs
        .iter()
        .map(|input| {
            let name = input_name(plan.nodes[input.from].id.as_str());
            graph.input(name, &input.shape)
        })
        .collect();
    let mut sum: Option<Value> = None;
    for (at, (sender, input)) in senders.into_iter().zip(&node.inputs).enumerate() {
        let weight = adapters.get(at).and_then(Option::as_ref);
        let term = adapt(graph, sender, input, weight, &node.input_shape, at);
        sum = Some(match sum {
            None => term,
            Some(before) => graph.operator(
                "Add",
                format!("sum{at}"),
                vec![before.name, term.name],
                Vec::new(),
                before.shape,
            ),
        });
    }
    // The caller has made sure that there is an input.
    sum.unwrap_or_else(|| Value {
        name: SENSED.to_owned(),
        shape: node.input_shape.clone(),
    })
}

/// w_jk · A_jk(Y_j). The hyperconnection weight is part of a learned adapter's weights.
fn adapt(
    graph: &mut Builder,
    sender: Value,
    input: &PlannedInput,
    weight: Option<&Tensor>,
    target: &[usize],
    at: usize,
) -> Value {
    let scaled = || {
        let values = weight.map(|tensor| tensor.values.as_slice());
        let factor = input.weight;
        values
            .unwrap_or_default()
            .iter()
            .map(move |value| value * factor)
    };
    match input.adapter {
        Adapter::Identity if input.weight == 1.0 => sender,
        Adapter::Identity => {
            let factor = graph.floats(&format!("weight{at}"), &[1], std::iter::once(input.weight));
            graph.operator(
                "Mul",
                format!("weighted{at}"),
                vec![sender.name, factor],
                Vec::new(),
                sender.shape,
            )
        }
        Adapter::Convolution {
            inputs,
            outputs,
            stride,
        } => {
            let spatial = target.len() - 1;
            let mut shape = vec![outputs, inputs];
            shape.extend(std::iter::repeat_n(1, spatial));
            let kernel = graph.floats(&format!("adapter{at}_weight"), &shape, scaled());
            graph.operator(
                "Conv",
                format!("adapter{at}"),
                vec![sender.name, kernel],
                vec![
                    ints("kernel_shape", 1, spatial),
                    ints("strides", stride, spatial),
                ],
                target.to_vec(),
            )
        }
        Adapter::Dense { inputs, outputs } => {
            let flat = graph.flatten(sender, format!("adapter{at}_flat"));
            let matrix = graph.floats(&format!("adapter{at}_weight"), &[outputs, inputs], scaled());
            let mapped = graph.operator(
                "Gemm",
                format!("adapter{at}"),
                vec![flat.name, matrix],
                vec![int("transB", 1)],
                vec![outputs],
            );
            graph.reshape(mapped, format!("adapter{at}_shaped"), target)
        }
    }
}

fn lay(
    graph: &mut Builder,
    value: Value,
    layer: &Layer,
    shape: &[usize],
    held: Option<&LayerParameters>,
    name: &str,
) -> Value {
    let mut constants = || {
        held.map_or_else(Vec::new, |held| {
            [("weight", &held.weight), ("bias", &held.bias)]
                .map(|(what, tensor)| {
                    graph.floats(
                        &format!("{name}_{what}"),
                        &tensor.shape,
                        tensor.values.iter().copied(),
                    )
                })
                .to_vec()
        })
    };
    match *layer {
        Layer::Dense { relu, .. } => {
            let constants = constants();
            let flat = graph.flatten(value, format!("{name}_flat"));
            let inputs = std::iter::once(flat.name).chain(constants).collect();
            let mapped = graph.operator(
                "Gemm",
                name.to_owned(),
                inputs,
                vec![int("transB", 1)],
                shape.to_vec(),
            );
            if relu {
                rectify(graph, mapped, name)
            } else {
                mapped
            }
        }
        Layer::Conv1d { kernel, stride, .. } | Layer::Conv2d { kernel, stride, .. } => {
            let spatial = shape.len() - 1;
            let inputs = std::iter::once(value.name).chain(constants()).collect();
            let convolved = graph.operator(
                "Conv",
                name.to_owned(),
                inputs,
                vec![
                    ints("kernel_shape", kernel, spatial),
                    ints("strides", stride, spatial),
                    ints("pads", (kernel - 1) / 2, 2 * spatial),
                ],
                shape.to_vec(),
            );
            rectify(graph, convolved, name)
        }
        Layer::MaxPool { size } => {
            let spatial = shape.len() - 1;
            graph.operator(
                "MaxPool",
                name.to_owned(),
                vec![value.name],
                vec![
                    ints("kernel_shape", size, spatial),
                    ints("strides", size, spatial),
                ],
                shape.to_vec(),
            )
        }
        Layer::GlobalAverage => {
            let mut kept = value.shape.clone();
            kept.iter_mut().skip(1).for_each(|dim| *dim = 1);
            let mean = graph.operator(
                "GlobalAveragePool",
                name.to_owned(),
                vec![value.name],
                Vec::new(),
                kept,
            );
            graph.flatten(mean, format!("{name}_flat"))
        }
    }
}

fn rectify(graph: &mut Builder, value: Value, name: &str) -> Value {
    graph.operator(
        "Relu",
        format!("{name}_relu"),
        vec![value.name],
        Vec::new(),
        value.shape,
    )
}
