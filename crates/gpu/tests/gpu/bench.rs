//! A network with samples and parameters, and both engines.

use std::sync::Arc;

use deepfog_dataset::{Normalisation, Samples};
use deepfog_gpu::{Gpu, Slopes};
use deepfog_network::{Layout, Plan, plan};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns, Versions};
use deepfog_topology::{InputSpace, Scheme, Sense, Task, Topology, Unit, presets};
use deepfog_training::{Batch, Network, Settings, Trainer, TrainingData};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Share of each target that is spread over all classes.
pub const SMOOTHING: f64 = 0.1;

/// A preset with every unit made narrow, so that tests are quick.
pub fn narrow(preset: &str) -> Topology {
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
                *channels = 3 + nth % 2;
            }
            Unit::MaxPool { .. } | Unit::GlobalAverage => {}
        }
    }
    topology
}

/// One network under both engines.
pub struct Bench {
    pub plan: Arc<Plan>,
    pub layout: Layout,
    pub trainer: Trainer,
    pub batch: Batch,
    pub patterns: Patterns,
    gates: Gates,
}

impl Bench {
    /// A network with biases that are not 0, and so many samples.
    pub fn new(topology: &Topology, scheme: Scheme, samples: usize) -> Self {
        Self::with(topology, scheme, samples, |_, _, _| {})
    }

    /// The same, with the parameters changed.
    pub fn with(
        topology: &Topology,
        scheme: Scheme,
        samples: usize,
        change: impl FnOnce(&Plan, &Layout, &mut [f32]),
    ) -> Self {
        let plan = Arc::new(plan(topology, scheme, 1).unwrap());
        let train = made_up(&plan.task, samples, 1);
        let data = Arc::new(TrainingData {
            normalisation: Normalisation::of(&train),
            validation: made_up(&plan.task, 2, 2),
            train,
        });
        let settings = Settings {
            batch: samples,
            label_smoothing: SMOOTHING,
            ..Settings::default()
        };
        let mut trainer = Trainer::new(Arc::clone(&plan), data, settings).unwrap();
        let layout = Layout::new(&plan);
        let mut flat = trainer.flat().to_vec();
        for (at, value) in flat.iter_mut().enumerate() {
            *value += 0.02 * ((at % 7) as f32 - 2.0);
        }
        change(&plan, &layout, &mut flat);
        let carried: Vec<_> = layout
            .unflatten(&flat)
            .nodes
            .into_iter()
            .map(Some)
            .collect();
        trainer.start_from(&carried).unwrap();
        Self {
            batch: trainer.begin_step().unwrap(),
            gates: Gates::new(&plan.graph, plan.scheme),
            patterns: Patterns::new(&plan.graph),
            layout,
            trainer,
            plan,
        }
    }

    /// What counts under a pattern.
    pub fn delivery(&self, pattern: Pattern) -> Delivery {
        let up = self.patterns.up(pattern, self.plan.nodes.len());
        self.gates.deliver(&up)
    }

    /// Patterns in which every hyperconnection can be down by itself too.
    pub fn patterns_with_links(&self) -> Patterns {
        Patterns::with_links(&self.plan.graph, |_| true)
    }

    /// What counts under a pattern of such.
    pub fn delivery_of(&self, patterns: &Patterns, pattern: Pattern) -> Delivery {
        let up = patterns.up(pattern, self.plan.nodes.len());
        self.gates.deliver_without(&up, &patterns.cut(pattern))
    }

    /// The versions that some failures need.
    pub fn versions(&self, deliveries: &[Delivery]) -> Versions {
        versions(&self.plan, deliveries.iter().cloned())
    }

    /// Loss and gradients on the main processor.
    pub fn expected(&self, delivery: &Delivery) -> Option<(f64, Vec<f32>)> {
        let batch = Batch {
            delivery: delivery.clone(),
            ..self.batch.clone()
        };
        let slopes = self.trainer.slopes(&batch)?;
        Some((slopes.loss, slopes.gradients))
    }

    /// Loss and gradients on the graphics processor.
    pub async fn computed(
        &self,
        slopes: &mut Slopes,
        delivery: &Delivery,
    ) -> Option<(f64, Vec<f32>)> {
        let Batch { sensed, labels, .. } = &self.batch;
        let smoothing = SMOOTHING as f32;
        slopes
            .compute(self.trainer.flat(), sensed, labels, smoothing, delivery)
            .await
            .unwrap()
    }

    /// The network on the main processor.
    pub fn network(&self) -> Network {
        let parameters = self.layout.unflatten(self.trainer.flat());
        Network::new(Arc::clone(&self.plan), &parameters).unwrap()
    }
}

/// The versions that some failures of a network need.
pub fn versions(plan: &Plan, deliveries: impl Iterator<Item = Delivery>) -> Versions {
    let senders: Vec<Vec<usize>> = plan
        .nodes
        .iter()
        .map(|node| node.inputs.iter().map(|input| input.from).collect())
        .collect();
    Versions::new(&senders, deliveries)
}

/// The device; there must be one.
pub async fn gpu() -> Gpu {
    Gpu::request()
        .await
        .expect("these tests need a browser with WebGPU")
}

/// Samples whose classes differ in the mean of a part of their values, with noise around it.
pub fn made_up(task: &Task, count: usize, seed: u64) -> Samples {
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
            values.push(mean + generator.random_range(-0.9_f32..0.9));
        }
        labels.push(label);
    }
    Samples::new(shape, values, labels, vec![0; count], Vec::new()).unwrap()
}

/// Per node what a source senses of whole samples, one after the other.
pub fn sensed(plan: &Plan, samples: &Samples) -> Vec<Option<Vec<f32>>> {
    let of = |sense: &Sense| {
        (0..samples.len())
            .flat_map(|at| part(sense, &plan.task.input, samples.sample(at).unwrap()))
            .collect()
    };
    let nodes = plan.nodes.iter();
    nodes.map(|node| node.sense.as_ref().map(of)).collect()
}

fn part(sense: &Sense, input: &InputSpace, sample: &[f32]) -> Vec<f32> {
    match (sense, input) {
        (Sense::Channels { channels }, InputSpace::Signal { steps, .. }) => channels
            .iter()
            .flat_map(|channel| &sample[channel * steps..(channel + 1) * steps])
            .copied()
            .collect(),
        (
            Sense::Region { region },
            InputSpace::Image {
                channels,
                height,
                width,
            },
        ) => (0..channels * region.height)
            .flat_map(|line| {
                let (channel, row) = (line / region.height, line % region.height);
                let start = (channel * height + region.top + row) * width + region.left;
                &sample[start..start + region.width]
            })
            .copied()
            .collect(),
        _ => panic!("no such source"),
    }
}
