//! Puts the programme of many versions together, node by node.

mod input;

use super::chosen::Chosen;
use super::space::Space;
use super::{Sweep, volume};
use crate::arena::{Arena, Upload};
use crate::assembly::Assembly;
use crate::forward::{compute, learned};
use crate::programme::Programme;

/// A tensor in the arena: version after version, of each all samples.
#[derive(Clone, Copy, Debug)]
struct Tensor {
    start: u64,
    /// Values in all.
    count: u64,
    /// Whether whoever uses it last gives its room back.
    is_own: bool,
}

/// A programme under construction.
pub(super) struct Builder<'a> {
    sweep: &'a Sweep,
    chosen: &'a Chosen,
    samples: usize,
    upload: Upload,
    space: Space,
    assembly: Assembly,
    table: Vec<u32>,
    /// Per node its versions' outputs, while they are needed.
    outputs: Vec<Option<Tensor>>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(sweep: &'a Sweep, chosen: &'a Chosen, samples: usize) -> Self {
        let mut arena = Arena::new(&sweep.layout);
        let needed: Vec<bool> = chosen.of_node.iter().map(|own| !own.is_empty()).collect();
        let upload = Upload::new(&mut arena, &sweep.plan, &needed, samples, false);
        Self {
            sweep,
            chosen,
            samples,
            upload,
            space: Space::new(arena.used() as u64),
            assembly: Assembly::new(samples, arena),
            table: Vec::new(),
            outputs: vec![None; sweep.plan.nodes.len()],
        }
    }

    /// The programme, whose answer is the cloud's output; `None` where there is none.
    pub(super) fn build(mut self) -> Option<Programme> {
        for node in 0..self.sweep.plan.nodes.len() {
            self.node(node);
        }
        let answer = self.outputs[self.sweep.plan.cloud()]?;
        Some(Programme {
            upload: self.upload,
            cleared: None,
            answer: place(answer.start)..place(answer.start.saturating_add(answer.count)),
            size: usize::try_from(self.space.most()).unwrap_or(usize::MAX),
            steps: self.assembly.steps,
            table: self.table,
        })
    }

    /// All versions of one node.
    fn node(&mut self, at: usize) {
        let node = &self.sweep.plan.nodes[at];
        let versions = self.chosen.of_node[at].len();
        if versions == 0 {
            return;
        }
        let (mut value, done) = match self.upload.of(at) {
            Some(place) => (self.sensed(at, place), 0),
            None => self.input(at),
        };
        if value.is_own {
            self.release(at);
        }
        for nth in done..node.layers.len() {
            let shape = match nth {
                0 => &node.input_shape,
                nth => &node.layer_shapes[nth - 1],
            };
            let output = self.take(versions, volume(&node.layer_shapes[nth]));
            let slot = self.sweep.layout.nodes[at].layers[nth];
            let held = slot.map(|slot| learned(&self.sweep.layout, 0, slot, true));
            self.rows(versions);
            compute(
                &node.layers[nth],
                shape,
                held,
                place(value.start),
                place(output.start),
                &mut self.assembly,
            );
            self.give(value);
            self.release(at);
            value = output;
        }
        self.outputs[at] = Some(value);
    }

    fn sensed(&self, at: usize, place: u32) -> Tensor {
        Tensor {
            start: u64::from(place),
            count: self.values(1, volume(&self.sweep.plan.nodes[at].input_shape)),
            is_own: false,
        }
    }

    /// Lets go of the outputs that only this node still needed.
    fn release(&mut self, at: usize) {
        for input in &self.sweep.plan.nodes[at].inputs {
            if self.chosen.last[input.from] == Some(at)
                && let Some(output) = self.outputs[input.from].take()
            {
                self.give(output);
            }
        }
    }

    /// So many values of each sample of so many versions.
    fn values(&self, versions: usize, width: usize) -> u64 {
        let rows = (versions as u64).saturating_mul(self.samples as u64);
        rows.saturating_mul(width as u64)
    }

    fn take(&mut self, versions: usize, width: usize) -> Tensor {
        let count = self.values(versions, width);
        Tensor {
            start: self.space.take(count),
            count,
            is_own: true,
        }
    }

    fn give(&mut self, tensor: Tensor) {
        if tensor.is_own {
            self.space.give(tensor.start, tensor.count);
        }
    }

    /// From here on kernels work on so many versions: a sample of a version is a row like any other.
    fn rows(&mut self, versions: usize) {
        self.assembly.samples = versions.saturating_mul(self.samples);
    }
}

/// A place as kernels take it. One that they cannot count to lies beyond every arena, which is tried before anything runs.
fn place(at: u64) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
