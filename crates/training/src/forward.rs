//! The forward pass of a distributed DNN with its gates, in burn.

use burn_tensor::module::max_pool2d;
use burn_tensor::{Tensor, backend::Backend};
use deepfog_network::{Adapter, Image, Layer, Layout, Plan};
use deepfog_resilience::Delivery;

use crate::convolution::{Convolve, Geometry, convolve};
use crate::dense::{Dense, dense};

/// The learned numbers as tensors: per slot of the layout one flat tensor.
pub(crate) type Weights<B> = Vec<Tensor<B, 1>>;

/// A backend that computes every layer.
pub(crate) trait Compute: Convolve + Dense {}

impl<B: Convolve + Dense> Compute for B {}

/// What the cloud answers under a delivery: logits of shape (samples, classes), or `None` without a live path.
///
/// `sensed` holds per node of the plan what a source senses, (samples, values); `None` for compute nodes.
/// A node that does not deliver is not run, nor is one from which nothing counts on the way to the cloud.
pub(crate) fn forward<B: Compute>(
    plan: &Plan,
    layout: &Layout,
    weights: &Weights<B>,
    sensed: &[Option<Tensor<B, 2>>],
    delivery: &Delivery,
) -> Option<Tensor<B, 2>> {
    let needed = plan.needed(delivery);
    let mut outputs: Vec<Option<Tensor<B, 2>>> = vec![None; plan.nodes.len()];
    for (at, node) in plan.nodes.iter().enumerate() {
        if !needed[at] {
            continue;
        }
        let slots = &layout.nodes[at];
        let mut input = sensed[at].clone();
        for (place, planned) in node.inputs.iter().enumerate() {
            if !delivery.counts[at][place] {
                continue;
            }
            let Some(sent) = outputs[planned.from].clone() else {
                continue;
            };
            let weight = slots.adapters[place].map(|slot| weights[slot].clone());
            let adapted = adapt(&planned.adapter, sent, &planned.shape, weight);
            let weighted = if planned.weight == 1.0 {
                adapted
            } else {
                adapted.mul_scalar(planned.weight)
            };
            input = Some(match input {
                Some(sum) => sum + weighted,
                None => weighted,
            });
        }
        let Some(mut value) = input else { continue };
        let mut shape = node.input_shape.as_slice();
        for (place, layer) in node.layers.iter().enumerate() {
            let learned =
                slots.layers[place].map(|slot| (weights[slot].clone(), weights[slot + 1].clone()));
            value = compute(layer, value, shape, learned);
            shape = &node.layer_shapes[place];
        }
        outputs[at] = Some(value);
    }
    outputs.pop().flatten()
}

/// A_jk(Y_j), flat.
fn adapt<B: Compute>(
    adapter: &Adapter,
    sent: Tensor<B, 2>,
    shape: &[usize],
    weight: Option<Tensor<B, 1>>,
) -> Tensor<B, 2> {
    match (*adapter, weight) {
        (
            Adapter::Convolution {
                outputs, stride, ..
            },
            Some(weight),
        ) => {
            let bias = Tensor::zeros([outputs], &sent.device());
            convolution(sent, shape, weight, bias, 1, stride, false)
        }
        (Adapter::Dense { outputs, .. }, Some(weight)) => {
            // Not learned: adapters have no bias.
            let bias = Tensor::zeros([outputs], &sent.device());
            dense(sent, weight, bias, false)
        }
        // The identity has no weight, and the layout gives every other adapter one.
        (_, _) => sent,
    }
}

/// One layer over (samples, values), the values of shape `shape`.
fn compute<B: Compute>(
    layer: &Layer,
    value: Tensor<B, 2>,
    shape: &[usize],
    learned: Option<(Tensor<B, 1>, Tensor<B, 1>)>,
) -> Tensor<B, 2> {
    match (*layer, learned) {
        (
            Layer::Dense {
                relu: rectified, ..
            },
            Some((weight, bias)),
        ) => dense(value, weight, bias, rectified),
        (
            Layer::Conv1d { kernel, stride, .. } | Layer::Conv2d { kernel, stride, .. },
            Some((weight, bias)),
        ) => convolution(value, shape, weight, bias, kernel, stride, true),
        (Layer::MaxPool { size }, _) => {
            let image = Image::of(shape);
            let pooled = max_pool2d(
                unflatten(&image, value),
                [image.along_height(size), size],
                [image.along_height(size), size],
                [0, 0],
                [1, 1],
                false,
            );
            pooled.flatten(1, 3)
        }
        (Layer::GlobalAverage, _) => {
            let image = Image::of(shape);
            let samples = value.dims()[0];
            value
                .reshape([samples, image.channels, image.height * image.width])
                .mean_dim(2)
                .reshape([samples, image.channels])
        }
        // The layout gives every layer with parameters its slot.
        (_, None) => value,
    }
}

/// Values as (samples, channels, height, width).
fn unflatten<B: Backend>(image: &Image, value: Tensor<B, 2>) -> Tensor<B, 4> {
    let samples = value.dims()[0];
    value.reshape([samples, image.channels, image.height, image.width])
}

/// A convolution padded by `(kernel - 1) / 2`, and its ReLU where it is `rectified`.
fn convolution<B: Compute>(
    value: Tensor<B, 2>,
    shape: &[usize],
    weight: Tensor<B, 1>,
    bias: Tensor<B, 1>,
    kernel: usize,
    stride: usize,
    rectified: bool,
) -> Tensor<B, 2> {
    let image = Image::of(shape);
    let geometry = Geometry {
        channels: image.channels,
        size: [image.height, image.width],
        kernel: [image.along_height(kernel), kernel],
        stride: [image.along_height(stride), stride],
    };
    let outputs = bias.dims()[0];
    let values = weight.dims()[0] / outputs.max(1);
    let weight = Tensor::cat(
        vec![
            weight.reshape([outputs, values]),
            bias.reshape([outputs, 1]),
        ],
        1,
    );
    convolve(value, weight, geometry, rectified)
}
