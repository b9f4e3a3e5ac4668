//! What is timed in the browser and natively: passes with every node up.

use deepfog_inference::{Answer, Network, RunError};
use deepfog_resilience::Pattern;
use thiserror::Error;

/// Why there are no logits.
#[derive(Debug, Error)]
pub enum PassError {
    /// No network of the benchmark is cut off with every node up.
    #[error("no source reaches the cloud")]
    RandomGuess,
    /// A sample of another length, or an error of the engine.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// The logits of one raw sample, as the page asks for them: each node's output is kept too.
///
/// # Errors
/// [`PassError`].
pub fn one(network: &Network, sample: &[f32]) -> Result<Vec<f32>, PassError> {
    match network.run(sample, Pattern::NONE_DOWN)?.answer {
        Answer::Answered { logits, .. } => Ok(logits),
        Answer::RandomGuess => Err(PassError::RandomGuess),
    }
}

/// The logits of raw samples that lie one after the other: classes × samples, sample by sample.
///
/// # Errors
/// [`PassError`].
pub fn batch(network: &Network, samples: &[f32]) -> Result<Vec<f32>, PassError> {
    let logits = network.logits(samples, Pattern::NONE_DOWN)?;
    logits.ok_or(PassError::RandomGuess)
}
