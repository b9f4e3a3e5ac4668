//! Numbers as a person reads them.

/// A narrow space that does not break: between thousands and before units.
const NARROW: char = '\u{202f}';

/// A share of 1 as a percentage with one decimal and without the sign: `0.5823` is `58.2`.
pub fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// A share of 1 with its sign: `58.2 %`.
pub fn percentage(share: f64) -> String {
    format!("{}{NARROW}%", percent(share))
}

/// The two ends of an interval of shares: `55.5–60.9`.
pub fn percent_range(low: f64, high: f64) -> String {
    format!("{}–{}", percent(low), percent(high))
}

/// A difference of two shares in points, always with a sign but for none: `+1.2`, `−0.4`, `0.0`.
pub fn points(difference: f64) -> String {
    let text = format!("{:.1}", 100.0 * difference.abs());
    if text == "0.0" {
        text
    } else if difference < 0.0 {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

/// A probability with two decimals and no leading zero: `.52`; `1.00` keeps its one.
pub fn share(probability: f64) -> String {
    unled(format!("{probability:.2}"))
}

/// A probability with four decimals and no leading zero, for path survival: `.8126`.
pub fn survival(probability: f64) -> String {
    unled(format!("{probability:.4}"))
}

fn unled(text: String) -> String {
    match text.strip_prefix('0') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// A whole number with its thousands set apart: `1 312`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(NARROW);
        }
        text.push(digit);
    }
    text
}

/// A difference of two whole numbers, with a sign but for none: `+1 312`, `−4`.
pub fn count_difference(a: u64, b: u64) -> String {
    match b.cmp(&a) {
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", count(b - a)),
        std::cmp::Ordering::Less => format!("−{}", count(a - b)),
    }
}

/// By how much a figure is more than another: `+34 %`; `none` where it is not.
pub fn more(with: u64, without: u64) -> String {
    if with <= without {
        return "none".to_owned();
    }
    if without == 0 {
        return "all".to_owned();
    }
    let share = 100.0 * (with - without) as f64 / without as f64;
    if share < 0.95 {
        format!("+{share:.1}{NARROW}%")
    } else {
        format!("+{share:.0}{NARROW}%")
    }
}

/// Bytes in the unit that fits, three figures at most: `512 B`, `2.4 kB`, `1.1 MB`, `2.1 GB`.
pub fn bytes(number: u64) -> String {
    let value = number as f64;
    if number < 1_000 {
        format!("{number}{NARROW}B")
    } else if value < 999_500.0 {
        format!("{}{NARROW}kB", short(value / 1e3))
    } else if value < 999.5e6 {
        format!("{}{NARROW}MB", short(value / 1e6))
    } else {
        format!("{}{NARROW}GB", short(value / 1e9))
    }
}

/// One decimal below ten, none above, and no `.0`.
fn short(value: f64) -> String {
    let text = if value < 9.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    };
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A value of a tensor in about three figures, with a true minus sign: `−0.84`, `12.3`, `0`.
pub fn value(value: f32) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    let size = value.abs();
    let text = if size == 0.0 {
        "0".to_owned()
    } else if !(1e-3..1e5).contains(&size) {
        format!("{size:.1e}")
    } else if size >= 100.0 {
        format!("{size:.0}")
    } else if size >= 10.0 {
        format!("{size:.1}")
    } else if size >= 0.1 {
        format!("{size:.2}")
    } else {
        format!("{size:.4}")
    };
    if value < 0.0 {
        format!("−{text}")
    } else {
        text
    }
}

/// A loss in three figures: `0.482`, `12.3`.
pub fn loss(value: f64) -> String {
    if !value.is_finite() {
        "not a number".to_owned()
    } else if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}

/// A tensor's shape: `16 × 50`.
pub fn shape(dims: impl IntoIterator<Item = usize>) -> String {
    let dims: Vec<String> = dims.into_iter().map(|dim| dim.to_string()).collect();
    dims.join(" × ")
}

/// A figure, or what stands for one that cannot be told while a problem stands in its way.
pub fn known(figure: Option<u64>, text: fn(u64) -> String) -> String {
    figure.map_or_else(|| "not known yet".to_owned(), text)
}

/// A number for an SVG attribute: at most two decimals, no trailing zeros.
pub fn place(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(NARROW, " ")
    }

    #[test]
    fn shares_as_text() {
        for (number, as_percent, as_share) in [
            (0.0, "0.0", ".00"),
            (0.143, "14.3", ".14"),
            (0.5823, "58.2", ".58"),
            (0.999_9, "100.0", "1.00"),
            (1.0, "100.0", "1.00"),
        ] {
            assert_eq!(percent(number), as_percent);
            assert_eq!(plain(&percentage(number)), format!("{as_percent} %"));
            assert_eq!(share(number), as_share);
        }
        assert_eq!(percent_range(0.555, 0.609), "55.5–60.9");
        assert_eq!(survival(0.8126), ".8126");
        assert_eq!(survival(1.0), "1.0000");
    }

    #[test]
    fn differences_have_a_sign() {
        for (difference, text) in [
            (0.0123, "+1.2"),
            (-0.0123, "−1.2"),
            (0.0, "0.0"),
            (-0.0004, "0.0"),
        ] {
            assert_eq!(points(difference), text);
        }
        for (a, b, text) in [(1, 1, "0"), (1, 2_001, "+2 000"), (2_001, 1, "−2 000")] {
            assert_eq!(plain(&count_difference(a, b)), text);
        }
        for (with, without, text) in [
            (134, 100, "+34 %"),
            (1_004, 1_000, "+0.4 %"),
            (100, 100, "none"),
            (0, 0, "none"),
            (5, 0, "all"),
        ] {
            assert_eq!(plain(&more(with, without)), text);
        }
    }

    #[test]
    fn counts_and_bytes_as_text() {
        for (number, as_count, as_bytes) in [
            (0, "0", "0 B"),
            (999, "999", "999 B"),
            (1_000, "1 000", "1 kB"),
            (2_400, "2 400", "2.4 kB"),
            (25_088, "25 088", "25 kB"),
            (999_499, "999 499", "999 kB"),
            (999_500, "999 500", "1 MB"),
            (1_312_000, "1 312 000", "1.3 MB"),
            (12_300_000, "12 300 000", "12 MB"),
            (2_100_000_000, "2 100 000 000", "2.1 GB"),
        ] {
            assert_eq!(plain(&count(number)), as_count);
            assert_eq!(plain(&bytes(number)), as_bytes);
        }
        assert_eq!(plain(&known(Some(1_000), bytes)), "1 kB");
        assert_eq!(known(None, count), "not known yet");
    }

    #[test]
    fn values_and_shapes_as_text() {
        for (number, text) in [
            (0.0, "0"),
            (-0.84, "−0.84"),
            (12.34, "12.3"),
            (1234.5, "1234"),
            (0.0123, "0.0123"),
            (0.000_04, "4.0e-5"),
            (f32::NAN, "not a number"),
            (f32::NEG_INFINITY, "not a number"),
        ] {
            assert_eq!(value(number), text);
        }
        assert_eq!(shape([16, 50]), "16 × 50");
    }

    #[test]
    fn losses_and_places_as_text() {
        for (number, as_loss, as_place) in [
            (0.482_1, "0.482", "0.48"),
            (12.34, "12.3", "12.34"),
            (123.4, "123", "123.4"),
            (0.0, "0.000", "0"),
            (4.567_89, "4.568", "4.57"),
            (12.0, "12.0", "12"),
            (-0.001, "-0.001", "0"),
        ] {
            assert_eq!(loss(number), as_loss);
            assert_eq!(place(number), as_place);
        }
        assert_eq!(loss(f64::NAN), "not a number");
    }
}
