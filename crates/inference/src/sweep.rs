//! The accuracy of every failure pattern, block by block.

use std::ops::Range;
use std::sync::Arc;

use deepfog_dataset::Samples;
use deepfog_resilience::{Action, Pattern, Versions, pattern::MAX_EXACT};
use deepfog_topology::{InputSpace, Tier};
use tract_onnx::prelude::TValue;

use crate::counts::{GroupTally, SweepCounts, Tally, is_near_tie, prediction};
use crate::error::{RunError, SweepError};
use crate::network::Network;
use crate::partition;

/// Samples that are run at once, where memory allows.
pub(crate) const BLOCK: usize = 32;
/// Bytes of node outputs that a sweep holds at once. Engine scratch and samples come on top.
const BUDGET: usize = 128 << 20;

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Samples counted.
    pub counted: usize,
    /// Samples given so far.
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
struct Block {
    range: Range<usize>,
    normalised: Vec<f32>,
    /// Per sample of the block: its group in the tally.
    groups: Vec<usize>,
    outputs: Vec<Option<TValue>>,
    next: usize,
    /// Right answers of this block, per group of the tally and distinct answer.
    correct: Vec<Vec<u32>>,
    /// Near ties of this block, per distinct answer.
    near_ties: Vec<u32>,
}

/// Sweeps failure patterns over samples that may still be coming in.
pub struct Sweep {
    network: Arc<Network>,
    patterns: Vec<Pattern>,
    versions: Versions,
    schedule: Vec<Action>,
    /// Per version: its place among the distinct answers.
    slot_of: Vec<Option<usize>>,
    /// Per pattern: its place among the distinct answers.
    slots: Vec<Option<usize>>,
    by_person: bool,
    block_size: usize,
    counted: usize,
    block: Option<Block>,
    tally: Tally,
}

impl Sweep {
    /// A sweep of all failure patterns, by their bit masks.
    ///
    /// # Errors
    /// [`SweepError::TooManyNodes`] and [`SweepError::TooLarge`].
    pub fn all(network: Arc<Network>) -> Result<Self, SweepError> {
        let patterns = network.patterns();
        if patterns.count().is_none() {
            return Err(SweepError::TooManyNodes {
                found: patterns.failable_count(),
                most: MAX_EXACT,
            });
        }
        let patterns = patterns.all().collect();
        Self::new(network, patterns)
    }

    /// A sweep of these failure patterns.
    ///
    /// # Errors
    /// [`SweepError::TooLarge`].
    pub fn new(network: Arc<Network>, patterns: Vec<Pattern>) -> Result<Self, SweepError> {
        let plan = network.plan();
        let senders: Vec<Vec<usize>> = plan
            .nodes
            .iter()
            .map(|node| node.inputs.iter().map(|input| input.from).collect())
            .collect();
        let sample_bytes = plan
            .nodes
            .iter()
            .fold(0_usize, |sum, node| sum.saturating_add(node.output_bytes()));
        if sample_bytes > BUDGET {
            return Err(SweepError::TooLarge {
                bytes: sample_bytes,
                most: BUDGET,
            });
        }
        let block_size = (BUDGET / sample_bytes.max(1)).clamp(1, BLOCK);
        let deliveries = patterns.iter().map(|&pattern| network.delivery(pattern));
        let versions = Versions::new(&senders, deliveries);
        let schedule = versions.schedule(
            |version| plan.nodes[version.node].output_bytes() * block_size,
            BUDGET,
        );
        let mut slot_of = vec![None; versions.all.len()];
        let mut distinct = 0;
        let slots = versions
            .answers
            .iter()
            .map(|answer| {
                answer.map(|version| {
                    *slot_of[version].get_or_insert_with(|| {
                        distinct += 1;
                        distinct - 1
                    })
                })
            })
            .collect();
        Ok(Self {
            by_person: matches!(plan.task.input, InputSpace::Signal { .. }),
            patterns,
            versions,
            schedule,
            slot_of,
            slots,
            block_size,
            counted: 0,
            block: None,
            tally: Tally {
                groups: Vec::new(),
                near_ties: vec![0; distinct],
            },
            network,
        })
    }

    /// The network that is swept.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// Node outputs computed per block of samples: the distinct ones that the patterns need.
    pub fn steps_per_block(&self) -> usize {
        self.schedule.len()
    }

    /// Samples run at once.
    pub fn block_size(&self) -> usize {
        self.block_size
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
        let mut block = match self.block.take() {
            Some(block) => block,
            None if self.counted < samples.len() => self.start(samples)?,
            None => return Ok(self.progress(samples)),
        };
        if let Some(action) = self.schedule.get(block.next) {
            self.compute(&mut block, action, samples.labels())?;
            block.next += 1;
        }
        if block.next < self.schedule.len() {
            self.block = Some(block);
        } else {
            self.count(&block, samples.labels());
        }
        Ok(self.progress(samples))
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
        self.tally.counts(
            &self.patterns,
            &self.slots,
            &self.network.manifest().class_prior,
            self.by_person,
        )
    }

    fn progress(&self, samples: &Samples) -> Progress {
        let under_way = self.block.as_ref().map_or(0.0, |block| {
            block.range.len() as f64 * block.next as f64 / self.schedule.len().max(1) as f64
        });
        let given = samples.len();
        Progress {
            counted: self.counted,
            given,
            share: if given == 0 {
                0.0
            } else {
                (self.counted as f64 + under_way) / given as f64
            },
        }
    }

    fn start(&mut self, samples: &Samples) -> Result<Block, SweepError> {
        let task = &self.network.plan().task;
        if samples.shape() != task.input.shape() {
            return Err(SweepError::Shape {
                task: task.id.clone(),
                expected: task.input.shape(),
                found: samples.shape().to_vec(),
            });
        }
        let range = self.counted..samples.len().min(self.counted + self.block_size);
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
        let normalised = self
            .network
            .normalise(&samples.values()[range.start * width..range.end * width])?;
        let groups = samples.groups()[range.clone()]
            .iter()
            .map(|&group| self.group(if self.by_person { group } else { 0 }, classes))
            .collect();
        let distinct = self.tally.near_ties.len();
        Ok(Block {
            range,
            normalised,
            groups,
            outputs: vec![None; self.versions.all.len()],
            next: 0,
            correct: vec![vec![0; distinct]; self.tally.groups.len()],
            near_ties: vec![0; distinct],
        })
    }

    /// The place of a group in the tally; made where it is new.
    fn group(&mut self, group: u32, classes: usize) -> usize {
        let groups = &mut self.tally.groups;
        if let Some(at) = groups.iter().position(|known| known.group == group) {
            return at;
        }
        groups.push(GroupTally {
            group,
            classes: vec![0; classes],
            correct: vec![0; self.tally.near_ties.len()],
        });
        groups.len() - 1
    }

    fn compute(&self, block: &mut Block, action: &Action, labels: &[u8]) -> Result<(), RunError> {
        let version = &self.versions.all[action.compute];
        let node = &self.network.plan().nodes[version.node];
        let batch = block.range.len();
        let output = if node.tier == Tier::Source {
            self.network
                .source(version.node, &block.normalised, batch)?
        } else {
            let inputs: Vec<Option<TValue>> = version
                .inputs
                .iter()
                .map(|input| input.and_then(|input| block.outputs[input].clone()))
                .collect();
            self.network.node(version.node, &inputs, batch)?
        };
        if let Some(slot) = self.slot_of[action.compute] {
            let logits =
                partition::values(&output).map_err(|error| self.network.fault(node, &error))?;
            let classes = self.network.class_count();
            let labels = &labels[block.range.clone()];
            for ((logits, &label), &group) in
                logits.chunks_exact(classes).zip(labels).zip(&block.groups)
            {
                if prediction(logits) == usize::from(label) {
                    block.correct[group][slot] += 1;
                }
                if is_near_tie(logits) {
                    block.near_ties[slot] += 1;
                }
            }
        }
        block.outputs[action.compute] = Some(output);
        for &gone in &action.drop {
            block.outputs[gone] = None;
        }
        Ok(())
    }

    /// Adds a finished block to the counts.
    fn count(&mut self, block: &Block, labels: &[u8]) {
        for (&label, &group) in labels[block.range.clone()].iter().zip(&block.groups) {
            self.tally.groups[group].classes[usize::from(label)] += 1;
        }
        for (tally, found) in self.tally.groups.iter_mut().zip(&block.correct) {
            add(&mut tally.correct, found);
        }
        add(&mut self.tally.near_ties, &block.near_ties);
        self.counted = block.range.end;
    }
}

fn add(sums: &mut [u32], found: &[u32]) {
    for (sum, found) in sums.iter_mut().zip(found) {
        *sum += found;
    }
}
