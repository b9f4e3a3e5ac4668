//! Under what figures are told: one failure pattern, or all of them by their probabilities.

use deepfog_notation::words::list;
use deepfog_resilience::Pattern;

use crate::state::State;

/// Under what figures are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// The failure pattern that is pointed at, else the one that the page shows.
    #[default]
    Pattern,
    /// All failure patterns, each weighed by its probability.
    Expected,
}

impl Condition {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pattern, Self::Expected];

    /// Its name in attributes.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pattern => "pattern",
            Self::Expected => "expected",
        }
    }

    /// Its name on a switch.
    pub fn choice(self) -> &'static str {
        match self {
            Self::Pattern => "the present failures",
            Self::Expected => "the present reliabilities",
        }
    }

    /// What it is now, in words: `with f2 and f1 down`, `without failure`, `expected under Hazardous`.
    pub fn words(self, state: &State) -> String {
        match self {
            Self::Pattern => match down(state).as_slice() {
                [] => "without failure".to_owned(),
                names => format!("with {} down", list(names)),
            },
            Self::Expected => {
                let odds = state.odds.as_ref();
                format!(
                    "expected under {}",
                    odds.map_or("no failure", |odds| odds.name())
                )
            }
        }
    }
}

/// The failure pattern that is looked at.
pub fn pattern(state: &State) -> Pattern {
    state.pointed.unwrap_or(state.pattern)
}

/// What is down in it, by name.
fn down(state: &State) -> Vec<String> {
    let subject = state.subject.as_ref();
    subject.map_or_else(Vec::new, |subject| subject.down(state.kind, pattern(state)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::odds::Odds;
    use crate::subject::tests::shipped;

    #[test]
    fn conditions_have_words() {
        let chain = shipped("sensor-chain");
        let mut state = State {
            odds: Some(Odds::of(&chain, "Poor")),
            subject: Some(chain),
            ..State::default()
        };
        assert_eq!(Condition::Pattern.words(&state), "without failure");
        state.pattern = Pattern(0b110);
        assert_eq!(Condition::Pattern.words(&state), "with f2 and f1 down");
        state.pointed = Some(Pattern(1));
        assert_eq!(Condition::Pattern.words(&state), "with e down");
        assert_eq!(Condition::Expected.words(&state), "expected under Poor");
    }
}
