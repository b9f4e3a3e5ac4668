//! The expected accuracy where failure patterns are too many to measure each: which of them to ask the worker for, and what is known so
//! far. Every accuracy that came is kept, so that other reliabilities are estimated at once from what is known.

use std::collections::BTreeMap;
use std::rc::Rc;

use deepfog_resilience::{Estimate, EstimateError, Estimator, Interval, Pattern, Reliabilities};
use deepfog_topology::Scheme;

use crate::kind::Kind;

/// What all draws grow from.
pub const SEED: u64 = 1;
/// Draws per scheme before a person asks for more.
pub const FIRST: usize = 128;
/// Draws that are asked for at a time: so often a progress can be shown.
const BATCH: usize = 32;
/// Draws per scheme at most.
pub const MOST: usize = 8_192;
/// Samples that patterns are measured on, before a person says otherwise.
const SAMPLES: u32 = 200;
/// What an accuracy can be.
const RANGE: Interval = Interval {
    low: 0.0,
    high: 1.0,
};

/// Accuracies by failure pattern.
type Known = BTreeMap<Pattern, f64>;

/// What is known of the patterns that were measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimation {
    /// Draws per scheme that are wanted.
    pub target: usize,
    /// Samples that patterns are measured on; `None` for all.
    pub samples: Option<u32>,
    /// How many samples that is, once something was measured.
    pub n: Option<u32>,
    /// Samples counted of the patterns that are being measured.
    pub counted: u32,
    /// The accuracy of a random guess on these samples, once a pattern without a live path was measured.
    pub guess: Option<f64>,
    known: Vec<(Kind, Scheme, Rc<Known>)>,
    /// For what nothing more is wanted, so that it need not be found out again.
    settled: Option<(Kind, Vec<Scheme>, Reliabilities, usize)>,
}

impl Default for Estimation {
    fn default() -> Self {
        Self {
            target: FIRST,
            samples: Some(SAMPLES),
            n: None,
            counted: 0,
            guess: None,
            known: Vec::new(),
            settled: None,
        }
    }
}

/// How far the estimate of a scheme is, under some reliabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// From the draws whose accuracies are all known; `None` before the first of them.
    pub estimate: Option<Estimate>,
    /// How many draws that are.
    pub draws: usize,
    /// The patterns that the next draws lack.
    pub wanted: Vec<Pattern>,
    /// From all patterns that were ever measured, whatever reliabilities they were drawn for.
    pub known: FromKnown,
}

/// What the patterns that were measured say by themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FromKnown {
    /// How many they are.
    pub patterns: usize,
    /// Their probability altogether.
    pub mass: f64,
    /// Where the expected accuracy lies for certain: the other patterns can have any accuracy.
    pub bound: Interval,
    /// Σ P(k) · (mean of the known patterns with k down, each weighed by its probability); the nearest k stands in where none is known.
    /// A guess without an interval, for the moments until draws come; `None` where nothing is known.
    pub value: Option<f64>,
}

impl Estimation {
    /// Takes the accuracies of patterns.
    pub fn learn(&mut self, kind: Kind, scheme: Scheme, patterns: &[Pattern], accuracy: &[f64]) {
        let known = match self.position(kind, scheme) {
            Some(at) => at,
            None => {
                self.known.push((kind, scheme, Rc::default()));
                self.known.len() - 1
            }
        };
        let known = Rc::make_mut(&mut self.known[known].2);
        known.extend(patterns.iter().copied().zip(accuracy.iter().copied()));
    }

    fn position(&self, kind: Kind, scheme: Scheme) -> Option<usize> {
        let mut all = self.known.iter();
        all.position(|known| (known.0, known.1) == (kind, scheme))
    }

    /// Whether nothing more is wanted of these.
    pub fn is_settled(
        &self,
        kind: Kind,
        schemes: &[Scheme],
        reliabilities: &Reliabilities,
    ) -> bool {
        let settled = self.settled.as_ref();
        settled.is_some_and(|(of, known, at, target)| {
            (*of, &**known, at, *target) == (kind, schemes, reliabilities, self.target)
        })
    }

    /// Nothing more is wanted of these, as long as nobody wants more draws.
    pub fn settle(&mut self, kind: Kind, schemes: Vec<Scheme>, reliabilities: Reliabilities) {
        self.settled = Some((kind, schemes, reliabilities, self.target));
    }

    /// Forgets every accuracy, not what is wanted.
    pub fn forget(&mut self) {
        *self = Self {
            target: self.target,
            samples: self.samples,
            ..Self::default()
        };
    }

    /// The accuracies that are known of a scheme.
    pub fn known(&self, kind: Kind, scheme: Scheme) -> Rc<BTreeMap<Pattern, f64>> {
        self.position(kind, scheme)
            .map_or_else(Rc::default, |at| Rc::clone(&self.known[at].2))
    }

    /// How far a scheme's estimate is.
    ///
    /// # Errors
    /// What the estimator refuses: too many parts that can fail.
    pub fn standing(
        &self,
        kind: Kind,
        scheme: Scheme,
        reliabilities: &Reliabilities,
    ) -> Result<Standing, EstimateError> {
        standing(&self.known(kind, scheme), self.target, reliabilities)
    }

    /// What to ask next: the scheme with the fewest draws, and the patterns that these lack. `None` when all have what they need.
    ///
    /// # Errors
    /// What the estimator refuses.
    pub fn next(
        &self,
        kind: Kind,
        schemes: &[Scheme],
        reliabilities: &Reliabilities,
    ) -> Result<Option<(Scheme, Vec<Pattern>)>, EstimateError> {
        let mut least: Option<(usize, Scheme, Vec<Pattern>)> = None;
        for &scheme in schemes {
            let standing = self.standing(kind, scheme, reliabilities)?;
            let is_less = |least: &(usize, Scheme, Vec<Pattern>)| standing.draws < least.0;
            if !standing.wanted.is_empty() && least.as_ref().is_none_or(is_less) {
                least = Some((standing.draws, scheme, standing.wanted));
            }
        }
        Ok(least.map(|(_, scheme, wanted)| (scheme, wanted)))
    }
}

/// Replays the draws, batch by batch, as far as their accuracies are known.
///
/// # Errors
/// What the estimator refuses.
pub fn standing(
    known: &Known,
    target: usize,
    reliabilities: &Reliabilities,
) -> Result<Standing, EstimateError> {
    let mut estimator = Estimator::new(reliabilities, RANGE, SEED)?;
    let mut found = Standing {
        estimate: None,
        draws: 0,
        wanted: Vec::new(),
        known: from_known(known, reliabilities),
    };
    while found.draws < target && !found.estimate.is_some_and(|found| found.is_exact) {
        let batch = BATCH.min(target - found.draws);
        let wanted = estimator.want(batch);
        let values: Vec<f64> = wanted
            .iter()
            .filter_map(|one| known.get(one).copied())
            .collect();
        if values.len() < wanted.len() {
            let is_unknown = |pattern: &Pattern| !known.contains_key(pattern);
            found.wanted = wanted.into_iter().filter(is_unknown).collect();
            break;
        }
        found.estimate = Some(estimator.record(&values)?);
        found.draws += batch;
    }
    Ok(found)
}

fn from_known(known: &Known, reliabilities: &Reliabilities) -> FromKnown {
    let strata = down_counts(reliabilities.values());
    // Per number down: the known patterns' probability, and the same times their accuracies.
    let mut sums = vec![(0.0, 0.0); strata.len()];
    for (pattern, accuracy) in known {
        let probability = reliabilities.probability(*pattern);
        if let Some(sum) = sums.get_mut(pattern.down_count()) {
            sum.0 += probability;
            sum.1 += probability * accuracy;
        }
    }
    let (mass, part) = sums
        .iter()
        .fold((0.0, 0.0), |all, sum| (all.0 + sum.0, all.1 + sum.1));
    let mean = |down: usize| {
        let near = (0..sums.len()).filter(|at| sums[*at].0 > 0.0);
        near.min_by_key(|at| at.abs_diff(down))
            .map(|at| sums[at].1 / sums[at].0)
    };
    let value = strata
        .iter()
        .enumerate()
        .map(|(down, probability)| Some(probability * mean(down)?))
        .sum();
    FromKnown {
        patterns: known.len(),
        mass: f64::min(mass, 1.0),
        bound: Interval {
            low: f64::clamp(part, 0.0, 1.0),
            high: (part + 1.0 - mass).clamp(0.0, 1.0),
        },
        value,
    }
}

/// The probability of each number of parts down, from none to all: P(j of the first i) = up · P(j of i − 1) + (1 − up) · P(j − 1 of i − 1).
fn down_counts(reliabilities: &[f64]) -> Vec<f64> {
    let mut found = vec![1.0];
    for up in reliabilities {
        found.push(0.0);
        for down in (0..found.len()).rev() {
            let fewer = if down > 0 { found[down - 1] } else { 0.0 };
            found[down] = up * found[down] + (1.0 - up) * fewer;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty parts; each that is down costs 3 points.
    fn accuracy(pattern: Pattern) -> f64 {
        0.9 - 0.03 * pattern.down_count() as f64
    }

    fn reliabilities(up: f64) -> Reliabilities {
        Reliabilities::new(vec![up; 20])
    }

    /// Answers until nothing is wanted; gives how many questions that took.
    fn answer_all(estimation: &mut Estimation, schemes: &[Scheme], up: f64) -> usize {
        let mut questions = 0;
        while let Some((scheme, wanted)) = estimation
            .next(Kind::Nodes, schemes, &reliabilities(up))
            .unwrap()
        {
            let values: Vec<f64> = wanted.iter().map(|pattern| accuracy(*pattern)).collect();
            estimation.learn(Kind::Nodes, scheme, &wanted, &values);
            questions += 1;
            assert!(questions < 1000, "it comes to an end");
        }
        questions
    }

    #[test]
    fn batches_come_until_there_are_enough_and_the_truth_is_in_the_interval() {
        let mut estimation = Estimation::default();
        let before = estimation
            .standing(Kind::Nodes, Scheme::Vanilla, &reliabilities(0.9))
            .unwrap();
        assert_eq!((before.draws, before.estimate), (0, None));
        assert_eq!(before.known.bound, RANGE);
        assert!(answer_all(&mut estimation, &[Scheme::Vanilla], 0.9) > 1);
        let after = estimation
            .standing(Kind::Nodes, Scheme::Vanilla, &reliabilities(0.9))
            .unwrap();
        assert_eq!(after.draws, FIRST);
        assert!(after.wanted.is_empty());
        let (estimate, truth) = (after.estimate.unwrap(), 0.9 - 0.03 * 2.0);
        assert!(estimate.interval.low < truth && truth < estimate.interval.high);
        assert!(after.known.bound.low < truth && truth < after.known.bound.high);
        assert!((after.known.value.unwrap() - truth).abs() < 1e-3);
        // It is what the estimator alone gives with the same draws.
        let mut alone = Estimator::new(&reliabilities(0.9), RANGE, SEED).unwrap();
        let mut last = None;
        for _ in 0..FIRST / BATCH {
            last = Some(alone.refine(BATCH, accuracy).unwrap());
        }
        assert_eq!(last, Some(estimate));
        // More draws make it narrower.
        estimation.target *= 4;
        answer_all(&mut estimation, &[Scheme::Vanilla], 0.9);
        let more = estimation
            .standing(Kind::Nodes, Scheme::Vanilla, &reliabilities(0.9))
            .unwrap();
        let width = |estimate: Estimate| estimate.interval.high - estimate.interval.low;
        assert!(width(more.estimate.unwrap()) < width(estimate));
    }

    #[test]
    fn schemes_take_turns() {
        let schemes = [Scheme::Vanilla, Scheme::Resilinet];
        let mut estimation = Estimation::default();
        let mut order = Vec::new();
        for _ in 0..4 {
            let (scheme, wanted) = estimation
                .next(Kind::Nodes, &schemes, &reliabilities(0.8))
                .unwrap()
                .unwrap();
            let values = vec![0.5; wanted.len()];
            estimation.learn(Kind::Nodes, scheme, &wanted, &values);
            order.push(scheme);
        }
        assert_eq!(order, [schemes[0], schemes[1], schemes[0], schemes[1]]);
    }

    #[test]
    fn other_reliabilities_are_estimated_from_what_is_known() {
        let mut estimation = Estimation::default();
        let schemes = [Scheme::Vanilla];
        let all = answer_all(&mut estimation, &schemes, 0.9);
        let moved = estimation
            .standing(Kind::Nodes, schemes[0], &reliabilities(0.89))
            .unwrap();
        let truth = 0.9 - 0.03 * 20.0 * 0.11;
        assert!((moved.known.value.unwrap() - truth).abs() < 0.01);
        assert!(moved.known.bound.low < truth && truth < moved.known.bound.high);
        let again = answer_all(&mut estimation, &schemes, 0.89);
        assert!(again <= all);
        // What came for another kind of failure says nothing here.
        let other = estimation
            .standing(Kind::NodesAndLinks, schemes[0], &reliabilities(0.9))
            .unwrap();
        assert_eq!(other.known.patterns, 0);
        estimation.target = 77;
        estimation.forget();
        assert_eq!(estimation.target, 77);
        assert!(estimation.known(Kind::Nodes, schemes[0]).is_empty());
    }

    #[test]
    fn what_cannot_happen_is_not_asked_for() {
        let certain = Reliabilities::new(vec![1.0; 20]);
        let mut known = Known::new();
        let first = standing(&known, FIRST, &certain).unwrap();
        assert_eq!(first.wanted, [Pattern::NONE_DOWN]);
        known.insert(Pattern::NONE_DOWN, 0.75);
        let then = standing(&known, FIRST, &certain).unwrap();
        let estimate = then.estimate.unwrap();
        assert!(estimate.is_exact && then.wanted.is_empty());
        assert_eq!((estimate.value, then.known.mass), (0.75, 1.0));
        let many = Reliabilities::new(vec![0.5; 65]);
        assert!(standing(&known, FIRST, &many).is_err());
    }

    #[test]
    fn numbers_down_have_the_binomial_probabilities() {
        for (found, expected) in down_counts(&[0.5; 4])
            .into_iter()
            .zip([0.0625, 0.25, 0.375, 0.25, 0.0625])
        {
            assert!((found - expected).abs() < 1e-15);
        }
        assert_eq!(down_counts(&[0.0, 1.0]), [0.0, 1.0, 0.0]);
    }
}
