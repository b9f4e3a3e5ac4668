//! One node's ONNX file, ready to run.

use std::io::Cursor;
use std::sync::{Arc, OnceLock};

use deepfog_network::onnx::BATCH;
use tract_onnx::prelude::{
    Framework, InferenceModelExt, IntoRunnable, TDim, TValue, TVec, Tensor, TractResult,
    TypedModel, TypedRunnableModel,
};

/// A partition as the engine reads it, with its optimised plans. Those are made at their first use: a page that shows one
/// sample after the other need not wait for the plan of batches.
#[derive(Debug)]
pub(crate) struct Partition {
    model: TypedModel,
    /// For one sample at a time: what depends on the batch is known beforehand, which saves up to half of the time.
    single: OnceLock<Arc<TypedRunnableModel>>,
    /// For any batch.
    batch: OnceLock<Arc<TypedRunnableModel>>,
}

impl Partition {
    /// Reads a file whose graph has been checked.
    pub(crate) fn load(bytes: &[u8]) -> TractResult<Self> {
        let model = tract_onnx::onnx()
            .model_for_read(&mut Cursor::new(bytes))?
            .into_typed()?
            .into_decluttered()?;
        Ok(Self {
            model,
            single: OnceLock::new(),
            batch: OnceLock::new(),
        })
    }

    /// Readies the plan for one sample at a time. This is the slow part of loading.
    pub(crate) fn ready_single(&self) -> TractResult<&Arc<TypedRunnableModel>> {
        ready(&self.single, || {
            let batch = self.model.symbols.sym(BATCH);
            let one = std::iter::once((batch, TDim::from(1)));
            self.model.set_symbols(&one.collect())
        })
    }

    /// Runs the partition; each input has the batch as first dimension.
    pub(crate) fn run(&self, inputs: TVec<TValue>) -> TractResult<TValue> {
        let is_single = inputs.iter().all(|input| input.shape().first() == Some(&1));
        let plan = if is_single {
            self.ready_single()?
        } else {
            ready(&self.batch, || Ok(self.model.clone()))?
        };
        let mut outputs = plan.run(inputs)?;
        Ok(outputs.swap_remove(0))
    }
}

fn ready(
    plan: &OnceLock<Arc<TypedRunnableModel>>,
    model: impl FnOnce() -> TractResult<TypedModel>,
) -> TractResult<&Arc<TypedRunnableModel>> {
    if let Some(plan) = plan.get() {
        return Ok(plan);
    }
    let made = model()?.into_optimized()?.into_runnable()?;
    Ok(plan.get_or_init(|| made))
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
