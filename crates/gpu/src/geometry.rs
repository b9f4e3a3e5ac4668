//! Sizes of convolutions and pools as the kernels count them.

use deepfog_network::Image;

/// A convolution padded by `(kernel - 1) / 2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Convolution {
    pub(crate) input: Image,
    /// Output channels.
    pub(crate) outputs: usize,
    /// Height and width.
    pub(crate) kernel: [usize; 2],
    /// Down and to the right.
    pub(crate) stride: [usize; 2],
}

impl Convolution {
    pub(crate) fn new(shape: &[usize], outputs: usize, kernel: usize, stride: usize) -> Self {
        let input = Image::of(shape);
        Self {
            input,
            outputs,
            kernel: [input.along_height(kernel), kernel],
            stride: [input.along_height(stride), stride],
        }
    }

    /// Height and width of the output: `floor((n - 1) / stride) + 1`.
    pub(crate) fn output(&self) -> [usize; 2] {
        [
            (self.input.height.max(1) - 1) / self.stride[0] + 1,
            (self.input.width.max(1) - 1) / self.stride[1] + 1,
        ]
    }

    /// Output positions of one channel.
    pub(crate) fn positions(&self) -> usize {
        self.output().iter().product()
    }

    /// Values under one window: the inputs of one output.
    pub(crate) fn under(&self) -> usize {
        self.input.channels * self.kernel[0] * self.kernel[1]
    }
}

/// A maximum over windows that lie side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pool {
    pub(crate) input: Image,
    /// Height and width.
    pub(crate) window: [usize; 2],
}

impl Pool {
    pub(crate) fn new(shape: &[usize], size: usize) -> Self {
        let input = Image::of(shape);
        Self {
            input,
            window: [input.along_height(size), size],
        }
    }

    /// Height and width of the output; what is left over at the edges has no part.
    pub(crate) fn output(&self) -> [usize; 2] {
        [
            self.input.height / self.window[0],
            self.input.width / self.window[1],
        ]
    }

    /// Values of one sample's output.
    pub(crate) fn volume(&self) -> usize {
        self.input.channels * self.output().iter().product::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_has_no_height_to_stride_along() {
        let signal = Convolution::new(&[6, 100], 8, 5, 2);
        assert_eq!((signal.kernel, signal.stride), ([1, 5], [1, 2]));
        assert_eq!((signal.output(), signal.under()), ([1, 50], 30));
        let image = Convolution::new(&[3, 7, 9], 8, 3, 2);
        assert_eq!((image.output(), image.under()), ([4, 5], 27));
        let vector = Convolution::new(&[12], 4, 1, 1);
        assert_eq!((vector.output(), vector.under()), ([1, 1], 12));
    }

    #[test]
    fn windows_of_a_maximum_leave_the_edge_out() {
        assert_eq!(Pool::new(&[2, 7, 9], 2).output(), [3, 4]);
        assert_eq!(Pool::new(&[2, 9], 2).output(), [1, 4]);
        assert_eq!(Pool::new(&[2, 9], 2).volume(), 8);
    }
}
