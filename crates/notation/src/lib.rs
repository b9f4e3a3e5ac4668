//! How page and laboratory write numbers, names and schemes, and how they read what a person types: the same in both,
//! and without a browser.

pub mod csv;
pub mod mark;
pub mod name;
pub mod number;
pub mod typed;
pub mod words;
