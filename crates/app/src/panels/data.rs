//! What the panels are given, and the figures that they share.

use std::ops::Deref;
use std::rc::Rc;

use deepfog_protocol::{SchemeAnswer, SweepTable};
use deepfog_resilience::{
    Interval, Pattern, Patterns, Reliabilities, expected_accuracy, random_guess_accuracy,
};
use deepfog_topology::{NodeId, ReliabilitySetting, Scheme};
use yew::AttrValue;
use yew::html::ImplicitClone;

/// A value that is shared rather than copied, equal to another when both are the same allocation. So a
/// property that holds a large table is compared in no time, and a chart is drawn again only when the
/// page made a new table.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> ImplicitClone for Shared<T> {}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> From<Rc<T>> for Shared<T> {
    fn from(value: Rc<T>) -> Self {
        Self(value)
    }
}

/// How far a scheme's bundle is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// On its way.
    Loading {
        /// Bytes received.
        received: u64,
        /// Bytes in all, where known.
        total: Option<u64>,
    },
    /// Verified and running.
    Ready,
    /// It could not be had, and why, as a sentence.
    Failed(AttrValue),
}

/// Everything that is known about one scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeEntry {
    /// The scheme.
    pub scheme: Scheme,
    /// How a person trained the network that is shown: `trained on this device, …`; `None` for a shipped one.
    pub own: Option<AttrValue>,
    /// How far its bundle is.
    pub stage: Stage,
    /// Its answer to the sample and the failure pattern shown.
    pub answer: Option<Shared<SchemeAnswer>>,
    /// The newest accuracies of its sweep, complete or not.
    pub sweep: Option<Shared<SweepTable>>,
    /// Samples that the sweep will cover; 0 when that is not known yet.
    pub total: u32,
    /// Why its sweep failed, as a sentence.
    pub sweep_fault: Option<AttrValue>,
}

impl SchemeEntry {
    /// The same without its answer, for what does not depend on the sample shown.
    #[must_use]
    pub fn without_answer(&self) -> Self {
        Self {
            answer: None,
            ..self.clone()
        }
    }

    /// The figures of a failure pattern; `None` before the first part of the sweep.
    pub fn figures(&self, pattern: Pattern, weighting: Option<&Weighting>) -> Option<Figures> {
        let table = self.sweep.as_deref()?;
        let index = usize::try_from(pattern.0).ok()?;
        Some(Figures {
            accuracy: table.accuracy(pattern)?,
            interval: table.interval(pattern)?,
            n: table.n,
            complete: self.total > 0 && table.n >= self.total,
            answered: table.answered.get(index).copied().unwrap_or(false),
            near_ties: table.near_ties.get(index).copied().unwrap_or(0),
            no_failure: table.accuracy(Pattern::NONE_DOWN),
            expected: weighting.and_then(|weighting| {
                expected_accuracy(&weighting.reliabilities, &table.accuracies())
            }),
            people: table
                .people
                .iter()
                .filter_map(|(person, n, correct)| {
                    let correct = correct.get(index).filter(|_| *n > 0)?;
                    Some(PersonFigure {
                        person: *person,
                        n: *n,
                        accuracy: correct / f64::from(*n),
                    })
                })
                .collect(),
        })
    }
}

/// One scheme's figures under one failure pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Accuracy over the samples covered, 0 to 1.
    pub accuracy: f64,
    /// Its 95 % interval.
    pub interval: Interval,
    /// Samples covered.
    pub n: u32,
    /// Whether these are all samples of the pack.
    pub complete: bool,
    /// Whether information reaches the cloud; otherwise the accuracy is that of a random guess.
    pub answered: bool,
    /// Samples that another engine may answer otherwise.
    pub near_ties: u32,
    /// Accuracy with no node down.
    pub no_failure: Option<f64>,
    /// Expected accuracy under the setting chosen.
    pub expected: Option<f64>,
    /// For windows of signals: each held-out person.
    pub people: Vec<PersonFigure>,
}

/// One held-out person's accuracy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonFigure {
    /// The person's number.
    pub person: u32,
    /// Windows of this person.
    pub n: u32,
    /// Accuracy over them.
    pub accuracy: f64,
}

/// A reliability setting in the order of the failure patterns' bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighting {
    /// The setting's name.
    pub name: AttrValue,
    /// The nodes that can fail, in bit order.
    pub names: Vec<NodeId>,
    /// Their probabilities to be up, in the same order.
    pub reliabilities: Reliabilities,
}

impl Weighting {
    /// Takes a setting for the nodes that these patterns range over.
    pub fn new(setting: &ReliabilitySetting, patterns: &Patterns) -> Self {
        Self {
            name: setting.name.clone().into(),
            names: patterns.names().to_vec(),
            reliabilities: Reliabilities::of(setting, patterns),
        }
    }
}

/// Expected accuracy of the random guess, Σ p·q: `prior` holds the class shares in training, the labels are
/// those of the samples known so far. `None` without labels.
pub fn random_guess(prior: &[f64], labels: impl IntoIterator<Item = u8>) -> Option<f64> {
    let mut counts = vec![0_u32; prior.len()];
    let mut n = 0_u32;
    for label in labels {
        if let Some(count) = counts.get_mut(usize::from(label)) {
            *count += 1;
        }
        n += 1;
    }
    let shares: Vec<f64> = counts
        .iter()
        .map(|count| f64::from(*count) / f64::from(n.max(1)))
        .collect();
    (n > 0).then(|| random_guess_accuracy(prior, &shares))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u32, total: u32) -> SchemeEntry {
        SchemeEntry {
            scheme: Scheme::Vanilla,
            own: None,
            stage: Stage::Ready,
            answer: None,
            sweep: Some(Shared::from(SweepTable {
                n,
                correct: vec![6.0, 4.0, 2.0, 1.0],
                answered: vec![true, true, true, false],
                near_ties: vec![0, 2, 0, 0],
                people: vec![(3, 4, vec![4.0, 3.0, 1.0, 0.5]), (7, 0, vec![0.0; 4])],
            })),
            total,
            sweep_fault: None,
        }
    }

    #[test]
    fn figures_of_a_pattern() {
        let weighting = Weighting {
            name: "Half".into(),
            names: vec!["e".into(), "f".into()],
            reliabilities: Reliabilities::new(vec![0.5, 0.5]),
        };
        let figures = entry(8, 16).figures(Pattern(3), Some(&weighting)).unwrap();
        assert_eq!(figures.accuracy, 0.125);
        assert_eq!(figures.no_failure, Some(0.75));
        assert_eq!(figures.expected, Some((6.0 + 4.0 + 2.0 + 1.0) / 32.0));
        assert!(!figures.answered && !figures.complete);
        assert_eq!(
            figures.people,
            [PersonFigure {
                person: 3,
                n: 4,
                accuracy: 0.125
            }]
        );
        assert!(figures.interval.low < 0.125 && 0.125 < figures.interval.high);
        assert!(entry(8, 8).figures(Pattern(0), None).unwrap().complete);
    }

    #[test]
    fn nothing_measured_gives_no_figures() {
        assert_eq!(entry(0, 8).figures(Pattern(0), None), None);
        assert_eq!(entry(8, 8).figures(Pattern(4), None), None);
        let mut none = entry(8, 8);
        none.sweep = None;
        assert_eq!(none.figures(Pattern(0), None), None);
    }

    #[test]
    fn a_setting_for_other_nodes_gives_no_expectation() {
        let weighting = Weighting {
            name: "Other".into(),
            names: vec!["e".into()],
            reliabilities: Reliabilities::new(vec![0.5]),
        };
        let figures = entry(8, 8).figures(Pattern(0), Some(&weighting)).unwrap();
        assert_eq!(figures.expected, None);
    }

    #[test]
    fn the_random_guess_weighs_prior_and_labels() {
        for (prior, labels, expected) in [
            (vec![0.5, 0.5], vec![], None),
            (vec![0.5, 0.5], vec![0, 1, 1], Some(0.5)),
            (vec![0.75, 0.25], vec![0, 1], Some(0.5)),
            (vec![0.75, 0.25], vec![1, 1], Some(0.25)),
            // A label without a class is never guessed.
            (vec![1.0], vec![0, 9], Some(0.5)),
        ] {
            assert_eq!(random_guess(&prior, labels.clone()), expected, "{labels:?}");
        }
    }

    #[test]
    fn shared_values_are_equal_when_they_are_the_same() {
        let one = Shared::from(vec![1.0]);
        assert_eq!(one, one.clone());
        assert_ne!(one, Shared::from(vec![1.0]));
    }
}
