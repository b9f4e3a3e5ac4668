//! One node's ONNX file, ready to run.

use std::io::Cursor;
use std::sync::Arc;

use tract_onnx::prelude::{
    Framework, InferenceModelExt, IntoRunnable, TValue, TVec, Tensor, TractResult,
    TypedRunnableModel,
};

/// The optimised plan of one partition, for any batch.
#[derive(Debug)]
pub(crate) struct Partition {
    plan: Arc<TypedRunnableModel>,
}

impl Partition {
    /// Reads and optimises a file whose graph has been checked. This is the slow part of loading.
    pub(crate) fn load(bytes: &[u8]) -> TractResult<Self> {
        let plan = tract_onnx::onnx()
            .model_for_read(&mut Cursor::new(bytes))?
            .into_optimized()?
            .into_runnable()?;
        Ok(Self { plan })
    }

    /// Runs the partition; each input has the batch as first dimension.
    pub(crate) fn run(&self, inputs: TVec<TValue>) -> TractResult<TValue> {
        let mut outputs = self.plan.run(inputs)?;
        Ok(outputs.swap_remove(0))
    }
}

/// A tensor of a batch: `shape` is that of one sample.
pub(crate) fn tensor(batch: usize, shape: &[usize], values: &[f32]) -> TractResult<TValue> {
    Ok(Tensor::from_shape(&batched(batch, shape), values)?.into())
}

/// Zeros for a batch.
pub(crate) fn zeros(batch: usize, shape: &[usize]) -> TractResult<TValue> {
    Ok(Tensor::zero::<f32>(&batched(batch, shape))?.into())
}

/// The values of a tensor, in row-major order.
pub(crate) fn values(tensor: &TValue) -> TractResult<&[f32]> {
    tensor.try_as_plain_ram()?.as_slice::<f32>()
}

fn batched(batch: usize, shape: &[usize]) -> Vec<usize> {
    std::iter::once(batch)
        .chain(shape.iter().copied())
        .collect()
}
