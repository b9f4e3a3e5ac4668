//! A convolution as an operator of the engine.

// The engine's products of matrices are called with addresses.
#![allow(unsafe_code)]

use std::sync::{Arc, Mutex};

use tract_onnx::prelude::{
    DatumType, TValue, TVec, Tensor, TractError, TractResult, TypedFact, tvec,
};
use tract_onnx::tract_core::internal::{
    EvalContext, EvalOp, Op, StaticName, TensorView, TypedOp, as_op, op_as_typed_op, op_out_of_plan,
};
use tract_onnx::tract_core::tract_linalg::mmm::{
    AsInputValue, EagerPackedInput, FusedSpec, MMMInputValue, MatMatMul, Query,
};
use tract_onnx::tract_core::tract_linalg::pack::PackedFormat;
use tract_onnx::tract_core::tract_linalg::{BinOp, MmmDispatch};

use super::columns::{Columns, Geometry};

/// A convolution with its bias and, where there is one, its ReLU.
#[derive(Clone, Debug)]
pub(super) struct Convolution {
    parts: Arc<Parts>,
}

#[derive(Debug)]
struct Parts {
    columns: Columns,
    product: Box<dyn MatMatMul>,
    packing: usize,
    /// In what form the product reads the gathered values.
    format: PackedFormat,
    weights: Box<dyn MMMInputValue>,
    /// One for each output channel.
    bias: Tensor,
    /// The bound of a ReLU.
    least: Option<Tensor>,
    /// What the last run left for the next one.
    kept: Mutex<Option<Room>>,
}

/// Room for the values of one sample: as they are taken apart, and as the product reads them.
#[derive(Debug)]
struct Room {
    planes: Vec<f32>,
    packed: EagerPackedInput,
}

impl Convolution {
    /// `None` where the engine's product reads its matrices in another form than the plain one.
    pub(super) fn new(
        geometry: Geometry,
        weights: &Tensor,
        bias: &Tensor,
        has_relu: bool,
    ) -> TractResult<Option<Self>> {
        let (outputs, depth) = (geometry.outputs, geometry.depth());
        let positions = geometry.positions();
        let mut query = Query::plain(DatumType::F32, Some(outputs), Some(depth), Some(positions));
        query.allow_extractor = false;
        let Some((product, packing, _)) = MmmDispatch::native().pick(&query) else {
            return Ok(None);
        };
        let (left, right) = &product.packings()[packing];
        let Some(format) = right.downcast_ref::<PackedFormat>() else {
            return Ok(None);
        };
        let matrix = weights.clone().into_shape(&[outputs, depth])?;
        let bias = bias.broadcast_to_shape(&[outputs])?;
        Ok(Some(Self {
            parts: Arc::new(Parts {
                weights: left.prepare_one(&matrix, 1, 0)?,
                columns: Columns::new(geometry, format.panel_width()),
                format: format.clone(),
                packing,
                bias,
                least: has_relu.then(|| Tensor::from(0.0_f32)),
                kept: Mutex::default(),
                product,
            }),
        }))
    }
}

impl PartialEq for Convolution {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts)
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
        let geometry = self.parts.columns.geometry();
        let mut shape = inputs[0].shape.to_tvec();
        shape[1] = geometry.outputs.into();
        let lengths = shape.len() - 2;
        for (to, &length) in shape[2..].iter_mut().zip(&geometry.output[2 - lengths..]) {
            *to = length.into();
        }
        Ok(tvec!(TypedFact::dt_shape(DatumType::F32, shape)))
    }

    as_op!();
}

impl EvalOp for Convolution {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let Parts {
            columns,
            product,
            packing,
            format,
            weights,
            bias,
            least,
            kept,
        } = &*self.parts;
        let geometry = columns.geometry();
        let input = &inputs[0];
        let samples = input.try_as_plain_ram()?.as_slice::<f32>()?;
        let batch = input.shape()[0];
        let (outputs, positions) = (geometry.outputs, geometry.positions());
        let left = kept.try_lock().ok().and_then(|mut kept| kept.take());
        let mut room = match left {
            Some(room) => room,
            None => Room {
                planes: columns.room(),
                packed: format.new_packed_buffer(geometry.depth(), positions)?,
            },
        };
        let stride = room.packed.panel_bytes / size_of::<f32>();
        // SAFETY: every value is written below.
        let mut output = unsafe { Tensor::uninitialized::<f32>(&[batch, outputs, positions])? };
        let width = geometry.channels * geometry.input[0] * geometry.input[1];
        // SAFETY: a product's scratch space has no conditions.
        let mut scratch = unsafe { product.allocate_scratch_space() };
        for (at, sample) in samples.chunks_exact(width.max(1)).enumerate() {
            let bytes = Arc::get_mut(&mut room.packed.packed)
                .ok_or_else(|| TractError::msg("the gathered values are in use"))?
                .as_bytes_mut();
            let panels = bytemuck::try_cast_slice_mut(bytes)
                .map_err(|error| TractError::msg(format!("the gathered values: {error}")))?;
            columns.gather(sample, &mut room.planes, panels, stride);
            let view = TensorView::at_prefix(&output, &[at])?;
            // SAFETY: the matrices have the lengths that they are said to have; the view is that of the sample alone, whose values
            // lie channel by channel.
            unsafe {
                let store =
                    product.c_from_data_and_strides(size_of::<f32>(), positions as isize, 1);
                let mut steps = tvec![
                    FusedSpec::AddMatMul {
                        a: AsInputValue::Borrowed(&**weights),
                        b: AsInputValue::Borrowed(&room.packed),
                        packing: *packing,
                    },
                    FusedSpec::BinPerRow(bias.view(), BinOp::Add),
                ];
                if let Some(least) = least {
                    steps.push(FusedSpec::BinScalar(least, BinOp::Max));
                }
                steps.push(FusedSpec::Store(store.wrap(&view)));
                product.run_with_scratch_space(outputs, positions, &mut *scratch, &steps)?;
            }
        }
        if let Ok(mut kept) = kept.try_lock() {
            *kept = Some(room);
        }
        let mut shape: Vec<usize> = input.shape().to_vec();
        shape[1] = outputs;
        let lengths = shape.len() - 2;
        shape[2..].copy_from_slice(&geometry.output[2 - lengths..]);
        output.set_shape(&shape)?;
        Ok(tvec!(TValue::from(output)))
    }
}
