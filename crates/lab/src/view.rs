//! The panel, drawn with Yew.

mod choice;
mod compare;
mod curves;
mod field;
mod lab;
mod mark;
mod networks;
mod options;
mod parts;
mod study;
mod tabs;
mod train;
mod word;

pub use lab::{Lab, LabProps};

use yew::prelude::*;

use crate::action::Action;
use crate::errand::Errand;
use crate::state::Shown;

/// What every tab gets.
#[derive(Clone)]
pub struct TabProps {
    /// The state.
    pub state: Shown,
    /// Takes what a person does.
    pub on: Callback<Action>,
    /// Does errands on the device.
    pub run: Callback<Errand>,
}
