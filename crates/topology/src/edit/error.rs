//! Why an edit is refused, as sentences.

use crate::model::{Link, NodeId};
use crate::rules::Diagnostic;

/// Why an edit is refused. Displayed, it is a full sentence that says what to do instead.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EditError {
    /// The edit names a node that is not there.
    #[error("There is no node called {0}. Choose one that is in the drawing.")]
    UnknownNode(NodeId),
    /// The edit names a hyperconnection that is not there.
    #[error("There is no hyperconnection {} → {}. Choose one that is in the drawing.", .0.from, .0.to)]
    UnknownLink(Link),
    /// The edit names a reliability setting that is not there.
    #[error("There is no reliability setting called {0}. Choose one of the document's own.")]
    UnknownSetting(String),
    /// The hyperconnection would close a cycle.
    #[error(
        "{from} → {to} would close a cycle, because {back} leads back. Connect {from} to another node, or remove a hyperconnection of that path first."
    )]
    Cycle {
        /// The sender.
        from: NodeId,
        /// The receiver.
        to: NodeId,
        /// The path that leads back, as text.
        back: String,
    },
    /// The edit would change nothing; the sentence says why.
    #[error("{0}")]
    NothingChanges(String),
    /// A number, name or choice that the document cannot hold; the sentence says why.
    #[error("{0}")]
    Refused(String),
    /// The result would not be sound; the sentences are those of the rules.
    #[error("{}", messages(.0))]
    Unsound(Vec<Diagnostic>),
}

/// [`EditError::Refused`].
pub(super) fn refused(sentence: impl Into<String>) -> EditError {
    EditError::Refused(sentence.into())
}

/// [`EditError::NothingChanges`].
pub(super) fn nothing(sentence: impl Into<String>) -> EditError {
    EditError::NothingChanges(sentence.into())
}

fn messages(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
