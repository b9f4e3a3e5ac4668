//! Why a document is refused, in words.

use super::wording::{clip, quote};
use super::{FORMAT, MAX_BYTES};
use crate::rules::{Diagnostic, MAX_NAME, Place};

/// Why a document could not be read or written. It displays as full sentences.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DocumentError {
    /// More than [`MAX_BYTES`].
    #[error("The document has {bytes} bytes. At most {MAX_BYTES} (256 kB) can be read.")]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// Written, it would have more than [`MAX_BYTES`]. This can befall a smaller document that is read: numbers grow when
    /// they are written anew.
    #[error("Written, the document has {bytes} bytes. At most {MAX_BYTES} (256 kB) can be saved.")]
    TooLargeToWrite {
        /// Its size in bytes, without any spaces.
        bytes: usize,
    },
    /// Nothing but white space.
    #[error("The document is empty.")]
    Empty,
    /// Not UTF-8.
    #[error(
        "The document is not text: byte {at} is not UTF-8. Open a document that was saved as JSON."
    )]
    NotText {
        /// The first wrong byte, from 1.
        at: usize,
    },
    /// Not JSON.
    #[error("The document is not valid JSON: line {line}, column {column}: {message}.")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// JSON of another format.
    #[error("The document is no network of this page: its format is {}, not \"{FORMAT}\".", quote(.found))]
    OtherFormat {
        /// The format that it names.
        found: String,
    },
    /// Written by a later program.
    #[error(
        "The document has format version {found}. This page reads up to version {known}: open it with a later one."
    )]
    LaterVersion {
        /// The version that it names.
        found: u64,
        /// The last version that is known here.
        known: u32,
    },
    /// JSON, but not of the document's shape.
    #[error("The document is not a network: {place}: {message}.")]
    Shape {
        /// Where, as a path such as `nodes[3].tier`.
        place: String,
        /// What is wrong there.
        message: String,
    },
    /// The network breaks rules that every document keeps; all of them are listed.
    #[error("{}", list(.0))]
    Unsound(Vec<Diagnostic>),
    /// It cannot be written as JSON.
    #[error("The document cannot be written: {reason}.")]
    Unwritable {
        /// What stands in the way.
        reason: String,
    },
}

impl DocumentError {
    pub(super) fn unwritable(error: &serde_json::Error) -> Self {
        Self::Unwritable {
            reason: clip(&error.to_string()),
        }
    }

    pub(super) fn shape(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Shape {
            place: place.into(),
            message: message.into(),
        }
    }
}

/// How many faults a sentence lists.
const LISTED: usize = 3;

/// The first faults, each with its place, and how many more there are.
fn list(faults: &[Diagnostic]) -> String {
    let mut text = "The network cannot be opened.".to_owned();
    for fault in faults.iter().take(LISTED) {
        text.push(' ');
        if let Some(place) = unnamed_place(fault) {
            text.push_str(&format!("{place}: "));
        }
        text.push_str(&clip(&fault.message));
    }
    if faults.len() > LISTED {
        text.push_str(&format!(" And {} more.", faults.len() - LISTED));
    }
    text
}

/// The place of a fault, where its message does not name it.
fn unnamed_place(fault: &Diagnostic) -> Option<String> {
    let (kind, names) = match &fault.place {
        Place::Document => return None,
        Place::Node(id) => ("Node", vec![id.as_str()]),
        Place::Link(link) => (
            "Hyperconnection",
            vec![link.from.as_str(), link.to.as_str()],
        ),
        Place::Setting(name) => ("Setting", vec![name.as_str()]),
    };
    // The start of a name is enough: long ones are cut in messages.
    let named = |name: &&str| {
        let end = name
            .char_indices()
            .nth(MAX_NAME)
            .map_or(name.len(), |(at, _)| at);
        fault.message.contains(&name[..end])
    };
    if names.iter().all(named) {
        return None;
    }
    let names: Vec<String> = names.into_iter().map(quote).collect();
    Some(format!("{kind} {}", names.join(" → ")))
}
