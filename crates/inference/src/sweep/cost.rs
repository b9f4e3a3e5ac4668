//! Multiply-adds of one sample, for estimates of time and for choosing how a node is computed.

use deepfog_network::{Adapter, Layer, PlannedNode};

/// Of a whole partition with all its inputs, adapters included.
pub(crate) fn whole(node: &PlannedNode) -> u64 {
    let adapters = (0..node.inputs.len()).map(|input| adapter(node, input));
    let layers = (0..node.layers.len()).map(|at| layer(node, at));
    adapters.chain(layers).fold(0, u64::saturating_add)
}

/// Of the adapter of one input; none for an identity.
pub(crate) fn adapter(node: &PlannedNode, input: usize) -> u64 {
    let values = volume(&node.input_shape);
    match node.inputs[input].adapter {
        Adapter::Identity => 0,
        Adapter::Convolution { inputs, .. } | Adapter::Dense { inputs, .. } => {
            values.saturating_mul(inputs as u64)
        }
    }
}

/// Of one layer; pooling and averaging multiply nothing.
pub(crate) fn layer(node: &PlannedNode, at: usize) -> u64 {
    let values = volume(&node.layer_shapes[at]);
    let each = match node.layers[at] {
        Layer::Dense { inputs, .. } => inputs,
        Layer::Conv1d { inputs, kernel, .. } => inputs * kernel,
        Layer::Conv2d { inputs, kernel, .. } => inputs * kernel * kernel,
        Layer::MaxPool { .. } | Layer::GlobalAverage => 0,
    };
    values.saturating_mul(each as u64)
}

/// Number of values of a shape.
pub(crate) fn volume(shape: &[usize]) -> u64 {
    shape.iter().fold(1, |product: u64, &length| {
        product.saturating_mul(length as u64)
    })
}
