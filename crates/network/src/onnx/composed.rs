//! An adapter and the first layer after it as one linear map, where that takes fewer multiply-adds than one after the other.

use super::builder::{Builder, Value, ints, list};
use super::pieces::linear;
use crate::parameters::Tensor;
use crate::plan::{Adapter, Layer, PlannedInput, PlannedNode};
use crate::shape::volume;

/// Multiply-adds, for one sample, of what [`super::contribution_model`] computes.
pub fn contribution_products(node: &PlannedNode, input: usize, with_first: bool) -> u64 {
    let Some(planned) = node.inputs.get(input) else {
        return 0;
    };
    let adapter = node.adapter_multiply_adds(input);
    if !with_first {
        return adapter;
    }
    let apart = adapter.saturating_add(node.layer_multiply_adds(0));
    composed_products(node, planned).map_or(apart, |composed| composed.min(apart))
}

/// Multiply-adds of the one map; `None` where there is none.
fn composed_products(node: &PlannedNode, input: &PlannedInput) -> Option<u64> {
    let each = match (&input.adapter, node.layers.first()?) {
        (Adapter::Dense { inputs, .. }, Layer::Dense { .. }) => *inputs,
        (Adapter::Convolution { inputs, .. }, Layer::Conv1d { kernel, .. }) => inputs * kernel,
        (Adapter::Convolution { inputs, .. }, Layer::Conv2d { kernel, .. }) => {
            inputs * kernel * kernel
        }
        _ => return None,
    };
    Some(volume(node.layer_shapes.first()?).saturating_mul(each as u64))
}

/// Whether the one map is what [`super::contribution_model`] writes down for that input.
pub(super) fn is_composed(node: &PlannedNode, at: usize) -> bool {
    let composed = node.inputs.get(at);
    let composed = composed.and_then(|input| composed_products(node, input));
    composed.is_some_and(|products| products == contribution_products(node, at, true))
}

/// The one map: first layer's weights × hyperconnection weight × adapter. `None` where there is none.
///
/// A 1×1 convolution of stride s and then a convolution of kernel k, stride t and padding p are a convolution whose taps lie
/// s apart, of stride s·t, with s·p of padding before.
pub(super) fn compose(
    graph: &mut Builder,
    received: Value,
    (node, input): (&PlannedNode, &PlannedInput),
    adapter: &Tensor,
    first: &Tensor,
) -> Option<Value> {
    let shape = node.layer_shapes.first()?;
    let product = |taps| product(first, adapter, taps, input.weight);
    match (&input.adapter, node.layers.first()?) {
        (Adapter::Dense { inputs, .. }, layer @ Layer::Dense { outputs, .. }) => {
            let matrix = Tensor {
                shape: vec![*outputs, *inputs],
                values: product(1),
            };
            linear(graph, received, layer, shape, &matrix)
        }
        (
            Adapter::Convolution {
                inputs,
                stride: apart,
                ..
            },
            Layer::Conv1d {
                outputs,
                kernel,
                stride,
                ..
            }
            | Layer::Conv2d {
                outputs,
                kernel,
                stride,
                ..
            },
        ) => {
            let spatial = shape.len() - 1;
            let mut dims = vec![*outputs, *inputs];
            dims.extend(std::iter::repeat_n(*kernel, spatial));
            let taps = kernel.pow(spatial as u32);
            let kernels = graph.floats("layer0_weight", &dims, product(taps).into_iter());
            let before = (kernel - 1) / 2 * apart;
            // What the last position's taps reach beyond the input; they may also end before its end.
            let after = |(received, given): (&usize, &usize)| {
                ((given - 1) * stride * apart + (kernel - 1) * apart + 1)
                    .saturating_sub(before + received)
            };
            let given = shape.iter().skip(1);
            let after = received.shape.iter().skip(1).zip(given).map(after);
            let pads: Vec<usize> = std::iter::repeat_n(before, spatial).chain(after).collect();
            Some(graph.operator(
                "Conv",
                "layer0".to_owned(),
                vec![received.name, kernels],
                vec![
                    ints("kernel_shape", *kernel, spatial),
                    ints("strides", stride * apart, spatial),
                    ints("dilations", *apart, spatial),
                    list("pads", &pads),
                ],
                shape.clone(),
            ))
        }
        _ => None,
    }
}

/// Σ over the middle of `first` (outputs × middle × taps) times `adapter` (middle × inputs), as outputs × inputs × taps. The sums
/// are of 64 bits, so that the product is as exact as its factors.
fn product(first: &Tensor, adapter: &Tensor, taps: usize, weight: f32) -> Vec<f32> {
    let (middle, inputs) = (adapter.shape[0], adapter.shape[1]);
    let mut product = Vec::with_capacity(first.values.len() / middle * inputs);
    for output in first.values.chunks_exact(middle * taps) {
        let mut sums = vec![0.0_f64; inputs * taps];
        for (kernel, row) in output
            .chunks_exact(taps)
            .zip(adapter.values.chunks_exact(inputs))
        {
            for (sums, &factor) in sums.chunks_exact_mut(taps).zip(row) {
                for (sum, &value) in sums.iter_mut().zip(kernel) {
                    *sum += f64::from(value) * f64::from(factor * weight);
                }
            }
        }
        product.extend(sums.into_iter().map(|sum| sum as f32));
    }
    product
}
