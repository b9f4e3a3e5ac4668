//! Everything that can happen to the page's state, as values.

use std::rc::Rc;

use deepfog_protocol::Report;
use deepfog_resilience::Pattern;
use deepfog_topology::document::Document;
use deepfog_topology::edit::{Clip, Edit};
use deepfog_topology::{Scheme, TaskId};

use crate::node_set::NodeSet;
use crate::state::Mode;

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
    /// Take the note about interrupted trainings away: a person goes to the laboratory, or does not care.
    DismissUnfinished,
    /// Try again what failed.
    Retry,
    /// A click on a node breaks it, or selects it.
    SetMode(Mode),
    /// Change the document.
    Edit(Edit),
    /// Change the document; steps with the same key are one step of the history (nudges, a slider).
    EditOn(Edit, String),
    /// Take the last edit back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Go to a version of the document, by its place in the history.
    GoTo(usize),
    /// Mark exactly these nodes.
    Mark(NodeSet),
    /// Mark a node too, or no longer.
    MarkToo(usize),
    /// Select a hyperconnection, by its index among the graph's edges, or none.
    SelectLink(Option<usize>),
    /// Draw a hyperconnection from this node to the next one chosen, or no longer.
    Connect(Option<usize>),
    /// Delete what is selected.
    Delete,
    /// Keep a copy of the nodes that are selected.
    Copy,
    /// Copy what is selected, then delete it.
    Cut,
    /// Add what was copied.
    Paste,
    /// Add what another page copied.
    PasteFrom(Box<Clip>),
    /// Copy and paste what is selected in one step.
    Duplicate,
    /// Take the word about the last edit away.
    DismissWord,
    /// Say something through the live region.
    Say(Rc<str>),
    /// Something from outside was refused; why, as a sentence.
    Refuse(Rc<str>),
    /// Open a document: with the key of the person's own, or as a new one without.
    OpenDocument {
        /// The document.
        document: Box<Document>,
        /// Its key in the store.
        own: Option<Rc<str>>,
        /// What there is to say of it, as sentences.
        notes: Vec<String>,
    },
    /// The open document has its place in the store from now on.
    Adopt(Rc<str>),
    /// Open or close the dialog of documents.
    ShowDocuments(bool),
    /// The worker said something.
    Heard(Box<Report>),
    /// The worker could not be started, or died; why, as a sentence.
    EngineFailed(String),
}
