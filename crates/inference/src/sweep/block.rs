//! A block of samples on its way through a sweep.

use std::ops::Range;

use tract_onnx::prelude::TValue;

/// A block is run whole where at least one in so many of its samples is counted.
const WASTE: usize = 4;

/// How many samples are run for so many: a whole block, for which the engine is ready, unless most of it would be for nothing.
pub(crate) fn batch_of(samples: usize, block: usize) -> usize {
    if samples * WASTE < block {
        samples
    } else {
        block
    }
}

/// A block of samples under way.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) range: Range<usize>,
    /// Samples that are run: those of the range, and what fills the block up.
    pub(crate) batch: usize,
    pub(crate) normalised: Vec<f32>,
    /// Per version, while it is needed.
    pub(crate) held: Vec<Option<Held>>,
    /// The action of the schedule that is next.
    pub(crate) next: usize,
    /// Steps done.
    pub(crate) done: usize,
}

/// The output of a version for a block of samples.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) output: TValue,
    /// What it contributes to receivers: their node and input.
    pub(crate) contributions: Vec<((usize, usize), TValue)>,
}

impl Held {
    /// What it contributes there, as far as that is computed.
    pub(crate) fn contribution(&self, node: usize, input: usize) -> Option<&TValue> {
        let mut known = self.contributions.iter();
        known
            .find(|(to, _)| *to == (node, input))
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::batch_of;

    #[test]
    fn blocks_are_filled_up_unless_most_of_them_is_empty() {
        for (samples, batch) in [(1, 1), (7, 7), (8, 32), (31, 32), (32, 32)] {
            assert_eq!(batch_of(samples, 32), batch, "{samples}");
        }
        assert_eq!(batch_of(1, 1), 1);
    }
}
