//! Runs a bundle with tract-onnx under failure patterns: the same code natively and in the browser.
//!
//! A [`Loader`] takes a manifest and its files and gives a [`Network`]. [`Network::run`] answers one sample
//! and keeps every node's output for display; [`Network::logits`] answers a batch. A [`Sweep`] finds the
//! accuracy of all failure patterns, in steps short enough for a worker to listen in between.
//!
//! Nothing here reads files, spawns threads or knows the web.

mod counts;
mod error;
pub mod golden;
mod network;
mod partition;
mod run;
mod sense;
mod sweep;

pub use counts::{NEAR_TIE, PatternCount, PersonCount, SweepCounts, is_near_tie, prediction};
pub use error::{LoadError, RunError, SweepError};
pub use network::{Loader, Network};
pub use run::{Answer, Run, softmax};
pub use sweep::{Progress, Sweep};
