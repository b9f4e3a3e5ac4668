//! The kernels, and one run of one.

/// A kernel: what one dispatch computes. Its source says what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kernel {
    Dense,
    DenseToInput,
    DenseToWeight,
    Convolution,
    ConvolutionToInput,
    ConvolutionToWeight,
    Total,
    Add,
    Pool,
    PoolBack,
    Average,
    AverageBack,
    Entropy,
    Sum,
}

/// Bytes that a kernel sees of its numbers: more than any has.
pub(crate) const NUMBERS: u64 = 256;

/// What stands in a sum's table for a term that does not count.
pub(crate) const ABSENT: u32 = u32::MAX;

impl Kernel {
    /// All of them, each at the place of its number.
    pub(crate) const ALL: [Self; 14] = [
        Self::Dense,
        Self::DenseToInput,
        Self::DenseToWeight,
        Self::Convolution,
        Self::ConvolutionToInput,
        Self::ConvolutionToWeight,
        Self::Total,
        Self::Add,
        Self::Pool,
        Self::PoolBack,
        Self::Average,
        Self::AverageBack,
        Self::Entropy,
        Self::Sum,
    ];
    /// Those that learning takes.
    pub(crate) const LEARNING: &[Self] = Self::ALL.split_at(13).0;
    /// Those that answering under many failure patterns takes.
    pub(crate) const ANSWERING: &[Self] = &[
        Self::Dense,
        Self::Convolution,
        Self::Add,
        Self::Pool,
        Self::Average,
        Self::Sum,
    ];

    /// The kernel's own part of its source.
    fn own(self) -> &'static str {
        match self {
            Self::Dense => include_str!("kernels/dense.wgsl"),
            Self::DenseToInput => include_str!("kernels/dense_to_input.wgsl"),
            Self::DenseToWeight => include_str!("kernels/dense_to_weight.wgsl"),
            Self::Convolution => include_str!("kernels/convolution.wgsl"),
            Self::ConvolutionToInput => include_str!("kernels/convolution_to_input.wgsl"),
            Self::ConvolutionToWeight => include_str!("kernels/convolution_to_weight.wgsl"),
            Self::Total => include_str!("kernels/total.wgsl"),
            Self::Add => include_str!("kernels/add.wgsl"),
            Self::Pool => include_str!("kernels/pool.wgsl"),
            Self::PoolBack => include_str!("kernels/pool_back.wgsl"),
            Self::Average => include_str!("kernels/average.wgsl"),
            Self::AverageBack => include_str!("kernels/average_back.wgsl"),
            Self::Entropy => include_str!("kernels/entropy.wgsl"),
            Self::Sum => include_str!("kernels/sum.wgsl"),
        }
    }

    /// Whether it is a matrix product, a tile per workgroup; else it has an invocation per value.
    fn is_product(self) -> bool {
        matches!(
            self,
            Self::Dense
                | Self::DenseToInput
                | Self::DenseToWeight
                | Self::Convolution
                | Self::ConvolutionToInput
                | Self::ConvolutionToWeight
        )
    }

    /// The whole source, whose entry is `main`.
    pub(crate) fn source(self) -> String {
        let mut parts = vec![include_str!("kernels/arena.wgsl"), self.own()];
        if self.is_product() {
            parts.push(include_str!("kernels/layer.wgsl"));
            if matches!(self, Self::Dense | Self::DenseToInput | Self::DenseToWeight) {
                parts.push(include_str!("kernels/whole.wgsl"));
            }
            parts.push(include_str!("kernels/tile.wgsl"));
        } else {
            parts.push(include_str!("kernels/each.wgsl"));
        }
        parts.join("\n")
    }
}

/// Workgroups that one dimension of a dispatch may have.
const ROW: usize = 65535;
/// Rows and columns of a product's tile.
const TILE: [usize; 2] = [16, 64];
/// Invocations of a workgroup that has one per value.
const EACH: usize = 256;

/// One run of a kernel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) kernel: Kernel,
    /// The numbers of its `Op`, in order; a fraction by its bits.
    pub(crate) words: Vec<u32>,
    /// Workgroups in each dimension.
    pub(crate) groups: [u32; 3],
}

impl Step {
    /// So many matrix products at once; rows, columns and depth come first.
    pub(crate) fn product(kernel: Kernel, sizes: [usize; 3], layers: usize, own: &[u32]) -> Self {
        let [rows, columns, _] = sizes;
        let mut words = sizes.map(word).to_vec();
        words.extend_from_slice(own);
        let [across, down] = spread(tiles(rows, columns));
        Self {
            kernel,
            words,
            groups: [across, down, word(layers)],
        }
    }

    /// Multiplications, roughly: of a product all that it has, of others one per value.
    pub(crate) fn work(&self) -> u64 {
        let numbers = if self.kernel.is_product() { 3 } else { 1 };
        self.words[..numbers.min(self.words.len())]
            .iter()
            .fold(1, |work, &word| u64::from(word).saturating_mul(work))
    }

    /// A kernel with one invocation per value; their number comes first.
    pub(crate) fn each(kernel: Kernel, count: usize, own: &[u32]) -> Self {
        let mut words = vec![word(count)];
        words.extend_from_slice(own);
        let [across, down] = spread(count.div_ceil(EACH));
        Self {
            kernel,
            words,
            groups: [across, down, 1],
        }
    }
}

/// Tiles of a product: a workgroup each.
pub(crate) fn tiles(rows: usize, columns: usize) -> usize {
    // What is too much stays too much: the arena is tried before anything runs.
    rows.div_ceil(TILE[0])
        .saturating_mul(columns.div_ceil(TILE[1]))
}

/// Workgroups in rows no longer than they may be.
fn spread(groups: usize) -> [u32; 2] {
    let down = groups.div_ceil(ROW).max(1);
    [word(groups.div_ceil(down)), word(down)]
}

/// A number as kernels take it. What fits an arena fits 32 bits: the arena's size is tried before anything runs.
pub(crate) fn word(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_stands_at_its_number() {
        for (at, kernel) in Kernel::ALL.into_iter().enumerate() {
            assert_eq!(kernel as usize, at);
            assert!(kernel.source().contains("fn main("));
        }
    }

    #[test]
    fn many_workgroups_lie_in_rows() {
        assert_eq!(spread(1), [1, 1]);
        assert_eq!(spread(65535), [65535, 1]);
        assert_eq!(spread(65536), [32768, 2]);
        let step = Step::each(Kernel::Add, 256 * 65535 + 1, &[]);
        assert_eq!(step.groups, [32768, 2, 1]);
    }

    #[test]
    fn a_product_has_a_workgroup_per_tile_and_layer() {
        let step = Step::product(Kernel::Dense, [17, 65, 100], 3, &[7]);
        assert_eq!(step.words, [17, 65, 100, 7]);
        assert_eq!(step.groups, [4, 1, 3]);
    }
}
