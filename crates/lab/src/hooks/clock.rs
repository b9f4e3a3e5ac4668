//! The clock by which silent workers are noticed, and other pages' trainings are looked after.

use std::rc::Rc;

use gloo::timers::callback::Interval;
use yew::prelude::*;

use crate::action::Action;
use crate::browser::now;
use crate::errand::{Errand, Runner};
use crate::state::State;
use crate::work::Holder;

/// Milliseconds between two ticks.
const TICK: u32 = 5_000;

/// Ticks while there is anything to look after.
#[hook]
pub fn use_clock(state: &State, runner: &Rc<Runner>) {
    let busy = state
        .works
        .iter()
        .any(|work| work.is_running() || work.is_waiting());
    let others = state
        .works
        .iter()
        .any(|work| work.holder == Holder::Elsewhere);
    let runner = Rc::clone(runner);
    use_effect_with((busy, others && state.open), move |&(busy, others)| {
        let interval = (busy || others).then(|| {
            Interval::new(TICK, move || {
                if busy {
                    runner.on.emit(Action::Tick(now()));
                }
                if others {
                    runner.run(Errand::List);
                }
            })
        });
        move || drop(interval)
    });
}
