//! Round numbers along an axis.

/// Round values from `low` to `high`, at most about `most` of them: steps of 1, 2 or 5 times a power of ten. The values lie within
/// the range. None where the range is empty or not finite.
pub fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 || most == 0 {
        return Vec::new();
    }
    let step = step(span / most as f64);
    let first = (low / step - 1e-9).ceil();
    let last = (high / step + 1e-9).floor();
    // More than asked for by one at most, so that this is a small number.
    let count = (last - first).max(-1.0) as usize + 1;
    (0..count)
        .map(|at| {
            let value = (first + at as f64) * step;
            // Not −0.
            if value == 0.0 { 0.0 } else { value }
        })
        .collect()
}

/// The smallest of 1, 2, 5 times a power of ten that is at least so much; 1 where there is nothing.
pub fn step(least: f64) -> f64 {
    if !least.is_finite() || least <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within() {
        type Case<'a> = (f64, f64, usize, &'a [f64]);
        let cases: [Case; 7] = [
            (0.0, 1.0, 5, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
            (0.0, 1.0, 2, &[0.0, 0.5, 1.0]),
            (-0.3, 0.3, 3, &[-0.2, 0.0, 0.2]),
            (0.0, 137.0, 4, &[0.0, 50.0, 100.0]),
            (3.0, 3.0, 4, &[]),
            (f64::NAN, 1.0, 4, &[]),
            (0.0, 1e-6, 1, &[0.0, 1e-6]),
        ];
        for (low, high, most, expected) in cases {
            let found = ticks(low, high, most);
            assert_eq!(found.len(), expected.len(), "{low} {high}: {found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() <= 1e-12 * expected.abs());
            }
        }
    }
}
