//! A dense layer for one sample.
//!
//! Behind a ReLU many values are zero, and of a node that is down all are: their weights are neither read nor multiplied.

use std::sync::Arc;

use tract_onnx::prelude::{
    DatumType, TValue, TVec, Tensor, TractResult, TypedFact, TypedModel, TypedNode, tvec,
};
use tract_onnx::tract_core::internal::{
    EvalContext, EvalOp, Op, StaticName, TypedOp, as_op, op_as_typed_op, op_out_of_plan,
};
use tract_onnx::tract_core::ops::einsum::EinSum;
use tract_onnx::tract_core::ops::math::Add;

use super::lanes::{LANES, Lanes};
use super::{Own, combined, constant, fills_up, relu};

/// A dense layer with its bias and, where there is one, its ReLU.
#[derive(Clone, Debug)]
struct Dense {
    layer: Arc<Layer>,
}

/// Outputs whose sums stay in registers, in fours.
const BLOCK: usize = 8;
const OF_BLOCK: usize = BLOCK * LANES;

/// One value for each output of a block, in as few lines of the cache as it can be.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row([[f32; LANES]; BLOCK]);

impl Default for Row {
    fn default() -> Self {
        Self([[0.0; LANES]; BLOCK])
    }
}

#[derive(Debug)]
struct Layer {
    inputs: usize,
    outputs: usize,
    /// For each block of outputs, for each input the weights.
    weights: Vec<Row>,
    /// For each block of outputs.
    bias: Vec<Row>,
    /// What no result is less than.
    least: f32,
    /// Zero times such weights is zero, so that zeros add nothing.
    are_finite: bool,
}

/// A value of the input that adds something, and which it is.
#[derive(Clone, Copy, Debug)]
struct Met {
    at: usize,
    value: f32,
}

/// The layer that begins at a product of a sample with a constant matrix.
pub(super) fn own(model: &TypedModel, node: &TypedNode) -> TractResult<Option<Own>> {
    let Some(product) = node.op_as::<EinSum>() else {
        return Ok(None);
    };
    let &[input, matrix] = &node.inputs[..] else {
        return Ok(None);
    };
    let fact = model.outlet_fact(input)?;
    let is_fit = product.axes.to_string() == "mk,nk->mn"
        && product.q_params.is_none()
        && fact.datum_type == DatumType::F32
        && fact.shape.as_concrete().is_some_and(|shape| shape[0] == 1);
    let Some(matrix) = constant(model, matrix).filter(|_| is_fit) else {
        return Ok(None);
    };
    let &[outputs, inputs] = matrix.shape() else {
        return Ok(None);
    };
    if fills_up(outputs, OF_BLOCK, inputs) {
        return Ok(None);
    }
    let bias = combined::<Add>(model, node).filter(|(_, bias)| [1, outputs].contains(&bias.len()));
    let (with_bias, bias) = bias.unzip();
    let last = with_bias.unwrap_or(node.id);
    let with_relu = relu(model, model.node(last));
    let layer = Layer::new(&matrix, bias.as_deref(), with_relu.is_some())?;
    let layer = Arc::new(layer);
    Ok(Some(Own {
        operator: Box::new(Dense { layer }),
        input,
        last: with_relu.unwrap_or(last),
    }))
}

impl Layer {
    /// The matrix is outputs × inputs.
    fn new(matrix: &Tensor, bias: Option<&Tensor>, has_relu: bool) -> TractResult<Self> {
        let (outputs, inputs) = (matrix.shape()[0], matrix.shape()[1]);
        let matrix = matrix.try_as_plain_ram()?.as_slice::<f32>()?;
        let blocks = outputs.div_ceil(OF_BLOCK);
        let mut weights = vec![Row::default(); blocks * inputs];
        for (output, of_output) in matrix.chunks_exact(inputs.max(1)).enumerate() {
            let (block, at) = (output / OF_BLOCK, output % OF_BLOCK);
            for (row, &weight) in weights[block * inputs..].iter_mut().zip(of_output) {
                row.0.as_flattened_mut()[at] = weight;
            }
        }
        let mut of_bias = vec![Row::default(); blocks];
        if let Some(bias) = bias {
            let bias = bias.clone().into_shape(&[bias.len()])?;
            let bias = bias.broadcast_to_shape(&[outputs])?;
            let bias = bias.try_as_plain_ram()?.as_slice::<f32>()?;
            for (row, bias) in of_bias.iter_mut().zip(bias.chunks(OF_BLOCK)) {
                row.0.as_flattened_mut()[..bias.len()].copy_from_slice(bias);
            }
        }
        Ok(Self {
            inputs,
            outputs,
            are_finite: matrix.iter().all(|weight| weight.is_finite()),
            weights,
            bias: of_bias,
            least: if has_relu { 0.0 } else { f32::NEG_INFINITY },
        })
    }

    fn run(&self, sample: &[f32], output: &mut [f32]) {
        let met = self.met(sample);
        let weights = self.weights.chunks_exact(self.inputs.max(1));
        let outputs = output.chunks_mut(OF_BLOCK);
        for ((weights, bias), output) in weights.zip(&self.bias).zip(outputs) {
            self.block(&met, weights, bias, output);
        }
    }

    /// Which values add something. Whether the next one does cannot be foretold: so none is asked for by a branch.
    fn met(&self, sample: &[f32]) -> Vec<Met> {
        let mut met = vec![Met { at: 0, value: 0.0 }; sample.len() + 1];
        let mut next = 0;
        for (at, &value) in sample.iter().enumerate() {
            met[next] = Met { at, value };
            next += usize::from(value != 0.0 || !self.are_finite);
        }
        met.truncate(next);
        met
    }

    fn block(&self, met: &[Met], weights: &[Row], bias: &Row, output: &mut [f32]) {
        let mut sums = [Lanes::splat(0.0); BLOCK];
        for met in met {
            let value = Lanes::splat(met.value);
            for (sum, weights) in sums.iter_mut().zip(&weights[met.at].0) {
                *sum = sum.plus(Lanes::of(weights).times(value));
            }
        }
        let least = Lanes::splat(self.least);
        let result = |four: usize| {
            let sum = sums[four].plus(Lanes::of(&bias.0[four]));
            sum.at_least(least).values()
        };
        // Told one by one, for else the compiler keeps the sums in memory.
        let results: [[f32; LANES]; BLOCK] = [
            result(0),
            result(1),
            result(2),
            result(3),
            result(4),
            result(5),
            result(6),
            result(7),
        ];
        let (fours, rest) = output.as_chunks_mut();
        let mut results = results.iter();
        for (to, result) in fours.iter_mut().zip(results.by_ref()) {
            *to = *result;
        }
        for (to, result) in rest.iter_mut().zip(results.as_slice().as_flattened()) {
            *to = *result;
        }
    }
}

impl PartialEq for Dense {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.layer, &other.layer)
    }
}

impl Eq for Dense {}

impl Op for Dense {
    fn name(&self) -> StaticName {
        "Dense".into()
    }

    op_as_typed_op!();
}

impl TypedOp for Dense {
    fn output_facts(&self, _: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(TypedFact::dt_shape(
            DatumType::F32,
            [1, self.layer.outputs]
        )))
    }

    as_op!();
}

impl EvalOp for Dense {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let sample = inputs[0].try_as_plain_ram()?.as_slice::<f32>()?;
        let mut output = Tensor::zero::<f32>(&[1, self.layer.outputs])?;
        self.layer
            .run(sample, output.try_as_plain_ram_mut()?.as_slice_mut()?);
        Ok(tvec!(TValue::from(output)))
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use tract_onnx::prelude::Tensor;

    use super::Layer;

    #[test]
    fn dense_layers_are_what_they_are_defined_to_be() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for outputs in 1..80 {
            let inputs = random.random_range(1..50);
            let mut values = |length| -> Vec<f32> {
                let value = |_| random.random_range(-1.0..1.0_f32);
                (0..length).map(value).collect()
            };
            let (matrix, bias) = (values(outputs * inputs), values(outputs));
            // As behind a ReLU.
            let sample: Vec<f32> = values(inputs).iter().map(|value| value.max(0.0)).collect();
            let tensor = Tensor::from_shape(&[outputs, inputs], &matrix).unwrap();
            for has_relu in [false, true] {
                let with_bias = Tensor::from_shape(&[1, outputs], &bias).unwrap();
                let layer = Layer::new(&tensor, Some(&with_bias), has_relu).unwrap();
                let mut found = vec![f32::NAN; outputs];
                layer.run(&sample, &mut found);
                for (output, found) in found.into_iter().enumerate() {
                    let weights = &matrix[output * inputs..][..inputs];
                    let products = weights.iter().zip(&sample);
                    let sum: f32 = products.map(|(weight, value)| weight * value).sum();
                    let expected = sum + bias[output];
                    let expected = if has_relu {
                        expected.max(0.0)
                    } else {
                        expected
                    };
                    assert!(
                        (found - expected).abs() < 1e-5,
                        "{outputs} outputs, {inputs} inputs: {found} for {expected} at {output}"
                    );
                }
            }
        }
    }

    #[test]
    fn one_bias_may_serve_all_and_none_is_none() {
        let matrix = Tensor::from_shape(&[2, 1], &[1.0_f32, 2.0]).unwrap();
        for (bias, expected) in [
            (Some(Tensor::from(5.0_f32)), [8.0, 11.0]),
            (None, [3.0, 6.0]),
        ] {
            let mut found = [0.0; 2];
            Layer::new(&matrix, bias.as_ref(), false)
                .unwrap()
                .run(&[3.0], &mut found);
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn zero_times_what_is_no_number_is_none() {
        for (weight, value) in [(f32::INFINITY, 0.0), (f32::NAN, 0.0), (1.0, f32::NAN)] {
            let matrix = Tensor::from_shape(&[1, 2], &[weight, 1.0]).unwrap();
            let layer = Layer::new(&matrix, None, true).unwrap();
            let mut found = [0.0];
            layer.run(&[value, 1.0], &mut found);
            assert!(found[0].is_nan(), "{weight} times {value}");
        }
    }
}
