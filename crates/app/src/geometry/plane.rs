//! Points and rectangles of the plane that is drawn in.

use std::ops::{Add, Sub};

/// A point in drawing units, or the way from one point to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// How far away another point is.
    pub fn distance(self, other: Point) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Whether another point is nearer than a distance.
    pub(super) fn is_near(self, other: Point, distance: f32) -> bool {
        let (x, y) = (self.x - other.x, self.y - other.y);
        // Much quicker than the distance itself.
        x * x + y * y < distance * distance
    }

    /// Whether neither coordinate is infinite or no number.
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

impl Add for Point {
    type Output = Point;

    fn add(self, way: Point) -> Point {
        Point {
            x: self.x + way.x,
            y: self.y + way.y,
        }
    }
}

impl Sub for Point {
    type Output = Point;

    fn sub(self, from: Point) -> Point {
        Point {
            x: self.x - from.x,
            y: self.y - from.y,
        }
    }
}

/// An extent, of the pane for example.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// To the right.
    pub width: f32,
    /// Downwards.
    pub height: f32,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Its left border.
    pub x: f32,
    /// Its upper border.
    pub y: f32,
    /// Width, not negative.
    pub width: f32,
    /// Height, not negative.
    pub height: f32,
}

impl Rect {
    /// The smallest rectangle with both points, whichever corners they are.
    pub fn between(a: Point, b: Point) -> Self {
        Self {
            x: a.x.min(b.x),
            y: a.y.min(b.y),
            width: (a.x - b.x).abs(),
            height: (a.y - b.y).abs(),
        }
    }

    /// The smallest rectangle with all points; `None` without a point.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let (low, high) = points.fold((first, first), |(low, high), point| {
            (
                Point {
                    x: low.x.min(point.x),
                    y: low.y.min(point.y),
                },
                Point {
                    x: high.x.max(point.x),
                    y: high.y.max(point.y),
                },
            )
        });
        Some(Self::between(low, high))
    }

    /// Its right border.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    /// Its lower border.
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    /// Its middle.
    pub fn centre(&self) -> Point {
        Point {
            x: self.x + self.width / 2.0,
            y: self.y + self.height / 2.0,
        }
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Rect) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
    }

    /// The rectangle with `margin` more on every side.
    pub fn grown(&self, margin: f32) -> Self {
        Self {
            x: self.x - margin,
            y: self.y - margin,
            width: (self.width + 2.0 * margin).max(0.0),
            height: (self.height + 2.0 * margin).max(0.0),
        }
    }

    /// Whether a point lies in it or on its border.
    pub fn contains(&self, point: Point) -> bool {
        point.x >= self.x
            && point.y >= self.y
            && point.x <= self.right()
            && point.y <= self.bottom()
    }

    /// Whether the other rectangle lies wholly in it.
    pub fn covers(&self, other: &Rect) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// Whether both have a point in common.
    pub fn touches(&self, other: &Rect) -> bool {
        self.x <= other.right()
            && other.x <= self.right()
            && self.y <= other.bottom()
            && other.y <= self.bottom()
    }
}

/// A node's rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeBox {
    /// Its middle.
    pub centre: Point,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl NodeBox {
    /// Whether a point lies in the rectangle grown by `margin` on every side.
    pub fn contains(&self, point: Point, margin: f32) -> bool {
        (point.x - self.centre.x).abs() < self.width / 2.0 + margin
            && (point.y - self.centre.y).abs() < self.height / 2.0 + margin
    }

    /// The same as a rectangle by its corner.
    pub fn rect(&self) -> Rect {
        Rect {
            x: self.centre.x - self.width / 2.0,
            y: self.centre.y - self.height / 2.0,
            width: self.width,
            height: self.height,
        }
    }

    /// How far a point is from it; 0 inside.
    pub fn distance(&self, point: Point) -> f32 {
        let x = (point.x - self.centre.x).abs() - self.width / 2.0;
        let y = (point.y - self.centre.y).abs() - self.height / 2.0;
        x.max(0.0).hypot(y.max(0.0))
    }

    /// Whether less than `gap` parts it from another on both axes; with a gap of 0: whether they overlap.
    pub fn crowds(&self, other: &NodeBox, gap: f32) -> bool {
        (self.centre.x - other.centre.x).abs() < (self.width + other.width) / 2.0 + gap
            && (self.centre.y - other.centre.y).abs() < (self.height + other.height) / 2.0 + gap
    }
}
