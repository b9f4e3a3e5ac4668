//! What the drawing keeps beside the page's state: where it is looked at from, and what the pointer is doing.

use std::rc::Rc;

use deepfog_topology::Tier;

use crate::geometry::{Camera, Drawing, Guide, Point};

/// Pointer movements up to so many CSS pixels are a click.
pub const CLICK_REACH: f32 = 4.0;
/// A hyperconnection that is dropped so many CSS pixels beside a node still joins it.
pub const CONNECTION_RADIUS: f32 = 24.0;
/// How near a hyperconnection is meant, in CSS pixels.
pub const LINK_REACH: f32 = 9.0;
/// How near a port is meant, in CSS pixels: a target of 28 pixels.
pub const PORT_REACH: f32 = 14.0;
/// The grid that nodes snap to, in drawing units.
pub const GRID: f32 = 10.0;
/// How near another node's middle a moved node snaps to it, in CSS pixels.
pub const SNAP_REACH: f32 = 6.0;

/// What lies under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The place on a node from which hyperconnections are drawn.
    Port(usize),
    /// A node, by its index in the graph.
    Node(usize),
    /// A hyperconnection, by its index among the graph's edges.
    Link(usize),
    /// Nothing.
    Pane,
}

/// What the pointer is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// It went down and has not moved yet.
    Pressed {
        /// What it went down on.
        on: Hit,
        /// Where, in the pane.
        at: Point,
        /// Whether Shift or Control was held: clicks mark too.
        too: bool,
        /// Whether a drag on the empty pane marks rather than moves the view.
        marks: bool,
    },
    /// Nodes follow it.
    Dragging {
        /// The nodes.
        nodes: Vec<usize>,
        /// Where it went down, in drawing units.
        from: Point,
        /// How far they are from where they were.
        shift: Point,
        /// Lines that show what they snapped to.
        guides: Vec<Guide>,
    },
    /// A hyperconnection is drawn.
    Linking {
        /// The sender.
        from: usize,
        /// Where the pointer is, in drawing units.
        to: Point,
        /// The node that it would join.
        target: Option<usize>,
        /// Whether it can join that node.
        allowed: bool,
    },
    /// A rectangle is drawn around nodes.
    Marquee {
        /// Where it began, in drawing units.
        from: Point,
        /// Where the pointer is.
        to: Point,
        /// Whether the nodes are marked beside those that are.
        too: bool,
    },
    /// The view follows it.
    Panning {
        /// Where it was last, in the pane.
        last: Point,
    },
    /// Two fingers move and zoom the view.
    Pinching {
        /// Where they were last, in the pane.
        last: [Point; 2],
    },
    /// A new node comes from the palette.
    Adding {
        /// Its tier.
        tier: Tier,
        /// Where it went down, in the window.
        from: Point,
        /// Where it would stand, in drawing units; `None` while the pointer is not over the pane.
        at: Option<Point>,
        /// Whether it has moved far enough to be no click.
        moved: bool,
    },
}

/// Beside the page's state: no part of a document.
#[derive(Debug, Default)]
pub struct Board {
    /// Where the drawing is looked at from; `None` fits it into the pane.
    pub camera: Option<Camera>,
    /// What the pointer is doing.
    pub gesture: Gesture,
    /// The drawing while nodes are dragged.
    pub preview: Option<Rc<Drawing>>,
    /// Fingers and pens on the pane, by their identifiers, with their places in the pane.
    pub pointers: Vec<(i32, Point)>,
    /// Whether drags on the empty pane mark nodes.
    pub marks: bool,
    /// Whether Space is held: drags move the view.
    pub space: bool,
    /// Whether the focus goes to what is selected after the next rendering.
    pub focus_wanted: bool,
    /// Whether a walk along hyperconnections goes from senders to receivers.
    pub backwards: bool,
    /// A click that ends a drag from the palette adds nothing more.
    pub swallow_click: bool,
}

/// The tier that a new node behind or before another one stands in. `has_cloud` says whether there is one already.
pub fn next_tier(of: Tier, forward: bool, has_cloud: bool) -> Option<Tier> {
    match (of, forward) {
        (Tier::Source, true) => Some(Tier::Edge),
        (Tier::Edge, true) => Some(Tier::Fog),
        (Tier::Fog, true) if has_cloud => Some(Tier::Fog),
        (Tier::Fog, true) => Some(Tier::Cloud),
        (Tier::Cloud, true) | (Tier::Source, false) => None,
        (Tier::Cloud, false) => Some(Tier::Fog),
        (Tier::Fog, false) => Some(Tier::Edge),
        (Tier::Edge, false) => Some(Tier::Source),
    }
}

/// The tier one step nearer to the cloud, or to the sources.
pub fn neighbouring_tier(of: Tier, forward: bool) -> Option<Tier> {
    let at = Tier::ALL.iter().position(|tier| *tier == of)?;
    let next = if forward {
        at.checked_add(1)?
    } else {
        at.checked_sub(1)?
    };
    Tier::ALL.get(next).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_nodes_go_on_towards_the_cloud() {
        for (of, forward, has_cloud, expected) in [
            (Tier::Source, true, false, Some(Tier::Edge)),
            (Tier::Edge, true, false, Some(Tier::Fog)),
            (Tier::Fog, true, false, Some(Tier::Cloud)),
            (Tier::Fog, true, true, Some(Tier::Fog)),
            (Tier::Cloud, true, true, None),
            (Tier::Cloud, false, true, Some(Tier::Fog)),
            (Tier::Source, false, false, None),
        ] {
            assert_eq!(next_tier(of, forward, has_cloud), expected);
        }
        assert_eq!(neighbouring_tier(Tier::Edge, true), Some(Tier::Fog));
        assert_eq!(neighbouring_tier(Tier::Source, false), None);
        assert_eq!(neighbouring_tier(Tier::Cloud, true), None);
    }
}
