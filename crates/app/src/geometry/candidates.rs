//! The ways in which one hyperconnection can be drawn.

use super::axis::Axis;
use super::curve::{Curve, LinkLines, LinkShape};
use super::plane::{NodeBox, Point, Rect};

/// Length of an arrowhead.
pub(super) const HEAD: f32 = 8.0;
/// How high an arc's control points stand above its nodes: finely graded where the room may be narrow.
const RISES: [f32; 16] = [
    6.5, 13.0, 19.5, 26.0, 32.5, 39.0, 45.5, 52.0, 78.0, 104.0, 130.0, 156.0, 182.0, 208.0, 234.0,
    260.0,
];
/// Bends to either side of a curve from side to side.
const BENDS: i32 = 8;
/// The same for a curve that does not turn in its middle.
const LEANING: i32 = 4;
/// What that costs.
const LEANING_COST: f32 = 10.0;

/// What a hyperconnection joins, seen along the direction in which it runs.
#[derive(Clone, Copy)]
pub(super) struct Ends<'a> {
    pub axis: Axis,
    pub from: &'a NodeBox,
    pub to: &'a NodeBox,
    /// Offsets across of where it leaves and arrives.
    pub ports: [f32; 2],
    pub skip: bool,
    /// How far the control points of neighbouring bends lie apart.
    pub bend: f32,
}

/// A way to draw a hyperconnection, with what it costs before its surroundings are looked at.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub curve: Curve,
    /// Direction in which it arrives.
    arrival: Point,
    /// Direction in which a label is pushed away from it.
    outwards: Point,
    pub cost: f32,
}

impl Ends<'_> {
    /// All ways, those from side to side first; not `finely`, with fewer arcs.
    pub fn candidates(&self, finely: bool) -> impl Iterator<Item = Candidate> + '_ {
        let level = std::iter::once(0)
            .chain((1..=BENDS).flat_map(|step| [-step, step]))
            .map(|step| self.sideways(step));
        let leaning = (-LEANING..=LEANING)
            .flat_map(|step| [false, true].map(|early| self.leaning(step, early)));
        let (first, step) = if finely { (0, 1) } else { (3, 2) };
        let rises = RISES.into_iter().skip(first).step_by(step);
        let arcs = rises.flat_map(|rise| [-1.0, 1.0].map(|side| self.arc(side, rise)));
        level.chain(leaning).chain(arcs)
    }

    /// The simplest way: from side to side, without a bend.
    pub fn plain(&self) -> Candidate {
        self.sideways(0)
    }

    /// From the side that faces the receiver to the side that faces the sender: straight, or around what stands
    /// between.
    fn sideways(&self, step: i32) -> Candidate {
        let Self { axis, skip, .. } = *self;
        let (along1, across1) = axis.extents(self.from);
        let (along2, across2) = axis.extents(self.to);
        let start = axis.along(self.from.centre) + along1 / 2.0;
        let end = axis.along(self.to.centre) - along2 / 2.0 - 1.0;
        let length = (end - start).abs();
        let bend = step as f32 * self.bend;
        // A skip leaves and arrives beside the normal hyperconnections, on the side to which it bends.
        let sided = |extent: f32| {
            if skip {
                extent * 0.3 * (step as f32).signum()
            } else {
                0.0
            }
        };
        let leave = axis.across(self.from.centre) + self.ports[0] + sided(across1);
        let arrive = axis.across(self.to.centre) + self.ports[1] + sided(across2);
        let reach = if step == 0 { 0.5 } else { 0.35 } * length;
        Candidate {
            curve: Curve {
                points: [
                    axis.point(start, leave),
                    axis.point(start + reach, leave + bend),
                    axis.point(end - reach, arrive + bend),
                    axis.point(end, arrive),
                ],
            },
            arrival: axis.point(1.0, -1.2 * bend / length.max(1.0)),
            outwards: axis.point(0.0, if bend > 0.0 { 1.0 } else { -1.0 }),
            cost: if skip { 12.0 } else { 0.0 } + bend.abs() * 0.1,
        }
    }

    /// From side to side, changing its height early or late, so that it passes between two rows where it is level.
    fn leaning(&self, step: i32, early: bool) -> Candidate {
        let mut candidate = self.sideways(step);
        let [start, one, other, end] = candidate.curve.points;
        let (start, end) = (self.axis.along(start), self.axis.along(end));
        let length = end - start;
        let (first, second) = if early {
            (start + 0.3 * length, start)
        } else {
            (end, end - 0.3 * length)
        };
        candidate.curve.points[1] = self.axis.point(first, self.axis.across(one));
        candidate.curve.points[2] = self.axis.point(second, self.axis.across(other));
        candidate.cost += LEANING_COST;
        candidate
    }

    /// In an arc from one edge to the other, on either side.
    fn arc(&self, side: f32, rise: f32) -> Candidate {
        let axis = self.axis;
        let (along1, across1) = axis.extents(self.from);
        let (along2, across2) = axis.extents(self.to);
        let leave = axis.across(self.from.centre) + side * across1 / 2.0;
        let arrive = axis.across(self.to.centre) + side * (across2 / 2.0 + 1.0);
        let start = axis.along(self.from.centre) + 0.16 * along1;
        let end = axis.along(self.to.centre) - 0.16 * along2;
        // Both control points stand on one height, so that the arc is flat at its top.
        let top = if side < 0.0 {
            leave.min(arrive) - rise
        } else {
            leave.max(arrive) + rise
        };
        Candidate {
            curve: Curve {
                points: [
                    axis.point(start, leave),
                    axis.point(start, top),
                    axis.point(end, top),
                    axis.point(end, arrive),
                ],
            },
            arrival: axis.point(0.0, -side),
            outwards: axis.point(0.0, side),
            // A flat arc looks like a border of what it passes: only where there is no room for a higher one.
            cost: if self.skip { 0.0 } else { 40.0 } + 2.0 * (52.0 - rise).max(0.0),
        }
    }
}

impl Candidate {
    /// Shortens the curve by its arrowhead and places its label.
    pub fn finish(&self) -> LinkShape {
        let mut curve = self.curve;
        let tip = curve.points[3];
        let size = self.arrival.x.hypot(self.arrival.y).max(1e-3);
        let direction = Point {
            x: self.arrival.x / size,
            y: self.arrival.y / size,
        };
        let base = Point {
            x: tip.x - HEAD * direction.x,
            y: tip.y - HEAD * direction.y,
        };
        curve.points[3] = base;
        let wing = HEAD * 0.5;
        let wings = [-1.0, 1.0].map(|side| Point {
            x: base.x + side * wing * direction.y,
            y: base.y - side * wing * direction.x,
        });
        let head = format!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}z",
            tip.x, tip.y, wings[0].x, wings[0].y, wings[1].x, wings[1].y,
        );
        // The curve is looked at rather than its hull, which reaches far out where it bends.
        let drawn = curve.samples(16).chain(wings).chain([tip]);
        let bounds = Rect::around(drawn).unwrap_or_else(|| curve.hull());
        let middle = curve.at(0.5);
        LinkShape::from(LinkLines {
            path: curve.path().into(),
            head: head.into(),
            label: Point {
                x: middle.x + 9.0 * self.outwards.x,
                y: middle.y + 9.0 * self.outwards.y,
            },
            room: curve.length(),
            bounds,
            curve,
        })
    }
}
