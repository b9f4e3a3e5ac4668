//! The training loop, one mini-batch at a time.

use std::sync::Arc;

use burn_autodiff::Autodiff;
use burn_flex::Flex;
use burn_tensor::activation::log_softmax;
use burn_tensor::{Tensor, TensorData};
use deepfog_dataset::Samples;
use deepfog_network::{NodeParameters, Parameters, Plan, Purpose, stream};
use deepfog_resilience::{Delivery, Pattern, Reliabilities};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::adam::Adam;
use crate::augmentation::Augmenter;
use crate::checkpoint;
use crate::data::TrainingData;
use crate::error::TrainError;
use crate::failout;
use crate::forward::forward;
use crate::layout::Role;
use crate::network::{Frame, Network};
use crate::settings::Settings;

/// The backend that records what the gradient needs.
type Tape = Autodiff<Flex>;

/// What one mini-batch did.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Epoch, counted from 1.
    pub epoch: usize,
    /// Steps done since the start.
    pub step: u64,
    /// Steps in all.
    pub steps: u64,
    /// Which nodes were down.
    pub pattern: Pattern,
    /// Loss of the mini-batch before the step.
    pub loss: f64,
    /// The epoch's result, after its last mini-batch.
    pub epoch_end: Option<EpochReport>,
}

/// What one epoch gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochReport {
    /// Epoch, counted from 1.
    pub epoch: usize,
    /// Mean training loss over its samples.
    pub loss: f64,
    /// Cross-entropy of the validation samples without failures.
    pub validation_loss: f64,
    /// Accuracy on the validation samples without failures.
    pub validation_accuracy: f64,
    /// Whether these parameters are the best so far and kept.
    pub best: bool,
}

/// The parameters to keep.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Best {
    pub(crate) report: EpochReport,
    pub(crate) flat: Vec<f32>,
}

/// Everything that changes while training: what a checkpoint holds.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) flat: Vec<f32>,
    /// Running average of `flat`; empty without averaging.
    pub(crate) average: Vec<f32>,
    pub(crate) adam: Adam,
    pub(crate) order: ChaCha8Rng,
    pub(crate) failout: ChaCha8Rng,
    pub(crate) augmentation: ChaCha8Rng,
    /// Epochs that are done.
    pub(crate) epoch: usize,
    /// Order of the training samples in the epoch under way, and how many of it are used up.
    pub(crate) permutation: Vec<u32>,
    pub(crate) position: usize,
    /// Sum over the samples of the epoch under way.
    pub(crate) loss_sum: f64,
    pub(crate) best: Option<Best>,
    pub(crate) history: Vec<EpochReport>,
    /// What it began with: 0 for drawn parameters alone, else see [`Trainer::start`].
    pub(crate) start: u64,
}

/// Trains one network, one mini-batch at a time.
#[derive(Debug)]
pub struct Trainer {
    frame: Frame,
    settings: Settings,
    survival: Option<Reliabilities>,
    data: Arc<TrainingData>,
    /// Normalised.
    validation: Samples,
    augmenter: Augmenter,
    state: State,
}

impl Trainer {
    /// Prepares a training from the start.
    ///
    /// # Errors
    /// Settings or samples that cannot be.
    pub fn new(
        plan: Arc<Plan>,
        data: Arc<TrainingData>,
        settings: Settings,
    ) -> Result<Self, TrainError> {
        settings.check()?;
        data.check(&plan.task)?;
        let frame = Frame::new(plan);
        let mut validation = data.validation.clone();
        validation.normalise(&data.normalisation)?;
        let survival = frame
            .plan
            .scheme
            .has_failout()
            .then(|| settings.failout.survival(&frame.patterns));
        let flat = settings.initialisation.draw(&frame.layout, settings.seed);
        let state = State {
            adam: Adam::new(flat.len()),
            average: if settings.averaging > 0.0 {
                flat.clone()
            } else {
                Vec::new()
            },
            flat,
            order: stream(settings.seed, Purpose::Order),
            failout: stream(settings.seed, Purpose::Failout),
            augmentation: stream(settings.seed, Purpose::Augmentation),
            epoch: 0,
            permutation: Vec::new(),
            position: 0,
            loss_sum: 0.0,
            best: None,
            history: Vec::new(),
            start: 0,
        };
        Ok(Self {
            augmenter: Augmenter::new(settings.augmentation, &data.train),
            frame,
            settings,
            survival,
            data,
            validation,
            state,
        })
    }

    /// A warm start: per node of the plan the parameters that it begins with, as [`deepfog_network::carry_over`] gives
    /// them; a node without keeps those that were drawn. The optimiser begins as ever. Gives [`Trainer::start`].
    ///
    /// # Errors
    /// [`TrainError::Begun`] after the first step, [`TrainError::Parameters`] for parameters that do not fit the plan.
    pub fn start_from(&mut self, carried: &[Option<NodeParameters>]) -> Result<u64, TrainError> {
        if self.state.adam.steps > 0 {
            return Err(TrainError::Begun);
        }
        let frame = &self.frame;
        frame
            .layout
            .fill(&mut self.state.flat, &frame.plan, carried)?;
        if self.settings.averaging > 0.0 {
            self.state.average.clone_from(&self.state.flat);
        }
        if carried.iter().any(Option::is_some) {
            self.state.start = checkpoint::start(&self.state.flat);
        }
        Ok(self.state.start)
    }

    /// What the training began with: 0 where all parameters were drawn, and for a warm start a number that stands for the
    /// parameters. A checkpoint goes on only in a training that began with the same.
    pub fn start(&self) -> u64 {
        self.state.start
    }

    /// Goes on from a checkpoint of the same training. What follows is, bit for bit, what would have followed.
    ///
    /// # Errors
    /// As [`Trainer::new`]; [`TrainError::Checkpoint`] for bytes that are damaged or of another training, such as one with
    /// a warm start.
    pub fn resume(
        plan: Arc<Plan>,
        data: Arc<TrainingData>,
        settings: Settings,
        bytes: &[u8],
    ) -> Result<Self, TrainError> {
        Self::resume_warm(plan, data, settings, 0, bytes)
    }

    /// [`Trainer::resume`] for a training that had this [`Trainer::start`]; the parameters that it began with are not
    /// needed again.
    ///
    /// # Errors
    /// Those of [`Trainer::resume`].
    pub fn resume_warm(
        plan: Arc<Plan>,
        data: Arc<TrainingData>,
        settings: Settings,
        start: u64,
        bytes: &[u8],
    ) -> Result<Self, TrainError> {
        let mut trainer = Self::new(plan, data, settings)?;
        trainer.state.start = start;
        let fingerprint = trainer.fingerprint();
        let samples = trainer.data.train.len();
        let per_epoch = trainer.samples_per_epoch();
        checkpoint::read(bytes, fingerprint, samples, per_epoch, &mut trainer.state)?;
        Ok(trainer)
    }

    /// Everything that [`Trainer::resume`] needs beside plan, data and settings: parameters, the optimiser's
    /// moments, the generators' states, the best parameters so far.
    pub fn checkpoint(&self) -> Vec<u8> {
        checkpoint::write(&self.state, self.fingerprint())
    }

    /// Tells trainings apart, so that no checkpoint goes on in another one.
    fn fingerprint(&self) -> u64 {
        let plan = &self.frame.plan;
        let warm = match self.state.start {
            0 => String::new(),
            start => format!("{start:016x} "),
        };
        checkpoint::fingerprint(&format!(
            "{warm}{:?} {:?} {:?} {:?} {} {}",
            plan.scheme,
            plan.nodes,
            self.settings,
            self.data.normalisation,
            self.data.train.len(),
            self.validation.len(),
        ))
    }

    /// Samples of one epoch.
    pub fn samples_per_epoch(&self) -> usize {
        let all = self.data.train.len();
        self.settings.samples_per_epoch.unwrap_or(all).min(all)
    }

    /// Steps in all.
    pub fn steps(&self) -> u64 {
        let per_epoch = self.samples_per_epoch().div_ceil(self.settings.batch);
        per_epoch as u64 * self.settings.epochs as u64
    }

    /// Steps done.
    pub fn steps_done(&self) -> u64 {
        self.state.adam.steps
    }

    /// Training samples seen so far, each as often as it was.
    pub fn samples_seen(&self) -> u64 {
        let whole = self.state.epoch as u64 * self.samples_per_epoch() as u64;
        whole + self.state.position as u64
    }

    /// Whether all epochs are done.
    pub fn is_finished(&self) -> bool {
        self.state.epoch >= self.settings.epochs
    }

    /// The epochs so far.
    pub fn history(&self) -> &[EpochReport] {
        &self.state.history
    }

    /// The epoch whose parameters are kept, so far; `None` before the first one ends.
    pub fn best(&self) -> Option<&EpochReport> {
        self.state.best.as_ref().map(|best| &best.report)
    }

    /// The parameters as they are now, averaged or not, in one list: node by node in the plan's order, its adapters, then
    /// its layers, each with weight and bias.
    pub fn flat(&self) -> &[f32] {
        &self.state.flat
    }

    /// The distributed DNN that is trained.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.frame.plan
    }

    /// What it is trained on.
    pub fn data(&self) -> &Arc<TrainingData> {
        &self.data
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The parameters to keep: those of [`Trainer::best`]; before the first epoch ends, the current ones.
    pub fn parameters(&self) -> Parameters {
        let flat = self
            .state
            .best
            .as_ref()
            .map_or(self.kept(), |best| &best.flat);
        self.frame.layout.unflatten(flat)
    }

    /// The parameters, or with averaging their average, as they are now.
    pub fn current_parameters(&self) -> Parameters {
        self.frame.layout.unflatten(self.kept())
    }

    /// The network with [`Trainer::parameters`].
    pub fn network(&self) -> Network {
        let flat = self
            .state
            .best
            .as_ref()
            .map_or(self.kept(), |best| &best.flat);
        Network::of_frame(self.frame.clone(), flat)
    }

    /// One mini-batch; `None` when all epochs are done.
    ///
    /// # Errors
    /// [`TrainError::Diverged`]. The trainer is of no use afterwards.
    pub fn step(&mut self) -> Result<Option<Step>, TrainError> {
        if self.is_finished() {
            return Ok(None);
        }
        if self.state.position == 0 {
            self.begin_epoch();
        }
        let (values, labels) = self.next_batch();
        let (pattern, delivery) = match &self.survival {
            Some(survival) => failout::draw(
                survival,
                &self.frame.patterns,
                &self.frame.gates,
                self.frame.plan.nodes.len(),
                &mut self.state.failout,
            ),
            None => (Pattern::NONE_DOWN, self.frame.delivery(Pattern::NONE_DOWN)),
        };
        let diverged = |step| TrainError::Diverged {
            epoch: self.state.epoch + 1,
            step,
        };
        let step = self.state.adam.steps + 1;
        let (loss, gradients) = gradients(
            &self.frame,
            &self.state.flat,
            &values,
            &labels,
            self.settings.label_smoothing,
            &delivery,
        )
        .filter(|(loss, _)| loss.is_finite())
        .ok_or_else(|| diverged(step))?;
        self.descend(&gradients);
        self.state.loss_sum += loss * labels.len() as f64;

        let epoch = self.state.epoch + 1;
        let epoch_end = if self.state.position >= self.samples_per_epoch() {
            Some(self.end_epoch()?)
        } else {
            None
        };
        Ok(Some(Step {
            epoch,
            step,
            steps: self.steps(),
            pattern,
            loss,
            epoch_end,
        }))
    }

    fn begin_epoch(&mut self) {
        // Always from the same list, so that an epoch depends on the generator's state alone.
        self.state.permutation = (0..self.data.train.len() as u32).collect();
        self.state.permutation.shuffle(&mut self.state.order);
        self.state.loss_sum = 0.0;
    }

    /// The next samples, changed and normalised, and their labels.
    fn next_batch(&mut self) -> (Vec<f32>, Vec<u8>) {
        let end = (self.state.position + self.settings.batch).min(self.samples_per_epoch());
        let chosen = self.state.position..end;
        self.state.position = end;
        let train = &self.data.train;
        let mut values = Vec::with_capacity(chosen.len() * train.width());
        let mut labels = Vec::with_capacity(chosen.len());
        for &index in &self.state.permutation[chosen] {
            let index = index as usize;
            self.augmenter
                .push(train, index, &mut self.state.augmentation, &mut values);
            labels.push(train.labels()[index]);
        }
        // The constructor tried it on this shape.
        let fits = self.data.normalisation.apply(&mut values, train.shape());
        debug_assert_eq!(fits, Ok(()));
        (values, labels)
    }

    fn descend(&mut self, gradients: &Gradients) {
        let settings = &self.settings;
        let factor = settings
            .schedule
            .factor(self.state.adam.steps, self.steps());
        let rate = (settings.learning_rate * factor) as f32;
        let corrections = self.state.adam.next();
        for (slot, gradient) in self.frame.layout.slots.iter().zip(gradients) {
            let decay = if slot.role == Role::Bias {
                0.0
            } else {
                settings.weight_decay as f32
            };
            self.state.adam.apply(
                &corrections,
                rate,
                decay,
                slot.range.start,
                &mut self.state.flat[slot.range.clone()],
                gradient.as_deref(),
            );
        }
        // The average begins short, so that it does not carry the parameters before training along.
        let done = self.state.adam.steps as f64;
        let stays = settings.averaging.min(done / (done + 10.0)) as f32;
        for (average, value) in self.state.average.iter_mut().zip(&self.state.flat) {
            *average += (1.0 - stays) * (value - *average);
        }
    }

    /// Whether an epoch's parameters may be kept in the end.
    pub(crate) fn is_candidate(&self, epoch: usize) -> bool {
        epoch as f64 > self.settings.kept_after * self.settings.epochs as f64
    }

    /// What is measured and kept.
    fn kept(&self) -> &[f32] {
        if self.settings.averaging > 0.0 {
            &self.state.average
        } else {
            &self.state.flat
        }
    }

    /// Measures the epoch and keeps its parameters when they are the best.
    fn end_epoch(&mut self) -> Result<EpochReport, TrainError> {
        let samples = self.samples_per_epoch();
        self.state.epoch += 1;
        self.state.position = 0;
        let diverged = || TrainError::Diverged {
            epoch: self.state.epoch,
            step: self.state.adam.steps,
        };
        let measured = Network::of_frame(self.frame.clone(), self.kept())
            .evaluate(Pattern::NONE_DOWN, &self.validation)
            .filter(|evaluation| evaluation.loss.is_finite())
            .ok_or_else(diverged)?;
        let mut report = EpochReport {
            epoch: self.state.epoch,
            loss: self.state.loss_sum / samples as f64,
            validation_loss: measured.loss,
            validation_accuracy: measured.accuracy(),
            best: false,
        };
        // Of two epochs with the same accuracy the one with the smaller loss. Until the first candidate ends, the best
        // epoch so far is kept for whoever stops the training before.
        report.best = self.state.best.as_ref().is_none_or(|best| {
            let best = &best.report;
            let better = report.validation_accuracy > best.validation_accuracy
                || report.validation_accuracy == best.validation_accuracy
                    && report.validation_loss < best.validation_loss;
            match (
                self.is_candidate(report.epoch),
                self.is_candidate(best.epoch),
            ) {
                (true, false) => true,
                (false, true) => false,
                _ => better,
            }
        });
        if report.best {
            self.state.best = Some(Best {
                report,
                flat: self.kept().to_vec(),
            });
        }
        self.state.history.push(report);
        Ok(report)
    }
}

/// Per slot of the layout the gradient; `None` where the slot had no part in the answer.
pub(crate) type Gradients = Vec<Option<Vec<f32>>>;

/// Loss and gradients of one mini-batch under a delivery; `None` where the cloud has nothing to answer from.
pub(crate) fn gradients(
    frame: &Frame,
    flat: &[f32],
    values: &[f32],
    labels: &[u8],
    smoothing: f64,
    delivery: &Delivery,
) -> Option<(f64, Gradients)> {
    let device = Default::default();
    let weights: Vec<Tensor<Tape, 1>> = frame
        .weights::<Tape>(flat, &device)
        .into_iter()
        .map(Tensor::require_grad)
        .collect();
    let sensed = frame.sensed(values, &device);
    let logits = forward(&frame.plan, &frame.layout, &weights, &sensed, delivery)?;
    let [samples, classes] = logits.dims();
    // Cross-entropy against (1 - smoothing) · one-hot + smoothing / classes, the mean over samples.
    let mut targets = vec![(smoothing / classes as f64) as f32; samples * classes];
    for (row, &label) in targets.chunks_exact_mut(classes).zip(labels) {
        if let Some(target) = row.get_mut(usize::from(label)) {
            *target += (1.0 - smoothing) as f32;
        }
    }
    let targets =
        Tensor::<Tape, 2>::from_data(TensorData::new(targets, [samples, classes]), &device);
    let loss = (log_softmax(logits, 1) * targets)
        .sum()
        .mul_scalar(-1.0 / samples as f32);
    let recorded = loss.backward();
    let gradients = weights
        .iter()
        .map(|weight| {
            let gradient = weight.grad(&recorded)?;
            gradient.into_data().into_vec::<f32>().ok()
        })
        .collect();
    let loss = loss.into_data().iter::<f64>().next()?;
    Some((loss, gradients))
}

#[cfg(test)]
mod tests {
    use deepfog_topology::Scheme;

    use super::*;
    use crate::augmentation::{Augmentation, SignalAugmentation};
    use crate::initialise::Initialisation;
    use crate::samples_for_tests::{made_up, made_up_data, narrow_plan};

    fn settings() -> Settings {
        Settings {
            epochs: 3,
            batch: 16,
            learning_rate: 3e-3,
            weight_decay: 0.01,
            label_smoothing: 0.1,
            ..Settings::default()
        }
    }

    fn finish(trainer: &mut Trainer) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some(step) = trainer.step().unwrap() {
            steps.push(step);
        }
        steps
    }

    /// The recorded gradient of every slot against differences of the loss, over every kind of layer and
    /// adapter; slots that have no part in the answer have none.
    #[test]
    fn gradients_are_slopes_of_the_loss() {
        for (preset, down) in [
            ("image-chain", &[][..]),
            ("image-chain", &["e"][..]),
            ("sensor-chain", &["f2"][..]),
            ("wide-fog", &["e1", "f3"][..]),
            ("four-cameras", &["f2"][..]),
        ] {
            let plan = narrow_plan(preset, Scheme::ResilinetPlus);
            let frame = Frame::new(Arc::clone(&plan));
            let flat = Initialisation::He.draw(&frame.layout, 3);
            let samples = made_up(&plan.task, 5, 4);
            let pattern = frame.patterns.with_down(down.iter().copied()).unwrap();
            let delivery = frame.delivery(pattern);
            let of = |flat: &[f32]| {
                gradients(
                    &frame,
                    flat,
                    samples.values(),
                    samples.labels(),
                    0.1,
                    &delivery,
                )
                .unwrap()
            };
            let (_, recorded) = of(&flat);
            for (at, node) in plan.nodes.iter().enumerate() {
                let slots = &frame.layout.nodes[at];
                let own = slots.layers.iter().flatten();
                for &slot in own {
                    let dead = down.contains(&node.id.as_str());
                    assert!(!(dead && recorded[slot].is_some()), "{preset} {}", node.id);
                }
                for (input, slot) in node.inputs.iter().zip(&slots.adapters) {
                    if let Some(slot) = slot {
                        let dead = down.contains(&plan.nodes[input.from].id.as_str());
                        assert!(!(dead && recorded[*slot].is_some()), "{preset} {}", node.id);
                    }
                }
            }
            let mut checked = 0;
            for (slot, gradient) in frame.layout.slots.iter().zip(&recorded) {
                let Some(gradient) = gradient else {
                    // Without a part in the answer a change does not matter at all.
                    let mut moved = flat.clone();
                    moved[slot.range.clone()]
                        .iter_mut()
                        .for_each(|value| *value += 1.0);
                    assert_eq!(of(&moved).0, of(&flat).0);
                    continue;
                };
                for place in [0, gradient.len() / 2, gradient.len() - 1] {
                    let slope = |h: f32| {
                        let mut moved = flat.clone();
                        moved[slot.range.start + place] += h;
                        let up = of(&moved).0;
                        moved[slot.range.start + place] -= 2.0 * h;
                        (up - of(&moved).0) / (2.0 * f64::from(h))
                    };
                    // Where two step sizes disagree, a ReLU switches in between.
                    let (wide, close) = (slope(4e-3), slope(1e-3));
                    if (wide - close).abs() > 1e-3 {
                        continue;
                    }
                    checked += 1;
                    assert!(
                        (close - f64::from(gradient[place])).abs() < 2e-3 + 0.1 * close.abs(),
                        "{preset} {slot:?} at {place}: {} for {close}",
                        gradient[place]
                    );
                }
            }
            assert!(checked > 10, "{preset}: {checked}");
        }
    }

    #[test]
    fn a_small_problem_is_learned() {
        for scheme in [Scheme::Vanilla, Scheme::Resilinet] {
            let plan = narrow_plan("two-sensors", scheme);
            let data = made_up_data(&plan.task, 400, 100);
            let mut trainer = Trainer::new(
                plan,
                data,
                Settings {
                    epochs: 16,
                    learning_rate: 1e-2,
                    label_smoothing: 0.0,
                    ..settings()
                },
            )
            .unwrap();
            let steps = finish(&mut trainer);
            assert_eq!(steps.len() as u64, trainer.steps());
            assert_eq!(trainer.history().len(), 16);
            let best = *trainer.best().unwrap();
            assert!(best.validation_accuracy > 0.9, "{scheme:?}: {best:?}");
            let top = trainer
                .history()
                .iter()
                .map(|report| report.validation_accuracy)
                .fold(0.0, f64::max);
            assert_eq!(best.validation_accuracy, top);
        }
    }

    /// The same seed gives the same numbers, another one does not; and a training that was broken off in the
    /// middle of an epoch and went on from its checkpoint gives the same numbers too.
    #[test]
    fn trainings_are_repeatable_and_can_be_broken_off() {
        let plan = narrow_plan("wide-fog", Scheme::ResilinetPlus);
        let data = made_up_data(&plan.task, 90, 20);
        let settings = Settings {
            samples_per_epoch: Some(80),
            averaging: 0.9,
            kept_after: 0.5,
            augmentation: Augmentation::Signal(SignalAugmentation {
                shift: true,
                speed: 0.1,
                rotation: 0.2,
                scale: 0.1,
            }),
            ..settings()
        };
        let new = |seed| {
            let settings = Settings {
                seed,
                ..settings.clone()
            };
            Trainer::new(Arc::clone(&plan), Arc::clone(&data), settings).unwrap()
        };
        let mut whole = new(1);
        let steps = finish(&mut whole);
        assert!(steps.iter().any(|step| step.pattern != Pattern::NONE_DOWN));
        // Of three epochs only the second and the third end after half of them: the second takes the first one's place
        // whatever it reached.
        let best: Vec<usize> = whole
            .history()
            .iter()
            .filter(|report| report.best)
            .map(|report| report.epoch)
            .collect();
        assert_eq!(best[..2], [1, 2]);
        assert_eq!(best.last(), whole.best().map(|best| &best.epoch));

        let mut again = new(1);
        assert_eq!(finish(&mut again), steps);
        assert_eq!(again.parameters(), whole.parameters());
        let mut other = new(2);
        finish(&mut other);
        assert_ne!(other.parameters(), whole.parameters());

        for broken_at in [0, 5, 7] {
            let mut first = new(1);
            for expected in &steps[..broken_at] {
                assert_eq!(first.step().unwrap().as_ref(), Some(expected));
            }
            let bytes = first.checkpoint();
            drop(first);
            let mut second = Trainer::resume(
                Arc::clone(&plan),
                Arc::clone(&data),
                Settings {
                    seed: 1,
                    ..settings.clone()
                },
                &bytes,
            )
            .unwrap();
            assert_eq!(second.checkpoint(), bytes);
            assert_eq!(finish(&mut second), steps[broken_at..]);
            assert_eq!(second.parameters(), whole.parameters());
            assert_eq!(second.current_parameters(), whole.current_parameters());
        }
    }

    /// A warm start begins with what was carried and draws the rest; its checkpoint is not that of a cold one.
    #[test]
    fn a_warm_start_begins_with_what_is_carried() {
        let plan = narrow_plan("wide-fog", Scheme::ResilinetPlus);
        let data = made_up_data(&plan.task, 64, 16);
        let settings = Settings {
            averaging: 0.9,
            ..settings()
        };
        let new = || Trainer::new(Arc::clone(&plan), Arc::clone(&data), settings.clone()).unwrap();
        let mut trained = new();
        finish(&mut trained);
        let mut carried: Vec<_> = trained.parameters().nodes.into_iter().map(Some).collect();
        let left_out = plan.cloud();
        carried[left_out] = None;

        let cold = new();
        let mut warm = new();
        let start = warm.start_from(&carried).unwrap();
        assert_eq!((cold.start(), warm.start()), (0, start));
        assert_ne!(start, 0);
        let begins = warm.current_parameters();
        let drawn = cold.current_parameters();
        for (at, node) in begins.nodes.iter().enumerate() {
            let expected = carried[at].as_ref().unwrap_or(&drawn.nodes[at]);
            assert_eq!(node, expected, "{}", plan.nodes[at].id);
        }
        assert_eq!(warm.state.average, warm.state.flat);
        assert_eq!(warm.state.adam, cold.state.adam);

        for _ in 0..2 {
            warm.step().unwrap();
        }
        assert_eq!(warm.start_from(&carried), Err(TrainError::Begun));
        let bytes = warm.checkpoint();
        let resume = |start| {
            let (plan, data) = (Arc::clone(&plan), Arc::clone(&data));
            Trainer::resume_warm(plan, data, settings.clone(), start, &bytes)
        };
        for other in [0, start ^ 1] {
            assert!(matches!(
                resume(other),
                Err(TrainError::Checkpoint {
                    what: "it belongs to another training"
                })
            ));
        }
        let mut resumed = resume(start).unwrap();
        assert_eq!(resumed.start(), start);
        assert_eq!(resumed.checkpoint(), bytes);
        assert_eq!(finish(&mut resumed), finish(&mut warm));
        assert_eq!(resumed.parameters(), warm.parameters());

        // Nothing carried is a cold start.
        let mut none = new();
        assert_eq!(none.start_from(&vec![None; plan.nodes.len()]), Ok(0));
        let mut short = new();
        for wrong in [&carried[1..], &[carried.clone(), vec![None]].concat()] {
            let error = short.start_from(wrong).unwrap_err();
            assert!(matches!(error, TrainError::Parameters(_)), "{error}");
        }
        let mut swapped = carried.clone();
        swapped.swap(left_out - 1, left_out);
        let error = short.start_from(&swapped).unwrap_err();
        assert!(matches!(error, TrainError::Parameters(_)), "{error}");
        assert_eq!(short.flat(), cold.flat());
    }

    /// Whoever stops a training early has the best epoch so far, and one that was possible from the start gives way to the
    /// first candidate.
    #[test]
    fn the_best_epoch_so_far_is_kept_until_a_candidate_ends() {
        let plan = narrow_plan("two-sensors", Scheme::Vanilla);
        let data = made_up_data(&plan.task, 64, 32);
        let settings = Settings {
            epochs: 10,
            kept_after: 0.7,
            ..settings()
        };
        let mut trainer = Trainer::new(plan, data, settings).unwrap();
        assert_eq!(trainer.best(), None);
        let mut kept = Vec::new();
        while let Some(step) = trainer.step().unwrap() {
            if let Some(end) = step.epoch_end {
                let best = trainer.best().unwrap();
                assert_eq!(best.epoch == end.epoch, end.best);
                let so_far = &trainer.history()[if end.epoch > 7 { 7 } else { 0 }..];
                let top = so_far
                    .iter()
                    .map(|report| report.validation_accuracy)
                    .fold(0.0, f64::max);
                assert_eq!(best.validation_accuracy, top);
                kept.push(best.epoch);
            }
            assert_eq!(trainer.samples_seen(), 16 * trainer.steps_done());
        }
        assert_eq!(kept[7], 8);
    }

    #[test]
    fn checkpoints_of_other_trainings_and_damaged_ones_are_refused() {
        let plan = narrow_plan("smallest", Scheme::Vanilla);
        let data = made_up_data(&plan.task, 32, 8);
        let mut trainer = Trainer::new(Arc::clone(&plan), Arc::clone(&data), settings()).unwrap();
        trainer.step().unwrap();
        let bytes = trainer.checkpoint();
        let resume = |settings, bytes: &[u8]| {
            Trainer::resume(Arc::clone(&plan), Arc::clone(&data), settings, bytes).map(drop)
        };
        assert_eq!(resume(settings(), &bytes), Ok(()));
        let other = Settings {
            seed: 9,
            ..settings()
        };
        assert!(matches!(
            resume(other, &bytes),
            Err(TrainError::Checkpoint { .. })
        ));
        for length in [0, 3, 8, 40, bytes.len() - 1] {
            assert!(matches!(
                resume(settings(), &bytes[..length]),
                Err(TrainError::Checkpoint { .. })
            ));
        }
        let mut damaged = bytes;
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        assert!(matches!(
            resume(settings(), &damaged),
            Err(TrainError::Checkpoint {
                what: "it is damaged"
            })
        ));
    }

    #[test]
    fn divergence_is_an_error() {
        let plan = narrow_plan("smallest", Scheme::Vanilla);
        let data = made_up_data(&plan.task, 64, 8);
        let mut trainer = Trainer::new(
            plan,
            data,
            Settings {
                learning_rate: 1e30,
                ..settings()
            },
        )
        .unwrap();
        let error = loop {
            match trainer.step() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("it did not diverge"),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, TrainError::Diverged { epoch: 1, .. }));
    }

    #[test]
    fn what_cannot_be_trained_is_named() {
        let plan = narrow_plan("smallest", Scheme::Vanilla);
        let sensors = narrow_plan("two-sensors", Scheme::Vanilla);
        let data = made_up_data(&plan.task, 8, 4);
        let no_validation = Arc::new(TrainingData {
            validation: data.validation.select(&[]).unwrap(),
            ..TrainingData::clone(&data)
        });
        let cases = [
            (
                &plan,
                &data,
                Settings {
                    epochs: 0,
                    ..settings()
                },
                "epochs",
            ),
            (
                &plan,
                &data,
                Settings {
                    batch: 0,
                    ..settings()
                },
                "batch",
            ),
            (
                &plan,
                &data,
                Settings {
                    learning_rate: f64::NAN,
                    ..settings()
                },
                "learning rate",
            ),
            (
                &plan,
                &data,
                Settings {
                    label_smoothing: 1.0,
                    ..settings()
                },
                "smoothing",
            ),
            (
                &plan,
                &data,
                Settings {
                    failout: crate::Failout::Survival { probability: 0.0 },
                    ..settings()
                },
                "failout",
            ),
            (&plan, &no_validation, settings(), "no validation samples"),
            (&sensors, &data, settings(), "shape"),
        ];
        for (plan, data, settings, words) in cases {
            let error = Trainer::new(Arc::clone(plan), Arc::clone(data), settings).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
