//! What a network answers to samples of each class, and how sure it is: under one failure pattern, or over all of them.

pub mod calibration;
pub mod confusion;
mod mixture;
mod told;

pub use calibration::{Bin, Calibration, Mean};
pub use confusion::{Confusion, recall};
pub use mixture::Mixture;
pub use told::{Measured, SchemeClasses};
