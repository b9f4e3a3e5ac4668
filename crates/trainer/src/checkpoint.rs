//! What a job goes on from: the trainer's checkpoint, and what else fixes the training.

use deepfog_protocol::{decode, encode};
use deepfog_topology::NodeId;
use serde::{Deserialize, Serialize};

/// The first bytes of every record: what it is, and the version of its form.
const MAGIC: &[u8; 8] = b"DFJOB\0\0\x02";

/// A checkpoint as this device keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What stands beside the trainer's bytes.
    pub head: Head,
    /// The trainer's own checkpoint.
    pub state: Vec<u8>,
}

/// What fixes a training beyond what was asked for, and what a person is told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Passes in all: where a time was asked for, those that a measurement found.
    pub epochs: u32,
    /// What the training began with: [`deepfog_training::Trainer::start`].
    pub start: u64,
    /// Nodes that began with the parameters of an earlier bundle.
    pub kept: Vec<NodeId>,
    /// Seconds spent so far.
    pub seconds: f64,
    /// Whether a pass has ended whose parameters are worth keeping.
    pub has_best: bool,
    /// What has computed so far, in words.
    pub engine: String,
}

impl Record {
    /// The record as bytes; `None` only for a head that cannot be written, which there is not.
    pub fn write(&self) -> Option<Vec<u8>> {
        let head = encode(&self.head).ok()?;
        let length = u32::try_from(head.len()).ok()?;
        let mut bytes = Vec::with_capacity(MAGIC.len() + 4 + head.len() + self.state.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&self.state);
        Some(bytes)
    }

    /// Reads a record; `None` for bytes that are none, or of another version. The trainer itself holds its own bytes
    /// against their checksum.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (head, state) = rest.split_at_checked(length)?;
        let head: Head = decode(head).ok()?;
        head.seconds.is_finite().then(|| Self {
            head,
            state: state.to_vec(),
        })
    }
}
