//! Which failure patterns are looked at.

use deepfog_resilience::Pattern;

use crate::kind::Kind;
use crate::subject::Subject;

/// What a person searches for: patterns in which all these are down, and as many as asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Bits that are down.
    all: u64,
    /// A word that is no name: then no pattern fits.
    is_unknown: bool,
    /// How many are down.
    down: Option<usize>,
}

impl Filter {
    /// Reads words, apart by spaces or commas: names of what is down, and a number for how many are. `none` is the pattern without
    /// failures. A word that begins several names, or stands in a hyperconnection, means the first that fits whole, else the first.
    pub fn read(text: &str, subject: &Subject, kind: Kind) -> Self {
        let bits = subject.patterns(kind).failable_count();
        let names: Vec<String> = (0..bits)
            .map(|bit| subject.name(kind, bit).to_lowercase())
            .collect();
        let mut filter = Self::default();
        // A hyperconnection is written with spaces around its arrow.
        let text = text.to_lowercase().replace("->", "→");
        let text = text.replace(" → ", "→");
        for word in text.split([' ', ',', ';']).filter(|word| !word.is_empty()) {
            if word == "none" {
                filter.down = Some(0);
                continue;
            }
            if let Ok(number) = word.parse::<usize>()
                && !names.iter().any(|name| name == word)
            {
                filter.down = Some(number);
                continue;
            }
            let plain = |name: &String| name.replace(' ', "");
            let whole = names.iter().position(|name| plain(name) == word);
            let found =
                whole.or_else(|| names.iter().position(|name| plain(name).starts_with(word)));
            match found {
                Some(bit) => filter.all |= 1 << bit,
                None => filter.is_unknown = true,
            }
        }
        filter
    }

    /// Whether a pattern fits.
    pub fn takes(&self, pattern: Pattern) -> bool {
        !self.is_unknown
            && pattern.0 & self.all == self.all
            && self.down.is_none_or(|down| pattern.down_count() == down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::tests::shipped;

    #[test]
    fn words_choose_patterns() {
        let chain = shipped("sensor-chain");
        let fits = |text: &str, kind: Kind| -> Vec<u64> {
            let filter = Filter::read(text, &chain, kind);
            (0..8).filter(|mask| filter.takes(Pattern(*mask))).collect()
        };
        // e, f2, f1 are bits 0, 1, 2.
        for (text, expected) in [
            ("", &[0, 1, 2, 3, 4, 5, 6, 7][..]),
            ("f2", &[2, 3, 6, 7]),
            ("F1, e", &[5, 7]),
            ("f", &[2, 3, 6, 7]),
            ("2", &[3, 5, 6]),
            ("f2 1", &[2]),
            ("none", &[0]),
            ("cloud", &[]),
        ] {
            assert_eq!(fits(text, Kind::Nodes), expected, "{text}");
        }
        let filter = Filter::read("watch -> e", &chain, Kind::NodesAndLinks);
        assert!(filter.takes(Pattern(0b1000)) && !filter.takes(Pattern(0b0111)));
    }
}
