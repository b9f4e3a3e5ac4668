//! What each source takes from a whole sample.

use std::ops::Range;

use deepfog_network::Plan;
use deepfog_topology::{InputSpace, Sense};

/// Per node of the plan: for a source the parts of a flat sample that it senses, in its order.
pub(crate) fn parts(plan: &Plan) -> Vec<Option<Vec<Range<usize>>>> {
    plan.nodes
        .iter()
        .map(|node| node.sense.as_ref().map(|sense| of(sense, &plan.task.input)))
        .collect()
}

fn of(sense: &Sense, input: &InputSpace) -> Vec<Range<usize>> {
    let shape = input.shape();
    match sense {
        Sense::Channels { channels } => {
            let positions: usize = shape.iter().skip(1).product();
            channels
                .iter()
                .map(|channel| channel * positions..(channel + 1) * positions)
                .collect()
        }
        Sense::Region { region } => {
            let (height, width) = match *shape.as_slice() {
                [_, height, width] => (height, width),
                _ => (1, shape.last().copied().unwrap_or(1)),
            };
            let mut parts = Vec::new();
            for channel in 0..input.channel_count() {
                for row in region.top..region.top + region.height {
                    let start = (channel * height + row) * width + region.left;
                    parts.push(start..start + region.width);
                }
            }
            parts
        }
    }
}
