//! Per-channel normalisation to mean 0 and standard deviation 1.

use serde::{Deserialize, Serialize};

use crate::samples::{Samples, SamplesError, width_of};

/// Mean and standard deviation of each channel, of training samples only. The normalised value is `(value − mean) / std`, in f32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Normalisation {
    /// One mean per channel.
    pub mean: Vec<f32>,
    /// One population standard deviation per channel; above 0.
    pub std: Vec<f32>,
}

impl Normalisation {
    /// The statistics of some samples, over all positions of each channel; the sums are f64. A channel that never changes gets the deviation 1, so that
    /// it becomes 0 instead of no number.
    pub fn of(samples: &Samples) -> Self {
        let channels = samples.shape().first().copied().unwrap_or(1);
        let positions = samples.width() / channels.max(1);
        let count = (samples.len() * positions).max(1) as f64;
        let mean = channel_sums(samples, channels, positions, |_, value| value)
            .into_iter()
            .map(|sum| sum / count)
            .collect::<Vec<f64>>();
        let squares = channel_sums(samples, channels, positions, |channel, value| {
            (value - mean[channel]).powi(2)
        });
        Self {
            mean: mean.iter().map(|&value| value as f32).collect(),
            std: squares
                .into_iter()
                .map(|sum| match (sum / count).sqrt() as f32 {
                    0.0 => 1.0,
                    deviation => deviation,
                })
                .collect(),
        }
    }

    /// Number of channels.
    pub fn channels(&self) -> usize {
        self.mean.len()
    }

    /// Normalises samples that lie one after the other, each of `shape` (channels first), in place.
    ///
    /// # Errors
    /// [`SamplesError::Channels`] for another number of channels, [`SamplesError::Shape`], and [`SamplesError::Length`] when the last sample is cut off.
    pub fn apply(&self, values: &mut [f32], shape: &[usize]) -> Result<(), SamplesError> {
        let width = width_of(shape)?;
        let channels = shape.first().copied().unwrap_or(0);
        for found in [self.mean.len(), self.std.len()] {
            if found != channels {
                return Err(SamplesError::Channels {
                    expected: channels,
                    found,
                });
            }
        }
        if !values.len().is_multiple_of(width) {
            return Err(SamplesError::Length {
                what: "values",
                expected: values.len().next_multiple_of(width),
                found: values.len(),
            });
        }
        let positions = width / channels;
        for sample in values.chunks_exact_mut(width) {
            for ((channel, &mean), &std) in sample
                .chunks_exact_mut(positions)
                .zip(&self.mean)
                .zip(&self.std)
            {
                for value in channel {
                    *value = (*value - mean) / std;
                }
            }
        }
        Ok(())
    }

    /// What is wrong with these numbers for samples of that many channels, if anything is.
    pub fn problem(&self, channels: usize) -> Option<String> {
        for (name, list) in [("mean", &self.mean), ("std", &self.std)] {
            if list.len() != channels {
                return Some(format!(
                    "{name} has {} entries for {channels} channels",
                    list.len()
                ));
            }
            if let Some(position) = list.iter().position(|value| !value.is_finite()) {
                return Some(format!("{name} of channel {position} is not a number"));
            }
        }
        self.std
            .iter()
            .position(|&value| value <= 0.0)
            .map(|position| format!("std of channel {position} is not above 0"))
    }
}

/// Σ term(channel, value) over all samples and positions, per channel.
fn channel_sums(
    samples: &Samples,
    channels: usize,
    positions: usize,
    term: impl Fn(usize, f64) -> f64,
) -> Vec<f64> {
    let mut sums = vec![0.0; channels];
    for sample in samples.values().chunks_exact(samples.width()) {
        for (channel, values) in sample.chunks_exact(positions).enumerate() {
            sums[channel] += values
                .iter()
                .map(|&value| term(channel, f64::from(value)))
                .sum::<f64>();
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_channels() -> Samples {
        // Channel 0 holds 1, 3, 5, 7; channel 1 never changes.
        Samples::new(
            vec![2, 2],
            vec![1.0, 3.0, 9.0, 9.0, 5.0, 7.0, 9.0, 9.0],
            vec![0, 1],
            vec![0, 1],
            vec![],
        )
        .unwrap()
    }

    #[test]
    fn population_statistics() {
        let normalisation = Normalisation::of(&two_channels());
        assert_eq!(normalisation.mean, [4.0, 9.0]);
        // Variance of 1, 3, 5, 7 around 4: (9 + 1 + 1 + 9) / 4.
        assert_eq!(normalisation.std, [5.0f32.sqrt(), 1.0]);
        assert_eq!(normalisation.problem(2), None);
    }

    #[test]
    fn normalised_samples_have_mean_0_and_deviation_1() {
        let mut samples = two_channels();
        samples
            .normalise(&Normalisation::of(&two_channels()))
            .unwrap();
        let again = Normalisation::of(&samples);
        assert!(again.mean.iter().all(|mean| mean.abs() < 1e-6));
        assert!((again.std[0] - 1.0).abs() < 1e-6);
        assert_eq!(samples.sample(0).unwrap()[2..], [0.0, 0.0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let normalisation = Normalisation::of(&two_channels());
        let cases: [(usize, &[usize], SamplesError); 3] = [
            (
                6,
                &[3, 2],
                SamplesError::Channels {
                    expected: 3,
                    found: 2,
                },
            ),
            (0, &[], SamplesError::Shape { shape: vec![] }),
            (
                7,
                &[2, 2],
                SamplesError::Length {
                    what: "values",
                    expected: 8,
                    found: 7,
                },
            ),
        ];
        for (length, shape, error) in cases {
            let mut values = vec![1.0; length];
            assert_eq!(normalisation.apply(&mut values, shape), Err(error));
            assert_eq!(values, vec![1.0; length], "nothing is changed on an error");
        }
    }

    #[test]
    fn problems_are_named() {
        let make = |mean: &[f32], std: &[f32]| Normalisation {
            mean: mean.to_vec(),
            std: std.to_vec(),
        };
        for (normalisation, words) in [
            (make(&[0.0], &[1.0, 1.0]), "mean has 1 entries"),
            (make(&[0.0, 0.0], &[1.0]), "std has 1 entries"),
            (make(&[0.0, f32::NAN], &[1.0, 1.0]), "mean of channel 1"),
            (make(&[0.0, 0.0], &[f32::INFINITY, 1.0]), "std of channel 0"),
            (make(&[0.0, 0.0], &[1.0, 0.0]), "not above 0"),
            (make(&[0.0, 0.0], &[-1.0, 1.0]), "not above 0"),
        ] {
            let problem = normalisation.problem(2).unwrap();
            assert!(problem.contains(words), "{problem}");
        }
    }
}
