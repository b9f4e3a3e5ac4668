//! What each unit does to a shape, and which adapter joins two shapes.

use deepfog_topology::Unit;

use crate::plan::{Adapter, Layer};

/// The largest number of values in one tensor of one sample, and of one weight.
pub(crate) const MAX_VALUES: usize = 1 << 24;

/// Number of values, or `None` where it passes [`MAX_VALUES`].
pub(crate) fn volume(shape: &[usize]) -> Option<usize> {
    shape
        .iter()
        .try_fold(1_usize, |product, &dim| product.checked_mul(dim))
        .filter(|&product| product <= MAX_VALUES)
}

/// `floor((n - 1) / s) + 1`: the length after a stride, with the padding of `(kernel - 1) / 2`.
pub(crate) fn strided(length: usize, stride: usize) -> usize {
    (length.max(1) - 1) / stride.max(1) + 1
}

/// The layer that a unit becomes on an input of this shape, and its output's shape.
pub(crate) fn lay(unit: &Unit, shape: &[usize]) -> Result<(Layer, Vec<usize>), String> {
    let too_large = || "the network would be too large; take smaller numbers".to_owned();
    let (layer, output, weights) = match (*unit, shape) {
        (Unit::Dense { width }, _) => {
            let inputs = volume(shape).ok_or_else(too_large)?;
            let layer = Layer::Dense {
                inputs,
                outputs: width,
                relu: true,
            };
            (layer, vec![width], inputs.saturating_mul(width))
        }
        (
            Unit::Conv1d {
                channels,
                kernel,
                stride,
            },
            &[inputs, steps],
        ) => {
            let layer = Layer::Conv1d {
                inputs,
                outputs: channels,
                kernel,
                stride,
            };
            let weights = inputs.saturating_mul(channels).saturating_mul(kernel);
            (layer, vec![channels, strided(steps, stride)], weights)
        }
        (
            Unit::Conv2d {
                channels,
                kernel,
                stride,
            },
            &[inputs, height, width],
        ) => {
            let layer = Layer::Conv2d {
                inputs,
                outputs: channels,
                kernel,
                stride,
            };
            let weights = inputs
                .saturating_mul(channels)
                .saturating_mul(kernel.saturating_mul(kernel));
            let output = vec![channels, strided(height, stride), strided(width, stride)];
            (layer, output, weights)
        }
        (Unit::MaxPool { size }, &[channels, ref spatial @ ..]) if !spatial.is_empty() => {
            if spatial.iter().any(|&length| length < size) {
                return Err(format!(
                    "max pooling of {size} is larger than its input of {}",
                    text(shape)
                ));
            }
            let output = std::iter::once(channels)
                .chain(spatial.iter().map(|length| length / size))
                .collect();
            (Layer::MaxPool { size }, output, 0)
        }
        (Unit::GlobalAverage, &[channels, ref spatial @ ..]) if !spatial.is_empty() => {
            (Layer::GlobalAverage, vec![channels], 0)
        }
        (unit, _) => {
            let needs = match unit {
                Unit::Conv1d { .. } => "a signal (channels × steps)",
                Unit::Conv2d { .. } => "an image (channels × rows × columns)",
                _ => "a signal or an image",
            };
            return Err(format!(
                "{} needs {needs} but receives {}",
                unit.describe(),
                text(shape)
            ));
        }
    };
    if weights > MAX_VALUES || volume(&output).is_none() {
        return Err(too_large());
    }
    Ok((layer, output))
}

/// The learned map between two shapes: a 1×1 convolution with one stride that fits every dimension, else
/// a dense map of the flattened tensor. `None` where that would be too large.
pub(crate) fn learned(from: &[usize], to: &[usize]) -> Option<Adapter> {
    if let ([inputs, source @ ..], [outputs, target @ ..]) = (from, to)
        && source.len() == target.len()
        && !source.is_empty()
    {
        let longest = source.iter().copied().max().unwrap_or(1);
        let stride = (1..=longest).find(|&stride| {
            source
                .iter()
                .zip(target)
                .all(|(&length, &wanted)| strided(length, stride) == wanted)
        });
        if let Some(stride) = stride {
            // A dense map would be larger still.
            return (inputs.checked_mul(*outputs)? <= MAX_VALUES).then_some(Adapter::Convolution {
                inputs: *inputs,
                outputs: *outputs,
                stride,
            });
        }
    }
    let (inputs, outputs) = (volume(from)?, volume(to)?);
    (inputs.checked_mul(outputs)? <= MAX_VALUES).then_some(Adapter::Dense { inputs, outputs })
}

/// A shape as a person reads it: `16 × 14 × 14`.
pub(crate) fn text(shape: &[usize]) -> String {
    shape
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" × ")
}
