//! Counts with their nouns, lists, and whole sentences.

use crate::number::count;

/// A count with its noun, in the plural unless it is one: `3 nodes`.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", count(number as u64))
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

/// What a sentence is that may lack its full stop or its capital letter.
pub fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect::<String>() + ".",
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_whole() {
        for (text, expected) in [
            ("it is full", "It is full."),
            ("It is.", "It is."),
            ("", ""),
        ] {
            assert_eq!(sentence(text), expected);
        }
    }

    #[test]
    fn counted_nouns() {
        for (number, text) in [(0, "0 nodes"), (1, "1 node"), (1_312, "1\u{202f}312 nodes")] {
            assert_eq!(counted(number, "node"), text);
        }
    }

    #[test]
    fn lists_of_names() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["e"]), "e");
        assert_eq!(list(&["e", "f"]), "e and f");
        assert_eq!(list(&["e", "f", "g"]), "e, f and g");
    }
}
