//! Right answers, counted per failure pattern.

mod detail;

use std::sync::Arc;

use deepfog_resilience::{Pattern, random_guess_accuracy};

pub use detail::{BINS, Bin, Calibration, Confusion};

use crate::tally::{Details, GroupTally, Tally};

/// Two engines' logits differ by at most half of this: where the two best logits are closer, they may
/// answer differently.
pub const NEAR_TIE: f32 = 2e-4;

/// The class with the largest logit; the first of equals. 0 where there is none.
pub fn prediction(logits: &[f32]) -> usize {
    let mut best = 0;
    for (class, logit) in logits.iter().enumerate() {
        if *logit > logits[best] {
            best = class;
        }
    }
    best
}

/// Whether the two largest logits differ by less than [`NEAR_TIE`].
pub fn is_near_tie(logits: &[f32]) -> bool {
    let (mut first, mut second) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for &logit in logits {
        if logit > first {
            second = first;
            first = logit;
        } else if logit > second {
            second = logit;
        }
    }
    first - second < NEAR_TIE
}

/// What a sweep found for one failure pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PatternCount {
    /// What is down.
    pub pattern: Pattern,
    /// Whether a live path joins a source to the cloud; otherwise every answer is a random guess.
    pub answered: bool,
    /// Right answers; the expected number where the answer is a random guess.
    pub correct: f64,
    /// Samples whose two best logits differ by less than [`NEAR_TIE`].
    pub near_ties: u32,
}

/// What a sweep found for the samples of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonCount {
    /// The person.
    pub person: u32,
    /// Samples of this person.
    pub n: usize,
    /// Per pattern: right answers, or their expected number.
    pub correct: Vec<f64>,
}

/// What a sweep found so far, over whole blocks of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepCounts {
    /// Samples counted.
    pub n: usize,
    /// Expected accuracy of a random guess on these samples, Σ p·q.
    pub random_guess: f64,
    /// One entry per pattern, in the order in which the sweep was given them.
    pub patterns: Vec<PatternCount>,
    /// For windows of signals: one entry per person, by number; empty for images.
    pub people: Vec<PersonCount>,
    /// Samples per class.
    class_totals: Vec<u64>,
    /// Class shares in training.
    prior: Vec<f64>,
    /// Per pattern: its distinct answer.
    slots: Vec<Option<usize>>,
    details: Arc<Details>,
}

impl SweepCounts {
    /// Spreads a tally over patterns: `slots[i]` is the distinct answer of `patterns[i]`.
    pub(crate) fn new(
        tally: &Tally,
        patterns: &[Pattern],
        slots: &[Option<usize>],
        prior: &[f64],
    ) -> Self {
        let class_totals = tally.class_totals();
        let n = tally.n();
        let random_guess = guess(&class_totals, prior);
        let right =
            |slot: usize| -> u32 { tally.groups.iter().map(|group| group.correct[slot]).sum() };
        let patterns = patterns
            .iter()
            .zip(slots)
            .map(|(&pattern, slot)| PatternCount {
                pattern,
                answered: slot.is_some(),
                correct: slot.map_or(random_guess * n as f64, |slot| f64::from(right(slot))),
                near_ties: slot.map_or(0, |slot| tally.near_ties[slot]),
            })
            .collect();
        let person = |group: &GroupTally| {
            let totals: Vec<u64> = group.classes.iter().copied().map(u64::from).collect();
            let guess = guess(&totals, prior) * group.n() as f64;
            PersonCount {
                person: group.group,
                n: group.n(),
                correct: slots
                    .iter()
                    .map(|slot| slot.map_or(guess, |slot| f64::from(group.correct[slot])))
                    .collect(),
            }
        };
        let people = tally.groups.iter().filter(|_| tally.is_by_person());
        Self {
            n,
            random_guess,
            patterns,
            people: people.map(person).collect(),
            class_totals,
            prior: prior.to_vec(),
            slots: slots.to_vec(),
            details: Arc::clone(&tally.details),
        }
    }

    /// Accuracy of each pattern, 0 to 1; empty before any sample.
    pub fn accuracies(&self) -> Vec<f64> {
        if self.n == 0 {
            return Vec::new();
        }
        self.patterns
            .iter()
            .map(|count| count.correct / self.n as f64)
            .collect()
    }

    /// Per pattern: its distinct answer; `None` where every answer is a random guess.
    pub fn slots(&self) -> &[Option<usize>] {
        &self.slots
    }

    /// Class shares in training: what a random guess is drawn from.
    pub fn prior(&self) -> &[f64] {
        &self.prior
    }

    /// Samples per class.
    pub fn class_totals(&self) -> &[u64] {
        &self.class_totals
    }

    /// How often samples of each class were answered with each class, under the pattern at this place of the list; the
    /// expected numbers where the answer is a random guess. `None` past the last pattern.
    pub fn confusion(&self, pattern: usize) -> Option<Confusion> {
        let slot = self.slots.get(pattern)?;
        let classes = self.class_totals.len();
        let values = match slot {
            Some(slot) => {
                let size = classes * classes;
                let counts = self.details.confusion.get(slot * size..(slot + 1) * size)?;
                counts.iter().copied().map(f64::from).collect()
            }
            // A random guess is drawn from the shares in training, whatever the sample is.
            None => self
                .class_totals
                .iter()
                .flat_map(|&n| self.prior.iter().map(move |share| n as f64 * share))
                .collect(),
        };
        Some(Confusion { classes, values })
    }

    /// How the winning probabilities agree with right answers, under the pattern at this place of the list; `None` where the
    /// answer is a random guess, which has no probability, and past the last pattern.
    pub fn calibration(&self, pattern: usize) -> Option<Calibration> {
        let slot = (*self.slots.get(pattern)?)?;
        let cells = self.details.cells.get(slot * BINS..(slot + 1) * BINS)?;
        Some(Calibration::new(cells))
    }
}

/// Σ p·q on samples of which there are so many per class.
fn guess(totals: &[u64], prior: &[f64]) -> f64 {
    let n = totals.iter().sum::<u64>().max(1) as f64;
    let shares: Vec<f64> = totals.iter().map(|&count| count as f64 / n).collect();
    random_guess_accuracy(prior, &shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equals_is_predicted() {
        for (logits, class, tie) in [
            (&[1.0, 2.0, 0.0][..], 1, false),
            (&[2.0, 2.0, 0.0], 0, true),
            (&[0.0, 1.0, 1.0 - 1e-4], 1, true),
            (&[0.0, 1.0, 1.0 - 3e-4], 1, false),
            (&[5.0], 0, false),
            (&[-1.0, -2.0], 0, false),
        ] {
            assert_eq!(prediction(logits), class, "{logits:?}");
            assert_eq!(is_near_tie(logits), tie, "{logits:?}");
        }
    }
}
