//! The document that is saved and shared: a topology and what was shown of it, as JSON with a version.
//!
//! Version 1 is a bare topology, as bundles hold it ([`parse`], [`write`]). Version 2 wraps one together with a
//! [`View`] ([`read`], [`write_document`]); what has version 1 is migrated. `docs/document-format.md` describes the
//! format, `www/topology.schema.json` states it for other programs.

mod error;
mod json;
mod migration;
mod shape;
mod view;
mod wording;

use serde::Serialize;

use crate::model::{Link, Node, ReliabilitySetting, Topology, WeightRule};
use crate::rules;
use crate::task::TaskId;

pub use error::DocumentError;
pub use view::View;

/// The version of a bare topology.
pub const VERSION: u32 = 1;

/// The version of a document that this code writes.
pub const DOCUMENT_VERSION: u32 = 2;

/// What the field `format` of a document says, from version 2 on.
pub const FORMAT: &str = "deepfog";

/// The largest document that is read or written, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// What is saved and shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What was drawn.
    pub topology: Topology,
    /// What was shown of it.
    pub view: View,
}

/// A document that was read, and what of its view could not be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The document: its topology is sound, its view fits it.
    pub document: Document,
    /// One sentence for each part of the view that was left out.
    pub notes: Vec<String>,
}

/// Reads a document of any version up to [`DOCUMENT_VERSION`]. Fields that this version does not know are passed over.
///
/// # Errors
/// Too large, not JSON, of a later version, not of this shape, or unsound (see [`rules::structure`]). What is wrong
/// with the view alone is no error: see [`Read::notes`].
pub fn read(text: &str) -> Result<Read, DocumentError> {
    let document = migration::to_latest(json::parse(bounded(text)?)?)?;
    let (topology, view) = shape::split(document);
    let topology = shape::topology(topology)?;
    let faults = rules::structure(&topology);
    if !faults.is_empty() {
        return Err(DocumentError::Unsound(faults));
    }
    let (view, notes) = view::read(view, &topology);
    let document = Document { topology, view };
    // Written anew it may be larger (`0` becomes `0.0`): what is opened must be one that can be saved.
    write_compact(&document)?;
    Ok(Read { document, notes })
}

/// Reads a document from a file's bytes.
///
/// # Errors
/// Those of [`read`], and bytes that are not UTF-8.
pub fn read_bytes(bytes: &[u8]) -> Result<Read, DocumentError> {
    // The bound comes first: even the check for UTF-8 looks at every byte.
    if bytes.len() > MAX_BYTES {
        return Err(DocumentError::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| DocumentError::NotText {
        at: error.valid_up_to() + 1,
    })?;
    read(text)
}

/// Writes a document as indented JSON that [`read`] takes. Of the view, what does not fit the topology is left out.
/// Where the indentation alone would make it too large, it is left out too.
///
/// # Errors
/// An unsound topology, or more than [`MAX_BYTES`].
pub fn write_document(document: &Document) -> Result<String, DocumentError> {
    let compact = write_compact(document)?;
    let indented = json::indented(&compact);
    Ok(if indented.len() <= MAX_BYTES {
        indented
    } else {
        compact
    })
}

/// Writes a document as JSON without any space, as links hold it.
///
/// # Errors
/// Those of [`write_document`].
pub(crate) fn write_compact(document: &Document) -> Result<String, DocumentError> {
    let text = wire_text(document)?;
    if text.len() > MAX_BYTES {
        return Err(DocumentError::TooLargeToWrite { bytes: text.len() });
    }
    Ok(text)
}

/// Reads a bare topology. It may still break rules: see [`crate::rules::check`].
///
/// # Errors
/// Too large, not JSON, of a later version, or not of this shape.
pub fn parse(text: &str) -> Result<Topology, DocumentError> {
    let value = json::parse(bounded(text)?)?;
    migration::check_version(&value, VERSION)?;
    shape::topology(value)
}

/// Writes a topology as indented JSON.
///
/// # Errors
/// A number that JSON cannot hold (NaN or infinite).
pub fn write(topology: &Topology) -> Result<String, DocumentError> {
    let text = serde_json::to_string_pretty(topology)
        .map_err(|error| DocumentError::unwritable(&error))?;
    // A number that is none is written as `null`, which no reader takes.
    serde_json::from_str::<Topology>(&text).map_err(|error| DocumentError::unwritable(&error))?;
    Ok(text)
}

fn bounded(text: &str) -> Result<&str, DocumentError> {
    if text.len() > MAX_BYTES {
        return Err(DocumentError::TooLarge { bytes: text.len() });
    }
    Ok(text)
}

/// A document of [`DOCUMENT_VERSION`] as it is written: what has its default value is left out.
#[derive(Serialize)]
struct Wire<'a> {
    format: &'static str,
    version: u32,
    topology: WireTopology<'a>,
    #[serde(skip_serializing_if = "View::is_default")]
    view: View,
}

/// A topology inside a document: the document has the version.
#[derive(Serialize)]
struct WireTopology<'a> {
    title: &'a str,
    task: &'a TaskId,
    nodes: &'a [Node],
    links: &'a [Link],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    settings: &'a [ReliabilitySetting],
    #[serde(skip_serializing_if = "is_one")]
    weights: &'a WeightRule,
}

fn is_one(rule: &&WeightRule) -> bool {
    **rule == WeightRule::One
}

fn wire_text(document: &Document) -> Result<String, DocumentError> {
    // Every field is named, so that a new one cannot be forgotten here. A sound topology has finite numbers only, which
    // JSON can hold.
    let Topology {
        version: _,
        title,
        task,
        nodes,
        links,
        settings,
        weights,
    } = &document.topology;
    let faults = rules::structure(&document.topology);
    if !faults.is_empty() {
        return Err(DocumentError::Unsound(faults));
    }
    serde_json::to_string(&Wire {
        format: FORMAT,
        version: DOCUMENT_VERSION,
        topology: WireTopology {
            title,
            task,
            nodes,
            links,
            settings,
            weights,
        },
        view: document.view.fitted(&document.topology).0,
    })
    .map_err(|error| DocumentError::unwritable(&error))
}
