//! A table of samples in memory.

use thiserror::Error;

use crate::Normalisation;

/// Where a window of a signal comes from. Windows of one recording whose first rows differ by less than a window overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WindowOrigin {
    /// Index of the recording in the source.
    pub recording: u32,
    /// Its row in the recording with which the window begins.
    pub start: u32,
}

/// Labelled samples of one shape: raw values (dequantised, not normalised unless [`Samples::normalise`] was called), f32, channels first.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    shape: Vec<usize>,
    values: Vec<f32>,
    labels: Vec<u8>,
    groups: Vec<u32>,
    windows: Vec<WindowOrigin>,
}

/// Why a table of samples cannot be made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SamplesError {
    /// A shape without a channel dimension, or with a dimension of 0, or too large to count.
    #[error("{shape:?} is no shape of a sample")]
    Shape {
        /// The shape.
        shape: Vec<usize>,
    },
    /// The lists do not have the same number of samples.
    #[error("{what}: {found} entries where {expected} are needed")]
    Length {
        /// Which list.
        what: &'static str,
        /// How many entries belong there.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Two tables whose samples are not of one kind.
    #[error("samples of shape {found:?} cannot join samples of shape {expected:?}")]
    Mismatch {
        /// Shape of the first table.
        expected: Vec<usize>,
        /// Shape of the second.
        found: Vec<usize>,
    },
    /// An index past the last sample.
    #[error("there is no sample {index}: the table has {count}, counted from 0")]
    Index {
        /// The index.
        index: usize,
        /// How many samples there are.
        count: usize,
    },
    /// A normalisation for another number of channels.
    #[error("a normalisation of {found} channels for samples of {expected}")]
    Channels {
        /// Channels of the samples.
        expected: usize,
        /// Channels of the normalisation.
        found: usize,
    },
}

impl Samples {
    /// A table from its parts.
    ///
    /// `values` holds n × the product of `shape`, `labels` and `groups` (the person, or the index of the image) one entry per sample; `windows` one
    /// entry per sample for signals and none for images.
    ///
    /// # Errors
    /// [`SamplesError::Shape`] and [`SamplesError::Length`].
    pub fn new(
        shape: Vec<usize>,
        values: Vec<f32>,
        labels: Vec<u8>,
        groups: Vec<u32>,
        windows: Vec<WindowOrigin>,
    ) -> Result<Self, SamplesError> {
        let width = width_of(&shape)?;
        let count = labels.len();
        let lengths = [
            ("values", width.checked_mul(count), values.len()),
            ("groups", Some(count), groups.len()),
            (
                "windows",
                Some(if windows.is_empty() { 0 } else { count }),
                windows.len(),
            ),
        ];
        for (what, expected, found) in lengths {
            if expected != Some(found) {
                return Err(SamplesError::Length {
                    what,
                    expected: expected.unwrap_or(usize::MAX),
                    found,
                });
            }
        }
        Ok(Self {
            shape,
            values,
            labels,
            groups,
            windows,
        })
    }

    /// A table without samples, of that shape.
    ///
    /// # Errors
    /// [`SamplesError::Shape`].
    pub fn empty(shape: Vec<usize>) -> Result<Self, SamplesError> {
        Self::new(shape, Vec::new(), Vec::new(), Vec::new(), Vec::new())
    }

    /// Makes room for that many more samples. The number must come from a trusted or checked place.
    pub fn reserve(&mut self, samples: usize) {
        self.values
            .reserve_exact(samples.saturating_mul(self.width()));
        self.labels.reserve_exact(samples);
        self.groups.reserve_exact(samples);
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Shape of one sample: `[channels, steps]` or `[channels, height, width]`.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Number of values of one sample: the product of the shape.
    pub fn width(&self) -> usize {
        self.shape.iter().product()
    }

    /// All values, sample by sample.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// One label per sample: an index into the task's classes.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// One group per sample: the person, or the index of the image in its official set.
    pub fn groups(&self) -> &[u32] {
        &self.groups
    }

    /// One origin per sample for windows of signals; empty for images.
    pub fn windows(&self) -> &[WindowOrigin] {
        &self.windows
    }

    /// The values of one sample.
    pub fn sample(&self, index: usize) -> Option<&[f32]> {
        let start = index.checked_mul(self.width())?;
        self.values.get(start..start.checked_add(self.width())?)
    }

    /// The samples of those indices, in that order; an index may come twice.
    ///
    /// # Errors
    /// [`SamplesError::Index`].
    pub fn select(&self, indices: &[usize]) -> Result<Self, SamplesError> {
        let width = self.width();
        let mut chosen = Self {
            shape: self.shape.clone(),
            values: Vec::with_capacity(indices.len().saturating_mul(width)),
            labels: Vec::with_capacity(indices.len()),
            groups: Vec::with_capacity(indices.len()),
            windows: Vec::new(),
        };
        for &index in indices {
            let (Some(values), Some(&label), Some(&group)) = (
                self.sample(index),
                self.labels.get(index),
                self.groups.get(index),
            ) else {
                return Err(SamplesError::Index {
                    index,
                    count: self.len(),
                });
            };
            chosen.values.extend_from_slice(values);
            chosen.labels.push(label);
            chosen.groups.push(group);
            chosen.windows.extend(self.windows.get(index));
        }
        Ok(chosen)
    }

    /// The indices of the samples of those groups, in the table's order.
    pub fn indices_of_groups(&self, groups: &[u32]) -> Vec<usize> {
        (0..self.len())
            .filter(|&index| groups.contains(&self.groups[index]))
            .collect()
    }

    /// Adds the samples of another table at the end.
    ///
    /// # Errors
    /// [`SamplesError::Mismatch`] for another shape, [`SamplesError::Length`] when only one of the tables has window origins.
    pub fn append(&mut self, mut other: Self) -> Result<(), SamplesError> {
        if self.shape != other.shape {
            return Err(SamplesError::Mismatch {
                expected: self.shape.clone(),
                found: other.shape,
            });
        }
        if !self.is_empty()
            && !other.is_empty()
            && self.windows.is_empty() != other.windows.is_empty()
        {
            return Err(SamplesError::Length {
                what: "windows",
                expected: if self.windows.is_empty() {
                    0
                } else {
                    other.len()
                },
                found: other.windows.len(),
            });
        }
        self.values.append(&mut other.values);
        self.labels.append(&mut other.labels);
        self.groups.append(&mut other.groups);
        self.windows.append(&mut other.windows);
        Ok(())
    }

    /// Normalises every value in place.
    ///
    /// # Errors
    /// [`SamplesError::Channels`] when the normalisation is for another number of channels.
    pub fn normalise(&mut self, normalisation: &Normalisation) -> Result<(), SamplesError> {
        normalisation.apply(&mut self.values, &self.shape)
    }

    /// How many samples each of `classes` classes has. Labels past the last class are left out; a decoded pack has none.
    pub fn class_counts(&self, classes: usize) -> Vec<usize> {
        let mut counts = vec![0; classes];
        for &label in &self.labels {
            if let Some(count) = counts.get_mut(usize::from(label)) {
                *count += 1;
            }
        }
        counts
    }

    /// The share of each class among the samples: zeros when there are none.
    pub fn class_shares(&self, classes: usize) -> Vec<f64> {
        let total = self.len().max(1) as f64;
        self.class_counts(classes)
            .into_iter()
            .map(|count| count as f64 / total)
            .collect()
    }
}

/// The product of a shape, checked.
pub(crate) fn width_of(shape: &[usize]) -> Result<usize, SamplesError> {
    let product = shape
        .iter()
        .try_fold(1usize, |product, &size| product.checked_mul(size));
    match product {
        Some(width) if width > 0 && !shape.is_empty() => Ok(width),
        _ => Err(SamplesError::Shape {
            shape: shape.to_vec(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(starts: &[u32]) -> Vec<WindowOrigin> {
        starts
            .iter()
            .map(|&start| WindowOrigin {
                recording: 4,
                start,
            })
            .collect()
    }

    /// Three samples of shape (2, 2) whose values count upwards.
    fn three() -> Samples {
        let values = (0..12).map(|value| value as f32).collect();
        Samples::new(
            vec![2, 2],
            values,
            vec![1, 0, 1],
            vec![5, 6, 5],
            origins(&[0, 50, 100]),
        )
        .unwrap()
    }

    #[test]
    fn parts_must_fit() {
        let shape = |shape: &[usize]| SamplesError::Shape {
            shape: shape.to_vec(),
        };
        let length = |what, expected, found| SamplesError::Length {
            what,
            expected,
            found,
        };
        let cases = [
            ([].as_slice(), 0, 0, 0, 0, shape(&[])),
            ([2, 0].as_slice(), 0, 0, 0, 0, shape(&[2, 0])),
            (
                [usize::MAX, 2].as_slice(),
                0,
                0,
                0,
                0,
                shape(&[usize::MAX, 2]),
            ),
            ([2, 2].as_slice(), 7, 2, 2, 0, length("values", 8, 7)),
            (
                [usize::MAX].as_slice(),
                7,
                2,
                2,
                0,
                length("values", usize::MAX, 7),
            ),
            ([2, 2].as_slice(), 8, 2, 1, 0, length("groups", 2, 1)),
            ([2, 2].as_slice(), 8, 2, 2, 1, length("windows", 2, 1)),
        ];
        for (shape, values, labels, groups, windows, error) in cases {
            let made = Samples::new(
                shape.to_vec(),
                vec![0.0; values],
                vec![0; labels],
                vec![0; groups],
                origins(&vec![0; windows]),
            );
            assert_eq!(made, Err(error));
        }
    }

    #[test]
    fn samples_are_found_by_index() {
        let samples = three();
        assert_eq!((samples.len(), samples.width()), (3, 4));
        assert_eq!(samples.sample(1), Some([4.0, 5.0, 6.0, 7.0].as_slice()));
        for index in [3, usize::MAX / 4, usize::MAX] {
            assert_eq!(samples.sample(index), None);
        }
    }

    #[test]
    fn selection_keeps_the_asked_order() {
        let chosen = three().select(&[2, 0, 2]).unwrap();
        assert_eq!(chosen.values()[..5], [8.0, 9.0, 10.0, 11.0, 0.0]);
        assert_eq!(chosen.labels(), [1, 1, 1]);
        assert_eq!(chosen.windows(), origins(&[100, 0, 100]));
        assert_eq!(
            three().select(&[0, 3]),
            Err(SamplesError::Index { index: 3, count: 3 })
        );
        assert!(three().select(&[]).unwrap().is_empty());
    }

    #[test]
    fn groups_are_found() {
        assert_eq!(three().indices_of_groups(&[5]), [0, 2]);
        assert_eq!(three().indices_of_groups(&[7]), [0usize; 0]);
    }

    #[test]
    fn tables_join() {
        let mut joined = Samples::empty(vec![2, 2]).unwrap();
        joined.append(three()).unwrap();
        joined.append(three().select(&[1]).unwrap()).unwrap();
        assert_eq!(joined, three().select(&[0, 1, 2, 1]).unwrap());

        let other_shape = Samples::empty(vec![4]).unwrap();
        assert!(matches!(
            joined.append(other_shape),
            Err(SamplesError::Mismatch { .. })
        ));
        let images = Samples::new(vec![2, 2], vec![0.0; 4], vec![0], vec![0], vec![]).unwrap();
        assert!(matches!(
            joined.append(images),
            Err(SamplesError::Length {
                what: "windows",
                expected: 1,
                found: 0
            })
        ));
        assert_eq!(joined.len(), 4);
    }

    #[test]
    fn classes_are_counted() {
        assert_eq!(three().class_counts(3), [1, 2, 0]);
        assert_eq!(three().class_shares(2), [1.0 / 3.0, 2.0 / 3.0]);
        assert_eq!(Samples::empty(vec![1]).unwrap().class_shares(2), [0.0, 0.0]);
    }
}
