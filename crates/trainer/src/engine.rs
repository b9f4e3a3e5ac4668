//! What computes loss and gradients: the CPU, or WebGPU where the browser has an adapter and a short calibration finds it
//! faster. Everything else of a training, its randomness, its optimiser and what it measures, is the same for both.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

use deepfog_browser::breathe;
use deepfog_gpu::{Gpu, GpuError};
use deepfog_network::Plan;
use deepfog_notation::words::sentence;
use deepfog_protocol::{EngineChoice, TrainReport};
use deepfog_training::{Batch, Settings, Slopes, Step, TrainError, Trainer, TrainingData};
use futures::future::{Either, select};
use gloo::timers::future::TimeoutFuture;

use crate::data::Files;
use crate::failure::{Stop, impossible};
use crate::session::Session;

/// The CPU in words.
pub const CPU: &str = "CPU, one worker, 128-bit SIMD";

/// Steps of each engine that are measured, at most; the one before them is slow, because everything is new.
const STEPS: usize = 4;
/// Milliseconds after which no further step of an engine is measured.
const LONGEST: f64 = 400.0;
/// Milliseconds that WebGPU may take for a step at least; more where the CPU does.
const PATIENCE: f64 = 2_000.0;
/// Milliseconds that WebGPU may take to be there, and for its first step: programs are compiled for the device.
const START: f64 = 15_000.0;
/// Milliseconds after which a step counts as one that never ends.
const NEVER: f64 = 60_000.0;
/// Milliseconds between two looks at whether a person wants no more of it.
const LOOK: u32 = 250;
/// The CPU is tried on one part in so many of a mini-batch first.
const PART: usize = 8;
/// Milliseconds for a whole mini-batch, by that part, above which the part tells enough.
const SLOW: f64 = 250.0;
/// WebGPU must take less than this share of the CPU's time: the two seldom measure alike twice.
const CLEARLY: f64 = 0.9;

/// What computes.
enum Kind {
    Cpu,
    Gpu(Gpu, Box<deepfog_gpu::Slopes>),
}

/// Why there are no slopes of a mini-batch.
enum Broken {
    /// The graphics processor gave up.
    Gpu(GpuError),
    /// A person wants no more.
    Stop(Stop),
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

    /// One that has nothing more to do; `name` is what has computed.
    pub(crate) fn at_rest(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::cpu(CPU.to_owned())
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

    /// What computed before this engine did, in the words of [`Engine::name`].
    pub(crate) fn follow(&mut self, earlier: &str) {
        if !earlier.is_empty() && earlier != self.name {
            self.name = format!("{earlier}, then {}", self.name);
        }
    }

    /// Nothing was computed yet that counts.
    pub(crate) fn forget(&mut self) {
        if let Kind::Cpu = self.kind {
            self.name = CPU.to_owned();
        }
    }

    /// One mini-batch, and after an epoch's last one its measurement; `None` when all epochs are done. Where WebGPU gives
    /// up, the CPU does the same mini-batch and all that follow, and that is said.
    pub(crate) async fn step<F: Files + 'static>(
        &mut self,
        session: &Session<F>,
        trainer: &mut Trainer,
    ) -> Result<Option<Step>, Stop> {
        let Some(batch) = trainer.begin_step() else {
            return Ok(None);
        };
        let slopes = match self.slopes(session, trainer, &batch, NEVER).await {
            Ok(slopes) => slopes,
            Err(Broken::Stop(stop)) => return Err(stop),
            Err(Broken::Gpu(error)) => {
                self.give_up();
                session.say(TrainReport::Engine {
                    engine: self.words.clone(),
                    why: sentence(&error.to_string()),
                });
                trainer.slopes(&batch)
            }
        };
        let mut step = trainer.end_step(&batch, slopes.as_ref()).map_err(impeded)?;
        while trainer.is_measuring() {
            step.epoch_end = trainer.measure().map_err(impeded)?;
            if trainer.is_measuring() {
                breathe().await;
                session.check()?;
            }
        }
        Ok(Some(step))
    }

    /// The CPU goes on; the device's memory is given back.
    fn give_up(&mut self) {
        if let Kind::Gpu(gpu, _) = &self.kind {
            gpu.lose();
        }
        let earlier = std::mem::take(&mut self.name);
        *self = Self::cpu(CPU.to_owned());
        self.follow(&earlier);
    }

    /// Loss and gradients; WebGPU may take so many milliseconds.
    async fn slopes<F: Files + 'static>(
        &mut self,
        session: &Session<F>,
        trainer: &Trainer,
        batch: &Batch,
        patience: f64,
    ) -> Result<Option<Slopes>, Broken> {
        let Kind::Gpu(_, gpu) = &mut self.kind else {
            return Ok(trainer.slopes(batch));
        };
        let smoothing = trainer.settings().label_smoothing as f32;
        let computed = gpu.compute(
            trainer.flat(),
            &batch.sensed,
            &batch.labels,
            smoothing,
            &batch.delivery,
        );
        let found = in_time(session, computed, patience).await?;
        Ok(found.map(|(loss, gradients)| Slopes { loss, gradients }))
    }
}

/// What comes of something on the graphics processor, as long as it comes in so many milliseconds and a person still wants
/// it.
async fn in_time<F: Files + 'static, T>(
    session: &Session<F>,
    work: impl Future<Output = Result<T, GpuError>>,
    patience: f64,
) -> Result<T, Broken> {
    let start = session.now();
    let mut work = pin!(work);
    loop {
        match select(work.as_mut(), TimeoutFuture::new(LOOK)).await {
            Either::Left((found, _)) => return found.map_err(Broken::Gpu),
            Either::Right(_) => session.check().map_err(Broken::Stop)?,
        }
        if session.now() - start > patience {
            let told = "it did not answer in time".to_owned();
            return Err(Broken::Gpu(GpuError::Failed(told)));
        }
    }
}

/// The trainer is of no use any more; what the device holds is.
fn impeded(error: TrainError) -> Stop {
    match error {
        TrainError::Diverged { epoch, step } => impossible(format!(
            "The training diverged in pass {epoch}, step {step}: it works with numbers that are not finite any more. Another \
             seed or a shorter training may go well"
        )),
        error => impossible(error),
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
    let (gpu, slopes) = match in_time(session, on_gpu(plan, settings), START).await {
        Ok(found) => found,
        Err(Broken::Stop(stop)) => return Err(stop),
        Err(Broken::Gpu(GpuError::Unavailable(_))) => {
            return Ok(Engine::cpu(format!("{CPU}; no WebGPU here")));
        }
        Err(Broken::Gpu(error)) => return Ok(Engine::cpu(format!("{CPU}; no WebGPU: {error}"))),
    };
    let name = match gpu.name() {
        "WebGPU" => "WebGPU".to_owned(),
        name => format!("WebGPU on {name}"),
    };
    let mut on_gpu = Engine {
        kind: Kind::Gpu(gpu.clone(), Box::new(slopes)),
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
    let slow = on_cpu(session, &trainer, &batch).await?;
    let patience = slow.0.max(PATIENCE);
    let fast = match pace(session, &mut on_gpu, &trainer, &batch, patience).await {
        Ok(fast) => fast,
        Err(Broken::Stop(stop)) => return Err(stop),
        Err(Broken::Gpu(error)) => {
            gpu.lose();
            return Ok(Engine::cpu(format!(
                "{CPU}, {slow} a step ({}: {error})",
                on_gpu.words
            )));
        }
    };
    if fast.0 < CLEARLY * slow.0 {
        on_gpu.words = format!("{}, {fast} a step (the CPU {slow})", on_gpu.words);
        return Ok(on_gpu);
    }
    gpu.lose();
    Ok(Engine::cpu(format!(
        "{CPU}, {slow} a step ({} {fast})",
        on_gpu.words
    )))
}

/// WebGPU with the network on it.
async fn on_gpu(
    plan: &Arc<Plan>,
    settings: &Settings,
) -> Result<(Gpu, deepfog_gpu::Slopes), GpuError> {
    let gpu = Gpu::request().await?;
    match deepfog_gpu::Slopes::new(&gpu, Arc::clone(plan), settings.batch).await {
        Ok(slopes) => Ok((gpu, slopes)),
        Err(error) => {
            gpu.lose();
            Err(error)
        }
    }
}

/// Milliseconds that a step takes.
#[derive(Clone, Copy, Debug)]
struct Milliseconds(f64);

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.0 < 10.0 { 1 } else { 0 };
        write!(f, "{:.digits$} ms", self.0)
    }
}

/// What the CPU takes for a batch. A large network is tried on a part of it: nothing can interrupt the CPU.
async fn on_cpu<F: Files + 'static>(
    session: &Session<F>,
    trainer: &Trainer,
    batch: &Batch,
) -> Result<Milliseconds, Stop> {
    let samples = batch.labels.len();
    let some = samples.div_ceil(PART);
    let start = session.now();
    trainer.slopes(&first(batch, some));
    let whole = (session.now() - start) * samples as f64 / some.max(1) as f64;
    breathe().await;
    session.check()?;
    if whole > SLOW {
        return Ok(Milliseconds(whole));
    }
    match pace(
        session,
        &mut Engine::cpu(CPU.to_owned()),
        trainer,
        batch,
        NEVER,
    )
    .await
    {
        Ok(found) => Ok(found),
        Err(Broken::Stop(stop)) => Err(stop),
        Err(Broken::Gpu(_)) => Ok(Milliseconds(whole)),
    }
}

/// The first samples of a batch.
fn first(batch: &Batch, some: usize) -> Batch {
    let samples = batch.labels.len().max(1);
    let part = |values: &Vec<f32>| values[..values.len() / samples * some].to_vec();
    Batch {
        sensed: batch
            .sensed
            .iter()
            .map(|values| values.as_ref().map(part))
            .collect(),
        labels: batch.labels[..some].to_vec(),
        ..batch.clone()
    }
}

/// The least time that an engine takes for the slopes of a batch. WebGPU may take so many milliseconds for each, and more for
/// the first.
async fn pace<F: Files + 'static>(
    session: &Session<F>,
    engine: &mut Engine,
    trainer: &Trainer,
    batch: &Batch,
    patience: f64,
) -> Result<Milliseconds, Broken> {
    engine.slopes(session, trainer, batch, START).await?;
    let mut best = f64::INFINITY;
    let began = session.now();
    for _ in 0..STEPS {
        breathe().await;
        session.check().map_err(Broken::Stop)?;
        let start = session.now();
        engine.slopes(session, trainer, batch, patience).await?;
        let now = session.now();
        best = best.min(now - start);
        if now - began > LONGEST {
            break;
        }
    }
    Ok(Milliseconds(best))
}
