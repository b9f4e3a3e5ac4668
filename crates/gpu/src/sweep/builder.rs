//! Puts the programme of many versions together, node by node.

use deepfog_network::Layer;

use super::chosen::Chosen;
use super::space::Space;
use super::{Sweep, volume};
use crate::arena::{Arena, Upload};
use crate::assembly::{Assembly, Sum, Target};
use crate::forward::{adapt, compute, learned};
use crate::kernel::{ABSENT, word};
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

/// One input of a node, over all of the node's versions.
#[derive(Clone, Copy, Debug)]
struct Column {
    /// Its number.
    input: usize,
    /// The sender's versions from the first that counts to the last, by their slots.
    first: usize,
    count: usize,
}

/// What a column adds to the sums.
#[derive(Clone, Copy, Debug)]
struct Term {
    column: Column,
    tensor: Tensor,
    factor: f32,
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

    /// X_k of every version of a node, or the output of its first layer; gives how many layers are done.
    ///
    /// Adapters are applied to the senders' versions, which are fewer than the sums of them. So is the linear part of the
    /// first layer where that is less work: L(Σ w_j · A_j(Y_j)) = Σ w_j · L(A_j(Y_j)).
    fn input(&mut self, at: usize) -> (Tensor, usize) {
        let node = &self.sweep.plan.nodes[at];
        let versions = self.chosen.of_node[at].len();
        let columns = self.columns(at);
        let sent: usize = columns.iter().map(|column| column.count).sum();
        let has_map = matches!(self.sweep.layout.nodes[at].layers.first(), Some(Some(_)));
        let is_early = has_map && sent < versions;
        let terms: Vec<Term> = columns
            .into_iter()
            .map(|column| self.term(at, column, is_early))
            .collect();
        if let Some(passed) = self.passed(at, &terms).filter(|_| !is_early) {
            return (passed, 0);
        }
        let shape = match is_early {
            true => &node.layer_shapes[0],
            false => &node.input_shape,
        };
        let output = self.take(versions, volume(shape));
        self.add(at, &terms, output, is_early);
        for term in terms {
            self.give(term.tensor);
        }
        (output, usize::from(is_early))
    }

    /// The inputs of a node that count in some version.
    fn columns(&self, at: usize) -> Vec<Column> {
        let slots = |input: usize| {
            let own = self.chosen.of_node[at].iter();
            own.filter_map(move |&version| self.slot(version, input))
        };
        (0..self.sweep.plan.nodes[at].inputs.len())
            .filter_map(|input| {
                let (first, last) = (slots(input).min()?, slots(input).max()?);
                Some(Column {
                    input,
                    first,
                    count: last - first + 1,
                })
            })
            .collect()
    }

    /// Which of its sender's versions a version takes.
    fn slot(&self, version: usize, input: usize) -> Option<usize> {
        self.sweep.versions[version].inputs[input].and_then(|sender| self.chosen.slots[sender])
    }

    /// What a column adds: the senders' outputs, their adapter, and the linear part of the first layer.
    fn term(&mut self, at: usize, column: Column, is_early: bool) -> Term {
        let (plan, layout) = (&self.sweep.plan, &self.sweep.layout);
        let node = &plan.nodes[at];
        let input = &node.inputs[column.input];
        let width = volume(&input.shape);
        let sender = self.outputs[input.from].map_or(u64::MAX, |tensor| tensor.start);
        let mut tensor = Tensor {
            start: sender.saturating_add(self.values(column.first, width)),
            count: self.values(column.count, width),
            is_own: false,
        };
        let mut factor = input.weight;
        if let Some(slot) = layout.nodes[at].adapters[column.input] {
            let output = self.take(column.count, volume(&node.input_shape));
            let target = Target {
                place: place(output.start),
                added: false,
            };
            let held = Some(learned(layout, 0, slot, false));
            self.rows(column.count);
            let assembly = &mut self.assembly;
            adapt(input, held, place(tensor.start), target, factor, assembly);
            (tensor, factor) = (output, 1.0);
        }
        if let (true, Some(&Some(slot))) = (is_early, layout.nodes[at].layers.first()) {
            let output = self.take(column.count, volume(&node.layer_shapes[0]));
            self.rows(column.count);
            compute(
                &node.layers[0],
                &node.input_shape,
                Some(learned(layout, 0, slot, false)),
                place(tensor.start),
                place(output.start),
                &mut self.assembly,
            );
            self.give(tensor);
            tensor = output;
        }
        Term {
            column,
            tensor,
            factor,
        }
    }

    /// The input of all versions where each is one row of one term as it is, in order: nothing is to be added.
    fn passed(&self, at: usize, terms: &[Term]) -> Option<Tensor> {
        let [
            Term {
                column,
                tensor,
                factor,
            },
        ] = terms
        else {
            return None;
        };
        let in_order = self.chosen.of_node[at]
            .iter()
            .enumerate()
            .all(|(row, &version)| self.slot(version, column.input) == Some(column.first + row));
        // What belongs to a sender may become an output only by a layer.
        let may_pass = tensor.is_own || !self.sweep.plan.nodes[at].layers.is_empty();
        (*factor == 1.0 && in_order && may_pass).then_some(*tensor)
    }

    /// The sums of all versions: a table on the device says where each of their terms lies.
    fn add(&mut self, at: usize, terms: &[Term], output: Tensor, is_early: bool) {
        let (chosen, layout) = (self.chosen, &self.sweep.layout);
        let node = &self.sweep.plan.nodes[at];
        let versions = &chosen.of_node[at];
        let shape = match is_early {
            true => &node.layer_shapes[0],
            false => &node.input_shape,
        };
        let width = volume(shape);
        let table = word(self.table.len());
        self.table
            .extend(terms.iter().map(|term| term.factor.to_bits()));
        for &version in versions {
            for term in terms {
                let row = self.slot(version, term.column.input);
                let found = row.map_or(ABSENT, |row| {
                    let before = self.values(row - term.column.first, width);
                    place(term.tensor.start.saturating_add(before))
                });
                self.table.push(found);
            }
        }
        let bias = match (is_early, layout.nodes[at].layers.first()) {
            (true, Some(&Some(slot))) => learned(layout, 0, slot, true).bias,
            _ => None,
        };
        let is_plain = matches!(node.layers.first(), Some(Layer::Dense { relu: false, .. }));
        let channels = match node.layers.first() {
            Some(Layer::Dense { outputs, .. }) => *outputs,
            _ => shape.first().copied().unwrap_or(1),
        };
        self.rows(versions.len());
        self.assembly.sum(
            width,
            &Sum {
                table,
                terms: word(terms.len()),
                output: place(output.start),
                block: word(width.saturating_mul(self.samples)),
                bias,
                rectified: is_early && !is_plain,
                positions: word(width / channels.max(1)),
                channels: word(channels),
            },
        );
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
