//! The messages between the page and its inference worker, and between its laboratory and training workers; with what
//! all of them keep on the device.
//!
//! Every message is one byte string ([`encode`], [`decode`]) that travels as a transferred buffer, so
//! that large arrays cost one copy. Weights never leave the worker: the page names bundles, packs, schemes,
//! samples and patterns, and receives figures.

mod analysis;
mod report;
mod request;
mod training;

pub use analysis::{CONFIDENCE_BINS, Detail, Finding, Inquiry, Order};
pub use report::{
    Answer, BundleFacts, Fault, FaultKind, Item, NodeOutput, PackFacts, Report, SampleFacts,
    SchemeAnswer, SweepTable, TrainedAccuracy,
};
pub use request::{BundleSource, Origin, Request};
pub use training::{
    ABANDONED, Began, EngineChoice, EpochPoint, FailoutChoice, Job, JobStatus, OwnBundle, Standing,
    StoredBundle, Study, StudySubset, TrainOrder, TrainReport, TrainRequest, TrainingLength,
    TrainingOptions, TrainingSpec,
};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A message that is not of this protocol, for example from a worker of another version.
#[derive(Debug, thiserror::Error)]
#[error("a message between the page and its worker could not be read: {0}")]
pub struct ProtocolError(#[from] postcard::Error);

/// Writes a message.
///
/// # Errors
/// None in practice: the messages hold nothing that cannot be written.
pub fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, ProtocolError> {
    Ok(postcard::to_stdvec(message)?)
}

/// Reads a message.
///
/// # Errors
/// The bytes are not a message of this type.
pub fn decode<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, ProtocolError> {
    Ok(postcard::from_bytes(bytes)?)
}
