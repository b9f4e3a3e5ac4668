//! The document format: JSON with a version, read with a bound on its size.

use crate::model::Topology;

/// The version that this code writes.
pub const VERSION: u32 = 1;

/// The largest document that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// More than [`MAX_BYTES`].
    #[error("the document has {bytes} bytes; at most {MAX_BYTES} are read")]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// Not JSON, or not of this shape.
    #[error("the document is not a topology: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Written by a later program.
    #[error("the document has format version {found}; this page reads up to version {VERSION}")]
    LaterVersion {
        /// The version it names.
        found: u32,
    },
}

/// Reads a topology. It may still break rules: see [`crate::rules::check`].
///
/// # Errors
/// Too large, malformed, or of a later version.
pub fn parse(text: &str) -> Result<Topology, DocumentError> {
    if text.len() > MAX_BYTES {
        return Err(DocumentError::TooLarge { bytes: text.len() });
    }
    // The version is looked at first: a later format need not have today's fields.
    #[derive(serde::Deserialize)]
    struct Versioned {
        version: u32,
    }
    let Versioned { version } = serde_json::from_str(text)?;
    if version > VERSION {
        return Err(DocumentError::LaterVersion { found: version });
    }
    Ok(serde_json::from_str(text)?)
}

/// Writes a topology as indented JSON.
///
/// # Errors
/// A number that JSON cannot hold (NaN or infinite).
pub fn write(topology: &Topology) -> Result<String, DocumentError> {
    let text = serde_json::to_string_pretty(topology)?;
    // A number that is none is written as `null`, which no reader takes.
    serde_json::from_str::<Topology>(&text)?;
    Ok(text)
}
