//! What page, laboratory and workers share of the browser: fetching, messages, workers, files, events, and what this device keeps.

pub mod address;
mod breath;
pub mod download;
pub mod event;
pub mod file;
pub mod message;
pub mod site;
pub mod store;
pub mod worker_link;

pub use breath::breathe;
pub use worker_link::WorkerLink;
