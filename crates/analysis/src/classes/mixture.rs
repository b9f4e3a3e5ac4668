//! How much each distinct answer of a network counts.

use deepfog_protocol::Detail;
use deepfog_resilience::Pattern;

/// Weights of a network's distinct answers, and of the random guess: together 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mixture {
    /// Answers with their weights; those of no weight are left out.
    pub answers: Vec<(usize, f64)>,
    /// Weight of the patterns under which no information reaches the cloud.
    pub guess: f64,
}

impl Mixture {
    /// One failure pattern; `None` where it is not among those measured.
    pub fn of_pattern(detail: &Detail, pattern: Pattern) -> Option<Self> {
        let answer = detail.answers.get(usize::try_from(pattern.0).ok()?)?;
        Some(match answer {
            Some(answer) => Self {
                answers: vec![(*answer as usize, 1.0)],
                guess: 0.0,
            },
            None => Self {
                answers: Vec::new(),
                guess: 1.0,
            },
        })
    }

    /// All failure patterns, weighed by their probabilities, which stand in the order of their bit masks.
    pub fn expected(detail: &Detail, probabilities: &[f64]) -> Self {
        let mut weights: Vec<f64> = Vec::new();
        let mut guess = 0.0;
        for (answer, probability) in detail.answers.iter().zip(probabilities) {
            let Some(answer) = answer.map(|answer| answer as usize) else {
                guess += probability;
                continue;
            };
            if answer >= weights.len() {
                weights.resize(answer + 1, 0.0);
            }
            weights[answer] += probability;
        }
        let answers = weights.into_iter().enumerate();
        Self {
            answers: answers.filter(|(_, weight)| *weight > 0.0).collect(),
            guess,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Two classes of 4 and 2 samples; patterns 0 and 1 share an answer, pattern 2 has another, pattern 3 none.
    pub(crate) fn detail() -> Detail {
        let mut confidence = vec![(0, 0, 0.0); 20];
        // The first answer: three right at .9 to 1, one wrong there, two right of two at .6 to .7.
        confidence[9] = (4, 3, 3.8);
        confidence[6] = (2, 2, 1.3);
        // The second: all six at .5 to .6, half of them right.
        confidence[15] = (6, 3, 3.3);
        Detail {
            samples: vec![4, 2],
            prior: vec![0.75, 0.25],
            answers: vec![Some(0), Some(0), Some(1), None],
            confusion: vec![3, 1, 0, 2, 1, 3, 0, 2],
            confidence,
        }
    }

    #[test]
    fn patterns_and_expectations_weigh_answers() {
        let detail = detail();
        let mixture = |answers: &[(usize, f64)], guess| Mixture {
            answers: answers.to_vec(),
            guess,
        };
        for (mask, expected) in [
            (1, Some(mixture(&[(0, 1.0)], 0.0))),
            (2, Some(mixture(&[(1, 1.0)], 0.0))),
            (3, Some(mixture(&[], 1.0))),
            (4, None),
        ] {
            assert_eq!(Mixture::of_pattern(&detail, Pattern(mask)), expected);
        }
        assert_eq!(
            Mixture::expected(&detail, &[0.5, 0.25, 0.125, 0.125]),
            mixture(&[(0, 0.75), (1, 0.125)], 0.125)
        );
        assert_eq!(
            Mixture::expected(&detail, &[0.5, 0.0, 0.0, 0.5]),
            mixture(&[(0, 0.5)], 0.5)
        );
    }
}
