//! Logits recorded with one engine, to hold other engines to.

use deepfog_network::{Purpose, stream};
use deepfog_resilience::Pattern;
use rand::seq::index;

use crate::network::Network;

/// Samples recorded per bundle, from the start of its pack.
pub const SAMPLES: usize = 32;
/// Failure patterns recorded of a network that has more.
pub const PATTERNS: usize = 32;
/// Two engines' logits may differ by this much.
pub const TOLERANCE: f32 = 1e-4;

/// The failure patterns recorded: all of them, or [`PATTERNS`] drawn with a fixed seed.
pub fn patterns(network: &Network) -> Vec<Pattern> {
    let all: Vec<Pattern> = network.patterns().all().collect();
    if all.len() <= PATTERNS {
        return all;
    }
    let mut generator = stream(1, Purpose::Selection);
    let mut chosen = index::sample(&mut generator, all.len(), PATTERNS).into_vec();
    chosen.sort_unstable();
    chosen.into_iter().map(|at| all[at]).collect()
}

/// The logits of the first samples of a pack under some failure patterns.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// Samples recorded, from the start of the pack.
    pub samples: usize,
    /// Logits per sample.
    pub classes: usize,
    /// Per pattern: classes × samples, sample by sample; `None` where the answer is a random guess.
    pub patterns: Vec<(Pattern, Option<Vec<f32>>)>,
}

/// Bytes that are no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no recording of logits")]
pub struct NotARecording;

impl Recording {
    /// Little-endian: samples, classes and number of patterns (u32), then per pattern its mask (u64), whether it
    /// is answered (u8), and its logits (f32).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for number in [self.samples, self.classes, self.patterns.len()] {
            bytes.extend((number as u32).to_le_bytes());
        }
        for (pattern, logits) in &self.patterns {
            bytes.extend(pattern.0.to_le_bytes());
            bytes.push(u8::from(logits.is_some()));
            for logit in logits.iter().flatten() {
                bytes.extend(logit.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads [`Recording::to_bytes`].
    ///
    /// # Errors
    /// The bytes end early, go on, or hold something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotARecording> {
        let mut rest = bytes;
        let mut number = || -> Result<usize, NotARecording> {
            let value = u32::from_le_bytes(take(&mut rest)?);
            usize::try_from(value).map_err(|_| NotARecording)
        };
        let (samples, classes, count) = (number()?, number()?, number()?);
        let size = samples.checked_mul(classes).ok_or(NotARecording)?;
        let mut patterns = Vec::new();
        for _ in 0..count {
            let pattern = Pattern(u64::from_le_bytes(take(&mut rest)?));
            let [answered] = take::<1>(&mut rest)?;
            let logits = if answered == 0 {
                None
            } else {
                if size > rest.len() / 4 {
                    return Err(NotARecording);
                }
                let mut logits = Vec::with_capacity(size);
                for _ in 0..size {
                    logits.push(f32::from_le_bytes(take(&mut rest)?));
                }
                Some(logits)
            };
            patterns.push((pattern, logits));
        }
        if rest.is_empty() {
            Ok(Self {
                samples,
                classes,
                patterns,
            })
        } else {
            Err(NotARecording)
        }
    }

    /// The largest difference between these logits and another engine's for one pattern; infinite where only one
    /// of them has an answer, or their lengths differ.
    pub fn distance(recorded: Option<&[f32]>, found: Option<&[f32]>) -> f32 {
        match (recorded, found) {
            (None, None) => 0.0,
            (Some(a), Some(b)) if a.len() == b.len() => a
                .iter()
                .zip(b)
                .map(|(a, b)| (a - b).abs())
                // A NaN is as far as can be: `max` would pass over it.
                .fold(0.0, |most, distance| {
                    if distance.is_nan() {
                        f32::INFINITY
                    } else {
                        most.max(distance)
                    }
                }),
            _ => f32::INFINITY,
        }
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NotARecording> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(NotARecording)?;
    *rest = tail;
    Ok(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_survive_their_bytes_and_nothing_else_is_one() {
        let recording = Recording {
            samples: 2,
            classes: 3,
            patterns: vec![
                (Pattern(0), Some(vec![0.5, -1.0, 2.0, 1e-7, 0.0, 3.0])),
                (Pattern(5), None),
            ],
        };
        let bytes = recording.to_bytes();
        assert_eq!(Recording::from_bytes(&bytes), Ok(recording));
        for end in 0..bytes.len() {
            assert_eq!(
                Recording::from_bytes(&bytes[..end]),
                Err(NotARecording),
                "{end}"
            );
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(Recording::from_bytes(&longer), Err(NotARecording));
        assert_eq!(Recording::from_bytes(&[255; 64]), Err(NotARecording));
    }

    #[test]
    fn distances() {
        let cases = [
            (None, None, 0.0),
            (Some(&[1.0, 2.0][..]), Some(&[1.5, 2.0][..]), 0.5),
            (Some(&[1.0]), None, f32::INFINITY),
            (Some(&[1.0]), Some(&[1.0, 2.0]), f32::INFINITY),
            (Some(&[1.0, 2.0]), Some(&[f32::NAN, 2.0]), f32::INFINITY),
        ];
        for (a, b, expected) in cases {
            assert_eq!(Recording::distance(a, b), expected, "{a:?} {b:?}");
        }
    }
}
