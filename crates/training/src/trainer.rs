//! The training loop, one mini-batch at a time.

use std::sync::Arc;

use deepfog_dataset::Samples;
use deepfog_network::layout::Role;
use deepfog_network::{NodeParameters, Parameters, Plan, Purpose, stream};
use deepfog_resilience::{Pattern, Reliabilities};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::adam::Adam;
use crate::augmentation::Augmenter;
use crate::checkpoint;
use crate::data::TrainingData;
use crate::error::TrainError;
use crate::failout;
use crate::network::{Evaluation, Frame, Network};
use crate::settings::Settings;
use crate::slopes::{self, Batch, Slopes};

/// Validation samples that [`Trainer::measure`] takes at once: a web worker answers messages in between.
const MEASURED: usize = 100;

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
    /// The epoch that is being measured: how many validation samples are done, and what they gave.
    measuring: Option<Evaluation>,
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
            measuring: None,
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
        let Some(batch) = self.begin_step() else {
            return Ok(None);
        };
        let slopes = self.slopes(&batch);
        let mut step = self.end_step(&batch, slopes.as_ref())?;
        while self.is_measuring() {
            step.epoch_end = self.measure()?;
        }
        Ok(Some(step))
    }

    /// The first part of a step: draws the samples and what is down; `None` when all epochs are done, and while an epoch has
    /// to be measured. Any engine may compute the slopes of the batch, which [`Trainer::end_step`] takes; [`Trainer::slopes`] does it on the CPU.
    pub fn begin_step(&mut self) -> Option<Batch> {
        if self.is_finished() || self.is_measuring() {
            return None;
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
        Some(Batch {
            sensed: self.frame.sensed(&values),
            labels,
            pattern,
            delivery,
        })
    }

    /// Loss and gradients of a batch for the parameters as they are; `None` where the cloud has nothing to answer from.
    pub fn slopes(&self, batch: &Batch) -> Option<Slopes> {
        slopes::slopes(
            &self.frame,
            &self.state.flat,
            batch,
            self.settings.label_smoothing,
        )
    }

    /// The last part of a step: changes the parameters by the batch's slopes. Without slopes, there was no answer to learn
    /// from. After an epoch's last batch, [`Trainer::measure`] has to be called until it gives the epoch's result.
    ///
    /// # Errors
    /// [`TrainError::Diverged`]. The trainer is of no use afterwards.
    pub fn end_step(&mut self, batch: &Batch, slopes: Option<&Slopes>) -> Result<Step, TrainError> {
        let diverged = TrainError::Diverged {
            epoch: self.state.epoch + 1,
            step: self.state.adam.steps + 1,
        };
        let Some(slopes) = slopes.filter(|slopes| slopes.loss.is_finite()) else {
            return Err(diverged);
        };
        self.descend(&slopes.gradients);
        // A layer's ReLU makes 0 of what is no number, so that the loss alone does not tell.
        if !self.state.flat.iter().all(|value| value.is_finite()) {
            return Err(diverged);
        }
        self.state.loss_sum += slopes.loss * batch.labels.len() as f64;

        let (epoch, step) = (self.state.epoch + 1, self.state.adam.steps);
        if self.state.position >= self.samples_per_epoch() {
            self.measuring = Some(Evaluation::default());
        }
        Ok(Step {
            epoch,
            step,
            steps: self.steps(),
            pattern: batch.pattern,
            loss: slopes.loss,
            epoch_end: None,
        })
    }

    /// Whether an epoch's last batch is done and the epoch not measured yet.
    pub fn is_measuring(&self) -> bool {
        self.measuring.is_some()
    }

    /// Measures the epoch on some further validation samples. After the last of them gives the epoch's result, and keeps its
    /// parameters when they are the best; `None` before, and where no epoch is to be measured.
    ///
    /// # Errors
    /// [`TrainError::Diverged`]. The trainer is of no use afterwards.
    pub fn measure(&mut self) -> Result<Option<EpochReport>, TrainError> {
        let Some(mut sum) = self.measuring else {
            return Ok(None);
        };
        let end = (sum.samples + MEASURED).min(self.validation.len());
        let some: Vec<usize> = (sum.samples..end).collect();
        let some = self.validation.select(&some)?;
        let measured = Network::of_frame(self.frame.clone(), self.kept())
            .evaluate(Pattern::NONE_DOWN, &some)
            .filter(|measured| measured.loss.is_finite())
            .ok_or(TrainError::Diverged {
                epoch: self.state.epoch + 1,
                step: self.state.adam.steps,
            })?;
        sum.loss += measured.loss * measured.samples as f64;
        sum.samples += measured.samples;
        sum.right += measured.right;
        self.measuring = Some(sum).filter(|sum| sum.samples < self.validation.len());
        Ok(if self.is_measuring() {
            None
        } else {
            Some(self.end_epoch(&sum))
        })
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

    fn descend(&mut self, gradients: &[f32]) {
        let settings = &self.settings;
        let factor = settings
            .schedule
            .factor(self.state.adam.steps, self.steps());
        let rate = (settings.learning_rate * factor) as f32;
        let corrections = self.state.adam.next();
        for slot in &self.frame.layout.slots {
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
                &gradients[slot.range.clone()],
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

    /// Ends the epoch and keeps its parameters when they are the best. `measured` has the sum of the losses.
    fn end_epoch(&mut self, measured: &Evaluation) -> EpochReport {
        let samples = self.samples_per_epoch();
        self.state.epoch += 1;
        self.state.position = 0;
        let mut report = EpochReport {
            epoch: self.state.epoch,
            loss: self.state.loss_sum / samples as f64,
            validation_loss: measured.loss / measured.samples.max(1) as f64,
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
        report
    }
}

#[cfg(test)]
mod tests;
