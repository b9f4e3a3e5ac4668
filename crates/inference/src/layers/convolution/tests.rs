//! Both ways to compute a convolution against its definition.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tract_onnx::prelude::Tensor;

use super::direct::Direct;
use super::geometry::Geometry;
use super::operator::Way;
use super::planes::pairs;
use super::products::Products;

const SAMPLES: usize = 2;

#[test]
fn convolutions_are_what_they_are_defined_to_be() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for _ in 0..400 {
        let geometry = some(&mut random);
        let has_relu = random.random_bool(0.5);
        let weights = values(&mut random, geometry.outputs * geometry.depth());
        let bias = values(&mut random, geometry.outputs);
        let samples = values(&mut random, SAMPLES * geometry.width());
        let expected = defined(&geometry, &weights, &bias, has_relu, &samples);
        let weights = Tensor::from_shape(&[geometry.outputs, geometry.depth()], &weights);
        let (weights, bias) = (
            weights.unwrap(),
            Tensor::from_shape(&[bias.len()], &bias).unwrap(),
        );
        let shape = [SAMPLES, geometry.outputs, geometry.positions()];
        let direct = Direct::new(geometry.clone(), &weights, &bias, has_relu)
            .unwrap()
            .unwrap();
        let products = Products::new(geometry.clone(), &weights, &bias, has_relu);
        let products = products.unwrap().unwrap();
        // The second time in the room that the first one left.
        for _ in 0..2 {
            let mut output = Tensor::zero::<f32>(&shape).unwrap();
            direct.run(&samples, &mut output).unwrap();
            assert_close(&output, &expected, &format!("direct, {geometry:?}"));
            let mut output = Tensor::zero::<f32>(&shape).unwrap();
            products.run(&samples, &mut output).unwrap();
            assert_close(&output, &expected, &format!("products, {geometry:?}"));
        }
    }
}

/// A geometry that an ONNX file may ask for, of any oddity.
fn some(random: &mut ChaCha8Rng) -> Geometry {
    loop {
        let is_signal = random.random_bool(0.3);
        let mut of_axes = |bounds: std::ops::Range<usize>, of_signal| {
            let mut each = [0, 1].map(|_| random.random_range(bounds.clone()));
            if is_signal {
                each[0] = of_signal;
            }
            each
        };
        let input = of_axes(1..12, 1);
        let kernel = of_axes(1..6, 1);
        let stride = of_axes(1..5, 1);
        let dilation = of_axes(1..4, 1);
        let before = of_axes(0..4, 0);
        let after = of_axes(0..4, 0);
        let output = [0, 1].map(|axis| {
            let padded = before[axis] + input[axis] + after[axis];
            let met = (kernel[axis] - 1) * dilation[axis] + 1;
            (padded + stride[axis]).saturating_sub(met) / stride[axis]
        });
        if output.contains(&0) {
            continue;
        }
        return Geometry {
            channels: random.random_range(1..5),
            outputs: random.random_range(1..11),
            input,
            output,
            kernel,
            stride,
            dilation,
            before,
        };
    }
}

fn values(random: &mut ChaCha8Rng, length: usize) -> Vec<f32> {
    (0..length)
        .map(|_| random.random_range(-1.0..1.0))
        .collect()
}

fn defined(
    geometry: &Geometry,
    weights: &[f32],
    bias: &[f32],
    has_relu: bool,
    samples: &[f32],
) -> Vec<f32> {
    let of_input = geometry.input[0] * geometry.input[1];
    let of_kernel = geometry.kernel[0] * geometry.kernel[1];
    let mut results = Vec::new();
    for sample in samples.chunks_exact(geometry.width()) {
        for (output, bias) in bias.iter().enumerate() {
            for position in pairs(geometry.output) {
                let mut sum = *bias;
                for channel in 0..geometry.channels {
                    for (tap, at) in pairs(geometry.kernel).enumerate() {
                        let place = [0, 1].map(|axis| {
                            (position[axis] * geometry.stride[axis]
                                + at[axis] * geometry.dilation[axis])
                                .checked_sub(geometry.before[axis])
                                .filter(|&place| place < geometry.input[axis])
                        });
                        if let [Some(y), Some(x)] = place {
                            let value = sample[channel * of_input + y * geometry.input[1] + x];
                            let product = output * geometry.depth() + channel * of_kernel + tap;
                            sum += weights[product] * value;
                        }
                    }
                }
                results.push(if has_relu { sum.max(0.0) } else { sum });
            }
        }
    }
    results
}

fn assert_close(found: &Tensor, expected: &[f32], what: &str) {
    let found = found.try_as_plain_ram().unwrap();
    let found = found.as_slice::<f32>().unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() < 1e-4,
            "{what}: {found} for {expected} at {at}"
        );
    }
}
