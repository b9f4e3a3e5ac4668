//! What is looked at: a value for each failure pattern, per scheme or as a difference of two.

use std::rc::Rc;

use deepfog_resilience::{Interval, Pattern};
use deepfog_topology::Scheme;

use crate::evidence::Evidence;
use crate::kind::Lens;
use crate::state::State;

/// A value per failure pattern, by its bit mask.
#[derive(Clone, Debug)]
pub struct Series {
    /// The scheme, or the first one of a difference.
    pub scheme: Scheme,
    /// The scheme that is taken off.
    pub less: Option<Scheme>,
    /// The values: shares, or differences of shares.
    pub values: Rc<Vec<f64>>,
}

impl PartialEq for Series {
    /// Values that are the same allocation need not be compared.
    fn eq(&self, other: &Self) -> bool {
        (self.scheme, self.less) == (other.scheme, other.less)
            && (Rc::ptr_eq(&self.values, &other.values) || self.values == other.values)
    }
}

impl Series {
    /// Its name.
    pub fn name(&self) -> String {
        match self.less {
            Some(less) => format!("{} less {}", self.scheme.name(), less.name()),
            None => self.scheme.name().to_owned(),
        }
    }

    /// Its name in attributes.
    pub fn slug(&self) -> String {
        match self.less {
            Some(less) => format!("{}-less-{}", self.scheme.slug(), less.slug()),
            None => self.scheme.slug().to_owned(),
        }
    }

    /// The value of a pattern.
    pub fn value(&self, pattern: Pattern) -> Option<f64> {
        self.values.get(usize::try_from(pattern.0).ok()?).copied()
    }
}

/// What is looked at now; none where a scheme of a difference is not measured.
pub fn series(state: &State) -> Vec<Series> {
    match state.lens {
        Lens::Each => state
            .shown()
            .map(|found| Series {
                scheme: found.scheme,
                less: None,
                values: Rc::clone(&found.accuracy),
            })
            .collect(),
        Lens::Difference(a, b) => {
            let of = |scheme| state.evidence_of(scheme).filter(|found| found.table.n > 0);
            of(a).zip(of(b)).map_or_else(Vec::new, |(first, second)| {
                vec![Series {
                    scheme: a,
                    less: Some(b),
                    values: Rc::new(difference(first, second)),
                }]
            })
        }
    }
}

fn difference(a: &Evidence, b: &Evidence) -> Vec<f64> {
    let pairs = a.accuracy.iter().zip(b.accuracy.iter());
    pairs.map(|(a, b)| a - b).collect()
}

/// The 95 % interval of a scheme's accuracy under a pattern.
pub fn interval(state: &State, scheme: Scheme, pattern: Pattern) -> Option<Interval> {
    state.evidence_of(scheme)?.table.interval(pattern)
}

/// The mean of the values of each pattern: what patterns are ordered by.
pub fn mean(series: &[Series]) -> Option<Vec<f64>> {
    let mut sum = series.first()?.values.to_vec();
    for other in &series[1..] {
        for (sum, value) in sum.iter_mut().zip(other.values.iter()) {
            *sum += value;
        }
    }
    Some(sum)
}
