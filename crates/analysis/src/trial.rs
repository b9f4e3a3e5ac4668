//! Trials: the network with one hyperconnection more or less, trained anew and measured.

use std::rc::Rc;

use deepfog_notation::name::titled;
use deepfog_protocol::SweepTable;
use deepfog_resilience::gain::{with, without};
use deepfog_resilience::{Interval, Reliabilities};
use deepfog_topology::document::{self, Document, View};
use deepfog_topology::{Link, Scheme, Topology, WeightRule};

use crate::expected::over_samples;
use crate::kind::Kind;
use crate::odds::Odds;
use crate::subject::{Subject, link_name};

/// What is different from the network that is analysed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Nothing: the same network, trained as the other trials are, to compare them with.
    Nothing,
    /// This skip is added.
    Add(Link),
    /// This skip is cut.
    Cut(Link),
}

impl Change {
    /// In words: `with e → cloud`.
    pub fn words(&self) -> String {
        match self {
            Self::Nothing => "unchanged".to_owned(),
            Self::Add(link) => format!("with {}", link_name(link)),
            Self::Cut(link) => format!("without {}", link_name(link)),
        }
    }

    fn made(&self, topology: &Topology) -> Topology {
        match self {
            Self::Nothing => topology.clone(),
            Self::Add(link) => with(topology, link),
            Self::Cut(link) => {
                let mut less = without(topology, link);
                // A weight of what is not there would be a fault of the document.
                if let WeightRule::Given { weights } = &mut less.weights {
                    weights.retain(|weight| !weight.is_of(link));
                }
                less
            }
        }
    }
}

/// A network to train and to measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Which network it is a change of: its identity.
    pub base: Option<String>,
    /// What is different.
    pub change: Change,
    /// The scheme.
    pub scheme: Scheme,
    /// Epochs of training.
    pub epochs: u32,
    /// Its name.
    pub name: String,
    /// The document with the change made, as JSON.
    pub document: Rc<str>,
}

impl Trial {
    /// The trial of a change.
    ///
    /// # Errors
    /// A sentence that says why its document cannot be written.
    pub fn new(
        subject: &Subject,
        change: Change,
        scheme: Scheme,
        epochs: u32,
    ) -> Result<Self, String> {
        let mut topology = change.made(&subject.topology);
        let name = titled(subject.title(), &change.words());
        topology.title.clone_from(&name);
        let view = View {
            scheme,
            ..View::default()
        };
        let document = document::write_document(&Document { topology, view })
            .map_err(|error| error.to_string())?;
        Ok(Self {
            base: subject.identity.clone(),
            change,
            scheme,
            epochs,
            name,
            document: document.into(),
        })
    }

    /// Whether the other one trains and measures the same.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.base, &self.change, self.scheme, self.epochs)
            == (&other.base, &other.change, other.scheme, other.epochs)
    }
}

/// How far a trial is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// It waits for its turn.
    Waiting,
    /// It is trained; which share of it is done, 0 to 1.
    Training(f64),
    /// It is trained; which share of the samples is counted, 0 to 1.
    Measuring(f64),
    /// It is trained, and measured under all failures of its nodes, in the order of its own graph's bits.
    Measured(Rc<SweepTable>),
    /// It could not be; a sentence.
    Failed(Rc<str>),
}

/// A trial and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Its number: what reports name it by.
    pub number: u32,
    /// The trial.
    pub trial: Trial,
    /// How far it is.
    pub stage: Stage,
    /// The changed network.
    pub subject: Rc<Subject>,
}

impl Tried {
    /// A trial that waits.
    ///
    /// # Errors
    /// A sentence that says what is wrong with its document.
    pub fn new(number: u32, trial: Trial) -> Result<Self, String> {
        let (subject, _) = Subject::read(&trial.document)?;
        Ok(Self {
            number,
            trial,
            stage: Stage::Waiting,
            subject,
        })
    }

    /// What was measured, weighed by the reliabilities of the network that is analysed: each node has that of the node of its name.
    pub fn outcome(&self, subject: &Subject, odds: &Odds) -> Option<Outcome> {
        let Stage::Measured(table) = &self.stage else {
            return None;
        };
        let setting = odds.as_setting(subject);
        let reliabilities = Reliabilities::of(&setting, self.subject.patterns(Kind::Nodes));
        let accuracy = table.accuracies();
        let outcomes = deepfog_resilience::Outcomes::new(&reliabilities, &accuracy).ok()?;
        let expected = outcomes.expected_accuracy();
        Some(Outcome {
            expected,
            interval: over_samples(expected, table.n),
            without_failure: outcomes.without_failure(),
            n: table.n,
        })
    }
}

/// What a trial's accuracies come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The expected accuracy.
    pub expected: f64,
    /// Its 95 % interval over samples.
    pub interval: Interval,
    /// The accuracy without failure.
    pub without_failure: f64,
    /// Samples.
    pub n: u32,
}

/// The trial of the unchanged network that was trained as this one was, if there is one.
pub fn twin<'a>(all: &'a [Tried], of: &Trial) -> Option<&'a Tried> {
    let unchanged = Trial {
        change: Change::Nothing,
        ..of.clone()
    };
    all.iter().find(|tried| tried.trial.is_same(&unchanged))
}

#[cfg(test)]
mod tests {
    use deepfog_topology::LinkWeight;

    use super::*;
    use crate::expected::tests::{falling, measured};
    use crate::subject::tests::shipped;

    fn link(from: &str, to: &str) -> Link {
        Link {
            from: from.into(),
            to: to.into(),
        }
    }

    fn tried(change: Change) -> Tried {
        let chain = shipped("sensor-chain");
        Tried::new(1, Trial::new(&chain, change, Scheme::Resilinet, 5).unwrap()).unwrap()
    }

    #[test]
    fn a_change_is_made_in_the_document() {
        let before = shipped("sensor-chain").topology.links.len();
        let e_cloud = link("e", "cloud");
        for (change, links, words) in [
            (Change::Nothing, before, "unchanged"),
            (Change::Add(e_cloud.clone()), before + 1, "with e → cloud"),
            (Change::Cut(link("e", "f1")), before - 1, "without e → f1"),
        ] {
            let made = tried(change.clone());
            assert_eq!(made.subject.topology.links.len(), links);
            assert_eq!(change.words(), words);
            assert!(made.trial.name.contains(words), "{}", made.trial.name);
            assert_eq!(made.subject.title(), made.trial.name);
            // Only what changes the network makes another one of it.
            let is_other = made.subject.identity != made.trial.base;
            assert_eq!(is_other, change != Change::Nothing);
        }
    }

    #[test]
    fn a_cut_takes_its_weight_along() {
        let mut topology = shipped("sensor-chain").topology.clone();
        topology.weights = WeightRule::Given {
            weights: vec![LinkWeight {
                from: "e".into(),
                to: "f1".into(),
                weight: 2.0,
            }],
        };
        let cut = Change::Cut(link("e", "f1")).made(&topology);
        assert_eq!(cut.weights, WeightRule::Given { weights: vec![] });
    }

    #[test]
    fn what_was_measured_is_weighed_by_name() {
        let chain = shipped("sensor-chain");
        let odds = Odds::of(&chain, "Hazardous");
        let mut trial = tried(Change::Add(link("e", "cloud")));
        assert_eq!(trial.outcome(&chain, &odds), None);
        let table = measured(Kind::Nodes, Scheme::Resilinet, &falling()).table;
        trial.stage = Stage::Measured(table);
        let found = trial.outcome(&chain, &odds).unwrap();
        let expected = 0.9 - 0.22 * 0.2 - 0.2 * 0.3 - 0.15 * 0.1;
        assert!((found.expected - expected).abs() < 1e-12);
        assert_eq!((found.without_failure, found.n), (0.9, 100));
    }

    #[test]
    fn the_unchanged_network_with_the_same_training_is_found() {
        let (with, twin_of) = (
            tried(Change::Add(link("e", "cloud"))),
            tried(Change::Nothing),
        );
        let all = [with.clone(), twin_of.clone()];
        assert_eq!(twin(&all, &with.trial), Some(&twin_of));
        let mut longer = with.trial.clone();
        longer.epochs = 6;
        assert_eq!(twin(&all, &longer), None);
    }
}
