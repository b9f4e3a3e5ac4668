//! What is told of every scheme's classes.

use deepfog_protocol::Detail;
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;

use super::{Calibration, Mixture, recall};
use crate::condition::{Condition, pattern};
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

impl SchemeClasses {
    fn of(
        scheme: Scheme,
        detail: &Detail,
        looked_at: Pattern,
        probabilities: &[f64],
    ) -> Option<Self> {
        let none = Mixture::of_pattern(detail, Pattern::NONE_DOWN)?;
        let mixtures = [
            Mixture::of_pattern(detail, looked_at)?,
            Mixture::expected(detail, probabilities),
        ];
        Some(Self {
            scheme,
            recall: [&none, &mixtures[0], &mixtures[1]].map(|mixture| recall(detail, mixture)),
            calibration: [&none, &mixtures[0], &mixtures[1]]
                .map(|mixture| Calibration::of(detail, mixture)),
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

/// What is told of every scheme that is measured to the end, in the schemes' order.
pub fn schemes(state: &State) -> Vec<SchemeClasses> {
    let Some(odds) = &state.odds else {
        return Vec::new();
    };
    let looked_at = pattern(state);
    let found = Scheme::ALL.into_iter();
    found
        .filter_map(|scheme| {
            let evidence = state.evidence_of(scheme)?;
            let detail = evidence.detail.as_deref()?;
            let probabilities = probabilities(evidence, odds)?;
            SchemeClasses::of(scheme, detail, looked_at, &probabilities)
        })
        .collect()
}

/// How probable each failure pattern is, by its bit mask.
fn probabilities(evidence: &Evidence, odds: &Odds) -> Option<Vec<f64>> {
    let reliabilities = odds.reliabilities(evidence.kind);
    Some(evidence.outcomes(&reliabilities)?.probabilities())
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
        assert!(SchemeClasses::of(Scheme::Vanilla, &detail(), Pattern(4), &[]).is_none());
    }
}
