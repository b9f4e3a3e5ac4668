//! Everything that can happen to the page's state, as values.

use deepfog_protocol::Report;
use deepfog_resilience::Pattern;
use deepfog_topology::{Scheme, TaskId};

/// What a person did, or what the worker said.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Show another preset, by its name.
    OpenPreset(String),
    /// Show the first preset of a task.
    ChooseTask(TaskId),
    /// Fail a node, or restore it; an index into the graph.
    Toggle(usize),
    /// Take exactly the nodes of a pattern down.
    ChoosePattern(Pattern),
    /// Draw which nodes fail under the reliability setting chosen.
    FailAtRandom,
    /// Every node is up again.
    RestoreAll,
    /// Choose a reliability setting by its index.
    ChooseSetting(usize),
    /// Show a sample by its index.
    ShowSample(u32),
    /// Go to the next sample (of the class chosen).
    Next,
    /// Go to the sample before (of the class chosen).
    Previous,
    /// Let samples follow each other, or stop.
    PlayOrPause,
    /// Step through the samples of one class only, or of all.
    ChooseClass(Option<u8>),
    /// The pointer is over a node, or over none.
    PointAt(Option<usize>),
    /// A node's facts stay shown, or none's.
    Select(Option<usize>),
    /// The pointer is over a scheme's answer, or over none.
    PointAtScheme(Option<Scheme>),
    /// Show a scheme's flow in the drawing.
    ChooseScheme(Scheme),
    /// Open or close the help.
    ShowHelp(bool),
    /// Take the note about the link away.
    DismissLinkFaults,
    /// Try again what failed.
    Retry,
    /// The worker said something.
    Heard(Box<Report>),
    /// The worker could not be started, or died; why, as a sentence.
    EngineFailed(String),
}
