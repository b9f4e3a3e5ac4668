//! The inputs of all versions of a node: what each input adds, and the sums.

use deepfog_network::Layer;

use super::{Builder, Tensor, place};
use crate::assembly::{Sum, Target};
use crate::forward::{adapt, compute, learned};
use crate::kernel::{ABSENT, word};
use crate::sweep::volume;

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

impl Builder<'_> {
    /// X_k of every version of a node, or the output of its first layer; gives how many layers are done.
    ///
    /// Adapters are applied to the senders' versions, which are fewer than the sums of them. So is the linear part of the
    /// first layer where that is less work: L(Σ w_j · A_j(Y_j)) = Σ w_j · L(A_j(Y_j)).
    pub(super) fn input(&mut self, at: usize) -> (Tensor, usize) {
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
}
