//! Measuring bundles under every failure pattern with the laboratory's inference worker: which one is next, and what the
//! worker told of it.

use std::rc::Rc;

use deepfog_protocol::{BundleFacts, BundleSource, Item, Origin, Report, SweepTable};
use deepfog_resilience::random_guess_accuracy;
use deepfog_topology::Scheme;

use crate::few::Few;

/// A bundle that can be measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An own one, by its key.
    Own(String),
    /// A shipped one, by its preset and scheme.
    Shipped(&'static str, Scheme),
}

impl Source {
    /// The name in attributes.
    pub fn slug(&self) -> String {
        match self {
            Self::Own(key) => format!("own:{key}"),
            Self::Shipped(preset, scheme) => format!("shipped:{preset}:{}", scheme.slug()),
        }
    }
}

/// What a bundle was found to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// What its manifest says.
    pub facts: BundleFacts,
    /// Accuracies over all samples, of every failure pattern.
    pub table: SweepTable,
    /// Expected accuracy of a random guess on those samples.
    pub guess: f64,
}

/// What has been measured in this page's life, or why it could not be.
pub type Results = Few<Source, Result<Rc<Measured>, Rc<str>>>;

/// A bundle that is to be measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Which.
    pub source: Source,
    /// Its scheme.
    pub scheme: Scheme,
    /// The drawing that it fits.
    pub identity: String,
    /// The name of the sample pack: the task.
    pub pack: String,
}

impl Wanted {
    /// What the worker is asked to open.
    pub fn bundle(&self) -> BundleSource {
        BundleSource {
            scheme: self.scheme,
            origin: match &self.source {
                Source::Own(key) => Origin::Own(key.clone()),
                Source::Shipped(preset, _) => Origin::Shipped((*preset).to_owned()),
            },
            identity: self.identity.clone(),
        }
    }
}

/// A measurement under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Measuring {
    /// Of which bundle.
    pub wanted: Wanted,
    /// The number that the worker's reports carry.
    pub session: u32,
    /// Samples measured, and in all.
    pub done: (u32, u32),
    facts: Option<BundleFacts>,
    /// Samples of each class.
    labels: Vec<u32>,
}

/// What a report means for a measurement.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// It goes on.
    On,
    /// It is done, or cannot be.
    Done(Result<Rc<Measured>, Rc<str>>),
}

impl Measuring {
    /// Begins.
    pub fn new(wanted: Wanted, session: u32) -> Self {
        Self {
            wanted,
            session,
            done: (0, 0),
            facts: None,
            labels: Vec::new(),
        }
    }

    /// Takes over what the worker told.
    pub fn hear(&mut self, report: &Report) -> Progress {
        match report {
            Report::Bundle { session, facts } if *session == self.session => {
                self.facts = Some(facts.clone());
            }
            Report::Samples {
                session, samples, ..
            } if *session == self.session => {
                for sample in samples {
                    let label = usize::from(sample.label);
                    if self.labels.len() <= label {
                        self.labels.resize(label + 1, 0);
                    }
                    self.labels[label] += 1;
                }
            }
            Report::Sweep {
                session,
                total,
                table,
                ..
            } if *session == self.session => {
                self.done = (table.n, *total);
                if let Some(facts) = self
                    .facts
                    .as_ref()
                    .filter(|_| table.n == *total && table.n > 0)
                {
                    return Progress::Done(Ok(Rc::new(Measured {
                        guess: self.guess(facts),
                        facts: facts.clone(),
                        table: table.clone(),
                    })));
                }
            }
            Report::Failed {
                session,
                item,
                fault,
            } if *session == self.session && !matches!(item, Item::Answer) => {
                let why = format!("{}.", fault.message.trim_end_matches('.'));
                return Progress::Done(Err(why.into()));
            }
            _ => {}
        }
        Progress::On
    }

    fn guess(&self, facts: &BundleFacts) -> f64 {
        let total: u32 = self.labels.iter().sum();
        let shares: Vec<f64> = self
            .labels
            .iter()
            .map(|count| f64::from(*count) / f64::from(total.max(1)))
            .collect();
        random_guess_accuracy(&facts.class_prior, &shares)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use deepfog_protocol::{Fault, FaultKind, SampleFacts};

    pub(crate) fn facts(scheme: Scheme) -> BundleFacts {
        BundleFacts {
            scheme,
            seed: 1,
            training: "3 epochs.".to_owned(),
            accuracies: Vec::new(),
            class_prior: vec![0.5, 0.5],
            bytes: 4_000,
        }
    }

    pub(crate) fn table(n: u32, correct: Vec<f64>) -> SweepTable {
        SweepTable {
            n,
            answered: vec![true; correct.len()],
            near_ties: vec![0; correct.len()],
            correct,
            people: Vec::new(),
        }
    }

    fn measuring() -> Measuring {
        let wanted = Wanted {
            source: Source::Own("a".to_owned()),
            scheme: Scheme::Vanilla,
            identity: "0".to_owned(),
            pack: "smartwatch".to_owned(),
        };
        Measuring::new(wanted, 2)
    }

    fn sweep(session: u32, n: u32) -> Report {
        Report::Sweep {
            session,
            scheme: Scheme::Vanilla,
            total: 4,
            table: table(n, vec![f64::from(n), 0.0]),
        }
    }

    #[test]
    fn a_measurement_ends_with_all_samples() {
        let mut measuring = measuring();
        let samples = [0, 1, 1, 1].map(|label| SampleFacts { label, group: 0 });
        for report in [
            Report::Bundle {
                session: 2,
                facts: facts(Scheme::Vanilla),
            },
            Report::Samples {
                session: 2,
                first: 0,
                samples: samples.to_vec(),
            },
            sweep(2, 2),
            // Of a measurement before.
            sweep(1, 4),
        ] {
            assert_eq!(measuring.hear(&report), Progress::On);
        }
        assert_eq!(measuring.done, (2, 4));
        let Progress::Done(Ok(measured)) = measuring.hear(&sweep(2, 4)) else {
            panic!("it is done");
        };
        assert_eq!(measured.table.n, 4);
        assert_eq!(measured.guess, 0.5);
    }

    #[test]
    fn what_cannot_be_measured_says_why() {
        let failed = |session| Report::Failed {
            session,
            item: Item::Pack,
            fault: Fault {
                kind: FaultKind::Download,
                message: "404".to_owned(),
            },
        };
        let mut measuring = measuring();
        assert_eq!(measuring.hear(&failed(1)), Progress::On);
        assert_eq!(
            measuring.hear(&failed(2)),
            Progress::Done(Err("404.".into()))
        );
    }

    #[test]
    fn sources_have_names_of_their_own() {
        for (source, slug) in [
            (Source::Own("a".to_owned()), "own:a"),
            (
                Source::Shipped("smallest", Scheme::Vanilla),
                "shipped:smallest:vanilla",
            ),
        ] {
            assert_eq!(source.slug(), slug);
        }
    }
}
