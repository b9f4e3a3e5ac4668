//! Logits under many failure patterns at once.

use std::sync::Arc;

use deepfog_network::Plan;
use deepfog_resilience::Versions;

use crate::device::Gpu;
use crate::engine::{Capacity, Engine};
use crate::error::GpuError;
use crate::kernel::Kernel;
use crate::programme::Programme;
use crate::sweep::Sweep;
use crate::sweep::parts::{Parts, Room, Sizes};

/// A programme for some of the answers.
#[derive(Debug)]
struct Part {
    programme: Programme,
    /// Which of the distinct answers each block of its logits is.
    answers: Vec<usize>,
}

/// The answers of one network under many failure patterns on the graphics processor. What several patterns have in common is
/// computed once, and all versions of a node's output are computed together.
#[derive(Debug)]
pub struct Answers {
    sweep: Sweep,
    parts: Parts,
    /// The programmes of all parts, for so many samples.
    ready: (usize, Vec<Part>),
    sizes: Sizes,
    engine: Engine,
}

impl Answers {
    /// Makes pipelines and buffers, and sends the parameters up.
    ///
    /// `versions`: what the failure patterns need of this plan. `flat_parameters`: all parameters in the order of
    /// [`deepfog_network::Layout`]. `budget_bytes`: what all buffers on the device together may take.
    ///
    /// # Errors
    /// [`GpuError::TooLarge`] where not even one answer for one sample fits the budget and the device's limits,
    /// [`GpuError::OutOfMemory`] where the device has no room for it, [`GpuError::Lost`], and [`GpuError::Failed`] where versions
    /// or parameters are of another network, or the device does not take the kernels.
    pub async fn new(
        gpu: &Gpu,
        plan: Arc<Plan>,
        versions: &Versions,
        flat_parameters: &[f32],
        budget_bytes: u64,
    ) -> Result<Self, GpuError> {
        gpu.watch.check()?;
        let sweep = Sweep::new(plan, versions)?;
        if flat_parameters.len() != sweep.layout.total {
            return Err(GpuError::Failed(
                "the parameters are of another network".to_owned(),
            ));
        }
        let limits = gpu.device.limits();
        let room = Room {
            budget: budget_bytes,
            buffer: limits
                .max_storage_buffer_binding_size
                .min(limits.max_buffer_size),
            work: Room::work(gpu.is_software()),
        };
        let parts = Parts::new(&sweep, room)?;
        let ready = programmes(&sweep, &parts, parts.samples);
        let sizes = ready.iter().fold(Sizes::default(), |most, part| {
            most.with(Sizes::of(&part.programme))
        });
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let capacity = Capacity {
            values: count(sizes.values).max(sweep.layout.total),
            steps: count(sizes.steps),
            answer: count(sizes.answer),
            table: count(sizes.table),
            batch: parts.samples,
            kernels: Kernel::ANSWERING,
        };
        let engine = Engine::new(gpu, capacity).await?;
        engine.write(0, flat_parameters);
        Ok(Self {
            ready: (parts.samples, ready),
            sweep,
            parts,
            sizes,
            engine,
        })
    }

    /// Samples that are computed at once: what a call takes best, or a multiple of it.
    pub fn samples(&self) -> usize {
        self.parts.samples
    }

    /// Distinct answers: lists of logits that a call gives.
    pub fn distinct(&self) -> usize {
        self.sweep.answers.len()
    }

    /// Parts into which the answers fall because all at once do not fit the budget.
    pub fn parts(&self) -> usize {
        self.parts.answers.len()
    }

    /// Runs of kernels per block of [`Answers::samples`] samples.
    pub fn steps(&self) -> usize {
        let (_, parts) = &self.ready;
        parts.iter().map(|part| part.programme.steps.len()).sum()
    }

    /// Bytes of all buffers on the device.
    pub fn bytes(&self) -> u64 {
        self.sizes.bytes()
    }

    /// The logits of every distinct answer, in the order in which the answers appear first in [`Versions::answers`]: of each
    /// (samples, classes).
    ///
    /// `sensed`: per node of the plan what a source senses, samples one after the other; `None` for compute nodes. There may be
    /// any number of samples.
    ///
    /// # Errors
    /// [`GpuError::Lost`], [`GpuError::OutOfMemory`], and [`GpuError::Failed`] for lists that do not fit the network.
    pub async fn logits(
        &mut self,
        sensed: &[Option<Vec<f32>>],
        samples: usize,
    ) -> Result<Vec<Vec<f32>>, GpuError> {
        self.engine.check()?;
        let classes = self.sweep.plan.task.classes.len();
        let mut logits = vec![Vec::new(); self.distinct()];
        for start in (0..samples).step_by(self.parts.samples) {
            let block = start..samples.min(start + self.parts.samples);
            if self.ready.0 != block.len() {
                let programmes = programmes(&self.sweep, &self.parts, block.len());
                self.ready = (block.len(), programmes);
            }
            for part in &self.ready.1 {
                let upload = &part.programme.upload;
                let values = upload.values(&self.sweep.plan, sensed, samples, block.clone())?;
                let writes = [(upload.start, values.as_slice())];
                let found = self.engine.run(&part.programme, &writes).await?;
                let blocks = found.chunks_exact((block.len() * classes).max(1));
                for (found, &answer) in blocks.zip(&part.answers) {
                    logits[answer].extend_from_slice(found);
                }
            }
        }
        Ok(logits)
    }
}

/// A programme per part.
fn programmes(sweep: &Sweep, parts: &Parts, samples: usize) -> Vec<Part> {
    let answers = parts.answers.iter();
    answers
        .filter_map(|answers| {
            let (programme, answers) = sweep.programme(answers, samples)?;
            Some(Part { programme, answers })
        })
        .collect()
}
