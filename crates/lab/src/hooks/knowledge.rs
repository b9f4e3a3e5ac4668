//! What is read of the device while the panel is open.

use std::rc::Rc;

use yew::prelude::*;

use crate::errand::{Errand, Runner};
use crate::page_link;
use crate::state::State;

/// Reads the device whenever the panel opens and whenever a training has changed it, and the manifests of own networks one
/// after the other.
#[hook]
pub fn use_knowledge(state: &State, runner: &Rc<Runner>) {
    {
        let runner = Rc::clone(runner);
        use_effect_with((state.opened, state.changes), move |&(opened, changes)| {
            if changes > 0 {
                page_link::shelf();
            }
            if opened > 0 {
                runner.run(Errand::List);
            }
        });
    }
    let next = state
        .own()
        .find(|bundle| !state.known.has(&bundle.key))
        .map(|bundle| bundle.key.clone())
        .filter(|_| state.open);
    let runner = Rc::clone(runner);
    use_effect_with(next, move |next| {
        if let Some(key) = next {
            runner.run(Errand::Know(key.clone()));
        }
    });
}
