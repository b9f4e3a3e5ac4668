//! All randomness: ChaCha8, one stream per purpose, so that one purpose never shifts another's draws.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// What random numbers are drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Parameters before training.
    Initialisation,
    /// The order of training samples.
    Order,
    /// Which nodes are down in a mini-batch.
    Failout,
    /// Random hyperconnection weights.
    Weights,
    /// Changes to training samples.
    Augmentation,
    /// Choice of samples, for example a subset that is evaluated.
    Selection,
}

/// The generator for one purpose under a seed.
pub fn stream(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(purpose as u64);
    generator
}
