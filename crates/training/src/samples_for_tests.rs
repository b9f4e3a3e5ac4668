//! Small networks and made-up samples that tests share.

use std::sync::Arc;

use deepfog_dataset::{Normalisation, Samples};
use deepfog_network::{Plan, plan};
use deepfog_topology::{Scheme, Task, Topology, Unit, presets};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::data::TrainingData;
use crate::initialise::normal;

/// A preset with every unit made narrow, so that tests are quick.
pub(crate) fn narrow(preset: &str) -> Topology {
    let mut topology = presets::find(preset).unwrap().topology;
    for (nth, unit) in topology
        .nodes
        .iter_mut()
        .flat_map(|node| &mut node.units)
        .enumerate()
    {
        match unit {
            Unit::Dense { width } => *width = 6,
            Unit::Conv1d { channels, .. } | Unit::Conv2d { channels, .. } => {
                *channels = 3 + nth % 2
            }
            Unit::MaxPool { .. } | Unit::GlobalAverage => {}
        }
    }
    topology
}

pub(crate) fn narrow_plan(preset: &str, scheme: Scheme) -> Arc<Plan> {
    Arc::new(plan(&narrow(preset), scheme, 1).unwrap())
}

/// Samples whose classes differ in the mean of a part of their values, with normal noise around it.
pub(crate) fn made_up(task: &Task, count: usize, seed: u64) -> Samples {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let shape = task.input.shape();
    let width: usize = shape.iter().product();
    let classes = task.classes.len();
    let mut values = Vec::with_capacity(count * width);
    let mut labels = Vec::with_capacity(count);
    for _ in 0..count {
        let label = generator.random_range(0..classes as u8);
        for at in 0..width {
            let own = at * classes / width == usize::from(label);
            let mean = if own { 2.0 } else { 0.0 };
            values.push((mean + 0.5 * normal(&mut generator)) as f32);
        }
        labels.push(label);
    }
    Samples::new(shape, values, labels, vec![0; count], Vec::new()).unwrap()
}

pub(crate) fn made_up_data(task: &Task, train: usize, validation: usize) -> Arc<TrainingData> {
    let train = made_up(task, train, 1);
    Arc::new(TrainingData {
        normalisation: Normalisation::of(&train),
        validation: made_up(task, validation, 2),
        train,
    })
}
