//! Counting on the graphics processor.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use deepfog_gpu::{Answers, Gpu};
use deepfog_inference::{SweepPlan, Tally};
use deepfog_network::{Layout, Parameters};

use crate::session::Worker;

/// Bytes that all buffers on the device may take.
const BUDGET: u64 = 256 << 20;
/// It must take less than this share of the CPU's time: the two seldom measure alike twice.
const CLEARLY: f64 = 0.9;

/// Samples that an adapter that computes in software is timed on.
const FEW: usize = 16;

/// What a calibration found.
pub(crate) enum Verdict {
    /// It is to count.
    Faster(Box<Graphics>),
    /// It is not: why, in words.
    Slower(String),
}

/// The answers of one network under many failure patterns on the graphics processor.
pub(crate) struct Graphics {
    plan: Arc<SweepPlan>,
    answers: Answers,
    name: String,
}

impl Graphics {
    /// Readies the device, and times it on the first samples where it has to take less than `limit` milliseconds per sample.
    ///
    /// # Errors
    /// Why it cannot count, as the end of a sentence.
    pub(crate) async fn ready(
        worker: &Rc<Worker>,
        plan: &Arc<SweepPlan>,
        limit: Option<f64>,
    ) -> Result<Verdict, String> {
        let gpu = device(worker).await?;
        let network = plan.network();
        let parameters = Parameters {
            nodes: network.parameters().to_vec(),
        };
        let flat = Layout::new(network.plan()).flatten(&parameters);
        let answers = Answers::new(
            &gpu,
            Arc::new(network.plan().clone()),
            plan.versions(),
            &flat,
            BUDGET,
        )
        .await
        .map_err(|error| error.to_string())?;
        let mut graphics = Self {
            plan: Arc::clone(plan),
            answers,
            name: format!("WebGPU, {}", gpu.name()),
        };
        if let Some(limit) = limit {
            // A processor that is none tells soon that it is slow.
            let most = if gpu.is_software() { FEW } else { usize::MAX };
            let samples = graphics.samples().min(most);
            // The first run is slow, because everything is new.
            graphics
                .count(worker, 0..samples, &mut Tally::new(plan))
                .await?;
            let start = worker.now();
            graphics
                .count(worker, 0..samples, &mut Tally::new(plan))
                .await?;
            let pace = (worker.now() - start) / samples as f64;
            if pace >= CLEARLY * limit {
                return Ok(Verdict::Slower(format!(
                    "WebGPU ({}) would take {pace:.2} ms a sample where all cores take {limit:.2}",
                    gpu.name()
                )));
            }
        }
        Ok(Verdict::Faster(Box::new(graphics)))
    }

    /// What it is, in words.
    pub(crate) fn name(&self) -> String {
        self.name.clone()
    }

    /// Samples that it takes at once.
    pub(crate) fn samples(&self) -> usize {
        self.answers.samples().max(1)
    }

    /// Counts some of the pack's samples; fewer where there are not so many.
    ///
    /// # Errors
    /// Why it gave up, as the end of a sentence.
    pub(crate) async fn count(
        &mut self,
        worker: &Rc<Worker>,
        range: Range<usize>,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let network = self.plan.network();
        let read = worker.with_pack(|pack| {
            let range = range.start..range.end.min(pack.samples.len());
            let labels = pack.samples.labels()[range.clone()].to_vec();
            let groups = pack.samples.groups()[range.clone()].to_vec();
            let width = pack.samples.width();
            let values = &pack.samples.values()[range.start * width..range.end * width];
            network
                .sensed(values)
                .map(|sensed| (labels, groups, sensed))
        });
        let (labels, groups, sensed) = read
            .ok_or_else(|| "the samples are gone".to_owned())?
            .map_err(|error| error.to_string())?;
        let logits = self
            .answers
            .logits(&sensed, labels.len())
            .await
            .map_err(|error| {
                // A device that gave up once is asked for anew the next time.
                worker.gpu.replace(None);
                error.to_string()
            })?;
        let told = |error: deepfog_inference::TallyError| error.to_string();
        tally.add_samples(&labels, &groups).map_err(told)?;
        for (slot, logits) in logits.iter().enumerate() {
            tally.take(slot, logits, &labels, &groups).map_err(told)?;
        }
        Ok(())
    }
}

/// The device, asked for once.
async fn device(worker: &Rc<Worker>) -> Result<Gpu, String> {
    if let Some(gpu) = worker.gpu.borrow().clone() {
        return Ok(gpu);
    }
    let gpu = Gpu::request().await.map_err(|error| error.to_string())?;
    worker.gpu.replace(Some(gpu.clone()));
    Ok(gpu)
}
