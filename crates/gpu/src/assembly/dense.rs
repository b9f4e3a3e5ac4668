//! Steps of dense maps.

use super::{Assembly, Dense, Learned, Target, Upstream};
use crate::arena::Place;
use crate::kernel::{Kernel, word};

impl Assembly {
    /// A dense map times `factor`, and its bias and ReLU.
    pub(crate) fn dense(
        &mut self,
        map: Dense,
        learned: Learned,
        input: Place,
        target: Target,
        rectified: bool,
        factor: f32,
    ) {
        let own = [
            input,
            learned.weight,
            learned.bias.unwrap_or(0),
            target.place,
            u32::from(learned.bias.is_some()),
            u32::from(rectified),
            u32::from(target.added),
            factor.to_bits(),
        ];
        self.product(Kernel::Dense, [self.samples, map.outputs, map.inputs], &own);
    }

    /// The gradient of a dense map's input.
    pub(crate) fn dense_to_input(
        &mut self,
        map: Dense,
        weight: Place,
        upstream: Upstream,
        target: Target,
        factor: f32,
    ) {
        let own = [
            upstream.gradient,
            weight,
            upstream.output,
            target.place,
            u32::from(upstream.rectified),
            u32::from(target.added),
            factor.to_bits(),
        ];
        self.product(
            Kernel::DenseToInput,
            [self.samples, map.inputs, map.outputs],
            &own,
        );
    }

    /// The gradient of a dense map's weight, and of its bias.
    pub(crate) fn dense_to_weight(
        &mut self,
        map: Dense,
        input: Place,
        upstream: Upstream,
        target: Learned,
        factor: f32,
    ) {
        let own = [
            upstream.gradient,
            input,
            upstream.output,
            word(map.inputs),
            target.weight,
            target.bias.unwrap_or(0),
            u32::from(upstream.rectified),
            factor.to_bits(),
        ];
        let columns = map.inputs + usize::from(target.bias.is_some());
        self.product(
            Kernel::DenseToWeight,
            [map.outputs, columns, self.samples],
            &own,
        );
    }
}
