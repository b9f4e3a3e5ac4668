//! What failures do to a network: which nodes deliver under a failure pattern, how probable each pattern
//! is, the probability that a path lives, expected accuracy, and intervals.
//!
//! A *failure pattern* says which nodes are down at a moment. Patterns are bit masks over the nodes that
//! can fail, in the graph's topological order ([`deepfog_topology::Graph::failable`]).
//!
//! This crate knows neither machine learning nor the web.

pub mod delivery;
pub mod expectation;
pub mod interval;
pub mod pattern;
pub mod survival;

pub use delivery::{Delivery, Gates};
pub use expectation::{Reliabilities, expected_accuracy, random_guess_accuracy};
pub use interval::{Interval, wilson};
pub use pattern::{Pattern, Patterns};
pub use survival::{Survival, path_lives, path_survival, single_points_of_failure, survivals};
