//! The bundle: a manifest and one ONNX file per node, as bytes.
//!
//! On disk and on the web a bundle is a folder, `<preset>/<scheme>/`, with `manifest.json` beside the files
//! that it names. [`write()`] makes a bundle from a plan and its parameters; [`Manifest::parse`] reads a
//! manifest from outside and trusts nothing in it; [`verify`] holds a file against the manifest; [`parameters`]
//! reads what was learned back.

#[cfg(feature = "archive")]
pub mod archive;
mod facts;
mod files;
mod manifest;
mod read;
mod validate;
mod write;

pub use facts::{
    Normalisation, PartAccuracies, PartAccuracy, PartSizes, PeopleSplit, SplitFacts, TrainingFacts,
};
pub use files::{FileEntry, FileError, sha256_hex, verify};
pub use manifest::{
    FORMAT, MANIFEST_FILE, MAX_BYTES, Manifest, ManifestInput, ManifestNode, VERSION,
};
pub use read::{ReadError, parameters};
pub use validate::ManifestError;
pub use write::{Bundle, Facts, WriteError, write};
