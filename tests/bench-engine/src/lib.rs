//! The product's inference engine by itself, for `cargo xtask bench`: bundles, samples, answers and sweeps for
//! JavaScript that measures the time around them.
//!
//! It has the profile, the flags and the lock file of the product's workers, and nothing of what they do besides.

mod engine;
mod pack;

pub use engine::{Counts, Engine, Loading};
pub use pack::Pack;
