//! Signals and images as one kind of thing.

/// A signal or an image as (channels, height, width); a signal has the height 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    /// Channels.
    pub channels: usize,
    /// Rows; 1 for a signal.
    pub height: usize,
    /// Columns, or a signal's length.
    pub width: usize,
    flat: bool,
}

impl Image {
    /// The image of a planned shape, samples left out.
    pub fn of(shape: &[usize]) -> Self {
        match *shape {
            [channels, height, width] => Self {
                channels,
                height,
                width,
                flat: false,
            },
            [channels, width] => Self {
                channels,
                height: 1,
                width,
                flat: true,
            },
            _ => Self {
                channels: shape.iter().product(),
                height: 1,
                width: 1,
                flat: true,
            },
        }
    }

    /// Positions of one channel.
    pub fn positions(&self) -> usize {
        self.height * self.width
    }

    /// Values of one sample.
    pub fn volume(&self) -> usize {
        self.channels * self.positions()
    }

    /// A size in the direction of the height: 1 for a signal, which has none.
    pub fn along_height(&self, size: usize) -> usize {
        if self.flat { 1 } else { size }
    }
}
