//! The accuracy of every failure pattern, block by block.

mod cost;
mod plan;

use std::ops::Range;
use std::sync::Arc;

use deepfog_dataset::Samples;
use deepfog_resilience::Action;
use deepfog_topology::Tier;
use tract_onnx::prelude::TValue;

pub(crate) use plan::BLOCK;
pub use plan::SweepPlan;

use crate::counts::SweepCounts;
use crate::error::SweepError;
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

/// A block of samples under way.
#[derive(Debug)]
struct Block {
    range: Range<usize>,
    normalised: Vec<f32>,
    outputs: Vec<Option<TValue>>,
    next: usize,
}

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

    /// What is swept.
    pub fn plan(&self) -> &Arc<SweepPlan> {
        &self.plan
    }

    /// Computes one node's output for one block of samples (a block without any answer counts at once), or
    /// nothing where all samples given are counted.
    ///
    /// `samples` are raw (not normalised). They may grow at their end between calls; what was given before
    /// must stay as it was.
    ///
    /// # Errors
    /// [`SweepError`]; the block under way is then given up, and what was counted stays.
    pub fn step(&mut self, samples: &Samples) -> Result<Progress, SweepError> {
        let end = samples.len().min(self.range.end);
        let mut block = match self.block.take() {
            Some(block) => block,
            None if self.next < end => self.start(samples, end)?,
            None => return Ok(self.progress(end)),
        };
        let plan = Arc::clone(&self.plan);
        if let Some(action) = plan.schedule().get(block.next) {
            self.compute(&mut block, action, samples)?;
            block.next += 1;
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
            block.range.len() as f64 * block.next as f64 / self.plan.steps_per_block().max(1) as f64
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
        let normalised = network.normalise(values)?;
        self.staged.clear();
        self.staged.add_samples(
            &samples.labels()[range.clone()],
            &samples.groups()[range.clone()],
        )?;
        Ok(Block {
            range,
            normalised,
            outputs: vec![None; self.plan.versions().all.len()],
            next: 0,
        })
    }

    fn compute(
        &mut self,
        block: &mut Block,
        action: &Action,
        samples: &Samples,
    ) -> Result<(), SweepError> {
        let network = self.plan.network();
        let version = &self.plan.versions().all[action.compute];
        let node = &network.plan().nodes[version.node];
        let batch = block.range.len();
        let output = if node.tier == Tier::Source {
            network.source(version.node, &block.normalised, batch)?
        } else {
            let inputs: Vec<Option<TValue>> = version
                .inputs
                .iter()
                .map(|input| input.and_then(|input| block.outputs[input].clone()))
                .collect();
            network.node(version.node, &inputs, batch)?
        };
        if let Some(slot) = self.plan.slot_of(action.compute) {
            let logits = partition::values(&output).map_err(|error| network.fault(node, &error))?;
            let range = block.range.clone();
            let (labels, groups) = (&samples.labels()[range.clone()], &samples.groups()[range]);
            self.staged.take(slot, logits, labels, groups)?;
        }
        block.outputs[action.compute] = Some(output);
        for &gone in &action.drop {
            block.outputs[gone] = None;
        }
        Ok(())
    }
}
