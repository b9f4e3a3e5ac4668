//! From values to places on a drawing.

use deepfog_notation::number::place;

/// A straight map from a range of values to a range of places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    from: (f64, f64),
    to: (f64, f64),
}

impl Linear {
    /// Maps `from.0` to `to.0` and `from.1` to `to.1`. An empty range of values maps to the middle.
    pub fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        Self { from, to }
    }

    /// The place of a value; values outside go on straight.
    pub fn at(&self, value: f64) -> f64 {
        let span = self.from.1 - self.from.0;
        let share = if span == 0.0 {
            0.5
        } else {
            (value - self.from.0) / span
        };
        self.to.0 + share * (self.to.1 - self.to.0)
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is at least the largest absolute value, so that the
/// axis of a plot seldom changes from sample to sample. 1 when there is nothing to show.
pub fn symmetric_extent(values: impl IntoIterator<Item = f32>) -> f64 {
    let largest = values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold(0.0_f64, |largest, value| {
            largest.max(f64::from(value.abs()))
        });
    if largest == 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(largest.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|step| step * power)
        // The tolerance is for values such as 0.2 that came through f32.
        .find(|extent| *extent >= largest * (1.0 - 1e-6))
        .unwrap_or(10.0 * power)
}

/// A share as a percentage for an SVG geometry attribute, held within 0 and 100.
pub fn percentage(share: f64) -> String {
    let share = if share.is_finite() { share } else { 0.0 };
    format!("{}%", place(100.0 * share.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_scale_maps_its_ends() {
        let scale = Linear::new((0.0, 1.0), (80.0, 10.0));
        for (value, expected) in [(0.0, 80.0), (1.0, 10.0), (0.5, 45.0), (2.0, -60.0)] {
            assert!((scale.at(value) - expected).abs() < 1e-12);
        }
        assert_eq!(Linear::new((3.0, 3.0), (0.0, 10.0)).at(3.0), 5.0);
    }

    #[test]
    fn extents_are_round() {
        for (values, expected) in [
            (vec![], 1.0),
            (vec![0.0], 1.0),
            (vec![f32::NAN, f32::INFINITY], 1.0),
            (vec![0.2], 0.2),
            (vec![-0.21, 0.1], 0.5),
            (vec![0.7, -1.0], 1.0),
            (vec![4.6], 5.0),
            (vec![28.9], 50.0),
            (vec![60.0], 100.0),
        ] {
            let extent = symmetric_extent(values.clone());
            assert!((extent - expected).abs() < 1e-9, "{values:?}: {extent}");
        }
    }

    #[test]
    fn percentages_are_held_within_the_drawing() {
        for (share, text) in [
            (0.143, "14.3%"),
            (-1.0, "0%"),
            (7.0, "100%"),
            (f64::NAN, "0%"),
        ] {
            assert_eq!(percentage(share), text);
        }
    }
}
