//! Samples per second of training on one thread: the Vanilla networks of the presets sensor-chain and image-chain in
//! batches of 64, as recipes train them but for the changes to samples.
//!
//! Prints a line of JSON for each network; `tests/candle` does the same with another framework.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use deepfog_dataset::{Normalisation, Samples};
use deepfog_topology::{Scheme, presets};
use deepfog_training::{Augmentation, Settings, Trainer, TrainingData, recipe};

/// Steps before the clock starts, and steps that are timed.
const STEPS: (usize, usize) = (20, 200);
/// Made-up samples: more than the steps see, so that no epoch ends in between.
const SAMPLES: usize = 64 * 300;

fn main() -> Result<(), Box<dyn Error>> {
    for name in ["sensor-chain", "image-chain"] {
        let topology = presets::find(name).ok_or(name)?.topology;
        let plan = Arc::new(
            deepfog_network::plan(&topology, Scheme::Vanilla, 1)
                .map_err(|problems| format!("{problems:?}"))?,
        );
        let shape = plan.task.input.shape();
        let classes = plan.task.classes.len();
        let samples = |count: usize| {
            let width: usize = shape.iter().product();
            // Any numbers will do: the time does not depend on them.
            let values = (0..count * width)
                .map(|at| ((at * 7919 % 2003) as f32 - 1001.0) / 500.0)
                .collect();
            let labels = (0..count).map(|at| (at % classes) as u8).collect();
            Samples::new(shape.clone(), values, labels, vec![0; count], Vec::new())
        };
        let train = samples(SAMPLES)?;
        let data = TrainingData {
            normalisation: Normalisation::of(&train),
            validation: samples(64)?,
            train,
        };
        let settings = Settings {
            epochs: 1,
            augmentation: Augmentation::None,
            ..recipe(name).ok_or(name)?
        };
        let batch = settings.batch;
        let mut trainer = Trainer::new(plan, Arc::new(data), settings)?;
        for _ in 0..STEPS.0 {
            trainer.step()?;
        }
        let start = Instant::now();
        for _ in 0..STEPS.1 {
            trainer.step()?;
        }
        let speed = (STEPS.1 * batch) as f64 / start.elapsed().as_secs_f64();
        println!(
            "{{\"engine\":\"burn 0.21.0\",\"network\":\"{name}\",\"samples_per_second\":{speed:.0}}}"
        );
    }
    Ok(())
}
