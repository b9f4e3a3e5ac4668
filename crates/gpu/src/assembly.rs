//! Puts steps together: one function per kernel, with the kernel's numbers in the order of its `Op`.

mod convolution;
mod dense;
mod values;

use crate::arena::{Arena, Place};
use crate::kernel::{Kernel, Step};

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) place: Place,
    /// Whether it is added to what stands there.
    pub(crate) added: bool,
}

/// The gradient of a layer's or an adapter's output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Upstream {
    pub(crate) gradient: Place,
    /// The output itself: a rectified one lets nothing back where it is 0.
    pub(crate) output: Place,
    pub(crate) rectified: bool,
}

/// What is learned of a layer or an adapter, or its gradient: adapters have no bias.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Learned {
    pub(crate) weight: Place,
    pub(crate) bias: Option<Place>,
}

/// Inputs and outputs of a dense map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dense {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

/// The sums of many versions of a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sum {
    /// Where its part of the table begins: a factor per term, then per version where each term lies.
    pub(crate) table: u32,
    pub(crate) terms: u32,
    pub(crate) output: Place,
    /// Values of all samples of one version.
    pub(crate) block: u32,
    /// Added per channel of so many positions, where the sum is a layer's output already.
    pub(crate) bias: Option<Place>,
    pub(crate) rectified: bool,
    pub(crate) positions: u32,
    pub(crate) channels: u32,
}

/// The steps of one mini-batch, in order, and the places that they use.
#[derive(Clone, Debug)]
pub(crate) struct Assembly {
    pub(crate) samples: usize,
    pub(crate) arena: Arena,
    pub(crate) steps: Vec<Step>,
}

impl Assembly {
    pub(crate) fn new(samples: usize, arena: Arena) -> Self {
        Self {
            samples,
            arena,
            steps: Vec::new(),
        }
    }

    /// A place for so many values per sample.
    pub(crate) fn take(&mut self, values: usize) -> Place {
        self.arena.take(self.all(values))
    }

    /// So many of each sample. What is too much stays too much: the arena is tried before anything runs.
    fn all(&self, per_sample: usize) -> usize {
        self.samples.saturating_mul(per_sample)
    }

    fn product(&mut self, kernel: Kernel, sizes: [usize; 3], own: &[u32]) {
        self.steps.push(Step::product(kernel, sizes, 1, own));
    }

    fn each(&mut self, kernel: Kernel, per_sample: usize, own: &[u32]) {
        let step = Step::each(kernel, self.all(per_sample), own);
        self.steps.push(step);
    }
}
