//! A convolution as an operator of the engine.

use std::sync::Arc;

use tract_onnx::prelude::{DatumType, TValue, TVec, Tensor, TractResult, TypedFact, tvec};
use tract_onnx::tract_core::internal::{
    EvalContext, EvalOp, Op, StaticName, TypedOp, as_op, op_as_typed_op, op_out_of_plan,
};

use super::direct::Direct;
use super::geometry::Geometry;
use super::products::Products;
use crate::layers::IN_WEBASSEMBLY;

/// How a convolution is computed, with its bias and, where there is one, its ReLU.
pub(super) trait Way: std::fmt::Debug + Send + Sync {
    /// The convolution's lengths and steps.
    fn geometry(&self) -> &Geometry;

    /// Computes the output of each sample of a batch: samples × output channels × positions.
    fn run(&self, samples: &[f32], output: &mut Tensor) -> TractResult<()>;
}

/// A convolution with its bias and, where there is one, its ReLU.
#[derive(Clone, Debug)]
pub(super) struct Convolution {
    way: Arc<dyn Way>,
}

impl Convolution {
    /// `None` where it is none that can be computed so.
    pub(super) fn new(
        geometry: Geometry,
        weights: &Tensor,
        bias: &Tensor,
        has_relu: bool,
    ) -> TractResult<Option<Self>> {
        // On the machine itself the engine has kernels for its vectors, which want a matrix; in WebAssembly a matrix is not worth its writing.
        let way = if IN_WEBASSEMBLY {
            let direct = Direct::new(geometry, weights, bias, has_relu)?;
            direct.map(|direct| Arc::new(direct) as Arc<dyn Way>)
        } else {
            let products = Products::new(geometry, weights, bias, has_relu)?;
            products.map(|products| Arc::new(products) as Arc<dyn Way>)
        };
        Ok(way.map(|way| Self { way }))
    }

    /// The shape of what comes out, of that of the input.
    fn output_shape<D: From<usize>>(&self, mut shape: TVec<D>) -> TVec<D> {
        let geometry = self.way.geometry();
        shape[1] = geometry.outputs.into();
        let lengths = shape.len() - 2;
        for (to, &length) in shape[2..].iter_mut().zip(&geometry.output[2 - lengths..]) {
            *to = length.into();
        }
        shape
    }
}

impl PartialEq for Convolution {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.way, &other.way)
    }
}

impl Eq for Convolution {}

impl Op for Convolution {
    fn name(&self) -> StaticName {
        "Convolution".into()
    }

    op_as_typed_op!();
}

impl TypedOp for Convolution {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let shape = self.output_shape(inputs[0].shape.to_tvec());
        Ok(tvec!(TypedFact::dt_shape(DatumType::F32, shape)))
    }

    as_op!();
}

impl EvalOp for Convolution {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let input = &inputs[0];
        let samples = input.try_as_plain_ram()?.as_slice::<f32>()?;
        let geometry = self.way.geometry();
        let of_sample = [geometry.outputs, geometry.positions()];
        let mut output = Tensor::zero::<f32>(&[input.shape()[0], of_sample[0], of_sample[1]])?;
        self.way.run(samples, &mut output)?;
        output.set_shape(&self.output_shape(input.shape().into()))?;
        Ok(tvec!(TValue::from(output)))
    }
}
