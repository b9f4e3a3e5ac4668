//! The page.

pub mod network;
pub mod panels;
pub mod state;

/// Puts the page in the place of the first paint.
pub fn run() {}
