//! What `deepfog analyse --json` prints. Keys stay as they are; others may be added.

use anyhow::Result;
use deepfog_resilience::{
    Outcomes, Patterns, accuracy_quantiles, birnbaum, by_failures, shapley, worst_cases,
};
use deepfog_topology::NodeId;
use serde::Serialize;

use crate::report::Subject;

/// The probabilities for which it is told what the accuracy is at least.
const QUANTILES: [f64; 3] = [0.5, 0.9, 0.99];

/// `deepfog analyse --json`: the fields of [`Subject`], and these. Accuracies and their differences are shares, 1 being all
/// samples.
#[derive(Serialize)]
pub struct AnalysisReport {
    /// Bundle and samples.
    #[serde(flatten)]
    pub subject: Subject,
    /// What ran the network.
    pub engine: &'static str,
    /// The reliability setting; null where reliabilities were given node by node.
    pub setting: Option<String>,
    /// Expected accuracy: Σ over all failure patterns of probability × accuracy.
    pub accuracy: f64,
    /// Accuracy without failure.
    pub no_failure: f64,
    /// Accuracy with every node down that can fail.
    pub all_down: f64,
    /// Each number of nodes down, from none.
    pub by_failures: Vec<FailuresReport>,
    /// What the accuracy is at least, with probabilities 0.5, 0.9 and 0.99.
    pub quantiles: Vec<QuantileReport>,
    /// The nodes that can fail; bit `i` of a pattern is set when the `i`-th is down.
    pub nodes: Vec<NodeReport>,
    /// The failure patterns that cost the most, the costliest first; those that cost nothing are left out.
    pub worst: Vec<LossReport>,
    /// How long sweep and analysis took, in seconds; loading left out.
    pub seconds: f64,
}

/// The failure patterns with one number of nodes down.
#[derive(Serialize)]
pub struct FailuresReport {
    /// How many nodes are down.
    pub down: usize,
    /// The probability that so many are.
    pub probability: f64,
    /// Their part of the expected accuracy.
    pub accuracy: f64,
    /// The expected accuracy given that so many are; null where that never happens.
    pub accuracy_given: Option<f64>,
}

/// What the accuracy is at least.
#[derive(Serialize)]
pub struct QuantileReport {
    /// With this probability.
    pub probability: f64,
    /// The largest accuracy that is reached or exceeded with it.
    pub accuracy: f64,
}

/// One node that can fail.
#[derive(Serialize)]
pub struct NodeReport {
    /// The node.
    pub node: NodeId,
    /// Its probability to be up.
    pub reliability: f64,
    /// Birnbaum importance: expected accuracy with the node up less that with it down.
    pub birnbaum: f64,
    /// Shapley value: what the node adds to the accuracy, averaged over all orders in which the nodes can come up.
    pub shapley: f64,
}

/// A failure pattern and what it costs.
#[derive(Serialize)]
pub struct LossReport {
    /// The pattern's bit mask over `nodes`.
    pub pattern: u64,
    /// The nodes that are down.
    pub down: Vec<NodeId>,
    /// The pattern's probability.
    pub probability: f64,
    /// Its accuracy.
    pub accuracy: f64,
    /// What it takes from the expected accuracy: probability × (accuracy without failure − its accuracy).
    pub loss: f64,
}

impl AnalysisReport {
    /// Analyses the outcomes; `seconds` is yet to be filled in.
    pub fn new(
        subject: Subject,
        setting: Option<String>,
        outcomes: &Outcomes,
        patterns: &Patterns,
        most: usize,
    ) -> Result<Self> {
        let quantiles = accuracy_quantiles(outcomes, &QUANTILES)?;
        let importance = birnbaum(outcomes).into_iter().zip(shapley(outcomes));
        let reliabilities = outcomes.reliabilities().values();
        Ok(Self {
            subject,
            engine: "tract",
            setting,
            accuracy: outcomes.expected_accuracy(),
            no_failure: outcomes.without_failure(),
            all_down: outcomes.all_down(),
            by_failures: by_failures(outcomes)
                .into_iter()
                .map(|entry| FailuresReport {
                    down: entry.down,
                    probability: entry.probability,
                    accuracy: entry.accuracy,
                    accuracy_given: entry.accuracy_given(),
                })
                .collect(),
            quantiles: QUANTILES
                .into_iter()
                .zip(quantiles)
                .map(|(probability, accuracy)| QuantileReport {
                    probability,
                    accuracy,
                })
                .collect(),
            nodes: patterns
                .names()
                .iter()
                .zip(reliabilities)
                .zip(importance)
                .map(|((node, &reliability), (birnbaum, shapley))| NodeReport {
                    node: node.clone(),
                    reliability,
                    birnbaum,
                    shapley,
                })
                .collect(),
            worst: worst_cases(outcomes, most)
                .into_iter()
                .map(|case| LossReport {
                    pattern: case.pattern.0,
                    down: patterns.down_names(case.pattern),
                    probability: case.probability,
                    accuracy: case.accuracy,
                    loss: case.loss,
                })
                .collect(),
            seconds: 0.0,
        })
    }
}
