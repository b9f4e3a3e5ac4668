//! The semantics once more, written down plainly in f64 and without any of the code under test: kinds of
//! hyperconnections and gates come from the drawn links alone.

use std::collections::BTreeSet;

use deepfog_network::{Adapter, Layer, NodeParameters, Parameters, Plan};
use deepfog_topology::{Scheme, Sense, Tier, Topology};

#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
}

/// Every node's output by name order of the plan; `None` where it does not deliver.
pub fn forward(
    topology: &Topology,
    plan: &Plan,
    parameters: &Parameters,
    normalised: &[f64],
    down: &BTreeSet<&str>,
) -> Vec<Option<Value>> {
    let mut outputs: Vec<Option<Value>> = Vec::new();
    for (node, held) in plan.nodes.iter().zip(&parameters.nodes) {
        let id = node.id.as_str();
        let delivers = |name: &str, outputs: &[Option<Value>]| {
            let at = plan.nodes.iter().position(|n| n.id.as_str() == name);
            at.is_some_and(|at| outputs[at].is_some())
        };
        let received = if node.tier == Tier::Source {
            Some(sensed(
                node.sense.as_ref().unwrap(),
                &plan.task.input.shape(),
                normalised,
            ))
        } else {
            let mut sum: Option<Value> = None;
            for (input, weight) in node.inputs.iter().zip(&held.adapters) {
                let sender = plan.nodes[input.from].id.as_str();
                let waits = plan.scheme == Scheme::Resilinet
                    && is_skip(topology, sender, id)
                    && topology.links.iter().any(|link| {
                        link.to.as_str() == id
                            && !is_skip(topology, link.from.as_str(), id)
                            && leads(topology, sender, link.from.as_str())
                            && delivers(link.from.as_str(), &outputs)
                    });
                if !delivers(sender, &outputs) || waits {
                    continue;
                }
                let value = outputs[input.from].clone().unwrap();
                let weight = weight.as_ref().map(|tensor| tensor.values.as_slice());
                let mut term = adapt(&value, &input.adapter, weight, &node.input_shape);
                for x in &mut term.values {
                    *x *= f64::from(input.weight);
                }
                sum = Some(match sum {
                    None => term,
                    Some(mut before) => {
                        for (x, y) in before.values.iter_mut().zip(&term.values) {
                            *x += y;
                        }
                        before
                    }
                });
            }
            sum
        };
        let up = !down.contains(id);
        outputs.push(match received {
            Some(value) if up => Some(through(value, &node.layers, held)),
            _ => None,
        });
    }
    outputs
}

/// Whether a path of at least one hyperconnection leads from one node to another.
fn leads(topology: &Topology, from: &str, to: &str) -> bool {
    topology
        .links
        .iter()
        .filter(|link| link.from.as_str() == from)
        .any(|link| link.to.as_str() == to || leads(topology, link.to.as_str(), to))
}

/// Whether a path other than the hyperconnection itself joins its ends.
fn is_skip(topology: &Topology, from: &str, to: &str) -> bool {
    topology
        .links
        .iter()
        .filter(|link| link.from.as_str() == from && link.to.as_str() != to)
        .any(|link| leads(topology, link.to.as_str(), to))
}

fn sensed(sense: &Sense, shape: &[usize], sample: &[f64]) -> Value {
    match sense {
        Sense::Channels { channels } => Value {
            shape: vec![channels.len(), shape[1]],
            values: (0..channels.len() * shape[1])
                .map(|at| sample[channels[at / shape[1]] * shape[1] + at % shape[1]])
                .collect(),
        },
        Sense::Region { region } => {
            let mut values = Vec::new();
            for c in 0..shape[0] {
                for y in 0..region.height {
                    for x in 0..region.width {
                        let row = c * shape[1] + region.top + y;
                        values.push(sample[row * shape[2] + region.left + x]);
                    }
                }
            }
            Value {
                shape: vec![shape[0], region.height, region.width],
                values,
            }
        }
    }
}

fn adapt(value: &Value, adapter: &Adapter, weight: Option<&[f32]>, target: &[usize]) -> Value {
    match *adapter {
        Adapter::Identity => value.clone(),
        Adapter::Convolution { inputs, stride, .. } => {
            convolve(value, weight.unwrap(), None, inputs, 1, stride, target[0])
        }
        Adapter::Dense { .. } => Value {
            shape: target.to_vec(),
            values: dense(&value.values, weight.unwrap(), None),
        },
    }
}

fn through(mut value: Value, layers: &[Layer], held: &NodeParameters) -> Value {
    for (layer, held) in layers.iter().zip(&held.layers) {
        let weight = held.as_ref().map(|held| held.weight.values.as_slice());
        let bias = held.as_ref().map(|held| held.bias.values.as_slice());
        value = match *layer {
            Layer::Dense { outputs, relu, .. } => {
                let values = dense(&value.values, weight.unwrap(), bias);
                let mut value = Value {
                    shape: vec![outputs],
                    values,
                };
                if relu {
                    rectify(&mut value);
                }
                value
            }
            Layer::Conv1d {
                inputs,
                outputs,
                kernel,
                stride,
            }
            | Layer::Conv2d {
                inputs,
                outputs,
                kernel,
                stride,
            } => {
                let mut value = convolve(
                    &value,
                    weight.unwrap(),
                    bias,
                    inputs,
                    kernel,
                    stride,
                    outputs,
                );
                rectify(&mut value);
                value
            }
            Layer::MaxPool { size } => pool(&value, size),
            Layer::GlobalAverage => {
                let positions: usize = value.shape[1..].iter().product();
                Value {
                    shape: vec![value.shape[0]],
                    values: value
                        .values
                        .chunks(positions)
                        .map(|channel| channel.iter().sum::<f64>() / positions as f64)
                        .collect(),
                }
            }
        };
    }
    value
}

fn rectify(value: &mut Value) {
    for x in &mut value.values {
        *x = x.max(0.0);
    }
}

fn dense(values: &[f64], weight: &[f32], bias: Option<&[f32]>) -> Vec<f64> {
    weight
        .chunks(values.len())
        .enumerate()
        .map(|(row, weights)| {
            let start = bias.map_or(0.0, |bias| f64::from(bias[row]));
            let products = weights.iter().zip(values).map(|(w, x)| f64::from(*w) * x);
            start + products.sum::<f64>()
        })
        .collect()
}

/// Rows and columns of a signal (one row) or an image.
fn plane(shape: &[usize]) -> (usize, usize) {
    match *shape {
        [_, steps] => (1, steps),
        [_, height, width] => (height, width),
        _ => panic!("a signal or an image, not {shape:?}"),
    }
}

fn convolve(
    value: &Value,
    weight: &[f32],
    bias: Option<&[f32]>,
    inputs: usize,
    kernel: usize,
    stride: usize,
    outputs: usize,
) -> Value {
    let (height, width) = plane(&value.shape);
    let image = value.shape.len() == 3;
    let rows = if image { kernel } else { 1 };
    let pad = (kernel as isize - 1) / 2;
    let out = |length: usize| (length - 1) / stride + 1;
    let (out_height, out_width) = (if image { out(height) } else { 1 }, out(width));
    let mut values = Vec::new();
    for o in 0..outputs {
        for y in 0..out_height {
            for x in 0..out_width {
                let mut sum = bias.map_or(0.0, |bias| f64::from(bias[o]));
                for i in 0..inputs {
                    for ky in 0..rows {
                        for kx in 0..kernel {
                            let sy = if image {
                                (y * stride + ky) as isize - pad
                            } else {
                                0
                            };
                            let sx = (x * stride + kx) as isize - pad;
                            if sy < 0 || sx < 0 || sy >= height as isize || sx >= width as isize {
                                continue;
                            }
                            let at = (i * height + sy as usize) * width + sx as usize;
                            let w = ((o * inputs + i) * rows + ky) * kernel + kx;
                            sum += f64::from(weight[w]) * value.values[at];
                        }
                    }
                }
                values.push(sum);
            }
        }
    }
    Value {
        shape: if image {
            vec![outputs, out_height, out_width]
        } else {
            vec![outputs, out_width]
        },
        values,
    }
}

fn pool(value: &Value, size: usize) -> Value {
    let (height, width) = plane(&value.shape);
    let image = value.shape.len() == 3;
    let rows = if image { size } else { 1 };
    let (out_height, out_width) = (height / rows, width / size);
    let mut values = Vec::new();
    for c in 0..value.shape[0] {
        for y in 0..out_height {
            for x in 0..out_width {
                let mut most = f64::NEG_INFINITY;
                for ky in 0..rows {
                    for kx in 0..size {
                        let at = (c * height + y * rows + ky) * width + x * size + kx;
                        most = most.max(value.values[at]);
                    }
                }
                values.push(most);
            }
        }
    }
    let mut shape = vec![value.shape[0]];
    if image {
        shape.push(out_height);
    }
    shape.push(out_width);
    Value { shape, values }
}
