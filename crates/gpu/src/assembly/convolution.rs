//! Steps of convolutions.

use super::{Assembly, Learned, Target, Upstream};
use crate::arena::Place;
use crate::geometry::Convolution;
use crate::kernel::{Kernel, Step, tiles, word};

/// Workgroups that a product over many samples and positions is spread over, where it is long enough.
const BUSY: usize = 256;
/// What of such a product's depth is worth a workgroup.
const SHARE: usize = 256;

impl Assembly {
    /// A convolution times `factor`, and its bias and ReLU.
    pub(crate) fn convolution(
        &mut self,
        shape: &Convolution,
        learned: Learned,
        input: Place,
        target: Target,
        rectified: bool,
        factor: f32,
    ) {
        let mut own = vec![
            input,
            learned.weight,
            learned.bias.unwrap_or(0),
            target.place,
            u32::from(learned.bias.is_some()),
            u32::from(rectified),
            u32::from(target.added),
            factor.to_bits(),
            word(shape.input.channels),
        ];
        own.extend(windows(shape));
        let columns = self.all(shape.positions());
        self.product(
            Kernel::Convolution,
            [shape.outputs, columns, shape.under()],
            &own,
        );
    }

    /// The gradient of a convolution's input.
    pub(crate) fn convolution_to_input(
        &mut self,
        shape: &Convolution,
        weight: Place,
        upstream: Upstream,
        target: Target,
        factor: f32,
    ) {
        let mut own = vec![
            upstream.gradient,
            weight,
            upstream.output,
            target.place,
            u32::from(upstream.rectified),
            u32::from(target.added),
            factor.to_bits(),
            word(shape.outputs),
        ];
        own.extend(windows(shape));
        let [down, right] = shape.stride;
        let positions = shape.input.height.div_ceil(down) * shape.input.width.div_ceil(right);
        let depth = shape.outputs * shape.kernel[0] * shape.kernel[1];
        let step = Step::product(
            Kernel::ConvolutionToInput,
            [shape.input.channels, self.all(positions), depth],
            // No input has a rest beyond its own size.
            down.min(shape.input.height) * right.min(shape.input.width),
            &own,
        );
        self.steps.push(step);
    }

    /// The gradient of a convolution's weight, and of its bias.
    pub(crate) fn convolution_to_weight(
        &mut self,
        shape: &Convolution,
        input: Place,
        upstream: Upstream,
        target: Learned,
        factor: f32,
    ) {
        let inputs = shape.under();
        let columns = inputs + usize::from(target.bias.is_some());
        let sizes = [shape.outputs, columns, self.all(shape.positions())];
        let (shares, share) = shares(sizes);
        let parts = self
            .arena
            .take(shares.saturating_mul(shape.outputs * columns));
        let mut own = vec![
            word(share),
            upstream.gradient,
            input,
            upstream.output,
            parts,
            u32::from(upstream.rectified),
            word(inputs),
            word(shape.input.channels),
        ];
        own.extend(windows(shape));
        let step = Step::product(Kernel::ConvolutionToWeight, sizes, shares, &own);
        self.steps.push(step);
        let own = [
            word(shares),
            word(columns),
            word(inputs),
            parts,
            target.weight,
            target.bias.unwrap_or(0),
            factor.to_bits(),
        ];
        let step = Step::each(Kernel::Total, shape.outputs * columns, &own);
        self.steps.push(step);
    }
}

/// What the kernels of a convolution know of its windows.
fn windows(shape: &Convolution) -> [u32; 8] {
    let [lines, line] = shape.output();
    [
        shape.input.height,
        shape.input.width,
        shape.kernel[0],
        shape.kernel[1],
        shape.stride[0],
        shape.stride[1],
        lines,
        line,
    ]
    .map(word)
}

/// Into how many parts a product's depth falls, so that the whole processor has work, and how long each is.
fn shares([rows, columns, depth]: [usize; 3]) -> (usize, usize) {
    let wanted = BUSY.div_ceil(tiles(rows, columns).max(1));
    let share = depth.div_ceil(wanted).max(SHARE);
    (depth.div_ceil(share), share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sum_falls_into_shares_that_cover_it() {
        for depth in [1, 255, 256, 257, 5000, 1_000_000] {
            for (rows, columns) in [(1, 1), (16, 145), (512, 4096)] {
                let (shares, share) = shares([rows, columns, depth]);
                assert!(shares * share >= depth && (shares - 1) * share < depth);
                assert!(share >= SHARE);
            }
        }
        assert_eq!(shares([16, 64, 1_000_000]).0, BUSY);
        assert_eq!(shares([512, 4096, 1_000_000]).0, 1);
    }
}
