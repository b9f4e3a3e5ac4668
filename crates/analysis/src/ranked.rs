//! Failure patterns in the order of their accuracies: what the chance of an accuracy, and its quantiles, are read from. The order does not
//! depend on reliabilities, so that a slider sorts nothing.

use std::rc::Rc;

use deepfog_topology::order;

/// The patterns, the least accurate first.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    order: Vec<usize>,
    accuracy: Rc<Vec<f64>>,
}

/// A step of the curve: with which probability an accuracy is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The accuracy, 0 to 1.
    pub accuracy: f64,
    /// P(accuracy ≥ this).
    pub probability: f64,
}

impl Ranked {
    /// Orders them; `accuracy` by the patterns' bit masks.
    pub fn new(accuracy: Rc<Vec<f64>>) -> Self {
        let compare = &mut |a: usize, b: usize| accuracy[a].total_cmp(&accuracy[b]);
        Self {
            order: order::ordered(accuracy.len(), compare),
            accuracy,
        }
    }

    /// For each p the largest accuracy x with P(accuracy ≥ x) ≥ p: what [`deepfog_resilience::accuracy_quantiles`] gives, without its
    /// sorting. `probabilities`: P(s) of every pattern, by its bit mask. `None` where these are not as many as the patterns.
    pub fn quantiles(&self, probabilities: &[f64], at: &[f64]) -> Option<Vec<f64>> {
        if probabilities.len() != self.order.len() {
            return None;
        }
        // P(accuracy ≥ x) ≥ p is asked as P(accuracy < x) ≤ 1 − p, with room for rounding.
        let most: Vec<f64> = at.iter().map(|p| (1.0 - p) * (1.0 + 1e-9)).collect();
        let mut found = vec![f64::NEG_INFINITY; at.len()];
        let mut below = 0.0;
        let mut equal = (f64::NEG_INFINITY, 0.0);
        for &mask in &self.order {
            let (accuracy, probability) = (self.accuracy[mask], probabilities[mask]);
            if probability == 0.0 {
                continue;
            }
            if accuracy != equal.0 {
                below += equal.1;
                equal = (accuracy, 0.0);
                for (found, most) in found.iter_mut().zip(&most) {
                    if below <= *most {
                        *found = accuracy;
                    }
                }
            }
            equal.1 += probability;
        }
        Some(found)
    }

    /// The curve P(accuracy ≥ x) as steps of rising accuracy, one per accuracy that can happen. Where these are more than `most`, those
    /// within one of `most` equal ranges become one, which has the smallest accuracy of them: the curve never promises too much.
    pub fn curve(&self, probabilities: &[f64], most: usize) -> Vec<Step> {
        let mut steps: Vec<(f64, f64)> = Vec::new();
        let mut range = None;
        for &mask in &self.order {
            let (accuracy, probability) = (
                self.accuracy[mask],
                *probabilities.get(mask).unwrap_or(&0.0),
            );
            if probability == 0.0 {
                continue;
            }
            let own = (accuracy * most as f64).floor();
            match steps.last_mut() {
                Some(last) if last.0 == accuracy || range == Some(own) => last.1 += probability,
                _ => steps.push((accuracy, probability)),
            }
            range = Some(own);
        }
        let mut above = 0.0;
        for step in steps.iter_mut().rev() {
            above += step.1;
            // Rounding may pass the certain.
            step.1 = f64::min(above, 1.0);
        }
        let steps = steps.into_iter();
        steps
            .map(|(accuracy, probability)| Step {
                accuracy,
                probability,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use deepfog_resilience::{Outcomes, Reliabilities, accuracy_quantiles};

    use super::*;

    const AT: [f64; 6] = [0.0, 0.5, 0.9, 0.99, 0.999, 1.0];

    /// Accuracies of n nodes with ties among them.
    fn accuracies(nodes: usize) -> Vec<f64> {
        (0..1_usize << nodes)
            .map(|mask| 0.1 + (mask * 7919 % 13) as f64 / 20.0)
            .collect()
    }

    #[test]
    fn quantiles_are_those_of_the_resilience_crate() {
        for of_each in [
            vec![],
            vec![0.9],
            vec![0.0, 1.0, 0.5],
            vec![0.78, 0.8, 0.85, 0.9, 0.99, 0.5],
        ] {
            let accuracy = accuracies(of_each.len());
            let reliabilities = Reliabilities::new(of_each);
            let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
            let expected = accuracy_quantiles(&outcomes, &AT).unwrap();
            let ranked = Ranked::new(Rc::new(accuracy.clone()));
            let found = ranked.quantiles(&outcomes.probabilities(), &AT).unwrap();
            assert_eq!(found, expected, "{reliabilities:?}");
            // The curve says the same: P(accuracy ≥ x) ≥ p at each quantile.
            let curve = ranked.curve(&outcomes.probabilities(), 10_000);
            assert!((curve[0].probability - 1.0).abs() < 1e-12);
            for (p, x) in AT.iter().zip(&found) {
                let step = curve.iter().find(|step| step.accuracy == *x).unwrap();
                assert!(step.probability >= p - 1e-9, "{p} {x} {step:?}");
            }
        }
    }

    #[test]
    fn a_short_curve_never_promises_too_much() {
        let reliabilities = Reliabilities::new(vec![0.7; 8]);
        let accuracy: Vec<f64> = (0..256).map(|mask| f64::from(mask) / 300.0).collect();
        let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
        let probabilities = outcomes.probabilities();
        let ranked = Ranked::new(Rc::new(accuracy.clone()));
        let short = ranked.curve(&probabilities, 16);
        assert!(short.len() <= 17);
        for (mask, x) in accuracy.iter().enumerate() {
            let truth: f64 = probabilities[mask..].iter().sum();
            let at = short.iter().rfind(|step| step.accuracy <= *x).unwrap();
            // Reading the short curve as a step function from its accuracies on.
            let next = short.iter().find(|step| step.accuracy > *x);
            let told = next.map_or(0.0, |step| step.probability);
            assert!(told <= truth + 1e-12 && truth <= at.probability + 1e-12);
        }
        assert_eq!(ranked.quantiles(&[1.0], &AT), None);
    }
}
