//! What failures do to a network: which nodes deliver under a failure pattern, how probable each pattern
//! is, the probability that a path lives, expected accuracy, which nodes and failures it depends on, and intervals.
//!
//! A *failure pattern* says which nodes are down at a moment. Patterns are bit masks over the nodes that
//! can fail, in the graph's topological order ([`deepfog_topology::Graph::failable`]).
//!
//! This crate knows neither machine learning nor the web.

pub mod delivery;
pub mod distribution;
pub mod estimate;
pub mod expectation;
pub mod gain;
pub mod importance;
pub mod interval;
pub mod outcomes;
pub mod pattern;
pub mod survival;
pub mod versions;

pub use delivery::{Delivery, Gates};
pub use distribution::{Contribution, Loss, accuracy_quantiles, by_failures, worst_cases};
pub use estimate::{Estimate, EstimateError, Estimator};
pub use expectation::{NotAProbability, Reliabilities, expected_accuracy, random_guess_accuracy};
pub use importance::{birnbaum, shapley};
pub use interval::{Interval, wilson};
pub use outcomes::{Outcomes, OutcomesError, probabilities};
pub use pattern::{Pattern, Patterns};
pub use survival::{Survival, path_lives, path_survival, single_points_of_failure, survivals};
pub use versions::{Action, Version, Versions};
