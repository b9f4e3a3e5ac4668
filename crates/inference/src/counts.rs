//! Right answers, counted.

use deepfog_resilience::{Pattern, random_guess_accuracy};

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
    /// Which nodes are down.
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
}

impl SweepCounts {
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
}

/// The samples of one group, counted per distinct answer.
#[derive(Clone, Debug)]
pub(crate) struct GroupTally {
    /// The person; 0 for all images together.
    pub(crate) group: u32,
    /// Samples per class.
    pub(crate) classes: Vec<usize>,
    /// Right answers per distinct answer of the cloud.
    pub(crate) correct: Vec<u32>,
}

impl GroupTally {
    fn n(&self) -> usize {
        self.classes.iter().sum()
    }

    /// Σ p·q on these samples.
    fn random_guess(&self, prior: &[f64]) -> f64 {
        let n = self.n().max(1) as f64;
        let shares: Vec<f64> = self.classes.iter().map(|&count| count as f64 / n).collect();
        random_guess_accuracy(prior, &shares)
    }
}

/// Counts of finished blocks, before they are spread over patterns.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) groups: Vec<GroupTally>,
    /// Per distinct answer.
    pub(crate) near_ties: Vec<u32>,
}

impl Tally {
    /// Spreads the counts over patterns: `slots[i]` is the distinct answer of `patterns[i]`.
    pub(crate) fn counts(
        &self,
        patterns: &[Pattern],
        slots: &[Option<usize>],
        prior: &[f64],
        by_person: bool,
    ) -> SweepCounts {
        let mut total = GroupTally {
            group: 0,
            classes: vec![0; prior.len()],
            correct: vec![0; self.near_ties.len()],
        };
        for group in &self.groups {
            for (sum, count) in total.classes.iter_mut().zip(&group.classes) {
                *sum += count;
            }
            for (sum, count) in total.correct.iter_mut().zip(&group.correct) {
                *sum += count;
            }
        }
        let correct = |group: &GroupTally| -> Vec<f64> {
            let guess = group.random_guess(prior) * group.n() as f64;
            slots
                .iter()
                .map(|slot| slot.map_or(guess, |slot| f64::from(group.correct[slot])))
                .collect()
        };
        let patterns = patterns
            .iter()
            .zip(slots)
            .zip(correct(&total))
            .map(|((&pattern, slot), correct)| PatternCount {
                pattern,
                answered: slot.is_some(),
                correct,
                near_ties: slot.map_or(0, |slot| self.near_ties[slot]),
            })
            .collect();
        let mut people: Vec<PersonCount> = Vec::new();
        if by_person {
            people.extend(self.groups.iter().map(|group| PersonCount {
                person: group.group,
                n: group.n(),
                correct: correct(group),
            }));
            people.sort_by_key(|person| person.person);
        }
        SweepCounts {
            n: total.n(),
            random_guess: total.random_guess(prior),
            patterns,
            people,
        }
    }
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

    #[test]
    fn counts_are_spread_over_patterns() {
        let tally = Tally {
            groups: vec![
                GroupTally {
                    group: 9,
                    classes: vec![1, 3],
                    correct: vec![2],
                },
                GroupTally {
                    group: 3,
                    classes: vec![4, 0],
                    correct: vec![1],
                },
            ],
            near_ties: vec![5],
        };
        let patterns = [Pattern(0), Pattern(1)];
        let counts = tally.counts(&patterns, &[Some(0), None], &[0.25, 0.75], true);
        // Σ p·q over all: shares 5/8 and 3/8.
        let guess = 0.25 * 0.625 + 0.75 * 0.375;
        assert_eq!(counts.n, 8);
        assert!((counts.random_guess - guess).abs() < 1e-12);
        assert_eq!(counts.accuracies()[0], 3.0 / 8.0);
        assert!((counts.accuracies()[1] - guess).abs() < 1e-12);
        assert_eq!(counts.patterns[0].near_ties, 5);
        assert_eq!(
            (counts.patterns[1].answered, counts.patterns[1].near_ties),
            (false, 0)
        );
        let people: Vec<(u32, usize)> = counts.people.iter().map(|p| (p.person, p.n)).collect();
        assert_eq!(people, [(3, 4), (9, 4)]);
        assert_eq!(counts.people[1].correct[0], 2.0);
        // Person 9: shares 1/4 and 3/4, 4 samples.
        assert!((counts.people[1].correct[1] - 4.0 * (0.0625 + 0.5625)).abs() < 1e-12);
        assert!(
            tally
                .counts(&patterns, &[Some(0), None], &[0.25, 0.75], false)
                .people
                .is_empty()
        );
    }
}
