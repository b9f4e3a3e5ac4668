//! What a person types into a field, read and checked: each reader gives the value or a sentence that says what to
//! type instead.

use std::ops::RangeInclusive;

use deepfog_notation::typed;
use deepfog_topology::NodeId;
use deepfog_topology::rules::{MAX_NAME, MAX_WEIGHT};

/// Reads a whole number within a range.
///
/// # Errors
/// A sentence that says what is wrong with the text and which numbers can be taken.
pub fn parse_whole(text: &str, range: RangeInclusive<usize>) -> Result<usize, String> {
    // What is within a range of `usize` is one.
    typed::whole(text, *range.start() as u64, *range.end() as u64).map(|number| number as usize)
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
    typed::share(text, 0.0, "Take 0 to 1, such as 0.92.")
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
    let number = typed::decimal(text, text, &take)?;
    if number.abs() <= MAX_WEIGHT {
        Ok(number + 0.0)
    } else {
        let size = if number < 0.0 { "small" } else { "large" };
        Err(format!("{} is too {size}. {take}", typed::short(text)))
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
    typed::line(text, "title", "A network")
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn probabilities_and_titles_have_their_own_limits() {
        for (text, expected) in [
            ("92 %", Ok(0.92)),
            ("0", Ok(0.0)),
            ("1.01", Err("1.01 is above 1. Take 0 to 1, such as 0.92.")),
        ] {
            assert_eq!(parse_share(text), expected.map_err(str::to_owned), "{text}");
        }
        assert_eq!(parse_title(" Mine "), Ok("Mine".to_owned()));
        assert_eq!(parse_title(""), Err("A network needs a title.".to_owned()));
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
}
