//! Where marks, axes and failure patterns stand on a chart, and how much room there is: the same for page and analysis.

pub mod pattern_layout;
pub mod scale;
pub mod size;
pub mod ticks;
