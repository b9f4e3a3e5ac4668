//! The product's inference engine by itself, for `cargo xtask bench`: bundles, samples, answers and sweeps for
//! JavaScript that measures the time around them.
//!
//! It has the profile, the flags and the lock file of the product's workers, and nothing of what they do besides. The
//! program beside it (`native/`) does the same natively, by the same functions (`passes.rs`).
#![cfg(target_family = "wasm")]

mod browser;
mod passes;

pub use browser::{Counts, Engine, Loading, Pack};
