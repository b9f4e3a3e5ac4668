//! Edge-fog-cloud topologies: nodes, hyperconnections, units, rules, presets.

pub mod task;

pub use task::{InputSpace, Task, TaskId};
