//! The direction in which a hyperconnection runs.

use super::plane::{NodeBox, Point};

/// Coordinates *along* a direction, growing the way that data take, and *across* it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    /// Along y rather than along x.
    pub downwards: bool,
    /// Towards smaller coordinates.
    pub backwards: bool,
}

impl Axis {
    /// To the right or downwards, turned around where the receiver lies before the sender.
    pub fn towards(downwards: bool, from: &NodeBox, to: &NodeBox) -> Self {
        let forwards = Self {
            downwards,
            backwards: false,
        };
        Self {
            downwards,
            backwards: forwards.along(to.centre) < forwards.along(from.centre),
        }
    }

    /// The point, or way, of these coordinates.
    pub fn point(self, along: f32, across: f32) -> Point {
        let along = if self.backwards { -along } else { along };
        if self.downwards {
            Point {
                x: across,
                y: along,
            }
        } else {
            Point {
                x: along,
                y: across,
            }
        }
    }

    pub fn along(self, point: Point) -> f32 {
        let along = if self.downwards { point.y } else { point.x };
        if self.backwards { -along } else { along }
    }

    pub fn across(self, point: Point) -> f32 {
        if self.downwards { point.x } else { point.y }
    }

    /// Extents of a node along and across.
    pub fn extents(self, node: &NodeBox) -> (f32, f32) {
        if self.downwards {
            (node.height, node.width)
        } else {
            (node.width, node.height)
        }
    }

    /// Free way along between two nodes; negative where they lie beside each other.
    pub fn gap(self, from: &NodeBox, to: &NodeBox) -> f32 {
        self.along(to.centre)
            - self.along(from.centre)
            - (self.extents(from).0 + self.extents(to).0) / 2.0
    }
}
