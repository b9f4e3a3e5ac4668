//! The room of a chart.

/// Where the plot lies within its drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width of the whole drawing, in CSS pixels.
    pub width: f64,
    /// Height of the whole drawing.
    pub height: f64,
    /// Left end of the plot.
    pub left: f64,
    /// Right end of the plot.
    pub right: f64,
    /// Upper end of the plot.
    pub top: f64,
    /// Lower end of the plot.
    pub bottom: f64,
}

impl Frame {
    /// A frame with room for figures before and below the plot.
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            left: 38.0,
            right: (width - 10.0).max(60.0),
            top: 22.0,
            bottom: height - 34.0,
        }
    }

    /// The same with another left end: for names before the plot.
    #[must_use]
    pub fn after(self, left: f64) -> Self {
        Self { left, ..self }
    }
}
