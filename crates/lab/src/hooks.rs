//! How the state meets the world: the device, the workers, the clock, the panel's element.

mod clock;
mod keeper;
mod knowledge;
mod panel;
mod trainers;

pub use clock::use_clock;
pub use keeper::use_keeper;
pub use knowledge::use_knowledge;
pub use panel::{use_arrivals, use_focus, use_panel, use_sight};
pub use trainers::use_trainers;

use std::rc::Rc;

/// A shared value that effects compare by its address.
#[derive(Clone)]
struct Same<T>(Rc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
