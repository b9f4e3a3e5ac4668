//! What is told of every scheme's classes.

use std::rc::Rc;

use deepfog_protocol::Detail;
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;

use super::calibration::bounds;
use super::confusion::diagonals;
use super::{Calibration, Mixture, recall};
use crate::condition::Condition;
use crate::evidence::Evidence;
use crate::odds::Odds;
use crate::state::State;

/// One scheme's classes: without failure, under the present pattern, and expected.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeClasses {
    /// The scheme.
    pub scheme: Scheme,
    /// What counts how much under the present pattern, and expected.
    pub mixtures: [Mixture; 2],
    /// Recall per class: without failure, under the pattern, expected.
    pub recall: [Vec<Option<f64>>; 3],
    /// Calibration: without failure, under the pattern, expected.
    pub calibration: [Calibration; 3],
}

/// What was measured of a scheme, and what follows of it whatever the reliabilities are.
#[derive(Clone, Debug)]
pub struct Measured {
    scheme: Scheme,
    evidence: Evidence,
    detail: Rc<Detail>,
    parts: Parts,
}

/// What the figures are summed from.
#[derive(Clone, Debug)]
struct Parts {
    bounds: Vec<(f64, f64)>,
    diagonals: Vec<u32>,
}

impl Parts {
    fn of(detail: &Detail) -> Self {
        Self {
            bounds: bounds(detail),
            diagonals: diagonals(detail),
        }
    }
}

impl Measured {
    /// Of every scheme that is measured to the end, in the schemes' order.
    pub fn all(state: &State) -> Vec<Self> {
        let found = Scheme::ALL.into_iter().filter_map(|scheme| {
            let evidence = state.evidence_of(scheme)?.clone();
            let detail = evidence.detail.clone()?;
            Some(Self {
                scheme,
                parts: Parts::of(&detail),
                evidence,
                detail,
            })
        });
        found.collect()
    }

    /// What is told of it under a pattern, and with reliabilities; `None` where they do not fit it.
    pub fn told(&self, looked_at: Pattern, odds: &Odds) -> Option<SchemeClasses> {
        let reliabilities = odds.reliabilities(self.evidence.kind);
        let probabilities = self.evidence.outcomes(&reliabilities)?.probabilities();
        SchemeClasses::of(
            self.scheme,
            &self.detail,
            &self.parts,
            looked_at,
            &probabilities,
        )
    }
}

impl SchemeClasses {
    fn of(
        scheme: Scheme,
        detail: &Detail,
        parts: &Parts,
        looked_at: Pattern,
        probabilities: &[f64],
    ) -> Option<Self> {
        let none = Mixture::of_pattern(detail, Pattern::NONE_DOWN)?;
        let mixtures = [
            Mixture::of_pattern(detail, looked_at)?,
            Mixture::expected(detail, probabilities),
        ];
        let all = [&none, &mixtures[0], &mixtures[1]];
        Some(Self {
            scheme,
            recall: all.map(|mixture| recall(detail, &parts.diagonals, mixture)),
            calibration: all.map(|mixture| Calibration::of(detail, &parts.bounds, mixture)),
            mixtures,
        })
    }

    /// The mixture of a condition.
    pub fn mixture(&self, condition: Condition) -> &Mixture {
        &self.mixtures[condition as usize]
    }

    /// Recall under a condition.
    pub fn recall_in(&self, condition: Condition) -> &[Option<f64>] {
        &self.recall[1 + condition as usize]
    }

    /// Calibration under a condition.
    pub fn calibration_in(&self, condition: Condition) -> &Calibration {
        &self.calibration[1 + condition as usize]
    }

    /// How much of a class's recall a condition takes.
    pub fn drop(&self, condition: Condition, class: usize) -> Option<f64> {
        let of = |recall: &[Option<f64>]| recall.get(class).copied().flatten();
        Some(of(&self.recall[0])? - of(self.recall_in(condition))?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::mixture::tests::detail;
    use super::*;

    #[test]
    fn conditions_stand_beside_each_other() {
        let told = SchemeClasses::of(
            Scheme::Vanilla,
            &detail(),
            &Parts::of(&detail()),
            Pattern(2),
            &[0.5, 0.25, 0.25, 0.0],
        )
        .unwrap();
        assert_eq!(told.recall[0], [Some(0.75), Some(1.0)]);
        assert_eq!(told.recall_in(Condition::Pattern), [Some(0.25), Some(1.0)]);
        assert_eq!(
            told.recall_in(Condition::Expected),
            [Some(0.625), Some(1.0)]
        );
        assert_eq!(told.drop(Condition::Pattern, 0), Some(0.5));
        assert_eq!(told.drop(Condition::Pattern, 2), None);
        assert_eq!(told.calibration_in(Condition::Pattern).bins[5].n, 6.0);
        assert!(
            SchemeClasses::of(
                Scheme::Vanilla,
                &detail(),
                &Parts::of(&detail()),
                Pattern(4),
                &[]
            )
            .is_none()
        );
    }
}
