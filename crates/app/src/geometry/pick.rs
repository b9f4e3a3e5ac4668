//! What is drawn at a point or in a rectangle.

use super::curve::LinkShape;
use super::drawing::Drawing;
use super::plane::{NodeBox, Point, Rect};

/// Steps in which a curve is looked at from a point.
const STEPS: usize = 24;

/// The nodes that a rectangle between two opposite corners touches, in order of their indices.
pub fn nodes_in(nodes: &[NodeBox], a: Point, b: Point) -> Vec<usize> {
    let marquee = Rect::between(a, b);
    (0..nodes.len())
        .filter(|&node| marquee.touches(&nodes[node].rect()))
        .collect()
}

/// The node whose rectangle is nearest to a point, at most `radius` away from it. Of several around the point, the one
/// whose middle is nearest.
pub fn node_at(nodes: &[NodeBox], point: Point, radius: f32) -> Option<usize> {
    nodes
        .iter()
        .enumerate()
        .map(|(node, place)| (place.distance(point), place.centre.distance(point), node))
        .filter(|(away, ..)| *away <= radius)
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map(|(.., node)| node)
}

/// The hyperconnection whose curve is nearest to a point, at most `radius` away from it, by index among the edges.
pub fn link_at(drawing: &Drawing, point: Point, radius: f32) -> Option<usize> {
    drawing
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.bounds.grown(radius).contains(point))
        .map(|(at, link)| (distance(link, point), at))
        .filter(|(away, _)| *away <= radius)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, at)| at)
}

/// Distance of a point from a curve that is taken as a chain of lines.
fn distance(link: &LinkShape, point: Point) -> f32 {
    let mut before = link.curve.points[0];
    link.curve
        .samples(STEPS)
        .map(|next| from_line(point, std::mem::replace(&mut before, next), next))
        .fold(f32::INFINITY, f32::min)
}

/// Distance of a point from the line between two others.
fn from_line(point: Point, start: Point, end: Point) -> f32 {
    let (way, to_point) = (end - start, point - start);
    let square = way.x * way.x + way.y * way.y;
    let part = if square > 0.0 {
        ((to_point.x * way.x + to_point.y * way.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let nearest = Point {
        x: start.x + part * way.x,
        y: start.y + part * way.y,
    };
    point.distance(nearest)
}
