//! Names of documents and files.

use deepfog_topology::rules::MAX_TITLE;

/// The longest part of a file's name that is made of words or taken from one, in characters.
const MAX_STEM: usize = 60;
/// The longest name that is repeated in a sentence, in characters.
const MAX_QUOTED: usize = 60;

/// A name for a file: the words in the characters that every file system takes, or `otherwise` where none is left, and an
/// ending.
pub fn of_file(words: &str, otherwise: &str, ending: &str) -> String {
    let mut name = String::new();
    for character in words.chars() {
        if character.is_alphanumeric() || character == '_' {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let short: String = name.chars().take(MAX_STEM).collect();
    let short = short.trim_end_matches('-');
    let stem = if short.is_empty() { otherwise } else { short };
    format!("{stem}{ending}")
}

/// What a network is called that came in a file: the file's name without its ending, or `otherwise` where nothing is left.
pub fn stem(file: &str, otherwise: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    let stem: String = stem
        .chars()
        .filter(|character| !character.is_control())
        .take(MAX_STEM)
        .collect();
    if stem.is_empty() {
        otherwise.to_owned()
    } else {
        stem
    }
}

/// A file's name as a sentence repeats it.
pub fn quoted(name: &str) -> String {
    if name.chars().count() <= MAX_QUOTED {
        return name.to_owned();
    }
    let start: String = name.chars().take(MAX_QUOTED - 1).collect();
    start + "…"
}

/// A title with an addition in brackets, within what a title may have.
pub fn titled(title: &str, addition: &str) -> String {
    let ending = format!(" ({addition})");
    let room = MAX_TITLE.saturating_sub(ending.chars().count());
    let start: String = title.chars().take(room).collect();
    start + &ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_file_names() {
        for (words, name) in [
            ("The smallest ResiliNet+", "The-smallest-ResiliNet.zip"),
            ("  Kühlhaus / Süd: 2 ", "Kühlhaus-Süd-2.zip"),
            ("../../etc/passwd", "etc-passwd.zip"),
            ("<b>&\"</b>", "b-b.zip"),
            ("", "network.zip"),
            ("…", "network.zip"),
            ("sensor_3", "sensor_3.zip"),
        ] {
            assert_eq!(of_file(words, "network", ".zip"), name);
        }
        let long = of_file(&"long ".repeat(40), "network", ".zip");
        assert!(long.chars().count() <= MAX_STEM + ".zip".len());
        assert!(!long.contains("-."));
    }

    #[test]
    fn file_names_become_words() {
        for (file, words) in [
            ("mine.zip", "mine"),
            ("a.b.zip", "a.b"),
            (".zip", "imported"),
            ("x", "x"),
            ("a\u{7}b.zip", "ab"),
        ] {
            assert_eq!(stem(file, "imported"), words);
        }
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(quoted("a.json"), "a.json");
        let cut = quoted(&"a".repeat(100));
        assert_eq!(cut.chars().count(), MAX_QUOTED);
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn a_title_with_an_addition_is_allowed() {
        assert_eq!(titled("Mine", "copy"), "Mine (copy)");
        let long = titled(&"ü".repeat(MAX_TITLE), "copy");
        assert_eq!(long.chars().count(), MAX_TITLE);
        assert!(long.ends_with("ü (copy)"));
    }
}
