//! What an answer costs: how long it takes, and how many bytes travel for it.
//!
//! The model: data arrive at a node when all inputs that count have arrived: `ready_k` is the latest `done_j` + latency + bytes / rate
//! over them, `done_k` is `ready_k` + the node's slowdown × its partition's time. A source is ready at 0. The answer is there when the
//! cloud is done. Which inputs count is said by [`deepfog_resilience::Gates`].

pub mod defaults;
pub mod flows;
pub mod front;
pub mod points;
pub mod prices;
pub mod timeline;
pub mod wiring;

pub use defaults::Hop;
pub use flows::{Expected, Flows};
pub use front::{cuts, front};
pub use points::{Known, Point, points};
pub use prices::{Field, Prices, Rate};
pub use timeline::{Span, Timeline, timeline};
pub use wiring::{Times, Wiring};
