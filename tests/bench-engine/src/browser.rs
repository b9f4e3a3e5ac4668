//! The engine for JavaScript.

mod engine;
mod pack;

pub use engine::{Counts, Engine, Loading};
pub use pack::Pack;
