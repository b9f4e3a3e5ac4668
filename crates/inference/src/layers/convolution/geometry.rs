//! Lengths and steps of a convolution.

/// Lengths and steps of a convolution: rows first, then columns.
#[derive(Clone, Debug)]
pub(super) struct Geometry {
    pub(super) channels: usize,
    pub(super) outputs: usize,
    pub(super) input: [usize; 2],
    pub(super) output: [usize; 2],
    pub(super) kernel: [usize; 2],
    pub(super) stride: [usize; 2],
    /// How far the kernel's values lie apart.
    pub(super) dilation: [usize; 2],
    /// Zeros above and to the left.
    pub(super) before: [usize; 2],
}

impl Geometry {
    /// Products that one value of the result takes: rows of the matrix.
    pub(super) fn depth(&self) -> usize {
        self.channels * self.kernel[0] * self.kernel[1]
    }

    /// Values of the result per channel: columns of the matrix.
    pub(super) fn positions(&self) -> usize {
        self.output[0] * self.output[1]
    }

    /// Values of a sample.
    pub(super) fn width(&self) -> usize {
        self.channels * self.input[0] * self.input[1]
    }

    /// Rows and columns of the input with the zeros around that the kernel meets.
    pub(super) fn padded(&self) -> [usize; 2] {
        [0, 1].map(|axis| {
            let last = (self.output[axis].max(1) - 1) * self.stride[axis];
            let met = last + (self.kernel[axis].max(1) - 1) * self.dilation[axis] + 1;
            met.max(self.before[axis] + self.input[axis])
        })
    }
}
