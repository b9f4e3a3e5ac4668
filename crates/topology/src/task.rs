//! What a network is asked to recognise: the input space that sources sense a part of, and the classes.

use serde::{Deserialize, Serialize};

/// Name of a task in documents, bundles and sample packs, for example `smartwatch`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub String);

impl TaskId {
    /// Smartwatch physiotherapy: 2 s windows of accelerometer and gyroscope.
    pub const SMARTWATCH: &'static str = "smartwatch";
    /// Fashion-MNIST: 28 × 28 grey images of clothing.
    pub const FASHION_MNIST: &'static str = "fashion-mnist";
    /// mHealth, the papers' health data. It is no builtin task: its data is not part of the project.
    pub const MHEALTH: &'static str = "mhealth";

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for TaskId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for TaskId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// The tensor that one whole sample is, before any source takes its part of it. Channels first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum InputSpace {
    /// A multichannel recording of shape `(channels, steps)`.
    Signal {
        /// One name per channel, in the order in which samples hold them.
        channels: Vec<String>,
        /// Length of one window in time steps.
        steps: usize,
        /// Sampling rate in hertz.
        rate_hz: f64,
    },
    /// An image of shape `(channels, height, width)`.
    Image {
        /// Colour planes: 1 for grey.
        channels: usize,
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
}

impl InputSpace {
    /// Shape of one whole sample: `[channels, steps]` or `[channels, height, width]`.
    pub fn shape(&self) -> Vec<usize> {
        match self {
            Self::Signal {
                channels, steps, ..
            } => vec![channels.len(), *steps],
            Self::Image {
                channels,
                height,
                width,
            } => vec![*channels, *height, *width],
        }
    }

    /// Number of channels: the first dimension of [`InputSpace::shape`].
    pub fn channel_count(&self) -> usize {
        match self {
            Self::Signal { channels, .. } => channels.len(),
            Self::Image { channels, .. } => *channels,
        }
    }
}

/// A recognition task: input space and classes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The name used in files and links.
    pub id: TaskId,
    /// The name that a person reads.
    pub title: String,
    /// What one sample is.
    pub input: InputSpace,
    /// Class names; a label is an index into them.
    pub classes: Vec<String>,
}

impl Task {
    /// The tasks whose data the project knows how to fetch.
    pub fn builtin() -> Vec<Task> {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        vec![
            Task {
                id: TaskId::SMARTWATCH.into(),
                title: "Shoulder exercises (smartwatch)".to_owned(),
                input: InputSpace::Signal {
                    channels: names(&[
                        "accelerometer x",
                        "accelerometer y",
                        "accelerometer z",
                        "gyroscope x",
                        "gyroscope y",
                        "gyroscope z",
                    ]),
                    steps: 100,
                    rate_hz: 50.0,
                },
                classes: names(&[
                    "Pendulum",
                    "Abduction",
                    "Forward elevation",
                    "Internal rotation",
                    "External rotation",
                    "Trapezius extension",
                    "Upright row",
                ]),
            },
            Task {
                id: TaskId::FASHION_MNIST.into(),
                title: "Clothing (Fashion-MNIST)".to_owned(),
                input: InputSpace::Image {
                    channels: 1,
                    height: 28,
                    width: 28,
                },
                classes: names(&[
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot",
                ]),
            },
        ]
    }

    /// The builtin task of that name.
    pub fn find(id: &TaskId) -> Option<Task> {
        Self::builtin().into_iter().find(|task| task.id == *id)
    }
}
