//! What a person types into the laboratory's fields, read and checked: each reader gives the value or a sentence that says
//! what to type instead.

use deepfog_notation::typed;

pub use deepfog_notation::typed::whole;

/// Reads a probability to stay up, above 0: `.92`, `0.92`, `0,92` and `92 %` are the same.
///
/// # Errors
/// A sentence that says what is wrong with the text and what can be taken.
pub fn survival(text: &str) -> Result<f64, String> {
    typed::share(text, 0.01, "Take 0.01 to 1, such as 0.9.")
}

/// Reads a network's name: one line, not too long.
///
/// # Errors
/// A sentence that says why it cannot be used.
pub fn name(text: &str) -> Result<String, String> {
    typed::line(text, "name", "A trained network")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_to_stay_up() {
        for (text, expected) in [
            ("90 %", Ok(0.9)),
            ("1", Ok(1.0)),
            ("0", Err("0 is too small. Take 0.01 to 1, such as 0.9.")),
            ("1.1", Err("1.1 is above 1. Take 0.01 to 1, such as 0.9.")),
        ] {
            assert_eq!(survival(text), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(name(" Mine "), Ok("Mine".to_owned()));
        for (text, start) in [
            ("  ", "A trained network needs a name."),
            ("a\nb", "A name stands"),
        ] {
            assert!(name(text).unwrap_err().starts_with(start));
        }
    }
}
