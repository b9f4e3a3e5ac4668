//! What workers and laboratory share of the browser: fetching, messages, and what this device keeps.

pub mod address;
mod breath;
pub mod download;
pub mod message;
pub mod store;

pub use breath::breathe;
