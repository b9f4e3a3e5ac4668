//! Walks over the drawing by keys.

use deepfog_topology::order;
use deepfog_topology::{Edge, Graph};

use super::drawing::Drawing;
use super::plane::NodeBox;

/// Steps of a walk over the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards smaller x.
    Left,
    /// Towards larger x.
    Right,
    /// Towards smaller y.
    Up,
    /// Towards larger y.
    Down,
}

/// The nearest node in a direction from a node, sideways distance counted double; `None` at the border.
pub fn neighbour(nodes: &[NodeBox], from: usize, direction: Direction) -> Option<usize> {
    let here = nodes.get(from)?.centre;
    nodes
        .iter()
        .enumerate()
        .filter_map(|(index, node)| {
            let (x, y) = (node.centre.x - here.x, node.centre.y - here.y);
            let (ahead, aside) = match direction {
                Direction::Left => (-x, y),
                Direction::Right => (x, y),
                Direction::Up => (-y, x),
                Direction::Down => (y, x),
            };
            (ahead > 1.0).then_some((ahead + 2.0 * aside.abs(), index))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, index)| index)
}

/// The hyperconnections that leave a node, as indices among the edges, in the order in which their receivers stand in
/// the drawing: from top to bottom, on one height from left to right.
pub fn outgoing(graph: &Graph, drawing: &Drawing, node: usize) -> Vec<usize> {
    by_place(graph, drawing, |edge| {
        (edge.from == node).then_some(edge.to)
    })
}

/// The hyperconnections that arrive at a node, as indices among the edges, in the order in which their senders stand in
/// the drawing: from top to bottom, on one height from left to right.
pub fn incoming(graph: &Graph, drawing: &Drawing, node: usize) -> Vec<usize> {
    by_place(graph, drawing, |edge| {
        (edge.to == node).then_some(edge.from)
    })
}

/// The node to which the hyperconnection with number `index` among those that leave a node (`forward`) or arrive at it
/// leads, in the order of [`outgoing`] and [`incoming`]. Numbers go round, so that 0, 1, 2, … visits every one of them
/// again and again; `None` where there is none.
pub fn along(
    graph: &Graph,
    drawing: &Drawing,
    node: usize,
    forward: bool,
    index: usize,
) -> Option<usize> {
    let edges = if forward {
        outgoing(graph, drawing, node)
    } else {
        incoming(graph, drawing, node)
    };
    let at = *edges.get(index.checked_rem(edges.len())?)?;
    let edge = graph.edges().get(at)?;
    Some(if forward { edge.to } else { edge.from })
}

/// The edges that `other_end` gives a node for, ordered by where that node stands.
fn by_place(
    graph: &Graph,
    drawing: &Drawing,
    other_end: impl Fn(&Edge) -> Option<usize>,
) -> Vec<usize> {
    let mut found: Vec<(f32, f32, usize)> = graph
        .edges()
        .iter()
        .enumerate()
        .filter_map(|(at, edge)| {
            let centre = drawing.nodes.get(other_end(edge)?)?.centre;
            Some((centre.y, centre.x, at))
        })
        .collect();
    order::sort(&mut found, |a, b| {
        a.0.total_cmp(&b.0)
            .then(a.1.total_cmp(&b.1))
            .then(a.2.cmp(&b.2))
    });
    found.into_iter().map(|(.., at)| at).collect()
}
