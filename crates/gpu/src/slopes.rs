//! Loss, gradients and logits of one network.

use std::sync::Arc;

use deepfog_network::{Layout, Plan};
use deepfog_resilience::Delivery;

use crate::device::Gpu;
use crate::engine::{Capacity, Engine};
use crate::error::GpuError;
use crate::kernel::Kernel;
use crate::programme::Programme;

/// Loss and gradients of one network on the graphics processor.
#[derive(Debug)]
pub struct Slopes {
    plan: Arc<Plan>,
    layout: Layout,
    batch: usize,
    engine: Engine,
}

impl Slopes {
    /// Makes pipelines and buffers for mini-batches of at most `batch` samples.
    ///
    /// # Errors
    /// [`GpuError::TooLarge`] where a buffer would pass the device's limits, [`GpuError::OutOfMemory`] where the device has
    /// no room for it, [`GpuError::Lost`], and [`GpuError::Failed`] where the device does not take the kernels.
    pub async fn new(gpu: &Gpu, plan: Arc<Plan>, batch: usize) -> Result<Self, GpuError> {
        let layout = Layout::new(&plan);
        let largest = Programme::largest(&plan, &layout, batch)
            .filter(|_| batch > 0)
            .ok_or_else(|| GpuError::Failed("the network has nothing to answer".to_owned()))?;
        let logits = batch.saturating_mul(plan.task.classes.len());
        let capacity = Capacity {
            values: largest.size,
            steps: largest.steps.len(),
            answer: largest.answer.len().max(logits),
            batch,
            table: 0,
            kernels: Kernel::LEARNING,
        };
        Ok(Self {
            engine: Engine::new(gpu, capacity).await?,
            plan,
            layout,
            batch,
        })
    }

    /// Loss and gradients of one mini-batch.
    ///
    /// `flat`: all parameters in the order of [`Layout`]. `sensed`: per node of the plan what a source senses, samples one
    /// after the other; `None` for compute nodes. `labels`: one per sample. `smoothing`: the loss is the mean over the samples
    /// of the cross-entropy against (1 - smoothing) · one-hot + smoothing / classes. `delivery`: which inputs count.
    ///
    /// Gives the loss and the gradient of every parameter in the same order, 0 where one had no part; `None` where the cloud
    /// does not answer.
    ///
    /// # Errors
    /// [`GpuError::Lost`], [`GpuError::OutOfMemory`], and [`GpuError::Failed`] for lists that do not fit the network or more
    /// samples than there is room for.
    pub async fn compute(
        &mut self,
        flat: &[f32],
        sensed: &[Option<Vec<f32>>],
        labels: &[u8],
        smoothing: f32,
        delivery: &Delivery,
    ) -> Result<Option<(f64, Vec<f32>)>, GpuError> {
        let samples = labels.len();
        self.check(flat, delivery)?;
        if samples == 0 || samples > self.batch {
            let told = format!("{samples} samples where 1 to {} fit", self.batch);
            return Err(GpuError::Failed(told));
        }
        let programme = Programme::slopes(&self.plan, &self.layout, delivery, samples, smoothing);
        let Some(programme) = programme else {
            return Ok(None);
        };
        let mut upload = programme
            .upload
            .values(&self.plan, sensed, samples, 0..samples)?;
        upload.extend(labels.iter().map(|&label| f32::from(label)));
        let mut gradients = self.run(&programme, flat, &upload).await?;
        let losses = gradients.split_off(self.layout.total);
        let sum: f64 = losses.into_iter().map(f64::from).sum();
        Ok(Some((sum / samples as f64, gradients)))
    }

    /// The logits of a forward pass alone, (samples, classes); `None` where the cloud does not answer. There may be any number
    /// of samples. The rest as in [`Slopes::compute`].
    ///
    /// # Errors
    /// Those of [`Slopes::compute`].
    pub async fn logits(
        &mut self,
        flat: &[f32],
        sensed: &[Option<Vec<f32>>],
        samples: usize,
        delivery: &Delivery,
    ) -> Result<Option<Vec<f32>>, GpuError> {
        self.check(flat, delivery)?;
        if !delivery.answered {
            return Ok(None);
        }
        let mut logits = Vec::new();
        for start in (0..samples).step_by(self.batch) {
            let part = start..samples.min(start + self.batch);
            let programme = Programme::logits(&self.plan, &self.layout, delivery, part.len());
            let Some(programme) = programme else {
                return Ok(None);
            };
            let upload = programme.upload.values(&self.plan, sensed, samples, part)?;
            logits.extend(self.run(&programme, flat, &upload).await?);
        }
        Ok(Some(logits))
    }

    async fn run(
        &mut self,
        programme: &Programme,
        flat: &[f32],
        upload: &[f32],
    ) -> Result<Vec<f32>, GpuError> {
        let writes = [(0, flat), (programme.upload.start, upload)];
        self.engine.run(programme, &writes).await
    }

    /// Whether parameters and delivery are of this network.
    fn check(&self, flat: &[f32], delivery: &Delivery) -> Result<(), GpuError> {
        self.engine.check()?;
        let nodes = &self.plan.nodes;
        let fits = flat.len() == self.layout.total
            && delivery.counts.len() == nodes.len()
            && delivery
                .counts
                .iter()
                .zip(nodes)
                .all(|(counts, node)| counts.len() == node.inputs.len());
        if fits {
            Ok(())
        } else {
            Err(GpuError::Failed(
                "the parameters or the failures are of another network".to_owned(),
            ))
        }
    }
}
