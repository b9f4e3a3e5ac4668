//! What each unit does to a shape, and which adapter joins two shapes.

use deepfog_topology::Unit;

use crate::plan::{Adapter, Layer};

/// The largest number of values in one tensor of one sample, and of one weight.
pub(crate) const MAX_VALUES: u64 = 1 << 24;

/// Number of values of a shape; the largest number there is where it would be larger still.
pub fn volume(shape: &[usize]) -> u64 {
    product(shape.iter().copied())
}

fn product(factors: impl IntoIterator<Item = usize>) -> u64 {
    factors.into_iter().fold(1, |product: u64, factor| {
        product.saturating_mul(factor as u64)
    })
}

/// `floor((n - 1) / s) + 1`: the length after a stride, with the padding of `(kernel - 1) / 2`.
pub(crate) fn strided(length: usize, stride: usize) -> usize {
    (length.max(1) - 1) / stride.max(1) + 1
}

/// A unit on an input.
pub(crate) struct Laid {
    /// The layer that it becomes. Its numbers are right unless it is too large.
    pub layer: Layer,
    /// Shape of its output.
    pub output: Vec<usize>,
    /// Its learned parameters, bias included.
    pub parameters: u64,
    /// Its weight or its output passes [`MAX_VALUES`].
    pub is_too_large: bool,
}

/// Why a unit cannot stand on an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It needs another number of dimensions.
    Dimensions,
    /// It pools over windows that are larger than its input.
    Window,
}

/// The layer that a unit becomes on an input of this shape, and its output's shape.
pub(crate) fn lay(unit: &Unit, shape: &[usize]) -> Result<Laid, Unfit> {
    let (layer, output, weights) = match (*unit, shape) {
        (Unit::Dense { width }, _) => {
            let inputs = volume(shape);
            let layer = Layer::Dense {
                inputs: usize::try_from(inputs).unwrap_or(usize::MAX),
                outputs: width,
                relu: true,
            };
            (layer, vec![width], inputs.saturating_mul(width as u64))
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
            let weights = product([inputs, channels, kernel]);
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
            let weights = product([inputs, channels, kernel, kernel]);
            let output = vec![channels, strided(height, stride), strided(width, stride)];
            (layer, output, weights)
        }
        (Unit::MaxPool { size }, &[channels, ref spatial @ ..]) if !spatial.is_empty() => {
            if spatial.iter().any(|&length| length < size) {
                return Err(Unfit::Window);
            }
            let output = std::iter::once(channels)
                .chain(spatial.iter().map(|length| length / size.max(1)))
                .collect();
            (Layer::MaxPool { size }, output, 0)
        }
        (Unit::GlobalAverage, &[channels, ref spatial @ ..]) if !spatial.is_empty() => {
            (Layer::GlobalAverage, vec![channels], 0)
        }
        _ => return Err(Unfit::Dimensions),
    };
    let biases = if weights == 0 { 0 } else { output[0] as u64 };
    Ok(Laid {
        layer,
        is_too_large: weights > MAX_VALUES || volume(&output) > MAX_VALUES,
        parameters: weights.saturating_add(biases),
        output,
    })
}

/// The learned map between two shapes: a 1×1 convolution with one stride that fits every dimension, else
/// a dense map of the flattened tensor. Its parameters come with it; `None` for the map where those pass [`MAX_VALUES`].
pub(crate) fn learned(from: &[usize], to: &[usize]) -> (Option<Adapter>, u64) {
    if let ([inputs, source @ ..], [outputs, target @ ..]) = (from, to)
        && let Some(stride) = common_stride(source, target)
    {
        // Where this is too large, a dense map would be larger still.
        let parameters = product([*inputs, *outputs]);
        let adapter = Adapter::Convolution {
            inputs: *inputs,
            outputs: *outputs,
            stride,
        };
        return ((parameters <= MAX_VALUES).then_some(adapter), parameters);
    }
    let parameters = volume(from).saturating_mul(volume(to));
    let adapter = match (usize::try_from(volume(from)), usize::try_from(volume(to))) {
        (Ok(inputs), Ok(outputs)) if parameters <= MAX_VALUES => {
            Some(Adapter::Dense { inputs, outputs })
        }
        _ => None,
    };
    (adapter, parameters)
}

/// The smallest stride that leads from every length to the wanted one; `None` without any dimension.
fn common_stride(source: &[usize], target: &[usize]) -> Option<usize> {
    if source.len() != target.len() || source.is_empty() {
        return None;
    }
    // floor((n - 1) / s) + 1 = w holds for s from floor((n - 1) / w) + 1 to floor((n - 1) / (w - 1)), and without end
    // where w is 1.
    let (mut first, mut last) = (1, usize::MAX);
    for (&length, &wanted) in source.iter().zip(target) {
        let steps = length.max(1) - 1;
        first = first.max(steps / wanted.max(1) + 1);
        if wanted > 1 {
            last = last.min(steps / (wanted - 1));
        }
    }
    (first <= last).then_some(first)
}

/// A shape as a person reads it: `16 × 14 × 14`.
pub(crate) fn text(shape: &[usize]) -> String {
    shape
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" × ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every length up to 40 to every other, in one and two dimensions, against trying all strides.
    #[test]
    fn the_stride_is_the_smallest_that_fits() {
        let tried = |source: &[usize], target: &[usize]| {
            (1..=40).find(|&stride| {
                source
                    .iter()
                    .zip(target)
                    .all(|(&length, &wanted)| strided(length, stride) == wanted)
            })
        };
        for length in 1..=40 {
            for wanted in 1..=40 {
                assert_eq!(
                    common_stride(&[length], &[wanted]),
                    tried(&[length], &[wanted]),
                    "{length} to {wanted}"
                );
                for (other, wanted_other) in [(28, 7), (10, 4), (1, 1), (17, 2)] {
                    let (source, target) = ([length, other], [wanted, wanted_other]);
                    assert_eq!(common_stride(&source, &target), tried(&source, &target));
                }
            }
        }
        assert_eq!(common_stride(&[], &[]), None);
        assert_eq!(common_stride(&[4], &[4, 4]), None);
    }

    #[test]
    fn numbers_beyond_all_bounds_are_too_large_and_nothing_worse() {
        let huge = usize::MAX;
        let units = [
            Unit::Dense { width: huge },
            Unit::Conv1d {
                channels: huge,
                kernel: huge,
                stride: huge,
            },
            Unit::Conv2d {
                channels: huge,
                kernel: huge,
                stride: 0,
            },
            Unit::MaxPool { size: 0 },
            Unit::GlobalAverage,
        ];
        for shape in [&[][..], &[0], &[huge], &[huge; 2], &[huge; 3], &[huge; 5]] {
            for unit in &units {
                if let Ok(laid) = lay(unit, shape) {
                    let _ = (laid.parameters, text(&laid.output));
                }
            }
            for other in [&[][..], &[0], &[huge; 2], &[1; 3]] {
                let _ = learned(shape, other);
            }
        }
        assert_eq!(learned(&[huge; 2], &[huge; 3]), (None, u64::MAX));
    }
}
