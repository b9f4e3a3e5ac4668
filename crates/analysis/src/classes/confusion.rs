//! Which class is taken for which, and how many samples of each class are recognised.

use deepfog_protocol::Detail;

use super::mixture::Mixture;

/// Samples by their true class and the class that they are taken for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Confusion {
    /// Number of classes.
    pub classes: usize,
    /// True class × class answered, row by row: samples, or their expected number.
    pub values: Vec<f64>,
}

impl Confusion {
    /// The matrix of a mixture of answers. Where no information reaches the cloud, a sample is taken for each class with the
    /// class's share in training.
    pub fn of(detail: &Detail, mixture: &Mixture) -> Self {
        let classes = detail.samples.len();
        let size = classes * classes;
        let mut values = vec![0.0; size];
        for &(answer, weight) in &mixture.answers {
            let counts = detail.confusion.get(answer * size..(answer + 1) * size);
            for (value, &count) in values.iter_mut().zip(counts.unwrap_or_default()) {
                *value += weight * f64::from(count);
            }
        }
        if mixture.guess > 0.0 {
            for (row, &n) in values.chunks_mut(classes.max(1)).zip(&detail.samples) {
                for (value, prior) in row.iter_mut().zip(&detail.prior) {
                    *value += mixture.guess * f64::from(n) * prior;
                }
            }
        }
        Self { classes, values }
    }

    /// Samples of a class that are taken for another.
    pub fn at(&self, class: usize, answered: usize) -> f64 {
        let index = class * self.classes + answered;
        self.values.get(index).copied().unwrap_or(0.0)
    }

    /// The share of a class's samples that are taken for another; `None` where it has none.
    pub fn share(&self, class: usize, answered: usize) -> Option<f64> {
        let row = self.values.chunks(self.classes.max(1)).nth(class)?;
        let n: f64 = row.iter().sum();
        (n > 0.0).then(|| self.at(class, answered) / n)
    }

    /// The two different classes of which the most samples are confused: true class, class answered. `None` without a confusion.
    pub fn worst(&self) -> Option<(usize, usize)> {
        let pairs = (0..self.values.len()).map(|at| (at / self.classes, at % self.classes));
        pairs
            .filter(|(class, answered)| class != answered && self.at(*class, *answered) > 0.0)
            .fold(None, |worst: Option<(usize, usize)>, pair| match worst {
                Some(worst) if self.at(worst.0, worst.1) >= self.at(pair.0, pair.1) => Some(worst),
                _ => Some(pair),
            })
    }
}

/// Per answer and class, the samples that are recognised: the diagonals of the answers' matrices, one after the other. They do not
/// depend on how much each answer counts.
pub fn diagonals(detail: &Detail) -> Vec<u32> {
    let classes = detail.samples.len();
    let matrices = detail.confusion.chunks_exact((classes * classes).max(1));
    matrices
        .flat_map(|matrix| matrix.iter().step_by(classes + 1).copied())
        .collect()
}

/// Per class, the share of its samples that are recognised, with the answers' [`diagonals`]; `None` where there are none. The diagonal
/// of [`Confusion`] by row, without the rest.
pub fn recall(detail: &Detail, diagonals: &[u32], mixture: &Mixture) -> Vec<Option<f64>> {
    let classes = detail.samples.len();
    let mut right = vec![0.0; classes];
    for &(answer, weight) in &mixture.answers {
        let counts = diagonals.get(answer * classes..(answer + 1) * classes);
        for (sum, &count) in right.iter_mut().zip(counts.unwrap_or_default()) {
            *sum += weight * f64::from(count);
        }
    }
    let classes = right.into_iter().zip(&detail.samples).enumerate();
    classes
        .map(|(class, (right, &n))| {
            let guessed = mixture.guess * detail.prior.get(class).copied().unwrap_or(0.0);
            (n > 0).then(|| right / f64::from(n) + guessed)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use deepfog_resilience::Pattern;

    use super::super::mixture::tests::detail;
    use super::*;

    #[test]
    fn a_matrix_is_that_of_its_answers() {
        let detail = detail();
        let of = |mixture: &Mixture| Confusion::of(&detail, mixture).values;
        let pattern = |mask| Mixture::of_pattern(&detail, Pattern(mask)).unwrap();
        assert_eq!(of(&pattern(0)), [3.0, 1.0, 0.0, 2.0]);
        // A guess: 4 and 2 samples, three quarters of each taken for the first class.
        assert_eq!(of(&pattern(3)), [3.0, 1.0, 1.5, 0.5]);
        let expected = Mixture::expected(&detail, &[0.25, 0.25, 0.25, 0.25]);
        assert_eq!(of(&expected), [2.5, 1.5, 0.375, 1.625]);
        let matrix = Confusion::of(&detail, &expected);
        assert_eq!(matrix.share(0, 1), Some(0.375));
        assert_eq!(matrix.worst(), Some((0, 1)));
        assert_eq!(matrix.share(2, 0), None);
    }

    #[test]
    fn recall_is_the_diagonal_by_row() {
        let mut detail = detail();
        assert_eq!(diagonals(&detail), [3, 2, 1, 2]);
        let expected = Mixture::expected(&detail, &[0.1, 0.2, 0.3, 0.4]);
        let matrix = Confusion::of(&detail, &expected);
        for (class, found) in recall(&detail, &diagonals(&detail), &expected)
            .into_iter()
            .enumerate()
        {
            let share = matrix.share(class, class).unwrap();
            assert!((found.unwrap() - share).abs() < 1e-12, "{class}");
        }
        detail.samples[1] = 0;
        assert_eq!(recall(&detail, &diagonals(&detail), &expected)[1], None);
    }

    #[test]
    fn no_classes_have_no_matrix() {
        let matrix = Confusion::of(&Detail::default(), &Mixture::default());
        assert_eq!((matrix.worst(), matrix.share(0, 0)), (None, None));
        assert_eq!(diagonals(&Detail::default()), [0_u32; 0]);
    }
}
