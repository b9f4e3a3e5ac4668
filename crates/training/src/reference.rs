//! The forward pass written down a second time, number by number, as the semantics state it: dead inputs are
//! zeros, every node of the drawn graph is looked at. Tests hold the framework's against it.

use deepfog_network::{Adapter, Layer, Parameters, Plan};
use deepfog_topology::{InputSpace, LinkKind, Sense, Tier};

/// Logits of one whole sample when the nodes of `up` are up; `None` without a live path.
pub(crate) fn logits(
    plan: &Plan,
    parameters: &Parameters,
    sample: &[f32],
    up: &[bool],
) -> Option<Vec<f32>> {
    let mut outputs: Vec<Vec<f32>> = Vec::new();
    let mut delivers: Vec<bool> = Vec::new();
    for (at, node) in plan.nodes.iter().enumerate() {
        let held = &parameters.nodes[at];
        let size = node.input_shape.iter().product();
        let mut value = vec![0.0_f32; size];
        let mut alive = up[at];
        if node.tier == Tier::Source {
            value = sense(node.sense.as_ref().unwrap(), &plan.task.input, sample);
        } else {
            let mut any = false;
            for (input, adapter) in node.inputs.iter().zip(&held.adapters) {
                let waits = plan.scheme.gates_skips()
                    && input.kind == LinkKind::Skip
                    && node.inputs.iter().any(|other| {
                        other.kind == LinkKind::Normal
                            && plan.graph.reaches(input.from, other.from)
                            && delivers[other.from]
                    });
                if !delivers[input.from] || waits {
                    continue;
                }
                any = true;
                let sent = &outputs[input.from];
                let adapted = match input.adapter {
                    Adapter::Identity => sent.clone(),
                    Adapter::Dense { .. } => dense(sent, &adapter.as_ref().unwrap().values, None),
                    Adapter::Convolution { stride, .. } => {
                        let weight = &adapter.as_ref().unwrap().values;
                        convolve(sent, &input.shape, weight, None, 1, stride)
                    }
                };
                for (sum, add) in value.iter_mut().zip(adapted) {
                    *sum += input.weight * add;
                }
            }
            alive &= any;
        }
        delivers.push(alive);
        if !alive {
            outputs.push(vec![0.0; node.output_shape.iter().product()]);
            continue;
        }
        let mut shape = node.input_shape.clone();
        for (place, layer) in node.layers.iter().enumerate() {
            let learned = held.layers[place].as_ref();
            let numbers = || {
                let learned = learned.unwrap();
                (&learned.weight.values, Some(&learned.bias.values))
            };
            value = match *layer {
                Layer::Dense { relu, .. } => {
                    let (weight, bias) = numbers();
                    let sums = dense(&value, weight, bias);
                    if relu { rectify(sums) } else { sums }
                }
                Layer::Conv1d { kernel, stride, .. } | Layer::Conv2d { kernel, stride, .. } => {
                    let (weight, bias) = numbers();
                    rectify(convolve(&value, &shape, weight, bias, kernel, stride))
                }
                Layer::MaxPool { size } => pool(&value, &shape, size),
                Layer::GlobalAverage => {
                    let positions: usize = shape[1..].iter().product();
                    value
                        .chunks(positions)
                        .map(|channel| channel.iter().sum::<f32>() / positions as f32)
                        .collect()
                }
            };
            shape = node.layer_shapes[place].clone();
        }
        outputs.push(value);
    }
    delivers[plan.cloud()].then(|| outputs.pop().unwrap())
}

fn sense(sense: &Sense, input: &InputSpace, sample: &[f32]) -> Vec<f32> {
    match (sense, input) {
        (Sense::Channels { channels }, InputSpace::Signal { steps, .. }) => channels
            .iter()
            .flat_map(|channel| (0..*steps).map(move |step| sample[channel * steps + step]))
            .collect(),
        (
            Sense::Region { region },
            InputSpace::Image {
                channels,
                height,
                width,
            },
        ) => {
            let mut part = Vec::new();
            for channel in 0..*channels {
                for row in 0..region.height {
                    for column in 0..region.width {
                        let (row, column) = (region.top + row, region.left + column);
                        part.push(sample[(channel * height + row) * width + column]);
                    }
                }
            }
            part
        }
        _ => panic!("no such source"),
    }
}

fn rectify(values: Vec<f32>) -> Vec<f32> {
    values.into_iter().map(|value| value.max(0.0)).collect()
}

fn dense(value: &[f32], weight: &[f32], bias: Option<&Vec<f32>>) -> Vec<f32> {
    weight
        .chunks(value.len())
        .enumerate()
        .map(|(output, row)| {
            let sum: f32 = row.iter().zip(value).map(|(w, x)| w * x).sum();
            sum + bias.map_or(0.0, |bias| bias[output])
        })
        .collect()
}

/// Height, width, and whether there is a height.
fn plane(shape: &[usize]) -> (usize, usize, bool) {
    match *shape {
        [_, height, width] => (height, width, true),
        [_, width] => (1, width, false),
        _ => panic!("no plane"),
    }
}

fn convolve(
    value: &[f32],
    shape: &[usize],
    weight: &[f32],
    bias: Option<&Vec<f32>>,
    kernel: usize,
    stride: usize,
) -> Vec<f32> {
    let (height, width, image) = plane(shape);
    let (tall, down) = if image { (kernel, stride) } else { (1, 1) };
    let channels = shape[0];
    let outputs = weight.len() / (channels * tall * kernel);
    let (rows, columns) = ((height - 1) / down + 1, (width - 1) / stride + 1);
    let mut result = Vec::new();
    for output in 0..outputs {
        for row in 0..rows {
            for column in 0..columns {
                let mut sum = bias.map_or(0.0, |bias| bias[output]);
                for channel in 0..channels {
                    for i in 0..tall {
                        for j in 0..kernel {
                            let y = (row * down + i) as isize - ((tall - 1) / 2) as isize;
                            let x = (column * stride + j) as isize - ((kernel - 1) / 2) as isize;
                            if (0..height as isize).contains(&y) && (0..width as isize).contains(&x)
                            {
                                sum += weight
                                    [((output * channels + channel) * tall + i) * kernel + j]
                                    * value[(channel * height + y as usize) * width + x as usize];
                            }
                        }
                    }
                }
                result.push(sum);
            }
        }
    }
    result
}

fn pool(value: &[f32], shape: &[usize], size: usize) -> Vec<f32> {
    let (height, width, image) = plane(shape);
    let tall = if image { size } else { 1 };
    let mut result = Vec::new();
    for plane in value.chunks(height * width) {
        for row in 0..height / tall {
            for column in 0..width / size {
                let mut best = f32::NEG_INFINITY;
                for i in 0..tall {
                    for j in 0..size {
                        best = best.max(plane[(row * tall + i) * width + column * size + j]);
                    }
                }
                result.push(best);
            }
        }
    }
    result
}
