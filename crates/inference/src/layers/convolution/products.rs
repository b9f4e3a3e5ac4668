//! A convolution as a product of matrices, by the engine's own kernels for this machine.

// The engine's products of matrices are called with addresses.
#![allow(unsafe_code)]

use std::sync::{Arc, Mutex};

use tract_onnx::prelude::{DatumType, Tensor, TractError, TractResult, tvec};
use tract_onnx::tract_core::internal::TensorView;
use tract_onnx::tract_core::tract_linalg::mmm::{
    AsInputValue, EagerPackedInput, FusedSpec, MMMInputValue, MatMatMul, Query,
};
use tract_onnx::tract_core::tract_linalg::pack::PackedFormat;
use tract_onnx::tract_core::tract_linalg::{BinOp, MmmDispatch};

use super::columns::Columns;
use super::geometry::Geometry;
use super::operator::Way;
use super::planes::Planes;

/// A convolution with its bias and, where there is one, its ReLU.
#[derive(Debug)]
pub(super) struct Products {
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

/// Room for the values of one sample: as they are laid out, and as the product reads them.
#[derive(Debug)]
struct Room {
    planes: Vec<f32>,
    packed: EagerPackedInput,
}

impl Products {
    /// Weights are output channels × depth. `None` where the engine's product reads its matrices in another form than the plain one.
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
            weights: left.prepare_one(&matrix, 1, 0)?,
            columns: Columns::new(Planes::new(geometry), format.panel_width()),
            format: format.clone(),
            packing,
            bias,
            least: has_relu.then(|| Tensor::from(0.0_f32)),
            kept: Mutex::default(),
            product,
        }))
    }
}

impl Way for Products {
    fn geometry(&self) -> &Geometry {
        self.columns.planes().geometry()
    }

    fn run(&self, samples: &[f32], output: &mut Tensor) -> TractResult<()> {
        let geometry = self.geometry();
        let (outputs, positions) = (geometry.outputs, geometry.positions());
        let left = self.kept.try_lock().ok().and_then(|mut kept| kept.take());
        let mut room = match left {
            Some(room) => room,
            None => Room {
                planes: self.columns.planes().room(0),
                packed: self.format.new_packed_buffer(geometry.depth(), positions)?,
            },
        };
        let stride = room.packed.panel_bytes / size_of::<f32>();
        // SAFETY: a product's scratch space has no conditions.
        let mut scratch = unsafe { self.product.allocate_scratch_space() };
        for (at, sample) in samples.chunks_exact(geometry.width().max(1)).enumerate() {
            let bytes = Arc::get_mut(&mut room.packed.packed)
                .ok_or_else(|| TractError::msg("the gathered values are in use"))?
                .as_bytes_mut();
            let panels = bytemuck::try_cast_slice_mut(bytes)
                .map_err(|error| TractError::msg(format!("the gathered values: {error}")))?;
            self.columns
                .gather(sample, &mut room.planes, panels, stride);
            let view = TensorView::at_prefix(output, &[at])?;
            // SAFETY: the matrices have the lengths that they are said to have; the view is that of the sample alone, whose values
            // lie channel by channel.
            unsafe {
                let store =
                    self.product
                        .c_from_data_and_strides(size_of::<f32>(), positions as isize, 1);
                let mut steps = tvec![
                    FusedSpec::AddMatMul {
                        a: AsInputValue::Borrowed(&*self.weights),
                        b: AsInputValue::Borrowed(&room.packed),
                        packing: self.packing,
                    },
                    FusedSpec::BinPerRow(self.bias.view(), BinOp::Add),
                ];
                if let Some(least) = &self.least {
                    steps.push(FusedSpec::BinScalar(least, BinOp::Max));
                }
                steps.push(FusedSpec::Store(store.wrap(&view)));
                self.product
                    .run_with_scratch_space(outputs, positions, &mut *scratch, &steps)?;
            }
        }
        if let Ok(mut kept) = self.kept.try_lock() {
            *kept = Some(room);
        }
        Ok(())
    }
}
