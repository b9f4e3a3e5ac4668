//! Steps with one invocation per value.

use super::{Assembly, Sum, Target};
use crate::arena::Place;
use crate::geometry::Pool;
use crate::kernel::{Kernel, word};

impl Assembly {
    /// So many values per sample times `factor`.
    pub(crate) fn add(&mut self, values: usize, input: Place, target: Target, factor: f32) {
        let own = [
            input,
            target.place,
            u32::from(target.added),
            factor.to_bits(),
        ];
        self.each(Kernel::Add, values, &own);
    }

    /// Sums of many versions at once, so many values per sample and version each.
    pub(crate) fn sum(&mut self, values: usize, sum: &Sum) {
        let own = [
            sum.table,
            sum.terms,
            sum.output,
            sum.block,
            u32::from(sum.bias.is_some()),
            sum.bias.unwrap_or(0),
            u32::from(sum.rectified),
            sum.positions,
            sum.channels,
        ];
        self.each(Kernel::Sum, values, &own);
    }

    /// The maximum of each window.
    pub(crate) fn pool(&mut self, shape: &Pool, input: Place, output: Place) {
        let mut own = vec![input, output];
        own.extend(planes(shape));
        self.each(Kernel::Pool, shape.volume(), &own);
    }

    /// The gradient of what was pooled.
    pub(crate) fn pool_back(
        &mut self,
        shape: &Pool,
        input: Place,
        gradient: Place,
        target: Target,
    ) {
        let mut own = vec![input, gradient, target.place, u32::from(target.added)];
        own.extend(planes(shape));
        self.each(Kernel::PoolBack, shape.input.volume(), &own);
    }

    /// The mean of each channel.
    pub(crate) fn average(
        &mut self,
        channels: usize,
        positions: usize,
        input: Place,
        output: Place,
    ) {
        self.each(Kernel::Average, channels, &[input, output, word(positions)]);
    }

    /// The gradient of what a mean was taken of.
    pub(crate) fn average_back(
        &mut self,
        channels: usize,
        positions: usize,
        gradient: Place,
        target: Target,
    ) {
        let own = [
            gradient,
            target.place,
            u32::from(target.added),
            word(positions),
        ];
        self.each(Kernel::AverageBack, channels * positions, &own);
    }

    /// Each sample's loss, and the gradient of their mean by the logits, whose place it gives.
    pub(crate) fn entropy(
        &mut self,
        classes: usize,
        logits: Place,
        labels: Place,
        losses: Place,
        smoothing: f32,
    ) -> Place {
        let gradient = self.take(classes);
        let own = [
            logits,
            labels,
            losses,
            gradient,
            word(classes),
            smoothing.to_bits(),
        ];
        self.each(Kernel::Entropy, 1, &own);
        gradient
    }
}

/// What the kernels of a maximum know of its windows.
fn planes(shape: &Pool) -> [u32; 6] {
    let [lines, line] = shape.output();
    [
        shape.input.height,
        shape.input.width,
        shape.window[0],
        shape.window[1],
        lines,
        line,
    ]
    .map(word)
}
