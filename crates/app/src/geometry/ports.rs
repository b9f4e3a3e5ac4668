//! Where hyperconnections leave and arrive at the sides of their nodes.

use deepfog_topology::order;
use deepfog_topology::{Graph, LinkKind};

use super::axis::Axis;
use super::plane::NodeBox;

/// Offsets across of where each hyperconnection leaves and arrives, so that several of them do not run into one point:
/// on every side of a node they stand in the order of the nodes that they lead to. `axes` holds the direction of each.
/// Skip hyperconnections have none: they go by the edges, or beside the normal ones.
pub(super) fn ports(graph: &Graph, nodes: &[NodeBox], axes: &[Axis]) -> Vec<[f32; 2]> {
    let mut ports = vec![[0.0; 2]; graph.edges().len()];
    // For each side of each node: place across of the node at the other end, hyperconnection, which end of it.
    let mut sides: Vec<Vec<(f32, usize, usize)>> = vec![Vec::new(); nodes.len() * 4];
    for (at, (edge, axis)) in graph.edges().iter().zip(axes).enumerate() {
        if edge.kind == LinkKind::Skip {
            continue;
        }
        for (end, node, other) in [(0, edge.from, edge.to), (1, edge.to, edge.from)] {
            // It leaves where it runs to, and arrives at the side that it comes from.
            let ahead = axis.backwards == (end == 1);
            let side = 2 * usize::from(axis.downwards) + usize::from(ahead);
            sides[node * 4 + side].push((axis.across(nodes[other].centre), at, end));
        }
    }
    for (index, side) in sides.iter_mut().enumerate() {
        order::sort(side, |a, b| {
            a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2)))
        });
        let node = &nodes[index / 4];
        let extent = if index % 4 >= 2 {
            node.width
        } else {
            node.height
        };
        let middle = (side.len() as f32 - 1.0) / 2.0;
        let step = (extent * 0.6 / side.len().max(1) as f32).min(13.0);
        for (place, &(_, at, end)) in side.iter().enumerate() {
            ports[at][end] = (place as f32 - middle) * step;
        }
    }
    ports
}
