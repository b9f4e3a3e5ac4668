//! From raw samples to what each source senses.

use deepfog_network::PlannedNode;
use deepfog_topology::Sense;

/// The part of normalised samples that a source senses, sample by sample in the order of the source's shape.
///
/// `shape` is that of one whole sample; `samples` holds whole samples one after the other.
pub(crate) fn sense(node: &PlannedNode, shape: &[usize], samples: &[f32]) -> Vec<f32> {
    let width = shape.iter().product::<usize>().max(1);
    let share: usize = node.input_shape.iter().product();
    let mut sensed = Vec::with_capacity(samples.len() / width * share);
    for sample in samples.chunks_exact(width) {
        match (&node.sense, shape) {
            (Some(Sense::Channels { channels }), &[_, steps]) => {
                for &channel in channels {
                    sensed.extend_from_slice(&sample[channel * steps..(channel + 1) * steps]);
                }
            }
            (Some(Sense::Region { region }), &[planes, height, columns]) => {
                for plane in 0..planes {
                    for row in region.top..region.top + region.height {
                        let start = (plane * height + row) * columns + region.left;
                        sensed.extend_from_slice(&sample[start..start + region.width]);
                    }
                }
            }
            // The rules of topologies leave nothing else; the whole sample is the only sound reading.
            _ => sensed.extend_from_slice(sample),
        }
    }
    sensed
}
