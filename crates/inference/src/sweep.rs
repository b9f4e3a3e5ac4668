//! The accuracy of every failure pattern, block by block.

mod block;
mod pieces;
mod plan;
mod ways;

use std::ops::Range;
use std::sync::Arc;

use deepfog_dataset::Samples;
use deepfog_resilience::{Action, Version};
use deepfog_topology::Tier;
use tract_onnx::prelude::TValue;

use block::{Block, Held, batch_of};
pub(crate) use pieces::Owner;
pub(crate) use plan::BLOCK;
pub use plan::SweepPlan;
use ways::Way;

use crate::counts::SweepCounts;
use crate::error::{RunError, SweepError};
use crate::network::Network;
use crate::partition;
use crate::tally::Tally;

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Samples counted.
    pub counted: usize,
    /// Samples given so far, of those that the sweep is to count.
    pub given: usize,
    /// Share of the work on the given samples that is done, 0 to 1.
    pub share: f64,
}

impl Progress {
    /// Whether all samples given so far are counted.
    pub fn is_finished(&self) -> bool {
        self.counted == self.given
    }
}

/// Hears every distinct answer as it comes: its place among them, the samples, and their logits, sample by sample.
pub type Listener<'a> = dyn FnMut(usize, Range<usize>, &[f32]) + 'a;

/// Sweeps the failure patterns of a plan over samples that may still be coming in, or over a part of them.
///
/// Work is shared between threads by samples, not by patterns, so that what patterns have in common is computed once: each
/// thread sweeps ranges of its own, and their tallies are merged.
#[derive(Debug)]
pub struct Sweep {
    plan: Arc<SweepPlan>,
    range: Range<usize>,
    /// The first sample that is not counted.
    next: usize,
    block: Option<Block>,
    tally: Tally,
    /// Counts of the block under way: they join the others when it is finished.
    staged: Tally,
}

impl Sweep {
    /// A sweep of all failure patterns of a network's nodes.
    ///
    /// # Errors
    /// As [`SweepPlan::all`].
    pub fn all(network: Arc<Network>) -> Result<Self, SweepError> {
        Ok(Self::new(Arc::new(SweepPlan::all(network)?)))
    }

    /// A sweep over all samples that there will be.
    pub fn new(plan: Arc<SweepPlan>) -> Self {
        Self::over(plan, 0..usize::MAX)
    }

    /// A sweep over a range of the samples; what of it does not exist is not counted.
    pub fn over(plan: Arc<SweepPlan>, range: Range<usize>) -> Self {
        Self {
            next: range.start,
            range,
            block: None,
            tally: Tally::new(&plan),
            staged: Tally::new(&plan),
            plan,
        }
    }

    /// Begins anew with another range; what was counted is forgotten, its room is kept.
    pub fn restart(&mut self, range: Range<usize>) {
        self.next = range.start;
        self.range = range;
        self.block = None;
        self.tally.clear();
    }

    /// What is swept.
    pub fn plan(&self) -> &Arc<SweepPlan> {
        &self.plan
    }

    /// Computes one node's output, or what one contributes to another, for one block of samples (a block without any answer
    /// counts at once), or nothing where all samples given are counted.
    ///
    /// `samples` are raw (not normalised). They may grow at their end between calls; what was given before
    /// must stay as it was.
    ///
    /// # Errors
    /// [`SweepError`]; the block under way is then given up, and what was counted stays.
    pub fn step(&mut self, samples: &Samples) -> Result<Progress, SweepError> {
        self.step_with(samples, &mut |_, _, _| {})
    }

    /// The same, with somebody who hears the answers.
    ///
    /// # Errors
    /// As [`Sweep::step`].
    pub fn step_with(
        &mut self,
        samples: &Samples,
        answer: &mut Listener<'_>,
    ) -> Result<Progress, SweepError> {
        let end = samples.len().min(self.range.end);
        let mut block = match self.block.take() {
            Some(block) => block,
            None if self.next < end => self.start(samples, end)?,
            None => return Ok(self.progress(end)),
        };
        let plan = Arc::clone(&self.plan);
        if let Some(action) = plan.schedule().get(block.next) {
            if !self.contribute(&mut block, action)? {
                self.compute(&mut block, action, samples, answer)?;
                block.next += 1;
            }
            block.done += 1;
        }
        if block.next < plan.schedule().len() {
            self.block = Some(block);
        } else {
            self.tally.merge(&self.staged)?;
            self.next = block.range.end;
        }
        Ok(self.progress(end))
    }

    /// Steps until all samples are counted.
    ///
    /// # Errors
    /// [`SweepError`].
    pub fn finish(&mut self, samples: &Samples) -> Result<SweepCounts, SweepError> {
        while !self.step(samples)?.is_finished() {}
        Ok(self.counts())
    }

    /// What was found over the blocks that are counted.
    pub fn counts(&self) -> SweepCounts {
        self.tally.spread(&self.plan)
    }

    /// The counts of the finished blocks, per distinct answer.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Ends the sweep; the block under way is given up.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    fn progress(&self, end: usize) -> Progress {
        let under_way = self.block.as_ref().map_or(0.0, |block| {
            block.range.len() as f64 * block.done as f64 / self.plan.steps_per_block().max(1) as f64
        });
        let given = end.saturating_sub(self.range.start);
        let counted = self.next - self.range.start;
        Progress {
            counted,
            given,
            share: if given == 0 {
                0.0
            } else {
                (counted as f64 + under_way) / given as f64
            },
        }
    }

    fn start(&mut self, samples: &Samples, end: usize) -> Result<Block, SweepError> {
        let network = self.plan.network();
        let task = &network.plan().task;
        if samples.shape() != task.input.shape() {
            return Err(SweepError::Shape {
                task: task.id.clone(),
                expected: task.input.shape(),
                found: samples.shape().to_vec(),
            });
        }
        let range = self.next..end.min(self.next.saturating_add(self.plan.block_size()));
        let classes = task.classes.len();
        for sample in range.clone() {
            let label = samples.labels()[sample];
            if usize::from(label) >= classes {
                return Err(SweepError::Label {
                    sample,
                    label,
                    classes,
                });
            }
        }
        let width = samples.width();
        let values = &samples.values()[range.start * width..range.end * width];
        let mut normalised = network.normalise(values)?;
        let batch = batch_of(range.len(), self.plan.block_size());
        normalised.resize(batch * width, 0.0);
        self.staged.clear();
        self.staged.add_samples(
            &samples.labels()[range.clone()],
            &samples.groups()[range.clone()],
        )?;
        Ok(Block {
            range,
            batch,
            normalised,
            held: self.plan.versions().all.iter().map(|_| None).collect(),
            next: 0,
            done: 0,
        })
    }

    /// Computes one thing that a version's inputs contribute to it and that is not known yet; says whether there was any.
    fn contribute(&self, block: &mut Block, action: &Action) -> Result<bool, SweepError> {
        let network = self.plan.network();
        let version = &self.plan.versions().all[action.compute];
        let pieces = self.plan.pieces(version.node);
        if pieces.way() == Way::Whole {
            return Ok(false);
        }
        let owner = network.owner(version.node);
        for (input, sender) in version.inputs.iter().enumerate() {
            let Some(held) = sender.and_then(|sender| block.held[sender].as_mut()) else {
                continue;
            };
            if pieces.way().is_direct(owner.node, input)
                || held.contribution(version.node, input).is_some()
            {
                continue;
            }
            let contributed = pieces
                .contribute(owner, input, &held.output)
                .map_err(|error| network.fault(owner.node, &error))?;
            held.contributions
                .push(((version.node, input), contributed));
            return Ok(true);
        }
        Ok(false)
    }

    fn compute(
        &mut self,
        block: &mut Block,
        action: &Action,
        samples: &Samples,
        answer: &mut Listener<'_>,
    ) -> Result<(), SweepError> {
        let network = self.plan.network();
        let version = &self.plan.versions().all[action.compute];
        let node = &network.plan().nodes[version.node];
        let output = self.output(block, version)?;
        if let Some(slot) = self.plan.slot_of(action.compute) {
            let logits = partition::values(&output).map_err(|error| network.fault(node, &error))?;
            let range = block.range.clone();
            let logits = &logits[..range.len() * network.class_count()];
            answer(slot, range.clone(), logits);
            let (labels, groups) = (&samples.labels()[range.clone()], &samples.groups()[range]);
            self.staged.take(slot, logits, labels, groups)?;
        }
        block.held[action.compute] = Some(Held {
            output,
            contributions: Vec::new(),
        });
        for &gone in &action.drop {
            block.held[gone] = None;
        }
        Ok(())
    }

    /// The output of a version whose inputs, and what they contribute, are held.
    fn output(&self, block: &Block, version: &Version) -> Result<TValue, RunError> {
        let network = self.plan.network();
        let batch = block.batch;
        let node = &network.plan().nodes[version.node];
        if node.tier == Tier::Source {
            return network.source(version.node, &block.normalised, batch);
        }
        let held = |input: &Option<usize>| input.and_then(|input| block.held[input].as_ref());
        let pieces = self.plan.pieces(version.node);
        if pieces.way() == Way::Whole {
            let inputs = version.inputs.iter();
            let inputs: Vec<Option<TValue>> = inputs
                .map(|input| held(input).map(|held| held.output.clone()))
                .collect();
            return network.node(version.node, &inputs, batch);
        }
        let inputs = version.inputs.iter().enumerate();
        let contributions: Vec<&TValue> = inputs
            .filter_map(|(at, input)| {
                let held = held(input)?;
                if pieces.way().is_direct(node, at) {
                    Some(&held.output)
                } else {
                    held.contribution(version.node, at)
                }
            })
            .collect();
        pieces
            .output(network.owner(version.node), &contributions)
            .map_err(|error| network.fault(node, &error))
    }
}
