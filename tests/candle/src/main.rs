//! Samples per second of training in candle: the Vanilla networks of the presets sensor-chain and image-chain, batches of 64,
//! made-up samples, Adam with decoupled weight decay. `RAYON_NUM_THREADS=1` keeps it on one thread.
//!
//! Prints a line of JSON for each network; `crates/training/benches/steps.rs` does the same with the project's own training.

use std::time::Instant;

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{
    AdamW, Conv2dConfig, Module, Optimizer, ParamsAdamW, VarBuilder, VarMap, conv2d, linear, loss,
};

/// Samples of one step, as in the recipes.
const BATCH: usize = 64;
/// Steps before the clock starts, and steps that are timed.
const STEPS: (usize, usize) = (20, 200);

fn main() -> Result<()> {
    let device = Device::Cpu;
    let sensor = VarMap::new();
    let layers = sensor_chain(VarBuilder::from_varmap(&sensor, DType::F32, &device))?;
    report("sensor-chain", &sensor, &layers, (BATCH, 600).into(), 7)?;
    let image = VarMap::new();
    let layers = image_chain(VarBuilder::from_varmap(&image, DType::F32, &device))?;
    report("image-chain", &image, &layers, (BATCH, 1, 28, 28).into(), 10)
}

type Layers = Vec<Box<dyn Module>>;

/// A ReLU after every layer but the last.
struct Rectified<M>(M);

impl<M: Module> Module for Rectified<M> {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.0.forward(input)?.relu()
    }
}

struct Flatten;

impl Module for Flatten {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.flatten_from(1)
    }
}

/// 600 values, ten layers of 128, seven classes.
fn sensor_chain(variables: VarBuilder) -> Result<Layers> {
    let mut layers: Layers = Vec::new();
    for at in 0..10 {
        let inputs = if at == 0 { 600 } else { 128 };
        let layer = linear(inputs, 128, variables.pp(at.to_string()))?;
        layers.push(Box::new(Rectified(layer)));
    }
    layers.push(Box::new(linear(128, 7, variables.pp("classes"))?));
    Ok(layers)
}

/// Convolutions of 8, 16, 32 and 48 channels over 28 × 28, all but the first with stride 2; ten classes.
fn image_chain(variables: VarBuilder) -> Result<Layers> {
    let mut layers: Layers = Vec::new();
    for (at, (inputs, outputs, stride)) in [(1, 8, 1), (8, 16, 2), (16, 32, 2), (32, 48, 2)]
        .into_iter()
        .enumerate()
    {
        let form = Conv2dConfig {
            padding: 1,
            stride,
            ..Conv2dConfig::default()
        };
        let layer = conv2d(inputs, outputs, 3, form, variables.pp(at.to_string()))?;
        layers.push(Box::new(Rectified(layer)));
    }
    layers.push(Box::new(Flatten));
    layers.push(Box::new(linear(48 * 4 * 4, 10, variables.pp("classes"))?));
    Ok(layers)
}

fn report(
    name: &str,
    variables: &VarMap,
    layers: &Layers,
    shape: candle_core::Shape,
    classes: u32,
) -> Result<()> {
    let device = Device::Cpu;
    let samples = Tensor::randn(0f32, 1.0, shape, &device)?;
    let labels: Vec<u32> = (0..BATCH as u32).map(|at| at % classes).collect();
    let labels = Tensor::new(labels, &device)?;
    let mut optimiser = AdamW::new(variables.all_vars(), ParamsAdamW::default())?;
    let mut step = || -> Result<()> {
        let mut value = samples.clone();
        for layer in layers {
            value = layer.forward(&value)?;
        }
        optimiser.backward_step(&loss::cross_entropy(&value, &labels)?)
    };
    for _ in 0..STEPS.0 {
        step()?;
    }
    let start = Instant::now();
    for _ in 0..STEPS.1 {
        step()?;
    }
    let speed = (STEPS.1 * BATCH) as f64 / start.elapsed().as_secs_f64();
    println!("{{\"engine\":\"candle 0.11.1\",\"network\":\"{name}\",\"samples_per_second\":{speed:.0}}}");
    Ok(())
}
