//! Lines nodes up while they are moved.

use super::plane::{NodeBox, Point};

/// A line that shows what a moved node is in line with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// Its upper or left end, beyond the nodes in line.
    pub from: Point,
    /// Its lower or right end.
    pub to: Point,
}

/// A way corrected so that nodes line up.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapped {
    /// The way to move by.
    pub shift: Point,
    /// At most one upright and one level line; none where only the grid was met.
    pub guides: Vec<Guide>,
}

/// How far a guide reaches beyond the nodes in line.
const OVERHANG: f32 = 12.0;
/// Nodes less far off are in line.
const EXACT: f32 = 0.05;

/// A node's extent on one axis: what can be in line, the middle first.
#[derive(Clone, Copy)]
struct Extent {
    lines: [f32; 3],
    /// Its extent on the other axis.
    low: f32,
    high: f32,
}

/// Corrects the way by which the nodes with the indices `moving` are moved: on each axis, to the nearest line through
/// the middle or an edge of another node that the same part of a moving node comes within `reach` of; else so that the
/// middle of the first moving node stands on a multiple of `grid` (not where `grid` is 0).
pub fn snap(nodes: &[NodeBox], moving: &[usize], shift: Point, grid: f32, reach: f32) -> Snapped {
    let mut snapped = Snapped {
        shift,
        guides: Vec::new(),
    };
    let Some(first) = moving.first().and_then(|&node| nodes.get(node)) else {
        return snapped;
    };
    let round = |place: f32| {
        if grid > 0.0 {
            (place / grid).round() * grid
        } else {
            place
        }
    };
    let x = line_up(nodes, moving, shift.x, reach, extent_along_x);
    let y = line_up(nodes, moving, shift.y, reach, extent_along_y);
    snapped.shift = Point {
        x: x.map_or_else(
            || round(first.centre.x + shift.x) - first.centre.x,
            |met| shift.x + met.correction,
        ),
        y: y.map_or_else(
            || round(first.centre.y + shift.y) - first.centre.y,
            |met| shift.y + met.correction,
        ),
    };
    // Only now is it known where the moving nodes stand on the other axis.
    if let Some(met) = x {
        let (low, high) = met.stretch(nodes, moving, snapped.shift, extent_along_x);
        snapped.guides.push(Guide {
            from: Point {
                x: met.line,
                y: low,
            },
            to: Point {
                x: met.line,
                y: high,
            },
        });
    }
    if let Some(met) = y {
        let (low, high) = met.stretch(nodes, moving, snapped.shift, extent_along_y);
        snapped.guides.push(Guide {
            from: Point {
                x: low,
                y: met.line,
            },
            to: Point {
                x: high,
                y: met.line,
            },
        });
    }
    snapped
}

fn extent_along_x(node: &NodeBox) -> Extent {
    let (rect, middle) = (node.rect(), node.centre.x);
    Extent {
        lines: [middle, rect.x, rect.right()],
        low: rect.y,
        high: rect.bottom(),
    }
}

fn extent_along_y(node: &NodeBox) -> Extent {
    let (rect, middle) = (node.rect(), node.centre.y);
    Extent {
        lines: [middle, rect.y, rect.bottom()],
        low: rect.x,
        high: rect.right(),
    }
}

/// A line that a moving node comes near to.
#[derive(Clone, Copy)]
struct Met {
    /// What brings it there.
    correction: f32,
    /// Which line of the nodes it is: see [`Extent::lines`].
    part: usize,
    /// Where it runs.
    line: f32,
}

/// The nearest line on one axis; of equally near ones through a middle rather than along an edge.
fn line_up(
    nodes: &[NodeBox],
    moving: &[usize],
    shift: f32,
    reach: f32,
    extent: impl Fn(&NodeBox) -> Extent,
) -> Option<Met> {
    let mut best: Option<Met> = None;
    for part in 0..3 {
        for place in moving.iter().filter_map(|&node| nodes.get(node)) {
            let mine = extent(place).lines[part] + shift;
            for (other, place) in nodes.iter().enumerate() {
                if moving.contains(&other) {
                    continue;
                }
                let line = extent(place).lines[part];
                let correction = line - mine;
                let limit = best.map_or(reach, |met| met.correction.abs() - EXACT);
                if correction.abs() <= limit {
                    best = Some(Met {
                        correction,
                        part,
                        line,
                    });
                }
            }
        }
    }
    best
}

impl Met {
    /// How far the guide reaches on the other axis: over every node in line, those moving where they come to stand.
    fn stretch(
        &self,
        nodes: &[NodeBox],
        moving: &[usize],
        shift: Point,
        extent: impl Fn(&NodeBox) -> Extent,
    ) -> (f32, f32) {
        let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
        for (index, place) in nodes.iter().enumerate() {
            let mut place = *place;
            if moving.contains(&index) {
                place.centre = place.centre + shift;
            }
            let extent = extent(&place);
            if (extent.lines[self.part] - self.line).abs() <= EXACT {
                low = low.min(extent.low);
                high = high.max(extent.high);
            }
        }
        (low - OVERHANG, high + OVERHANG)
    }
}
