//! Runs a bundle with tract-onnx under failure patterns: the same code natively and in the browser.
//!
//! A [`Loader`] takes a manifest and its files and gives a [`Network`]. [`Network::run`] answers one sample
//! and keeps every node's output for display; [`Network::logits`] answers a batch. A [`SweepPlan`] says what
//! all failure patterns of a network need, a [`Sweep`] computes it in steps short enough for a worker to listen
//! in between, and a [`Tally`] counts the answers, whichever engine gave them.
//!
//! Nothing here reads files, spawns threads or knows the web.

mod counts;
mod error;
pub mod golden;
#[cfg(all(target_family = "wasm", target_feature = "simd128"))]
mod kernel;
mod layers;
mod network;
mod partition;
mod rehearsal;
mod run;
mod runner;
mod sense;
mod sweep;
mod tally;
mod usual;

pub use counts::{
    BINS, Bin, Calibration, Confusion, NEAR_TIE, PatternCount, PersonCount, SweepCounts,
    is_near_tie, prediction,
};
pub use error::{LoadError, RunError, SweepError, TallyError};
pub use network::{Loader, Network};
pub use rehearsal::Rehearsal;
pub use run::{Answer, Run, softmax};
pub use sweep::{Listener, Progress, Sweep, SweepPlan};
pub use tally::Tally;
