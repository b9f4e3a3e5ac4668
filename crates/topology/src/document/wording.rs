//! Foreign text inside our sentences: short, on one line, and marked as such.

use serde_json::Value;

/// The most characters of a message that are repeated.
const LONGEST_MESSAGE: usize = 240;
/// The most characters of a foreign name that are repeated.
const LONGEST_QUOTE: usize = 60;

/// A message, cut where it is too long; what would break the line or its direction is shown as a box.
pub(super) fn clip(text: &str) -> String {
    shorten(text, LONGEST_MESSAGE)
}

/// A foreign name in quotation marks, cut where it is too long.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", shorten(text, LONGEST_QUOTE))
}

/// What a JSON value is, in a few words.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("the text {}", quote(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn shorten(text: &str, longest: usize) -> String {
    let mut short: String = text.chars().take(longest).map(visible).collect();
    // Not `chars().count()`: the text may be long.
    if text.chars().nth(longest).is_some() {
        short.push('…');
    }
    short
}

/// The character, or a box in the place of control characters and of those that turn the direction of writing.
fn visible(c: char) -> char {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}') {
        '\u{fffd}'
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_short_and_on_its_line() {
        for (text, quoted) in [
            ("e1", "\"e1\""),
            ("<b>e</b>", "\"<b>e</b>\""),
            ("a\nb\u{202e}c", "\"a\u{fffd}b\u{fffd}c\""),
            ("", "\"\""),
        ] {
            assert_eq!(quote(text), quoted);
        }
        let long = "ä".repeat(LONGEST_QUOTE);
        assert_eq!(quote(&long), format!("\"{long}\""));
        assert_eq!(quote(&format!("{long}x")), format!("\"{long}…\""));
    }
}
