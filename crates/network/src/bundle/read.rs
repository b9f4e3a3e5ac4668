//! Learned parameters back out of a bundle.

use super::files::{FileError, verify};
use super::manifest::Manifest;
use super::validate::ManifestError;
use crate::onnx::{OnnxError, read_parameters};
use crate::parameters::{NodeParameters, Parameters};

/// Why a bundle's parameters cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The manifest is wrong.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A file is missing, or not the one of which the manifest speaks.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file does not hold its node's network.
    #[error("{file}: {problem}")]
    Onnx {
        /// The file's name.
        file: String,
        /// What is wrong.
        problem: OnnxError,
    },
}

/// The learned parameters of a bundle, one entry per node of the plan that [`Manifest::check`] gives. Every file is checked
/// as for running it.
///
/// A hyperconnection weight is taken out of the adapters again: for a weight other than 1 they agree with what was trained
/// up to rounding.
///
/// # Errors
/// [`ReadError`]: the first thing that is wrong.
pub fn parameters(
    manifest: &Manifest,
    files: &[(String, Vec<u8>)],
) -> Result<Parameters, ReadError> {
    let plan = manifest.check()?;
    let nodes = manifest
        .nodes
        .iter()
        .zip(&plan.nodes)
        .map(|(node, planned)| {
            let Some(entry) = &node.file else {
                return Ok(NodeParameters::default());
            };
            let named = files.iter().find(|(name, _)| *name == entry.name);
            let (_, bytes) = named.ok_or_else(|| FileError::Missing {
                file: entry.name.clone(),
            })?;
            verify(bytes, entry)?;
            read_parameters(bytes, planned, &plan).map_err(|problem| ReadError::Onnx {
                file: entry.name.clone(),
                problem,
            })
        })
        .collect::<Result<_, ReadError>>()?;
    Ok(Parameters { nodes })
}
