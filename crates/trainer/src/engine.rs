//! What computes loss and gradients: the CPU, or WebGPU where the browser has an adapter and a short calibration finds it
//! faster. Everything else of a training, its randomness, its optimiser and what it measures, is the same for both.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

use deepfog_browser::breathe;
use deepfog_gpu::{Gpu, GpuError};
use deepfog_network::Plan;
use deepfog_protocol::{EngineChoice, TrainReport};
use deepfog_training::{Batch, Settings, Slopes, Step, TrainError, Trainer, TrainingData};
use futures::future::{Either, select};
use gloo::timers::future::TimeoutFuture;

use crate::data::Files;
use crate::failure::{Stop, impossible, sentence};
use crate::session::Session;

/// The CPU in words.
pub const CPU: &str = "CPU, one worker, 128-bit SIMD";

/// Steps of each engine that are measured, at most; the one before them is slow, because everything is new.
const STEPS: usize = 4;
/// Milliseconds after which no further step of an engine is measured.
const LONGEST: f64 = 400.0;
/// Milliseconds after which a step is not waited for any more.
const TOO_LONG: u32 = 2_000;
/// WebGPU must take less than this share of the CPU's time: the two seldom measure alike twice.
const CLEARLY: f64 = 0.9;

/// What computes.
enum Kind {
    Cpu,
    Gpu(Box<deepfog_gpu::Slopes>),
}

/// The engine of a training.
pub(crate) struct Engine {
    kind: Kind,
    name: String,
    words: String,
}

impl Engine {
    fn cpu(words: String) -> Self {
        Self {
            kind: Kind::Cpu,
            name: CPU.to_owned(),
            words,
        }
    }

    /// What has computed so far, in words.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What it is, and why, in words.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// One mini-batch; `None` when all epochs are done. Where WebGPU gives up, the CPU does the same mini-batch and all
    /// that follow, and that is said.
    pub(crate) async fn step<F: Files + 'static>(
        &mut self,
        session: &Session<F>,
        trainer: &mut Trainer,
    ) -> Result<Option<Step>, TrainError> {
        let Some(batch) = trainer.begin_step() else {
            return Ok(None);
        };
        let slopes = match self.slopes(trainer, &batch).await {
            Ok(slopes) => slopes,
            Err(error) => {
                let earlier = std::mem::take(&mut self.name);
                *self = Self::cpu(CPU.to_owned());
                self.name = format!("{earlier}, then {CPU}");
                session.say(TrainReport::Engine {
                    engine: self.words.clone(),
                    why: sentence(&error),
                });
                trainer.slopes(&batch)
            }
        };
        trainer.end_step(&batch, slopes.as_ref()).map(Some)
    }

    async fn slopes(
        &mut self,
        trainer: &Trainer,
        batch: &Batch,
    ) -> Result<Option<Slopes>, GpuError> {
        match &mut self.kind {
            Kind::Cpu => Ok(trainer.slopes(batch)),
            Kind::Gpu(gpu) => {
                let found = gpu
                    .compute(
                        trainer.flat(),
                        &batch.sensed,
                        &batch.labels,
                        trainer.settings().label_smoothing as f32,
                        &batch.delivery,
                    )
                    .await?;
                Ok(found.map(|(loss, gradients)| Slopes { loss, gradients }))
            }
        }
    }
}

/// The engine for a training, by what is wanted and what there is.
pub(crate) async fn choose<F: Files + 'static>(
    session: &Session<F>,
    wanted: EngineChoice,
    plan: &Arc<Plan>,
    data: &Arc<TrainingData>,
    settings: &Settings,
) -> Result<Engine, Stop> {
    if wanted == EngineChoice::Cpu {
        return Ok(Engine::cpu(CPU.to_owned()));
    }
    session.say(TrainReport::Calibrating);
    let without = |error: GpuError| {
        Engine::cpu(match error {
            GpuError::Unavailable(_) => format!("{CPU}; no WebGPU here"),
            error => format!("{CPU}; no WebGPU: {error}"),
        })
    };
    let gpu = match Gpu::request().await {
        Ok(gpu) => gpu,
        Err(error) => return Ok(without(error)),
    };
    let slopes = match deepfog_gpu::Slopes::new(&gpu, Arc::clone(plan), settings.batch).await {
        Ok(slopes) => slopes,
        Err(error) => return Ok(without(error)),
    };
    let name = match gpu.name() {
        "WebGPU" => "WebGPU".to_owned(),
        name => format!("WebGPU on {name}"),
    };
    let mut on_gpu = Engine {
        kind: Kind::Gpu(Box::new(slopes)),
        words: name.clone(),
        name,
    };
    if wanted == EngineChoice::WebGpu {
        return Ok(on_gpu);
    }
    let mut trainer =
        Trainer::new(Arc::clone(plan), Arc::clone(data), settings.clone()).map_err(impossible)?;
    let Some(batch) = trainer.begin_step() else {
        return Ok(Engine::cpu(CPU.to_owned()));
    };
    let mut cpu = Engine::cpu(CPU.to_owned());
    let slow = pace(session, &mut cpu, &trainer, &batch).await?;
    let fast = pace(session, &mut on_gpu, &trainer, &batch).await?;
    let (Ok(slow), Ok(fast)) = (slow, fast.as_ref()) else {
        gpu.lose();
        return Ok(fast.map_or_else(without, |_| Engine::cpu(CPU.to_owned())));
    };
    Ok(if fast.0 < CLEARLY * slow.0 {
        on_gpu.words = format!("{}, {fast} a step (the CPU {slow})", on_gpu.words);
        on_gpu
    } else {
        gpu.lose();
        cpu.words = format!("{CPU}, {slow} a step ({} {fast})", on_gpu.words);
        cpu
    })
}

/// Milliseconds that a step takes; infinite where it took too long to be measured.
#[derive(Clone, Copy, Debug)]
struct Milliseconds(f64);

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_finite() {
            let digits = if self.0 < 10.0 { 1 } else { 0 };
            write!(f, "{:.digits$} ms", self.0)
        } else {
            write!(f, "more than {TOO_LONG} ms")
        }
    }
}

/// The least time that an engine takes for the slopes of a batch.
async fn pace<F: Files + 'static>(
    session: &Session<F>,
    engine: &mut Engine,
    trainer: &Trainer,
    batch: &Batch,
) -> Result<Result<Milliseconds, GpuError>, Stop> {
    let began = session.now();
    let mut best = Milliseconds(f64::INFINITY);
    for nth in 0..=STEPS {
        breathe().await;
        session.check()?;
        let start = session.now();
        let slopes = pin!(engine.slopes(trainer, batch));
        match select(slopes, TimeoutFuture::new(TOO_LONG)).await {
            Either::Left((Ok(_), _)) => {}
            Either::Left((Err(error), _)) => return Ok(Err(error)),
            Either::Right(_) => break,
        }
        let now = session.now();
        if nth > 0 {
            best.0 = best.0.min(now - start);
            if now - began > LONGEST {
                break;
            }
        }
    }
    Ok(Ok(best))
}
