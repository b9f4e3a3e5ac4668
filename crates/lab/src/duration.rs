//! Lengths of time in words.

/// A length of time as a person says it, to two units: `8 s`, `2 min 10 s`, `1 h 5 min`, `2 days 3 h`.
pub fn words(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "an unknown time".to_owned();
    }
    let whole = |seconds: f64, step: f64| (seconds / step).round() as u64;
    if seconds < 59.5 {
        return format!("{} s", whole(seconds, 1.0));
    }
    // The smaller unit in steps that fit how sure an estimate is.
    if seconds < 595.0 {
        let all = whole(seconds, 5.0) * 5;
        return pair(all / 60, "min", all % 60, "s");
    }
    if seconds < 3_570.0 {
        return format!("{} min", whole(seconds, 60.0));
    }
    let minutes = whole(seconds, 300.0) * 5;
    if minutes < 24 * 60 {
        return pair(minutes / 60, "h", minutes % 60, "min");
    }
    let hours = whole(seconds, 3_600.0);
    let days = hours / 24;
    pair(
        days,
        if days == 1 { "day" } else { "days" },
        hours % 24,
        "h",
    )
}

/// The same for an estimate: `about 2 min 10 s`, `less than 1 s`.
pub fn about(seconds: f64) -> String {
    if (0.0..0.5).contains(&seconds) {
        "less than 1 s".to_owned()
    } else {
        format!("about {}", words(seconds))
    }
}

fn pair(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_in_words() {
        for (seconds, text) in [
            (0.2, "0 s"),
            (8.4, "8 s"),
            (59.6, "1 min"),
            (61.0, "1 min"),
            (128.0, "2 min 10 s"),
            (599.0, "10 min"),
            (1_790.0, "30 min"),
            (3_590.0, "1 h"),
            (3_900.0, "1 h 5 min"),
            (86_400.0, "1 day"),
            (183_600.0, "2 days 3 h"),
            (f64::INFINITY, "an unknown time"),
            (-1.0, "an unknown time"),
        ] {
            assert_eq!(words(seconds), text, "{seconds}");
        }
        assert_eq!(about(0.1), "less than 1 s");
        assert_eq!(about(42.0), "about 42 s");
    }
}
