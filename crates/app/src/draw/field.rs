//! What a person types into a field, read and checked: each reader gives the value or a sentence that says what to
//! type instead.

use std::ops::RangeInclusive;

use deepfog_topology::NodeId;
use deepfog_topology::rules::{MAX_NAME, MAX_TITLE, MAX_WEIGHT};

/// Reads a whole number within a range.
///
/// # Errors
/// A sentence that says what is wrong with the text and which numbers can be taken.
pub fn parse_whole(text: &str, range: RangeInclusive<usize>) -> Result<usize, String> {
    let (low, high) = (*range.start(), *range.end());
    let take = if low == high {
        format!("Take {low}.")
    } else {
        format!("Take {low} to {high}.")
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("A whole number is missing. {take}"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("“{}” is not a whole number. {take}", short(text)));
    }
    match text.parse::<usize>() {
        Ok(number) if range.contains(&number) => Ok(number),
        Ok(number) if number < low => Err(format!("{number} is too small. {take}")),
        // A number that overflows is too large as well.
        _ => Err(format!("{} is too large. {take}", short(text))),
    }
}

/// Reads an odd whole number within a range: a kernel has a middle.
///
/// # Errors
/// A sentence that says what is wrong with the text and what can be taken.
pub fn parse_odd(text: &str, range: RangeInclusive<usize>) -> Result<usize, String> {
    let number = parse_whole(text, range)?;
    if number.is_multiple_of(2) {
        return Err(format!(
            "{number} is even. Take an odd number, such as {} or {}.",
            number.saturating_sub(1).max(1),
            number + 1
        ));
    }
    Ok(number)
}

/// Reads a probability: `.92`, `0.92`, `0,92` and `92 %` are the same.
///
/// # Errors
/// A sentence that says what is wrong with the text and what can be taken.
pub fn parse_share(text: &str) -> Result<f64, String> {
    const TAKE: &str = "Take 0 to 1, such as 0.92.";
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
    if (0.0..=1.0).contains(&share) {
        // No probability of −0.
        Ok(share.abs())
    } else {
        let size = if share < 0.0 { "below 0" } else { "above 1" };
        Err(format!("{} is {size}. {TAKE}", short(text)))
    }
}

/// Reads a hyperconnection weight.
///
/// # Errors
/// A sentence that says what is wrong with the text and what can be taken.
pub fn parse_weight(text: &str) -> Result<f64, String> {
    let take = format!("Take −{MAX_WEIGHT} to {MAX_WEIGHT}.");
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("A weight is missing. {take}"));
    }
    let number =
        decimal(text).ok_or_else(|| format!("“{}” is not a number. {take}", short(text)))?;
    if number.abs() <= MAX_WEIGHT {
        Ok(number + 0.0)
    } else {
        let size = if number < 0.0 { "small" } else { "large" };
        Err(format!("{} is too {size}. {take}", short(text)))
    }
}

/// Reads a node's name. `others` are the names that the other nodes have.
///
/// # Errors
/// A sentence that says why it cannot be used and what can.
pub fn parse_name(text: &str, others: &[NodeId]) -> Result<String, String> {
    let take = format!("Take 1 to {MAX_NAME} letters, digits, - or _.");
    let name = text.trim();
    if name.is_empty() {
        return Err(format!("A node needs a name. {take}"));
    }
    let illegal = |c: &char| !(c.is_ascii_alphanumeric() || *c == '-' || *c == '_');
    if let Some(character) = name.chars().find(illegal) {
        let what = if character.is_whitespace() {
            "A space".to_owned()
        } else if character.is_control() {
            "This character".to_owned()
        } else {
            format!("“{character}”")
        };
        return Err(format!("{what} cannot stand in a name. {take}"));
    }
    if name.len() > MAX_NAME {
        return Err(format!(
            "The name is too long: {} characters. {take}",
            name.len()
        ));
    }
    if others.iter().any(|other| other.as_str() == name) {
        return Err(format!("Another node is called {name}. Take another name."));
    }
    Ok(name.to_owned())
}

/// Reads a document's title.
///
/// # Errors
/// A sentence that says why it cannot be used.
pub fn parse_title(text: &str) -> Result<String, String> {
    let title = text.trim();
    if title.is_empty() {
        return Err("A network needs a title.".to_owned());
    }
    if title.chars().any(char::is_control) {
        return Err("A title stands on one line. Remove the special characters.".to_owned());
    }
    match title.chars().count() {
        count if count > MAX_TITLE => Err(format!(
            "The title is too long: {count} characters. Take at most {MAX_TITLE}."
        )),
        _ => Ok(title.to_owned()),
    }
}

/// A finite decimal number with a point or a comma, and with any kind of minus sign.
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
fn short(text: &str) -> String {
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
        for (text, range, expected) in [
            ("3", 1..=9, Ok(3)),
            (" 64 ", 1..=4096, Ok(64)),
            ("007", 1..=9, Ok(7)),
            (
                "",
                1..=4096,
                Err("A whole number is missing. Take 1 to 4096."),
            ),
            ("0", 1..=4096, Err("0 is too small. Take 1 to 4096.")),
            ("5000", 1..=4096, Err("5000 is too large. Take 1 to 4096.")),
            (
                "99999999999999999999999999",
                1..=4096,
                Err("999999999999… is too large. Take 1 to 4096."),
            ),
            (
                "1.5",
                1..=9,
                Err("“1.5” is not a whole number. Take 1 to 9."),
            ),
            (
                "-1",
                0..=27,
                Err("“-1” is not a whole number. Take 0 to 27."),
            ),
            (
                "<script>alert(1)</script>",
                1..=1,
                Err("“<script>aler…” is not a whole number. Take 1."),
            ),
        ] {
            assert_eq!(
                parse_whole(text, range),
                expected.map_err(str::to_owned),
                "{text}"
            );
        }
    }

    #[test]
    fn odd_numbers() {
        for (text, expected) in [
            ("5", Ok(5)),
            ("1", Ok(1)),
            ("4", Err("4 is even. Take an odd number, such as 3 or 5.")),
            ("x", Err("“x” is not a whole number. Take 1 to 4096.")),
        ] {
            assert_eq!(
                parse_odd(text, 1..=4096),
                expected.map_err(str::to_owned),
                "{text}"
            );
        }
    }

    #[test]
    fn probabilities() {
        for (text, expected) in [
            (".92", Ok(0.92)),
            ("0,92", Ok(0.92)),
            ("92 %", Ok(0.92)),
            ("0", Ok(0.0)),
            ("-0", Ok(0.0)),
            ("1", Ok(1.0)),
            ("1.01", Err("1.01 is above 1. Take 0 to 1, such as 0.92.")),
            ("−.1", Err("−.1 is below 0. Take 0 to 1, such as 0.92.")),
            (
                "NaN",
                Err("“NaN” is not a number. Take 0 to 1, such as 0.92."),
            ),
            (
                "1e-1",
                Err("“1e-1” is not a number. Take 0 to 1, such as 0.92."),
            ),
            (
                "",
                Err("A probability is missing. Take 0 to 1, such as 0.92."),
            ),
            (
                "0.9.2",
                Err("“0.9.2” is not a number. Take 0 to 1, such as 0.92."),
            ),
        ] {
            assert_eq!(parse_share(text), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn weights() {
        for (text, expected) in [
            ("1", Ok(1.0)),
            ("−2,5", Ok(-2.5)),
            ("0", Ok(0.0)),
            ("1001", Err("1001 is too large. Take −1000 to 1000.")),
            ("-1001", Err("-1001 is too small. Take −1000 to 1000.")),
            ("inf", Err("“inf” is not a number. Take −1000 to 1000.")),
            ("", Err("A weight is missing. Take −1000 to 1000.")),
        ] {
            assert_eq!(
                parse_weight(text),
                expected.map_err(str::to_owned),
                "{text}"
            );
        }
    }

    #[test]
    fn names() {
        let others = ["e1", "f1"].map(NodeId::from);
        for (text, expected) in [
            ("e2", Ok("e2")),
            (" Kitchen_camera-2 ", Ok("Kitchen_camera-2")),
            // Names tell large letters from small ones, as the document does.
            ("E1", Ok("E1")),
            ("e1", Err("Another node is called e1. Take another name.")),
            (
                "",
                Err("A node needs a name. Take 1 to 32 letters, digits, - or _."),
            ),
            (
                "my node",
                Err("A space cannot stand in a name. Take 1 to 32 letters, digits, - or _."),
            ),
            (
                "<b>",
                Err("“<” cannot stand in a name. Take 1 to 32 letters, digits, - or _."),
            ),
            (
                "é",
                Err("“é” cannot stand in a name. Take 1 to 32 letters, digits, - or _."),
            ),
            (
                "a\u{7}b",
                Err("This character cannot stand in a name. Take 1 to 32 letters, digits, - or _."),
            ),
            (
                "abcdefghijklmnopqrstuvwxyz0123456",
                Err("The name is too long: 33 characters. Take 1 to 32 letters, digits, - or _."),
            ),
        ] {
            assert_eq!(
                parse_name(text, &others),
                expected.map(str::to_owned).map_err(str::to_owned),
                "{text}"
            );
        }
    }

    #[test]
    fn titles() {
        let long = "é".repeat(121);
        for (text, expected) in [
            (" Two houses ", Ok("Two houses")),
            ("<b>Markup</b>", Ok("<b>Markup</b>")),
            ("  ", Err("A network needs a title.")),
            (
                "a\nb",
                Err("A title stands on one line. Remove the special characters."),
            ),
            (
                long.as_str(),
                Err("The title is too long: 121 characters. Take at most 120."),
            ),
        ] {
            assert_eq!(
                parse_title(text),
                expected.map(str::to_owned).map_err(str::to_owned),
                "{text}"
            );
        }
    }
}
