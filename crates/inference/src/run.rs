//! What a network answers to one sample.

use deepfog_network::Tensor;

/// The cloud's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The cloud delivered.
    Answered {
        /// One logit per class.
        logits: Vec<f32>,
        /// One probability per class; they sum to 1.
        probabilities: Vec<f32>,
    },
    /// No information reached the cloud: the answer is drawn from the class shares in training.
    RandomGuess,
}

/// One sample's way through the network under one failure pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What the cloud says.
    pub answer: Answer,
    /// Per node of the plan: its output, in its output shape; `None` where it did not deliver (its
    /// receivers got exact zeros).
    pub outputs: Vec<Option<Tensor>>,
}

/// Probabilities from logits: e^x over the sum, with the largest logit taken off first.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - most).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
