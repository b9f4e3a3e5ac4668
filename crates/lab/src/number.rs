//! Numbers as a person reads them, as on the page.

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

/// A count with its noun, in the plural unless it is one: `3 nodes`.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", count(number as u64))
    }
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

/// Names as a sentence lists them: `e`, `e and f`, `e, f and g`.
pub fn list<T: std::fmt::Display>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("{} and {last}", first.join(", "))
        }
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
            (0.0, "0.0 %", ".00"),
            (0.143, "14.3 %", ".14"),
            (0.5823, "58.2 %", ".58"),
            (1.0, "100.0 %", "1.00"),
        ] {
            assert_eq!(plain(&percentage(number)), as_percent);
            assert_eq!(share(number), as_share);
        }
        assert_eq!(percent_range(0.555, 0.609), "55.5–60.9");
        assert_eq!(survival(0.8126), ".8126");
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
    }

    #[test]
    fn counts_and_bytes_as_text() {
        for (number, as_count, as_bytes) in [
            (0, "0", "0 B"),
            (2_400, "2 400", "2.4 kB"),
            (999_500, "999 500", "1 MB"),
            (12_300_000, "12 300 000", "12 MB"),
            (2_100_000_000, "2 100 000 000", "2.1 GB"),
        ] {
            assert_eq!(plain(&count(number)), as_count);
            assert_eq!(plain(&bytes(number)), as_bytes);
        }
        assert_eq!(counted(1, "node"), "1 node");
        assert_eq!(counted(0, "node"), "0 nodes");
    }

    #[test]
    fn losses_and_places_as_text() {
        for (number, as_loss, as_place) in [
            (0.482_1, "0.482", "0.48"),
            (12.34, "12.3", "12.34"),
            (123.4, "123", "123.4"),
            (-0.001, "-0.001", "0"),
        ] {
            assert_eq!(loss(number), as_loss);
            assert_eq!(place(number), as_place);
        }
        assert_eq!(loss(f64::NAN), "not a number");
    }

    #[test]
    fn lists_of_names() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["e"]), "e");
        assert_eq!(list(&["e", "f", "g"]), "e, f and g");
    }
}
