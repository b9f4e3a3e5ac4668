//! What a person draws: physical nodes in the tiers source, edge, fog and cloud, the DNN units placed on
//! them, the hyperconnections between them, and reliabilities.
//!
//! The document is [`Topology`]; [`document`] reads and writes it, [`rules`] says everything that is wrong
//! with it, [`Graph`] derives order, reachability and which hyperconnections are skips, [`layout`] places
//! nodes for drawing, [`edit`] changes a document, [`history`] takes changes back, [`link`] packs a document into
//! a link, [`identity()`] tells which networks fit a drawing and [`changes()`] why one does not, and [`presets`] holds
//! the six networks that the project ships.
//!
//! This crate knows neither machine learning nor the web.

mod changes;
pub mod document;
pub mod edit;
mod fnv;
pub mod graph;
pub mod history;
mod identity;
pub mod layout;
pub mod link;
pub mod model;
pub mod order;
pub mod presets;
pub mod rules;
pub mod scheme;
pub mod task;

pub use changes::{Change, changes};
pub use edit::Edit;
pub use fnv::fnv1a;
pub use graph::{Edge, Graph, GraphError, LinkKind};
pub use history::History;
pub use identity::identity;
pub use model::{
    Link, LinkWeight, Node, NodeId, Region, ReliabilitySetting, Sense, Tier, Topology, Unit,
    WeightRule,
};
pub use presets::Preset;
pub use rules::{Diagnostic, Repair, Severity};
pub use scheme::Scheme;
pub use task::{InputSpace, Task, TaskId};
