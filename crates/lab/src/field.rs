//! What a person types into a field, read and checked: each reader gives the value or a sentence that says what to type
//! instead.

use deepfog_topology::rules::MAX_TITLE;

/// Reads a whole number within a range.
///
/// # Errors
/// A sentence that says what is wrong with the text and which numbers can be taken.
pub fn whole(text: &str, low: u64, high: u64) -> Result<u64, String> {
    let take = format!("Take {low} to {high}.");
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("A whole number is missing. {take}"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("“{}” is not a whole number. {take}", short(text)));
    }
    match text.parse::<u64>() {
        Ok(number) if number < low => Err(format!("{number} is too small. {take}")),
        Ok(number) if number <= high => Ok(number),
        // A number that overflows is too large as well.
        _ => Err(format!("{} is too large. {take}", short(text))),
    }
}

/// Reads a probability to stay up, above 0: `.92`, `0.92`, `0,92` and `92 %` are the same.
///
/// # Errors
/// A sentence that says what is wrong with the text and what can be taken.
pub fn survival(text: &str) -> Result<f64, String> {
    const TAKE: &str = "Take 0.01 to 1, such as 0.9.";
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("A probability is missing. {TAKE}"));
    }
    let (digits, scale) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let number =
        decimal(digits).ok_or_else(|| format!("“{}” is not a number. {TAKE}", short(text)))?;
    let share = number / scale;
    if (0.01..=1.0).contains(&share) {
        Ok(share)
    } else if share > 1.0 {
        Err(format!("{} is above 1. {TAKE}", short(text)))
    } else {
        Err(format!("{} is too small. {TAKE}", short(text)))
    }
}

/// Reads a name: one line, not too long.
///
/// # Errors
/// A sentence that says why it cannot be used.
pub fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err("A trained network needs a name.".to_owned());
    }
    if name.chars().any(char::is_control) {
        return Err("A name stands on one line. Remove the special characters.".to_owned());
    }
    match name.chars().count() {
        count if count > MAX_TITLE => Err(format!(
            "The name is too long: {count} characters. Take at most {MAX_TITLE}."
        )),
        _ => Ok(name.to_owned()),
    }
}

/// A finite decimal number with a point or a comma.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.replace('−', "-").replace(',', ".");
    // `parse` takes `inf`, `nan` and exponents too, which nobody means here.
    let legal = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
    if !plain.bytes().all(legal) {
        return None;
    }
    plain
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}

/// A text that may be long, for a sentence about it.
pub fn short(text: &str) -> String {
    const SHOWN: usize = 12;
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        format!("{start}…")
    } else {
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, expected) in [
            (" 20 ", Ok(20)),
            ("", Err("A whole number is missing. Take 1 to 1000.")),
            ("0", Err("0 is too small. Take 1 to 1000.")),
            ("1001", Err("1001 is too large. Take 1 to 1000.")),
            (
                "99999999999999999999",
                Err("999999999999… is too large. Take 1 to 1000."),
            ),
            ("1.5", Err("“1.5” is not a whole number. Take 1 to 1000.")),
        ] {
            assert_eq!(whole(text, 1, 1000), expected.map_err(str::to_owned));
        }
        assert_eq!(whole("18446744073709551615", 0, u64::MAX), Ok(u64::MAX));
    }

    #[test]
    fn probabilities_to_stay_up() {
        for (text, expected) in [
            (".9", Ok(0.9)),
            ("0,9", Ok(0.9)),
            ("90 %", Ok(0.9)),
            ("1", Ok(1.0)),
            ("0", Err("0 is too small. Take 0.01 to 1, such as 0.9.")),
            ("1.1", Err("1.1 is above 1. Take 0.01 to 1, such as 0.9.")),
            (
                "x",
                Err("“x” is not a number. Take 0.01 to 1, such as 0.9."),
            ),
            (
                "",
                Err("A probability is missing. Take 0.01 to 1, such as 0.9."),
            ),
        ] {
            assert_eq!(survival(text), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(name(" Mine "), Ok("Mine".to_owned()));
        for (text, start) in [("  ", "A trained"), ("a\nb", "A name stands")] {
            assert!(name(text).unwrap_err().starts_with(start));
        }
        assert!(name(&"é".repeat(MAX_TITLE + 1)).is_err());
    }
}
