//! The document that a person draws: nodes in tiers, what sources sense, units, hyperconnections, reliabilities.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::task::TaskId;

/// Name of a node, unique in its topology. Ties in the semantics are broken by the order of these names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub String);

impl NodeId {
    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for NodeId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// Where a physical node stands on the way from the sensor to the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// An IoT device that senses; it never fails.
    Source,
    /// The first compute tier, beside the sensors.
    Edge,
    /// The tiers between edge and cloud.
    Fog,
    /// The last node; it answers and never fails.
    Cloud,
}

impl Tier {
    /// All tiers, from sensor to answer.
    pub const ALL: [Tier; 4] = [Tier::Source, Tier::Edge, Tier::Fog, Tier::Cloud];

    /// The tier's name in lower case, as the papers write it.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Source => "source",
            Tier::Edge => "edge",
            Tier::Fog => "fog",
            Tier::Cloud => "cloud",
        }
    }
}

/// A rectangle of an image, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Number of rows.
    pub height: usize,
    /// Number of columns.
    pub width: usize,
}

/// The part of a sample that a source senses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Sense {
    /// Some channels of a signal, as indices into the task's channels.
    Channels {
        /// Indices, in the order in which the source gives them.
        channels: Vec<usize>,
    },
    /// A rectangle of an image, all its colour planes.
    Region {
        /// The rectangle.
        region: Region,
    },
}

/// A layer of the DNN, placed whole on one node. Dense and convolution units end in a ReLU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Unit {
    /// A fully connected layer over the flattened input.
    Dense {
        /// Number of outputs.
        width: usize,
    },
    /// A convolution over time, padded by `(kernel - 1) / 2` on both sides.
    Conv1d {
        /// Output channels.
        channels: usize,
        /// Odd kernel length in steps.
        kernel: usize,
        /// Stride in steps.
        stride: usize,
    },
    /// A convolution over rows and columns, padded by `(kernel - 1) / 2` on every side.
    Conv2d {
        /// Output channels.
        channels: usize,
        /// Odd kernel side in pixels.
        kernel: usize,
        /// Stride in pixels.
        stride: usize,
    },
    /// The maximum over windows of `size`, placed every `size` steps or pixels, unpadded.
    MaxPool {
        /// Window side and stride.
        size: usize,
    },
    /// The mean of every channel over all its steps or pixels.
    GlobalAverage,
}

impl Unit {
    /// The unit's name as a person reads it, with its numbers.
    pub fn describe(&self) -> String {
        let strided = |text: String, stride: usize| {
            if stride == 1 {
                text
            } else {
                format!("{text}, stride {stride}")
            }
        };
        match *self {
            Unit::Dense { width } => format!("dense {width}"),
            Unit::Conv1d {
                channels,
                kernel,
                stride,
            } => strided(format!("convolution {kernel}, {channels} channels"), stride),
            Unit::Conv2d {
                channels,
                kernel,
                stride,
            } => strided(
                format!("convolution {kernel}×{kernel}, {channels} channels"),
                stride,
            ),
            Unit::MaxPool { size } => format!("max pooling {size}"),
            Unit::GlobalAverage => "global average".to_owned(),
        }
    }
}

/// A physical node and the partition of the DNN that stands on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Unique name, also the label in the drawing.
    pub id: NodeId,
    /// The tier it stands in.
    pub tier: Tier,
    /// What it senses: sources have it, compute nodes do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sense: Option<Sense>,
    /// The DNN units on it, in order. The cloud's classifying layer is implied and not listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Unit>,
    /// Where a person put it, in drawing units; `None` leaves it to the layout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<[f32; 2]>,
}

impl Node {
    /// Whether failure patterns range over this node: edge and fog nodes fail, sources and the cloud do not.
    pub fn can_fail(&self) -> bool {
        matches!(self.tier, Tier::Edge | Tier::Fog)
    }
}

/// A hyperconnection: it carries one node's output to another node's input. Whether it is normal or a
/// skip is derived from the graph (see [`crate::graph::Graph`]), never stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The sender.
    pub from: NodeId,
    /// The receiver.
    pub to: NodeId,
}

/// A named set of reliabilities (survival probabilities).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilitySetting {
    /// The setting's name, for example `Hazardous`.
    pub name: String,
    /// Probability that a node is up; a node that is not named has 1.
    pub reliability: BTreeMap<NodeId, f64>,
}

impl ReliabilitySetting {
    /// The node's probability to be up.
    pub fn of(&self, id: &NodeId) -> f64 {
        self.reliability.get(id).copied().unwrap_or(1.0)
    }
}

/// How the weight w_jk of each hyperconnection is chosen; it holds in training and inference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum WeightRule {
    /// All 1.
    #[default]
    One,
    /// The sender's reliability under a setting (a source: 1).
    Reliability {
        /// Name of the reliability setting.
        setting: String,
    },
    /// The sender's reliability over the sum of the reliabilities of all drawn inputs of the receiver.
    Normalised {
        /// Name of the reliability setting.
        setting: String,
    },
    /// Uniform in (0, `high`), drawn per link in (from, to) order. The paper uses 1 and 10.
    Uniform {
        /// Upper end of the interval.
        high: f64,
    },
    /// Each as a person set it.
    Given {
        /// Weights; a hyperconnection that is not listed has 1.
        weights: Vec<LinkWeight>,
    },
}

/// The weight that a person gave one hyperconnection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkWeight {
    /// The sender.
    pub from: NodeId,
    /// The receiver.
    pub to: NodeId,
    /// The weight w_jk, finite, of at most [`crate::rules::MAX_WEIGHT`] in size.
    pub weight: f64,
}

impl LinkWeight {
    /// Whether this is the weight of that hyperconnection.
    pub fn is_of(&self, link: &Link) -> bool {
        self.from == link.from && self.to == link.to
    }
}

/// A distributed DNN as drawn: the document of the editor and the start of the pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Topology {
    /// Version of the document format: [`crate::document::VERSION`].
    pub version: u32,
    /// The name that a person reads.
    pub title: String,
    /// What it recognises.
    pub task: TaskId,
    /// Nodes, in drawing order.
    pub nodes: Vec<Node>,
    /// Hyperconnections, normal and skip.
    pub links: Vec<Link>,
    /// Reliability settings, beside the implied one without failures.
    #[serde(default)]
    pub settings: Vec<ReliabilitySetting>,
    /// How hyperconnection weights are chosen.
    #[serde(default)]
    pub weights: WeightRule,
}

impl Topology {
    /// The node of that name.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == *id)
    }

    /// The setting of that name, ignoring case. `No failure` is always there.
    pub fn setting(&self, name: &str) -> Option<ReliabilitySetting> {
        self.all_settings()
            .into_iter()
            .find(|setting| setting.name.eq_ignore_ascii_case(name))
    }

    /// The implied setting without failures, then the document's own.
    pub fn all_settings(&self) -> Vec<ReliabilitySetting> {
        let mut all = vec![ReliabilitySetting {
            name: NO_FAILURE.to_owned(),
            reliability: BTreeMap::new(),
        }];
        all.extend(
            self.settings
                .iter()
                .filter(|setting| !setting.name.eq_ignore_ascii_case(NO_FAILURE))
                .cloned(),
        );
        all
    }
}

/// Name of the reliability setting in which every node is up.
pub const NO_FAILURE: &str = "No failure";
