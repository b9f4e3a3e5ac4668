//! Which classes stand in an answer's short list.

use deepfog_topology::order;

/// One class of the short list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedClass {
    /// Index of the class.
    pub class: usize,
    /// Its probability.
    pub probability: f32,
    /// Whether it is the true one.
    pub is_truth: bool,
}

/// The most probable class; ties go to the smaller index, as in every engine. `None` without classes.
pub fn best_class(probabilities: &[f32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (class, &probability) in probabilities.iter().enumerate() {
        if best.is_none_or(|(_, highest)| probability > highest) {
            best = Some((class, probability));
        }
    }
    best.map(|(class, _)| class)
}

/// The `rows` most probable classes in falling order (ties: smaller index). The true class is always among
/// them: where it is less probable than all of these, it takes the last row.
pub fn short_list(probabilities: &[f32], truth: Option<usize>, rows: usize) -> Vec<RankedClass> {
    let order = order::ordered(probabilities.len(), &mut |a, b| {
        probabilities[b]
            .total_cmp(&probabilities[a])
            .then(a.cmp(&b))
    });
    let mut shown: Vec<usize> = order.iter().copied().take(rows).collect();
    if let Some(truth) = truth
        && truth < probabilities.len()
        && !shown.contains(&truth)
        && let Some(last) = shown.last_mut()
    {
        *last = truth;
    }
    shown
        .into_iter()
        .map(|class| RankedClass {
            class,
            probability: probabilities[class],
            is_truth: truth == Some(class),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_list_holds_the_truth() {
        let probabilities = [0.05, 0.52, 0.31, 0.02, 0.1];
        for (truth, rows, classes) in [
            (Some(2), 3, vec![1, 2, 4]),
            (Some(3), 3, vec![1, 2, 3]),
            (Some(1), 2, vec![1, 2]),
            (None, 2, vec![1, 2]),
            (Some(9), 2, vec![1, 2]),
            (Some(0), 0, vec![]),
            (Some(0), 9, vec![1, 2, 4, 0, 3]),
        ] {
            let list = short_list(&probabilities, truth, rows);
            let found: Vec<usize> = list.iter().map(|entry| entry.class).collect();
            assert_eq!(found, classes, "truth {truth:?}, {rows} rows");
            for entry in list {
                assert_eq!(entry.is_truth, truth == Some(entry.class));
            }
        }
    }

    #[test]
    fn the_best_class_is_the_first_of_equals() {
        for (probabilities, best) in [
            (vec![], None),
            (vec![1.0], Some(0)),
            (vec![0.3, 0.4, 0.4], Some(1)),
            (vec![0.1, 0.2, 0.7], Some(2)),
        ] {
            assert_eq!(best_class(&probabilities), best);
        }
    }
}
