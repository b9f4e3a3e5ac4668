//! What new documents and new nodes begin with.

use crate::document;
use crate::model::{Node, Region, Sense, Tier, Topology, Unit, WeightRule};
use crate::presets;
use crate::rules::MAX_TITLE;
use crate::task::{InputSpace, Task, TaskId};

/// An empty sound document with the settings Normal, Poor and Hazardous. A task that is not known becomes the
/// smartwatch's; a title is cut and put on one line where need be.
pub fn blank(task: TaskId, title: &str) -> Topology {
    let task = if Task::find(&task).is_some() {
        task
    } else {
        TaskId::SMARTWATCH.into()
    };
    Topology {
        version: document::VERSION,
        title: title
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(MAX_TITLE)
            .collect(),
        task,
        nodes: Vec::new(),
        links: Vec::new(),
        settings: presets::settings_by_tier(&[]),
        weights: WeightRule::One,
    }
}

/// Everything: all channels, or the whole image.
pub fn default_sense(task: &Task) -> Sense {
    match &task.input {
        InputSpace::Signal { channels, .. } => Sense::Channels {
            channels: (0..channels.len()).collect(),
        },
        InputSpace::Image { height, width, .. } => Sense::Region {
            region: Region {
                top: 0,
                left: 0,
                height: *height,
                width: *width,
            },
        },
    }
}

/// The units of a new node: one convolution on an edge or fog node, none on a source, none on the cloud, whose
/// classifying layer is implied.
pub fn default_units(task: &Task, tier: Tier) -> Vec<Unit> {
    match (tier, &task.input) {
        (Tier::Source | Tier::Cloud, _) => Vec::new(),
        (Tier::Edge | Tier::Fog, InputSpace::Signal { .. }) => vec![Unit::Conv1d {
            channels: 32,
            kernel: 5,
            stride: 1,
        }],
        (Tier::Edge | Tier::Fog, InputSpace::Image { .. }) => vec![Unit::Conv2d {
            channels: 16,
            kernel: 3,
            stride: 1,
        }],
    }
}

/// Turns a convolution over time into one over rows and columns or back, where the task needs it.
pub(super) fn adapt_unit(unit: &mut Unit, task: &Task) {
    *unit = match (*unit, &task.input) {
        (
            Unit::Conv1d {
                channels,
                kernel,
                stride,
            },
            InputSpace::Image { .. },
        ) => Unit::Conv2d {
            channels,
            kernel,
            stride,
        },
        (
            Unit::Conv2d {
                channels,
                kernel,
                stride,
            },
            InputSpace::Signal { .. },
        ) => Unit::Conv1d {
            channels,
            kernel,
            stride,
        },
        (other, _) => other,
    };
}

/// A new node: what its tier usually senses and holds, and no position.
pub(super) fn node(topology: &Topology, task: &Task, tier: Tier) -> Node {
    Node {
        id: super::free_name(topology, tier),
        tier,
        sense: (tier == Tier::Source).then(|| default_sense(task)),
        units: default_units(task, tier),
        position: None,
    }
}
