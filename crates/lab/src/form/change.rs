//! What can be changed in a form.

use deepfog_protocol::EngineChoice;
use deepfog_topology::{NodeId, Scheme};

use crate::rule::Rule;

/// How the length of a training is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthKind {
    /// As the recipe says.
    Recipe,
    /// So many epochs.
    Epochs,
    /// So much time.
    Seconds,
}

/// How failout is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailoutKind {
    /// One survival probability for all nodes.
    Same,
    /// One for each node.
    Nodes,
    /// The papers' variable failout: a reliability setting.
    Setting,
}

/// A field that takes a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Number of epochs.
    Epochs,
    /// Number of seconds.
    Seconds,
    /// The seed.
    Seed,
    /// The survival probability of all nodes.
    Survival,
    /// The survival probability of one node.
    Node(NodeId),
    /// What the result is called.
    Name,
}

/// What a person changes in a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Train a scheme too, or no longer.
    Scheme(Scheme, bool),
    /// How the length is given.
    Length(LengthKind),
    /// How failout is given.
    Failout(FailoutKind),
    /// A text was typed.
    Text(Field, String),
    /// The reliability setting of the failout.
    Setting(String),
    /// The rule of the weights.
    Rule(Rule),
    /// The reliability setting of the rule.
    RuleSetting(String),
    /// Begin with what is the same in an earlier network, or not.
    Warm(bool),
    /// What computes.
    Engine(EngineChoice),
}
