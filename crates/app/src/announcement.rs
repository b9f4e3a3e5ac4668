//! What the live region says after a person's action.

use deepfog_notation::number;

use crate::sentence;
use crate::state::State;

/// The sentence about the present failure pattern with the accuracies that are known, for screen readers.
pub fn of_pattern(state: &State) -> String {
    let sentence = sentence::describe(&state.network, state.pattern, state.schemes());
    let mut text = format!("{} {}", sentence.lead, sentence.rest);
    if let Some(accuracies) = accuracies(state) {
        text.push(' ');
        text.push_str(&accuracies);
    }
    text
}

/// `Accuracy: Vanilla 14.3 %, …` for every scheme whose sweep covers all samples; `None` before the first.
fn accuracies(state: &State) -> Option<String> {
    let known: Vec<String> = state
        .trained()
        .iter()
        .filter_map(|scheme| {
            let sweep = state.loaded.sweeps.get(scheme)?;
            let accuracy = sweep.table.accuracy(state.pattern)?;
            sweep
                .is_complete()
                .then(|| format!("{} {} %", scheme.name(), number::percent(accuracy)))
        })
        .collect();
    (!known.is_empty()).then(|| format!("Accuracy: {}.", known.join(", ")))
}
