//! One node's ONNX file, ready to run.

use std::io::Cursor;
use std::sync::OnceLock;

use deepfog_network::onnx::BATCH;
use tract_onnx::prelude::{
    Framework, InferenceModelExt, TDim, TValue, TVec, Tensor, TractResult, TypedModel,
};

use crate::layers;
use crate::runner::Runner;

/// A partition as the engine reads it, with its optimised plans. Those are made at their first use: a page that shows one
/// sample after the other need not wait for the plans of batches.
#[derive(Debug)]
pub(crate) struct Partition {
    model: TypedModel,
    /// For one sample at a time: what depends on the batch is known beforehand, which saves up to half of the time.
    single: OnceLock<Runner>,
    /// The same for as many samples as the first batch had: a sweep's blocks are all of one size.
    block: OnceLock<(usize, Runner)>,
    /// For any other batch.
    any: OnceLock<Runner>,
}

impl Partition {
    /// Reads a file whose graph has been checked.
    pub(crate) fn load(bytes: &[u8]) -> TractResult<Self> {
        #[cfg(all(target_family = "wasm", target_feature = "simd128"))]
        crate::kernel::register();
        let model = tract_onnx::onnx()
            .model_for_read(&mut Cursor::new(bytes))?
            .into_typed()?;
        Ok(Self {
            model,
            single: OnceLock::new(),
            block: OnceLock::new(),
            any: OnceLock::new(),
        })
    }

    /// Readies the plan for one sample at a time. This is the slow part of loading.
    pub(crate) fn ready_single(&self) -> TractResult<&Runner> {
        ready(&self.single, || self.for_batch(1))
    }

    /// Runs the partition; each input has the batch as first dimension.
    pub(crate) fn run(&self, inputs: TVec<TValue>) -> TractResult<TValue> {
        let batch = inputs.first().and_then(|input| input.shape().first());
        let batch = batch.copied().unwrap_or_default();
        if batch == 1 {
            return self.ready_single()?.run(inputs);
        }
        let (size, block) = ready(&self.block, || Ok((batch, self.for_batch(batch)?)))?;
        if *size == batch {
            return block.run(inputs);
        }
        ready(&self.any, || Runner::new(self.model.clone()))?.run(inputs)
    }

    fn for_batch(&self, batch: usize) -> TractResult<Runner> {
        let symbol = self.model.symbols.sym(BATCH);
        let known = std::iter::once((symbol, TDim::from(batch)));
        let model = self.model.set_symbols(&known.collect())?;
        Runner::new(layers::with_own(model)?)
    }
}

/// What is made at its first use.
fn ready<T>(cell: &OnceLock<T>, make: impl FnOnce() -> TractResult<T>) -> TractResult<&T> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
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
