//! Changes to training samples, drawn anew whenever a sample is used.

use deepfog_dataset::Samples;
use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::initialise::normal;

/// How training samples are changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Augmentation {
    /// Samples are used as they are.
    #[default]
    None,
    /// Windows of a recording.
    Signal(SignalAugmentation),
    /// Images.
    Image(ImageAugmentation),
}

/// Changes to windows. All of them act on the datum before normalisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignalAugmentation {
    /// Start the window anywhere between its own start and the next window's in the same recording.
    pub shift: bool,
    /// Play faster or slower by at most this share: 0.1 is from 1/1.1 to 1.1 times the speed. It takes the rows
    /// that it needs from the recording's next window, and does as much as those allow.
    pub speed: f32,
    /// Turn every three channels, read as a vector, about one axis drawn anew; the angle is normal with this
    /// deviation in radians.
    pub rotation: f32,
    /// Multiply by e^s, s normal with this deviation.
    pub scale: f32,
}

/// Changes to images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImageAugmentation {
    /// Move by at most this many pixels in each direction; zeros come in.
    pub shift: usize,
    /// Mirror left and right with probability one half.
    pub flip: bool,
}

/// Gives the samples of a table, changed.
#[derive(Clone, Debug)]
pub(crate) struct Augmenter {
    augmentation: Augmentation,
    /// Per window: the index of the next one in its recording and by how many rows it is later.
    next: Vec<Option<(usize, usize)>>,
}

impl Augmenter {
    pub(crate) fn new(augmentation: Augmentation, samples: &Samples) -> Self {
        let next = match augmentation {
            Augmentation::Signal(_) => following(samples),
            _ => Vec::new(),
        };
        Self { augmentation, next }
    }

    /// Writes sample `index`, changed, to the end of `values`.
    pub(crate) fn push(
        &self,
        samples: &Samples,
        index: usize,
        generator: &mut impl Rng,
        values: &mut Vec<f32>,
    ) {
        let Some(sample) = samples.sample(index) else {
            return;
        };
        match (&self.augmentation, samples.shape()) {
            (Augmentation::Signal(signal), &[channels, steps]) => {
                let next = self.next.get(index).copied().flatten();
                let later = next.and_then(|(index, rows)| Some((samples.sample(index)?, rows)));
                let start = values.len();
                resample(signal, sample, later, channels, steps, generator, values);
                turn(signal, &mut values[start..], steps, generator);
            }
            (Augmentation::Image(image), &[_, height, width]) => {
                move_image(image, sample, height, width, generator, values);
            }
            _ => values.extend_from_slice(sample),
        }
    }
}

fn following(samples: &Samples) -> Vec<Option<(usize, usize)>> {
    let steps = samples.shape().last().copied().unwrap_or(0);
    let windows = samples.windows();
    (0..samples.len())
        .map(|index| {
            let (this, next) = (windows.get(index)?, windows.get(index + 1)?);
            let rows = usize::try_from(next.start.checked_sub(this.start)?).ok()?;
            (this.recording == next.recording && rows > 0 && rows <= steps)
                .then_some((index + 1, rows))
        })
        .collect()
}

/// Writes the window at a random offset and speed.
fn resample(
    signal: &SignalAugmentation,
    sample: &[f32],
    later: Option<(&[f32], usize)>,
    channels: usize,
    steps: usize,
    generator: &mut impl Rng,
    values: &mut Vec<f32>,
) {
    let (offset_draw, speed_draw) = (generator.random::<f32>(), generator.random::<f32>());
    let last = (steps - 1) as f32;
    let spare = later.map_or(0, |(_, rows)| rows) as f32;
    let stretch = (1.0 + signal.speed).ln();
    let speed = ((2.0 * speed_draw - 1.0) * stretch).exp();
    let speed = if steps > 1 {
        speed.min((last + spare) / last)
    } else {
        1.0
    };
    let room = (last + spare - speed * last).max(0.0);
    let offset = if signal.shift {
        let offset = offset_draw * room;
        // Whole rows where the speed does not call for interpolation anyway.
        if signal.speed > 0.0 {
            offset
        } else {
            offset.floor()
        }
    } else {
        0.0
    };
    // Where each step's value lies is the same in every channel.
    let last_row = steps - 1;
    let (late, rows) = later.map_or((steps, steps), |(_, late)| (late, late + steps));
    let places: Vec<(usize, usize, f32)> = (0..steps)
        .map(|step| {
            let position = offset + speed * step as f32;
            let (whole, part) = (position.floor(), position.fract());
            let left = if (whole as usize) < rows {
                whole as usize
            } else {
                last_row
            };
            let right = if left + 1 < rows { left + 1 } else { left };
            (left, right, part)
        })
        .collect();
    for channel in 0..channels {
        let own = channel * steps..(channel + 1) * steps;
        let now = &sample[own.clone()];
        let after = later.map_or(&[][..], |(sample, _)| &sample[own]);
        let row = |at: usize| {
            if at < steps {
                now[at]
            } else {
                after[at - late]
            }
        };
        values.extend(places.iter().map(|&(left, right, part)| {
            let left = row(left);
            if part > 0.0 {
                left + part * (row(right) - left)
            } else {
                left
            }
        }));
    }
}

/// Turns and scales every triple of channels alike.
fn turn(signal: &SignalAugmentation, values: &mut [f32], steps: usize, generator: &mut impl Rng) {
    if signal.scale > 0.0 {
        let factor = (f64::from(signal.scale) * normal(generator)).exp() as f32;
        for value in values.iter_mut() {
            *value *= factor;
        }
    }
    if signal.rotation > 0.0 {
        let matrix = rotation(f64::from(signal.rotation) * normal(generator), generator);
        for triple in values.chunks_exact_mut(3 * steps) {
            for step in 0..steps {
                let vector = [triple[step], triple[steps + step], triple[2 * steps + step]];
                for (axis, row) in matrix.iter().enumerate() {
                    triple[axis * steps + step] =
                        row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2];
                }
            }
        }
    }
}

/// The rotation by an angle about a random axis (Rodrigues' formula).
fn rotation(angle: f64, generator: &mut impl Rng) -> [[f32; 3]; 3] {
    let mut axis = [normal(generator), normal(generator), normal(generator)];
    let length = axis.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length > 0.0 {
        axis = axis.map(|x| x / length);
    } else {
        axis = [1.0, 0.0, 0.0];
    }
    let [x, y, z] = axis;
    let (sin, cos) = angle.sin_cos();
    let rest = 1.0 - cos;
    [
        [
            cos + x * x * rest,
            x * y * rest - z * sin,
            x * z * rest + y * sin,
        ],
        [
            y * x * rest + z * sin,
            cos + y * y * rest,
            y * z * rest - x * sin,
        ],
        [
            z * x * rest - y * sin,
            z * y * rest + x * sin,
            cos + z * z * rest,
        ],
    ]
    .map(|row| row.map(|value| value as f32))
}

fn move_image(
    image: &ImageAugmentation,
    sample: &[f32],
    height: usize,
    width: usize,
    generator: &mut impl Rng,
    values: &mut Vec<f32>,
) {
    let reach = image.shift;
    let down = generator.random_range(0..=2 * reach);
    let right = generator.random_range(0..=2 * reach);
    let flip = generator.random::<bool>() && image.flip;
    for plane in sample.chunks_exact(height * width) {
        for row in 0..height {
            for column in 0..width {
                let column = if flip { width - 1 - column } else { column };
                let from = (row + down)
                    .checked_sub(reach)
                    .zip((column + right).checked_sub(reach));
                values.push(match from {
                    Some((row, column)) if row < height && column < width => {
                        plane[row * width + column]
                    }
                    _ => 0.0,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use deepfog_dataset::WindowOrigin;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Windows of 6 rows, one every 4, of a recording whose channel c holds 100·c + row.
    fn recording() -> Samples {
        let starts = [0_u32, 4, 8];
        let mut values = Vec::new();
        for start in starts {
            for channel in 0..3 {
                values.extend((start..start + 6).map(|row| (100 * channel + row) as f32));
            }
        }
        let windows = starts
            .map(|start| WindowOrigin {
                recording: 2,
                start,
            })
            .to_vec();
        Samples::new(vec![3, 6], values, vec![0; 3], vec![1; 3], windows).unwrap()
    }

    fn draws(augmentation: Augmentation, samples: &Samples, index: usize) -> Vec<Vec<f32>> {
        let augmenter = Augmenter::new(augmentation, samples);
        let mut generator = ChaCha8Rng::seed_from_u64(1);
        (0..200)
            .map(|_| {
                let mut values = Vec::new();
                augmenter.push(samples, index, &mut generator, &mut values);
                assert_eq!(values.len(), samples.width());
                values
            })
            .collect()
    }

    #[test]
    fn shifted_windows_are_windows_of_the_recording() {
        let samples = recording();
        let shift = SignalAugmentation {
            shift: true,
            ..SignalAugmentation::default()
        };
        let mut seen = [false; 5];
        for values in draws(Augmentation::Signal(shift), &samples, 1) {
            let start = values[0] as usize;
            seen[start - 4] = true;
            for (at, value) in values.iter().enumerate() {
                assert_eq!(*value, (100 * (at / 6) + start + at % 6) as f32);
            }
        }
        assert_eq!(seen, [true, true, true, true, false]);
        // The last window has no later one to take rows from.
        for values in draws(Augmentation::Signal(shift), &samples, 2) {
            assert_eq!(values, samples.sample(2).unwrap());
        }
    }

    #[test]
    fn faster_windows_stay_on_the_recording() {
        let speed = SignalAugmentation {
            shift: true,
            speed: 0.5,
            ..SignalAugmentation::default()
        };
        let (mut slow, mut fast) = (f32::MAX, 0.0_f32);
        for values in draws(Augmentation::Signal(speed), &recording(), 0) {
            let pace = values[1] - values[0];
            (slow, fast) = (slow.min(pace), fast.max(pace));
            for (at, value) in values.iter().enumerate() {
                // The recording is a straight line, so that interpolation keeps it one.
                let expected = (100 * (at / 6)) as f32 + values[0] + pace * (at % 6) as f32;
                assert!((value - expected).abs() < 1e-3, "{values:?}");
            }
            assert!(values[0] >= 0.0 && values[5] <= 9.0 + 1e-4);
        }
        assert!(
            slow > 0.66 && slow < 0.75 && fast > 1.4 && fast < 1.51,
            "{slow} {fast}"
        );
    }

    #[test]
    fn turns_keep_lengths_and_angles() {
        let turn = SignalAugmentation {
            rotation: 1.0,
            ..SignalAugmentation::default()
        };
        let samples = recording();
        let before = samples.sample(0).unwrap();
        let product = |values: &[f32], a: usize, b: usize| -> f32 {
            (0..3)
                .map(|axis| values[axis * 6 + a] * values[axis * 6 + b])
                .sum()
        };
        let mut moved = false;
        for values in draws(Augmentation::Signal(turn), &samples, 0) {
            moved |= values != before;
            for (a, b) in [(0, 0), (0, 5), (2, 3)] {
                let (old, new) = (product(before, a, b), product(&values, a, b));
                assert!((old - new).abs() < 1e-4 * old.abs(), "{old} {new}");
            }
        }
        assert!(moved);
    }

    #[test]
    fn images_move_and_turn_round() {
        let values: Vec<f32> = (1..=12).map(|value| value as f32).collect();
        let samples = Samples::new(vec![1, 3, 4], values, vec![0], vec![0], vec![]).unwrap();
        let image = ImageAugmentation {
            shift: 1,
            flip: true,
        };
        let mut seen = std::collections::BTreeSet::new();
        for values in draws(Augmentation::Image(image), &samples, 0) {
            let kinds = (-1..=1).flat_map(|down: isize| {
                (-1..=1).flat_map(move |right: isize| [false, true].map(|flip| (down, right, flip)))
            });
            let matching = kinds.filter(|&(down, right, flip)| {
                (0..12).all(|at| {
                    let (row, column) = (at / 4, at % 4);
                    let column = if flip { 3 - column } else { column };
                    let (y, x) = (row as isize + down, column as isize + right);
                    let inside = (0..3).contains(&y) && (0..4).contains(&x);
                    let expected = if inside { (1 + y * 4 + x) as f32 } else { 0.0 };
                    values[at] == expected
                })
            });
            let matching: Vec<_> = matching.collect();
            assert_eq!(matching.len(), 1, "{values:?}");
            seen.insert(matching[0]);
        }
        assert_eq!(seen.len(), 18);
    }
}
