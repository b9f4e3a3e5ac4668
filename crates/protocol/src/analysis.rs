//! What the page's analysis of failures asks of the inference worker, and what it is told.

use deepfog_resilience::Pattern;
use deepfog_topology::{Link, Scheme};
use serde::{Deserialize, Serialize};

use crate::report::SweepTable;
use crate::training::EngineChoice;

/// A question: how accurate is a network under these failure patterns?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inquiry {
    /// Chosen by who asks; every finding carries it.
    pub ticket: u32,
    /// The network, by its scheme: one of those that the session has opened.
    pub scheme: Scheme,
    /// The hyperconnections that can fail besides the nodes, in the order of their bits, which come after those of the nodes.
    pub links: Vec<Link>,
    /// The failure patterns; `None` for all of them.
    pub patterns: Option<Vec<Pattern>>,
    /// So many samples at most, the first ones of the pack; `None` for all.
    pub samples: Option<u32>,
    /// What is to compute it.
    pub engine: EngineChoice,
}

/// What has been found so far, or all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The session whose network was asked about.
    pub session: u32,
    /// The ticket of the [`Inquiry`].
    pub ticket: u32,
    /// Samples that it will be about.
    pub total: u32,
    /// Accuracies so far, in the order of the patterns asked for.
    pub table: SweepTable,
    /// What else is known of each pattern; only with the last finding.
    pub detail: Option<Detail>,
    /// What computes it, as words.
    pub engine: String,
    /// Milliseconds of work so far.
    pub milliseconds: f64,
}

/// What a network answers to samples of each class under each failure pattern, and how sure it is. Patterns under which it
/// computes the same share one *answer*.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Samples of each true class.
    pub samples: Vec<u32>,
    /// Class shares in training: what a random guess is drawn from.
    pub prior: Vec<f64>,
    /// Per pattern: its answer; `None` where no information reaches the cloud.
    pub answers: Vec<Option<u32>>,
    /// Per answer a matrix (true class, class answered), row by row: how many samples.
    pub confusion: Vec<u32>,
    /// Per answer, for each of [`CONFIDENCE_BINS`] equal ranges of the winning probability: samples, right ones, and the sum of the
    /// winning probabilities.
    pub confidence: Vec<(u32, u32, f32)>,
}

/// Into how many equal ranges the winning probability is divided.
pub const CONFIDENCE_BINS: usize = 10;

/// Some samples that a helper is to count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Chosen by who asks.
    pub ticket: u32,
    /// The network, by its scheme.
    pub scheme: Scheme,
    /// The hyperconnections that can fail besides the nodes.
    pub links: Vec<Link>,
    /// The failure patterns; `None` for all of them.
    pub patterns: Option<Vec<Pattern>>,
    /// The first sample.
    pub from: u32,
    /// The sample after the last one.
    pub to: u32,
}
