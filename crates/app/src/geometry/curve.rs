//! The curves of hyperconnections.

use std::ops::Deref;
use std::rc::Rc;

use super::plane::{Point, Rect};

/// Steps in which a curve is looked at.
pub(super) const SAMPLES: usize = 32;

/// A cubic Bézier curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Start, two control points, end.
    pub points: [Point; 4],
}

impl Curve {
    /// The point at `t` from 0 to 1.
    pub fn at(&self, t: f32) -> Point {
        let s = 1.0 - t;
        let [a, b, c, d] = self.points;
        let (first, second, third, fourth) =
            (s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);
        Point {
            x: first * a.x + second * b.x + third * c.x + fourth * d.x,
            y: first * a.y + second * b.y + third * c.y + fourth * d.y,
        }
    }

    /// The SVG path.
    pub fn path(&self) -> String {
        let [a, b, c, d] = self.points;
        format!(
            "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y
        )
    }

    /// A rectangle that the curve does not leave: around its control points.
    pub fn hull(&self) -> Rect {
        let [a, b, c, d] = self.points;
        Rect::between(a, d).union(&Rect::between(b, c))
    }

    /// `steps + 1` points from start to end.
    pub(super) fn samples(&self, steps: usize) -> impl Iterator<Item = Point> + '_ {
        (0..=steps).map(move |step| self.at(step as f32 / steps as f32))
    }

    /// The length, measured in steps.
    pub(super) fn length(&self) -> f32 {
        let mut before = self.points[0];
        self.samples(SAMPLES)
            .map(|point| point.distance(std::mem::replace(&mut before, point)))
            .sum()
    }

    /// The length without measuring: between that of the chord and that of the control polygon (Gravesen, "Adaptive
    /// subdivision and the length and energy of Bézier curves", 1997).
    pub(super) fn rough_length(&self) -> f32 {
        let [a, b, c, d] = self.points;
        f32::midpoint(a.distance(d), a.distance(b) + b.distance(c) + c.distance(d))
    }
}

/// A hyperconnection's curve, with its arrowhead: what a [`LinkShape`] shares.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkLines {
    /// The line; it ends where the arrowhead begins.
    pub curve: Curve,
    /// The line as an SVG path.
    pub path: Rc<str>,
    /// The arrowhead as an SVG path.
    pub head: Rc<str>,
    /// Where its label stands: the middle of the curve, pushed outwards.
    pub label: Point,
    /// Free length of the line, which a label must fit beside.
    pub room: f32,
    /// A rectangle around line and arrowhead.
    pub bounds: Rect,
}

/// A shared [`LinkLines`]: cheap to clone, and a clone is equal to its original without a look inside, so that a
/// hyperconnection that stayed where it was is not drawn again.
#[derive(Clone, Debug)]
pub struct LinkShape(Rc<LinkLines>);

impl LinkShape {
    /// Whether both are one and the same, not only alike.
    pub fn is(&self, other: &LinkShape) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl From<LinkLines> for LinkShape {
    fn from(lines: LinkLines) -> Self {
        Self(Rc::new(lines))
    }
}

impl Deref for LinkShape {
    type Target = LinkLines;

    fn deref(&self) -> &LinkLines {
        &self.0
    }
}

impl PartialEq for LinkShape {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.0 == other.0
    }
}
