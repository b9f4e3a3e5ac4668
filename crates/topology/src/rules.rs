//! Everything that is wrong with a topology, all at once, each with the place it concerns, what to do, and an edit that
//! mends it where one is obvious.
//!
//! There are two kinds of faults. [`structure`] finds what makes a document *unsound*: no reader takes such a document and
//! no edit leads to it. [`check`] finds the *problems* of a sound one: it can be drawn, saved and shared, but not run.

mod cycle;
mod mending;
mod problems;
mod soundness;

use std::collections::HashMap;

use crate::edit::Edit;
use crate::model::{Link, NodeId, Topology};
use crate::task::Task;

pub(crate) use problems::sense_fits;

/// The largest number of nodes.
pub const MAX_NODES: usize = 64;
/// The largest number of hyperconnections.
pub const MAX_LINKS: usize = 512;
/// The largest width, channel count or kernel of a unit.
pub const MAX_UNIT: usize = 4096;
/// The largest number of units on one node.
pub const MAX_UNITS: usize = 64;
/// The most that a random hyperconnection weight may go up to; the papers take 1 and 10.
pub const MAX_RANDOM_WEIGHT: f64 = 1000.0;
/// The largest size of a hyperconnection weight that a person gives; it may be negative, and 0.
pub const MAX_WEIGHT: f64 = 1000.0;
/// The largest number of reliability settings, beside the implied one.
pub const MAX_SETTINGS: usize = 16;
/// The longest name of a reliability setting, in characters.
pub const MAX_SETTING_NAME: usize = 40;
/// The longest title, in characters.
pub const MAX_TITLE: usize = 120;
/// The longest name of a node, in characters.
pub const MAX_NAME: usize = 32;
/// How far from the origin a node may stand, in drawing units.
pub const MAX_POSITION: f32 = 100_000.0;
/// The largest number of channels that a source lists.
pub const MAX_SENSED: usize = 64;
/// The largest number in what a source senses: a channel's index, a row, a column, a height or a width.
pub const MAX_REGION: usize = 4096;

/// Whether a topology with this diagnostic can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be run.
    Error,
    /// It can be run, but probably is not what was meant.
    Warning,
}

/// What a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole document.
    Document,
    /// One node.
    Node(NodeId),
    /// One hyperconnection.
    Link(Link),
    /// One reliability setting, by name.
    Setting(String),
}

/// An edit that mends a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// What the button says, as a short imperative.
    pub label: String,
    /// The edit; [`crate::edit::apply`] takes it, and the problem is gone afterwards.
    pub edit: Edit,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Whether it stops the network from running.
    pub severity: Severity,
    /// What it is about.
    pub place: Place,
    /// What is wrong and what to do, as one or two sentences.
    pub message: String,
    /// How it can be mended at once, where that is obvious.
    pub repair: Option<Repair>,
}

impl Diagnostic {
    /// A diagnostic without a repair.
    pub fn new(severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self {
            severity,
            place,
            message: message.into(),
            repair: None,
        }
    }
}

/// Everything that makes a document unsound, all of it errors without a repair; empty for a sound document. What is too large is
/// told alone: the other rules would take time and memory for it.
pub fn structure(topology: &Topology) -> Vec<Diagnostic> {
    structure_for(topology, Task::find(&topology.task).as_ref())
}

/// The same for a drawing whose task need not be builtin: `task` is the one that it names; without one it is told that the task
/// is not known.
pub fn structure_for(topology: &Topology, task: Option<&Task>) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    soundness::check_sizes(topology, &mut findings);
    if findings.0.is_empty() {
        soundness::check(topology, task, &mut findings);
    }
    findings.0
}

/// Checks a topology against every rule that needs no shapes: what makes it unsound, or else its problems. Whether shapes
/// meet is a question for the plan.
pub fn check(topology: &Topology) -> Vec<Diagnostic> {
    check_for(topology, Task::find(&topology.task).as_ref())
}

/// The same for a drawing whose task need not be builtin, as in [`structure_for`].
pub fn check_for(topology: &Topology, task: Option<&Task>) -> Vec<Diagnostic> {
    let unsound = structure_for(topology, task);
    if !unsound.is_empty() {
        return unsound;
    }
    let mut findings = Findings::default();
    problems::check(topology, task, &mut findings);
    findings.0
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Diagnostic>);

impl Findings {
    fn error(&mut self, place: Place, message: impl Into<String>) {
        self.0
            .push(Diagnostic::new(Severity::Error, place, message));
    }

    fn warning(&mut self, place: Place, message: impl Into<String>) {
        self.0
            .push(Diagnostic::new(Severity::Warning, place, message));
    }

    /// Offers a repair for what was found last.
    fn mend(&mut self, repair: Option<Repair>) {
        if let Some(last) = self.0.last_mut() {
            last.repair = repair;
        }
    }
}

/// Whether a text can name a node. The name is also part of a file name in a bundle.
pub(crate) fn is_legal_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.len() <= MAX_NAME && name.chars().all(legal)
}

/// Indices of nodes by name; of two nodes with one name the first.
fn indices(topology: &Topology) -> HashMap<&NodeId, usize> {
    let mut indices = HashMap::with_capacity(topology.nodes.len());
    for (at, node) in topology.nodes.iter().enumerate() {
        indices.entry(&node.id).or_insert(at);
    }
    indices
}
