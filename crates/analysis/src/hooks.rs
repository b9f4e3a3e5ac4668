//! How the state meets the world: the element below the page, the worker.

mod element;
mod trials;
mod worker;

pub use element::use_element;
pub use trials::use_trials;
pub use worker::use_worker;
