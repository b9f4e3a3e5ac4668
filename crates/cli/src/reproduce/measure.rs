//! What a trained network reaches on the test rows.

use anyhow::{Context, Result};
use deepfog_dataset::mhealth;
use deepfog_resilience::{Patterns, Reliabilities, expected_accuracy, random_guess_accuracy};
use deepfog_topology::{NodeId, Topology};
use deepfog_training::Network;
use serde::{Deserialize, Serialize};

use super::data::{Parts, TestRows};

/// Accuracies on some rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Whose rows; none where people are mixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<u32>,
    /// Number of rows.
    pub n: usize,
    /// Expected accuracy of a random guess.
    pub random_guess: f64,
    /// Under every failure pattern, in the order of their bit masks.
    pub patterns: Vec<PatternAccuracy>,
    /// Expected under every reliability setting.
    pub expected: Vec<SettingAccuracy>,
}

/// Accuracy under one failure pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatternAccuracy {
    /// The nodes that are down.
    pub down: Vec<NodeId>,
    /// Whether the cloud answers; otherwise the accuracy is a random guess's.
    pub answered: bool,
    /// The accuracy.
    pub accuracy: f64,
}

/// Expected accuracy under one reliability setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingAccuracy {
    /// The setting's name.
    pub setting: String,
    /// Σ over all failure patterns of probability × accuracy.
    pub accuracy: f64,
}

/// Right answers of some rows under every pattern; `None` without an answer.
struct Counted {
    person: Option<u32>,
    n: usize,
    classes: Vec<usize>,
    right: Vec<Option<usize>>,
}

/// All test rows together; then, where the split is by person, each person's.
pub fn measure(
    network: &Network,
    patterns: &Patterns,
    topology: &Topology,
    parts: &Parts,
) -> Result<(Measured, Vec<Measured>)> {
    let counted: Vec<Counted> = parts
        .test
        .iter()
        .map(|rows| count(network, patterns, rows))
        .collect();
    let whole = together(&counted).context("there are no test rows")?;
    let told = |counted: &Counted| tell(counted, patterns, topology, &parts.prior);
    let people = counted
        .iter()
        .filter(|counted| counted.person.is_some())
        .map(told)
        .collect::<Result<_>>()?;
    Ok((told(&whole)?, people))
}

fn count(network: &Network, patterns: &Patterns, rows: &TestRows) -> Counted {
    Counted {
        person: rows.person,
        n: rows.samples.len(),
        classes: rows.samples.class_counts(mhealth::CLASSES.len()),
        right: patterns
            .all()
            .map(|pattern| {
                let evaluation = network.evaluate(pattern, &rows.samples)?;
                Some(evaluation.right)
            })
            .collect(),
    }
}

fn together(counted: &[Counted]) -> Option<Counted> {
    let (first, rest) = counted.split_first()?;
    let mut sum = Counted {
        person: None,
        n: first.n,
        classes: first.classes.clone(),
        right: first.right.clone(),
    };
    for other in rest {
        sum.n += other.n;
        for (sum, count) in sum.classes.iter_mut().zip(&other.classes) {
            *sum += count;
        }
        for (sum, right) in sum.right.iter_mut().zip(&other.right) {
            *sum = sum.zip(*right).map(|(sum, right)| sum + right);
        }
    }
    Some(sum)
}

fn tell(
    counted: &Counted,
    patterns: &Patterns,
    topology: &Topology,
    prior: &[f64],
) -> Result<Measured> {
    let n = counted.n.max(1) as f64;
    let shares: Vec<f64> = counted
        .classes
        .iter()
        .map(|&count| count as f64 / n)
        .collect();
    let random_guess = random_guess_accuracy(prior, &shares);
    let accuracies: Vec<f64> = counted
        .right
        .iter()
        .map(|right| right.map_or(random_guess, |right| right as f64 / n))
        .collect();
    let expected = topology
        .all_settings()
        .into_iter()
        .map(|setting| {
            let reliabilities = Reliabilities::of(&setting, patterns);
            Ok(SettingAccuracy {
                accuracy: expected_accuracy(&reliabilities, &accuracies)
                    .context("not every failure pattern was measured")?,
                setting: setting.name,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Measured {
        person: counted.person,
        n: counted.n,
        random_guess,
        patterns: patterns
            .all()
            .zip(&counted.right)
            .zip(&accuracies)
            .map(|((pattern, right), &accuracy)| PatternAccuracy {
                down: patterns.down_names(pattern),
                answered: right.is_some(),
                accuracy,
            })
            .collect(),
        expected,
    })
}

impl Measured {
    /// Expected accuracy under the setting of that name.
    pub fn under(&self, setting: &str) -> Option<f64> {
        let found = self.expected.iter().find(|one| one.setting == setting)?;
        Some(found.accuracy)
    }

    /// What happens when exactly these nodes are down, in topological order.
    pub fn pattern(&self, down: &[&str]) -> Option<&PatternAccuracy> {
        self.patterns
            .iter()
            .find(|one| one.down.iter().map(NodeId::as_str).eq(down.iter().copied()))
    }

    /// Accuracy when exactly these nodes are down.
    pub fn with_down(&self, down: &[&str]) -> Option<f64> {
        Some(self.pattern(down)?.accuracy)
    }
}
