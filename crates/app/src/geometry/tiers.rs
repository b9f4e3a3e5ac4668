//! The names of the tiers, and the lines between them.

use deepfog_topology::layout::Layout;
use deepfog_topology::{Graph, Tier};

use super::axis::Axis;
use super::placement::Placement;
use super::plane::{NodeBox, Point, Rect};

/// Room for tier names, below or beside the drawing.
pub(super) const TIER_ROOM: f32 = 26.0;

/// A tier's name and the line that parts it from the tier before.
#[derive(Clone, Debug, PartialEq)]
pub struct TierMark {
    /// The tier.
    pub tier: Tier,
    /// Where its name stands (its middle when drawn to the right, its start when drawn downwards).
    pub label: Point,
    /// The line before it; none before the first.
    pub separator: Option<(Point, Point)>,
}

/// A stretch along the drawing that holds one tier.
struct Band {
    tier: Tier,
    start: f32,
    end: f32,
}

/// Tiers of nodes in columns.
pub(super) fn of_columns(layout: &Layout, placement: &Placement) -> Vec<TierMark> {
    let bands: Vec<Band> = Tier::ALL
        .into_iter()
        .filter_map(|tier| {
            let first = layout.columns.iter().position(|&other| other == tier)?;
            let last = layout.columns.iter().rposition(|&other| other == tier)?;
            let half = |column: usize| placement.extents[column] / 2.0;
            Some(Band {
                tier,
                start: placement.columns[first] - half(first),
                end: placement.columns[last] + half(last),
            })
        })
        .collect();
    let frame = placement.frame;
    let room = Rect {
        x: 0.0,
        y: 0.0,
        width: frame.width,
        height: frame.height,
    };
    marks(&bands, frame.downwards, room)
}

/// Whether the tiers of nodes that stand anywhere follow each other downwards (true) or to the right (false); `None`
/// where two tiers lie beside each other in both directions, or out of order.
pub(super) fn run_downwards(graph: &Graph, nodes: &[NodeBox]) -> Option<bool> {
    [false, true]
        .into_iter()
        .find(|&downwards| bands(graph, nodes, downwards).is_some())
}

/// Tiers of nodes that stand anywhere; none where they do not follow each other. `drawn` holds everything else that is
/// drawn.
pub(super) fn of_places(graph: &Graph, nodes: &[NodeBox], drawn: Rect) -> Vec<TierMark> {
    let Some(downwards) = run_downwards(graph, nodes) else {
        return Vec::new();
    };
    let bands = bands(graph, nodes, downwards).unwrap_or_default();
    // Names stand below the drawing; downwards, the first one stands above its nodes.
    let above = if downwards { TIER_ROOM } else { 0.0 };
    let room = Rect {
        y: drawn.y - above,
        height: drawn.height + TIER_ROOM,
        ..drawn
    };
    marks(&bands, downwards, room)
}

/// The stretch of each tier that has nodes; none unless they follow each other in order.
fn bands(graph: &Graph, nodes: &[NodeBox], downwards: bool) -> Option<Vec<Band>> {
    let axis = Axis {
        downwards,
        backwards: false,
    };
    let mut bands: Vec<Band> = Vec::new();
    for tier in Tier::ALL {
        let (mut start, mut end) = (f32::INFINITY, f32::NEG_INFINITY);
        for (_, node) in nodes
            .iter()
            .enumerate()
            .take(graph.len())
            .filter(|&(index, _)| graph.tier(index) == tier)
        {
            let (middle, half) = (axis.along(node.centre), axis.extents(node).0 / 2.0);
            start = start.min(middle - half);
            end = end.max(middle + half);
        }
        if start > end {
            continue;
        }
        if bands.last().is_some_and(|before| before.end >= start) {
            return None;
        }
        bands.push(Band { tier, start, end });
    }
    Some(bands)
}

fn marks(bands: &[Band], downwards: bool, room: Rect) -> Vec<TierMark> {
    let axis = Axis {
        downwards,
        backwards: false,
    };
    bands
        .iter()
        .enumerate()
        .map(|(at, band)| {
            let separator = at.checked_sub(1).map(|before| {
                let along = f32::midpoint(bands[before].end, band.start);
                let (from, to) = if downwards {
                    (room.x, room.right())
                } else {
                    (room.y, room.bottom())
                };
                (axis.point(along, from), axis.point(along, to))
            });
            let label = if downwards {
                Point {
                    x: room.x + 4.0,
                    // Beside the separator, or at the top.
                    y: separator.map_or(room.y + 10.0, |(from, _)| from.y + 13.0),
                }
            } else {
                Point {
                    x: f32::midpoint(band.start, band.end),
                    y: room.bottom() - 8.0,
                }
            };
            TierMark {
                tier: band.tier,
                label,
                separator,
            }
        })
        .collect()
}
