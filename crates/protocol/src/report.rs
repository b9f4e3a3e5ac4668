//! What the worker tells the page.

use deepfog_resilience::{Interval, Pattern, wilson};
use deepfog_topology::{NodeId, Scheme};
use serde::{Deserialize, Serialize};

use crate::analysis::Finding;
use crate::training::OwnBundle;

/// A message from the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// The worker runs and listens. One that helps another says it again when it has what it counts with.
    Ready,
    /// Bytes received of one item.
    Progress {
        /// The session of the `Open`.
        session: u32,
        /// What is fetched.
        item: Item,
        /// Bytes received.
        received: u64,
        /// Bytes in all, where the manifest or header tells.
        total: Option<u64>,
    },
    /// The header of the sample pack has come.
    Pack {
        /// The session of the `Open`.
        session: u32,
        /// What the header says.
        facts: PackFacts,
    },
    /// A further chunk of samples can be shown.
    Samples {
        /// The session of the `Open`.
        session: u32,
        /// Index of the first of them.
        first: u32,
        /// One entry per sample.
        samples: Vec<SampleFacts>,
    },
    /// A bundle is loaded, verified and ready to run.
    Bundle {
        /// The session of the `Open`.
        session: u32,
        /// What its manifest says.
        facts: BundleFacts,
    },
    /// Something failed. What was loaded before stays usable.
    Failed {
        /// The session of the `Open`.
        session: u32,
        /// What was being done.
        item: Item,
        /// Why it failed.
        fault: Fault,
    },
    /// The result of a `Show`.
    Answer(Answer),
    /// The accuracies so far of a background sweep; the last one covers all samples.
    Sweep {
        /// The session of the `Open`.
        session: u32,
        /// The scheme swept.
        scheme: Scheme,
        /// Samples in all.
        total: u32,
        /// Accuracies over the samples done.
        table: SweepTable,
    },
    /// An answer to an `Analyse`.
    Found(Box<Finding>),
    /// An `Analyse` could not be answered.
    Unfound {
        /// Its ticket.
        ticket: u32,
        /// Why, as a sentence.
        why: String,
    },
    /// An answer to a `Count`.
    Counted {
        /// The ticket of the order.
        ticket: u32,
        /// The first sample.
        from: u32,
        /// The sample after the last one.
        to: u32,
        /// The counts, as the inference crate writes its tally.
        tally: Vec<u8>,
    },
    /// A `Count` that could not be done.
    Uncounted {
        /// The ticket of the order.
        ticket: u32,
        /// The first sample.
        from: u32,
        /// The sample after the last one.
        to: u32,
    },
    /// The answer to a `Clock`.
    Clocked {
        /// The session whose network it is.
        session: u32,
        /// Its scheme.
        scheme: Scheme,
        /// Milliseconds that each node takes for one sample when nothing has failed; a source too, for what it senses.
        nodes: Vec<(NodeId, f64)>,
    },
    /// What this device holds, told at the start and whenever asked for.
    Shelf {
        /// The person's own bundles.
        bundles: Vec<OwnBundle>,
        /// Trainings that were interrupted: [`crate::Job::is_interrupted`].
        unfinished: u32,
        /// Why it cannot be told, as a sentence.
        fault: Option<String>,
    },
    /// The answer to a `Check`: what the manifest says, or why the bundle cannot be used, as a sentence.
    Checked {
        /// The ticket of the `Check`.
        ticket: u32,
        /// What was found.
        outcome: Result<BundleFacts, String>,
    },
}

/// Something that is fetched or run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    /// The bundle of a scheme.
    Bundle(Scheme),
    /// The sample pack: header or a chunk.
    Pack,
    /// One sample's answer.
    Answer,
    /// A scheme's background sweep.
    Sweep(Scheme),
}

/// What the header of a sample pack says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackFacts {
    /// Samples in all.
    pub count: u32,
    /// Class names.
    pub classes: Vec<String>,
    /// Shape of one whole sample, channels first.
    pub shape: Vec<u32>,
    /// What the samples are and how they were held out, as a sentence.
    pub split: String,
    /// Where the data come from and their licence, as a sentence.
    pub source: String,
    /// Whether a sample's group is a person (else: its index in the official test set).
    pub groups_are_people: bool,
}

/// One sample, without its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleFacts {
    /// True class.
    pub label: u8,
    /// Person, or index in the official test set.
    pub group: u32,
}

/// An accuracy measured when a bundle was trained, without failures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainedAccuracy {
    /// `validation` or `test`.
    pub part: String,
    /// 0 to 1.
    pub accuracy: f64,
    /// Samples.
    pub n: u32,
}

/// What a bundle's manifest says, as far as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BundleFacts {
    /// The scheme it was trained for.
    pub scheme: Scheme,
    /// The seed of its training.
    pub seed: u64,
    /// How it was trained, as a sentence.
    pub training: String,
    /// Accuracies at training.
    pub accuracies: Vec<TrainedAccuracy>,
    /// Class shares in training: the random guess draws from them.
    pub class_prior: Vec<f64>,
    /// Bytes of its files.
    pub bytes: u64,
}

/// Why something failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What kind of failure.
    pub kind: FaultKind,
    /// What is wrong and where, as a sentence.
    pub message: String,
}

/// The kinds of failure that the page words differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// A file could not be fetched.
    Download,
    /// A file is not what its manifest says (sha256), or not readable.
    Corrupt,
    /// The network could not be run.
    Run,
}

/// One sample under one failure pattern, and what every loaded scheme answers to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The session of the `Open`.
    pub session: u32,
    /// The ticket of the `Show`.
    pub ticket: u32,
    /// Index into the sample pack.
    pub sample: u32,
    /// Which nodes were down.
    pub pattern: Pattern,
    /// The whole sample as recorded (dequantised, before normalisation), channels first.
    pub values: Vec<f32>,
    /// One entry per loaded scheme that could be run; none before any bundle has come and where none was opened.
    pub schemes: Vec<SchemeAnswer>,
    /// Why the others could not.
    pub fault: Option<Fault>,
    /// Milliseconds that all schemes together took to run.
    pub milliseconds: f64,
}

/// One scheme's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SchemeAnswer {
    /// The scheme.
    pub scheme: Scheme,
    /// Probability of each class; `None` when no information reaches the cloud: a random guess.
    pub probabilities: Option<Vec<f32>>,
    /// The outputs of the nodes that delivered.
    pub outputs: Vec<NodeOutput>,
}

/// One node's output Y for the sample shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeOutput {
    /// The node.
    pub node: NodeId,
    /// Shape, channels first.
    pub shape: Vec<u32>,
    /// Values in row-major order.
    pub values: Vec<f32>,
}

/// Accuracies of all failure patterns over a number of samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepTable {
    /// Samples covered.
    pub n: u32,
    /// Per pattern, by its bit mask: right answers; the expected number where the answer is a random guess.
    pub correct: Vec<f64>,
    /// Per pattern: whether a live path joins a source to the cloud.
    pub answered: Vec<bool>,
    /// Per pattern: samples whose two best logits differ by less than 2e-4, so that another engine may answer
    /// otherwise.
    pub near_ties: Vec<u32>,
    /// For windows of signals: each held-out person's samples and right answers per pattern.
    pub people: Vec<(u32, u32, Vec<f64>)>,
}

impl SweepTable {
    /// Accuracy of a pattern, 0 to 1; `None` before any sample or for an unknown pattern.
    pub fn accuracy(&self, pattern: Pattern) -> Option<f64> {
        let correct = self.correct.get(usize::try_from(pattern.0).ok()?)?;
        (self.n > 0).then(|| correct / f64::from(self.n))
    }

    /// All accuracies, by the patterns' bit masks; empty before any sample.
    pub fn accuracies(&self) -> Vec<f64> {
        if self.n == 0 {
            return Vec::new();
        }
        self.correct
            .iter()
            .map(|correct| correct / f64::from(self.n))
            .collect()
    }

    /// The 95 % interval of a pattern's accuracy.
    pub fn interval(&self, pattern: Pattern) -> Option<Interval> {
        let correct = self.correct.get(usize::try_from(pattern.0).ok()?)?;
        Some(wilson(*correct, self.n as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, encode};

    #[test]
    fn a_report_survives_its_way() {
        let report = Report::Sweep {
            session: 7,
            scheme: Scheme::ResilinetPlus,
            total: 1312,
            table: SweepTable {
                n: 4,
                correct: vec![3.0, 0.57],
                answered: vec![true, false],
                near_ties: vec![1, 0],
                people: vec![(3, 4, vec![3.0, 0.57])],
            },
        };
        let bytes = encode(&report).unwrap();
        assert_eq!(decode::<Report>(&bytes).unwrap(), report);
    }

    #[test]
    fn foreign_bytes_are_an_error() {
        for bytes in [&[][..], &[250], &[8, 1, 2], &[255; 40]] {
            assert!(decode::<Report>(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn accuracies_are_shares_of_n() {
        let table = SweepTable {
            n: 8,
            correct: vec![6.0, 1.0],
            answered: vec![true, true],
            near_ties: vec![0, 0],
            people: Vec::new(),
        };
        assert_eq!(table.accuracy(Pattern(0)), Some(0.75));
        assert_eq!(table.accuracy(Pattern(2)), None);
        assert_eq!(table.accuracies(), vec![0.75, 0.125]);
    }
}
