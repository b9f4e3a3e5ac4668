//! What is drawn.

pub mod classes;
pub mod controls;
pub mod cost;
pub mod expected;
pub mod failures;
pub mod matters;
pub mod pattern;
pub mod root;
pub mod tabs;

pub use root::{Analysis, AnalysisProps};

use std::rc::Rc;

use yew::prelude::*;

use crate::action::Action;
use crate::kit::Source;
use crate::state::State;

/// What every part needs.
#[derive(Clone, PartialEq, Properties)]
pub struct TabProps {
    /// The state, shared.
    pub state: Rc<State>,
    /// Where actions go.
    pub on: Callback<Action>,
    /// Where the figures come from.
    pub source: Rc<Source>,
}

impl TabProps {
    /// Where faults of files go.
    pub fn on_fault(&self) -> Callback<String> {
        self.on.reform(|why: String| Action::Say(why.into(), true))
    }
}
