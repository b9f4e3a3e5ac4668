//! What was copied: nodes, the hyperconnections between them, and their reliabilities.

use serde::{Deserialize, Serialize};

use crate::model::{Link, Node, NodeId, ReliabilitySetting, Topology};

/// Nodes that were copied, with the hyperconnections between them and their reliabilities. It travels over the system
/// clipboard as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clip {
    /// The nodes, in drawing order.
    pub nodes: Vec<Node>,
    /// The hyperconnections whose both ends were copied.
    pub links: Vec<Link>,
    /// The reliabilities of the copied nodes under each setting.
    #[serde(default)]
    pub settings: Vec<ReliabilitySetting>,
}

/// Why text from the clipboard is no clip.
#[derive(Debug, thiserror::Error)]
pub enum ClipError {
    /// More than 256 kB.
    #[error("The clipboard holds {bytes} bytes; at most {limit} are read.", limit = crate::document::MAX_BYTES)]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// Not JSON, or not of this shape.
    #[error("The clipboard holds no copied nodes: {0}.")]
    Malformed(#[from] serde_json::Error),
}

impl Clip {
    /// Copies nodes of a topology; names that it does not have are passed over.
    pub fn of(topology: &Topology, nodes: &[NodeId]) -> Self {
        let chosen = |id: &NodeId| nodes.contains(id);
        Self {
            nodes: topology
                .nodes
                .iter()
                .filter(|node| chosen(&node.id))
                .cloned()
                .collect(),
            links: topology
                .links
                .iter()
                .filter(|link| chosen(&link.from) && chosen(&link.to))
                .cloned()
                .collect(),
            settings: topology
                .settings
                .iter()
                .map(|setting| {
                    let mut setting = setting.clone();
                    setting.reliability.retain(|id, _| chosen(id));
                    setting
                })
                .collect(),
        }
    }

    /// The clip as JSON, for the clipboard.
    pub fn write(&self) -> String {
        // Every part of a clip can be written as JSON: its maps have text keys.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a clip from the clipboard's text. Whether its nodes fit a document is found when it is pasted.
    ///
    /// # Errors
    /// Too large or malformed.
    pub fn parse(text: &str) -> Result<Self, ClipError> {
        if text.len() > crate::document::MAX_BYTES {
            return Err(ClipError::TooLarge { bytes: text.len() });
        }
        // By way of a value, as documents are read: one copy of the readers serves both.
        let value: serde_json::Value = serde_json::from_str(text)?;
        Ok(Self::deserialize(&value)?)
    }
}
