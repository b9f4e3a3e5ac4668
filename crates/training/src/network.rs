//! A network with its parameters, as the training framework computes it.

use std::ops::Range;
use std::sync::Arc;

use burn_flex::Flex;
use burn_tensor::backend::Backend;
use burn_tensor::{Tensor, TensorData};
use deepfog_dataset::Samples;
use deepfog_network::parameters::ParameterMismatch;
use deepfog_network::{Layout, Parameters, Plan};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns};

use crate::forward::{Weights, forward};
use crate::sense;

/// What does not change in training: the plan and what follows from it.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) plan: Arc<Plan>,
    pub(crate) layout: Layout,
    pub(crate) gates: Gates,
    pub(crate) patterns: Patterns,
    senses: Vec<Option<Vec<Range<usize>>>>,
    /// Values of one whole sample.
    width: usize,
}

impl Frame {
    pub(crate) fn new(plan: Arc<Plan>) -> Self {
        Self {
            layout: Layout::new(&plan),
            gates: Gates::new(&plan.graph, plan.scheme),
            patterns: Patterns::new(&plan.graph),
            senses: sense::parts(&plan),
            width: plan.task.input.shape().iter().product(),
            plan,
        }
    }

    pub(crate) fn delivery(&self, pattern: Pattern) -> Delivery {
        self.gates
            .deliver(&self.patterns.up(pattern, self.plan.nodes.len()))
    }

    /// The slots of a flat list as tensors.
    pub(crate) fn weights<B: Backend>(&self, flat: &[f32], device: &B::Device) -> Weights<B> {
        self.layout
            .slots
            .iter()
            .map(|slot| {
                let values = flat[slot.range.clone()].to_vec();
                let count = values.len();
                Tensor::from_data(TensorData::new(values, [count]), device)
            })
            .collect()
    }

    /// Per node what a source senses of whole, normalised samples that lie one after the other.
    pub(crate) fn sensed(&self, values: &[f32]) -> Vec<Option<Vec<f32>>> {
        let samples = values.len() / self.width.max(1);
        self.senses
            .iter()
            .map(|parts| {
                let parts = parts.as_ref()?;
                let width: usize = parts.iter().map(ExactSizeIterator::len).sum();
                let mut sensed = Vec::with_capacity(samples * width);
                for sample in values.chunks_exact(self.width) {
                    for part in parts {
                        sensed.extend_from_slice(&sample[part.clone()]);
                    }
                }
                Some(sensed)
            })
            .collect()
    }

    /// What sources sense of so many samples, as tensors (samples, values).
    pub(crate) fn tensors<B: Backend>(
        &self,
        sensed: Vec<Option<Vec<f32>>>,
        samples: usize,
        device: &B::Device,
    ) -> Vec<Option<Tensor<B, 2>>> {
        let tensor = |values: Vec<f32>| {
            let width = values.len() / samples.max(1);
            Tensor::from_data(TensorData::new(values, [samples, width]), device)
        };
        sensed
            .into_iter()
            .map(|values| values.map(tensor))
            .collect()
    }
}

/// How many samples go through the network at once outside training. It bounds the memory, nothing else.
const EVALUATION_BATCH: usize = 250;

/// A network with its parameters, as the training framework computes it.
#[derive(Clone, Debug)]
pub struct Network {
    frame: Frame,
    weights: Weights<Flex>,
}

impl Network {
    /// Takes the parameters of a plan.
    ///
    /// # Errors
    /// The parameters do not fit the plan.
    pub fn new(plan: Arc<Plan>, parameters: &Parameters) -> Result<Self, ParameterMismatch> {
        parameters.check(&plan)?;
        let frame = Frame::new(plan);
        let flat = frame.layout.flatten(parameters);
        Ok(Self::of_frame(frame, &flat))
    }

    pub(crate) fn of_frame(frame: Frame, flat: &[f32]) -> Self {
        let weights = frame.weights(flat, &Default::default());
        Self { frame, weights }
    }

    /// The logits of whole, normalised samples that lie one after the other: as many per sample as there are
    /// classes. `None` where the cloud has nothing to answer from, or where the values are not whole samples.
    pub fn logits(&self, pattern: Pattern, values: &[f32]) -> Option<Vec<f32>> {
        let delivery = self.frame.delivery(pattern);
        if !delivery.answered || !values.len().is_multiple_of(self.frame.width) {
            return None;
        }
        let mut logits = Vec::new();
        for part in values.chunks(EVALUATION_BATCH * self.frame.width) {
            let samples = part.len() / self.frame.width;
            let sensed = self.frame.sensed(part);
            let sensed = self.frame.tensors(sensed, samples, &Default::default());
            let answer = forward(
                &self.frame.plan,
                &self.frame.layout,
                &self.weights,
                &sensed,
                &delivery,
            )?;
            logits.extend(answer.into_data().iter::<f32>());
        }
        Some(logits)
    }

    /// How many samples are recognised and the mean cross-entropy, under a pattern. The samples must be
    /// normalised. `None` where the cloud has nothing to answer from.
    pub fn evaluate(&self, pattern: Pattern, samples: &Samples) -> Option<Evaluation> {
        let logits = self.logits(pattern, samples.values())?;
        let classes = self.frame.plan.task.classes.len();
        let mut evaluation = Evaluation {
            samples: samples.len(),
            ..Evaluation::default()
        };
        for (scores, &label) in logits.chunks_exact(classes).zip(samples.labels()) {
            let label = usize::from(label);
            let best =
                scores
                    .iter()
                    .enumerate()
                    .fold((0, f32::NEG_INFINITY), |best, (class, &score)| {
                        if score > best.1 { (class, score) } else { best }
                    });
            evaluation.right += usize::from(best.0 == label);
            let sum: f64 = scores.iter().map(|&s| f64::from(s - best.1).exp()).sum();
            let own = scores.get(label).copied().unwrap_or(f32::NEG_INFINITY);
            evaluation.loss += sum.ln() - f64::from(own - best.1);
        }
        evaluation.loss /= samples.len().max(1) as f64;
        Some(evaluation)
    }
}

/// What an evaluation measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Number of samples.
    pub samples: usize,
    /// Number of samples whose largest logit is their label's.
    pub right: usize,
    /// Mean cross-entropy.
    pub loss: f64,
}

impl Evaluation {
    /// Share of the samples that are right.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.samples.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use deepfog_topology::{Scheme, Unit, WeightRule};

    use super::*;
    use crate::initialise::Initialisation;
    use crate::reference;
    use crate::samples_for_tests::{made_up, narrow};

    /// Every preset, scheme and failure pattern against the forward pass written down a second time.
    #[test]
    fn logits_are_those_of_the_semantics() {
        for preset in deepfog_topology::presets::all() {
            let mut topology = narrow(preset.id);
            // Weights other than 1, pooling and averages occur too.
            if preset.id == "wide-fog" {
                topology.weights = WeightRule::Uniform { high: 2.0 };
                let cloud = topology.nodes.last_mut().unwrap();
                cloud.units = vec![
                    Unit::MaxPool { size: 2 },
                    Unit::Conv1d {
                        channels: 4,
                        kernel: 5,
                        stride: 3,
                    },
                    Unit::GlobalAverage,
                ];
            }
            if preset.id == "image-chain" {
                let cloud = topology.nodes.last_mut().unwrap();
                cloud.units = vec![Unit::MaxPool { size: 2 }, Unit::GlobalAverage];
            }
            for scheme in Scheme::ALL {
                let plan = Arc::new(deepfog_network::plan(&topology, scheme, 1).unwrap());
                let frame = Frame::new(Arc::clone(&plan));
                let mut flat = Initialisation::He.draw(&frame.layout, 3);
                // Biases that are not 0 would show where a dead node leaks.
                for (at, value) in flat.iter_mut().enumerate() {
                    *value += 0.02 * ((at % 7) as f32 - 2.0);
                }
                let parameters = frame.layout.unflatten(&flat);
                let network = Network::new(Arc::clone(&plan), &parameters).unwrap();
                let samples = made_up(&plan.task, 2, 4);
                let classes = plan.task.classes.len();
                for pattern in frame.patterns.all() {
                    let up = frame.patterns.up(pattern, plan.nodes.len());
                    let logits = network.logits(pattern, samples.values());
                    for sample in 0..samples.len() {
                        let own = logits
                            .as_ref()
                            .map(|logits| &logits[sample * classes..(sample + 1) * classes]);
                        let expected = reference::logits(
                            &plan,
                            &parameters,
                            samples.sample(sample).unwrap(),
                            &up,
                        );
                        assert_eq!(
                            own.is_some(),
                            expected.is_some(),
                            "{} {scheme:?}",
                            preset.id
                        );
                        for (a, b) in own.into_iter().flatten().zip(expected.iter().flatten()) {
                            assert!(
                                (a - b).abs() < 1e-4 * (1.0 + b.abs()),
                                "{} {scheme:?} {pattern:?}: {a} for {b}",
                                preset.id
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn samples_are_counted_whatever_the_batch() {
        let plan = crate::samples_for_tests::narrow_plan("smallest", Scheme::Vanilla);
        let frame = Frame::new(Arc::clone(&plan));
        let flat = Initialisation::He.draw(&frame.layout, 3);
        let network = Network::of_frame(frame, &flat);
        let samples = made_up(&plan.task, EVALUATION_BATCH + 7, 4);
        let evaluation = network.evaluate(Pattern::NONE_DOWN, &samples).unwrap();
        assert_eq!(evaluation.samples, EVALUATION_BATCH + 7);
        let (mut right, mut loss) = (0, 0.0);
        for at in 0..samples.len() {
            let one = samples.select(&[at]).unwrap();
            let own = network.evaluate(Pattern::NONE_DOWN, &one).unwrap();
            right += own.right;
            loss += own.loss;
        }
        assert_eq!(evaluation.right, right);
        assert!((evaluation.loss - loss / samples.len() as f64).abs() < 1e-5);
        assert_eq!(network.logits(Pattern::NONE_DOWN, &[0.0; 5]), None);
    }
}
