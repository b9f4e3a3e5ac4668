//! A failure pattern in words, and shown on the page.

use deepfog_resilience::Pattern;
use yew::prelude::*;

use crate::action::Action;
use crate::kind::Kind;
use crate::page_link;
use crate::state::State;

/// What is down, in words.
pub fn down(state: &State, pattern: Pattern) -> String {
    let names = state
        .subject
        .as_ref()
        .map_or_else(Vec::new, |subject| subject.down(state.kind, pattern));
    if names.is_empty() {
        "nothing down".to_owned()
    } else {
        format!("{} down", names.join(", "))
    }
}

/// How probable a pattern is, with the reliabilities chosen.
pub fn chance(state: &State, pattern: Pattern) -> Option<f64> {
    let odds = state.odds.as_ref()?;
    Some(odds.reliabilities(state.kind).probability(pattern))
}

/// Has the page show a pattern; it knows failures of nodes alone.
pub fn apply(state: &State, on: &Callback<Action>, pattern: Pattern) {
    let nodes = state
        .subject
        .as_ref()
        .map_or(0, |subject| subject.patterns(Kind::Nodes).failable_count());
    let known = if nodes < 64 {
        (1 << nodes) - 1
    } else {
        u64::MAX
    };
    page_link::fail(Pattern(pattern.0 & known));
    if pattern.0 & !known != 0 {
        on.emit(Action::Say(
            "The drawing above shows the nodes of this pattern; it knows no hyperconnection that fails by itself.".into(),
            false,
        ));
    }
}
