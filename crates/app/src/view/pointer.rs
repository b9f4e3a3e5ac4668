//! What the pointer does to the drawing: clicks, drags, the marquee, two fingers, the wheel.

use std::rc::Rc;

use deepfog_topology::Tier;
use deepfog_topology::edit::Join;
use web_sys::Element;
use yew::prelude::*;

use super::board::{
    CLICK_REACH, CONNECTION_RADIUS, GRID, Gesture, Hit, LINK_REACH, PORT_REACH, SNAP_REACH,
    next_tier,
};
use super::desk::Desk;
use crate::action::Action;
use crate::geometry::{self, Point};
use crate::node_set::NodeSet;
use crate::state::Mode;

impl Desk {
    /// The place on a node from which hyperconnections are drawn, in drawing units; the cloud has none.
    pub fn port(&self, node: usize) -> Option<Point> {
        if self.network.graph.tier(node) == Tier::Cloud {
            return None;
        }
        let place = self.drawing.nodes.get(node)?;
        Some(if self.drawing.frame.downwards {
            Point {
                x: place.centre.x,
                y: place.centre.y + place.height / 2.0,
            }
        } else {
            Point {
                x: place.centre.x + place.width / 2.0,
                y: place.centre.y,
            }
        })
    }

    fn hit(&self, at: Point) -> Hit {
        let world = self.to_world(at);
        let unit = 1.0 / self.camera.zoom;
        let near =
            |point: Point, reach: f32| (point.x - world.x).hypot(point.y - world.y) <= reach * unit;
        let inside = geometry::node_at(&self.drawing.nodes, world, 0.0);
        let port = (0..self.drawing.nodes.len()).find(|&node| {
            // Half of the port lies inside of its node: there, the node's own width decides.
            self.port(node).is_some_and(|port| {
                near(port, PORT_REACH) && (inside != Some(node) || near(port, PORT_REACH * 0.7))
            })
        });
        if let Some(node) = port.filter(|node| inside.is_none_or(|inside| inside == *node)) {
            return Hit::Port(node);
        }
        if let Some(node) = inside {
            return Hit::Node(node);
        }
        match geometry::link_at(&self.drawing, world, LINK_REACH * unit) {
            Some(link) => Hit::Link(link),
            None => Hit::Pane,
        }
    }

    /// A button or a finger goes down on the pane.
    pub fn pointer_down(&self, event: &PointerEvent) {
        let at = self.in_pane(event.client_x(), event.client_y());
        let mut board = self.board.borrow_mut();
        if event.pointer_type() == "touch" {
            board.pointers.retain(|(id, _)| *id != event.pointer_id());
            board.pointers.push((event.pointer_id(), at));
            if let [(_, one), (_, other)] = board.pointers[..] {
                board.preview = None;
                board.gesture = Gesture::Pinching { last: [one, other] };
                drop(board);
                self.redraw.force_update();
                return;
            }
        }
        let middle = event.button() == 1;
        if event.button() != 0 && !middle {
            return;
        }
        if middle || board.space {
            board.gesture = Gesture::Panning { last: at };
            drop(board);
            self.capture(event);
            event.prevent_default();
            return;
        }
        let on = match (self.mode, self.hit(at)) {
            // Broken, not drawn: clicks are the nodes' own.
            (Mode::Break, Hit::Port(_)) => Hit::Pane,
            (_, hit) => hit,
        };
        if self.mode == Mode::Break && on != Hit::Pane {
            return;
        }
        let too = event.shift_key() || event.ctrl_key() || event.meta_key();
        board.gesture = Gesture::Pressed {
            on,
            at,
            too,
            marks: self.mode == Mode::Draw && (board.marks || event.shift_key()),
        };
    }

    fn capture(&self, event: &PointerEvent) {
        if let Some(svg) = self.svg.cast::<Element>() {
            // Without it, the gesture ends at the border of the pane: no more is lost.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
    }

    /// It moves.
    pub fn pointer_move(&self, event: &PointerEvent) {
        let at = self.in_pane(event.client_x(), event.client_y());
        let gesture = {
            let mut board = self.board.borrow_mut();
            if let Some((_, place)) = board
                .pointers
                .iter_mut()
                .find(|(id, _)| *id == event.pointer_id())
            {
                *place = at;
            }
            board.gesture.clone()
        };
        match gesture {
            Gesture::None | Gesture::Adding { .. } => return,
            Gesture::Pressed {
                on,
                at: start,
                too,
                marks,
            } => {
                if (at.x - start.x).hypot(at.y - start.y) < CLICK_REACH {
                    return;
                }
                self.capture(event);
                self.begin_drag(on, start, too, marks);
                return self.pointer_move(event);
            }
            Gesture::Dragging { nodes, from, .. } => self.drag(nodes, from, at, event.alt_key()),
            Gesture::Linking { from, .. } => {
                let target = self.target(from, at);
                self.board.borrow_mut().gesture = Gesture::Linking {
                    from,
                    to: self.to_world(at),
                    target,
                    allowed: target.is_some_and(|target| self.can_connect(from, target)),
                };
            }
            Gesture::Marquee { from, too, .. } => {
                self.board.borrow_mut().gesture = Gesture::Marquee {
                    from,
                    to: self.to_world(at),
                    too,
                };
            }
            Gesture::Panning { last } => {
                self.board.borrow_mut().gesture = Gesture::Panning { last: at };
                self.look_from(self.camera_now().panned(at.x - last.x, at.y - last.y));
            }
            Gesture::Pinching { last } => self.pinch(last),
        }
        event.prevent_default();
        self.redraw.force_update();
    }

    /// Several events may come before the next rendering: the newest camera counts.
    fn camera_now(&self) -> geometry::Camera {
        self.board.borrow().camera.unwrap_or(self.camera)
    }

    fn begin_drag(&self, on: Hit, start: Point, too: bool, marks: bool) {
        let world = self.to_world(start);
        let gesture = match on {
            Hit::Port(from) => Gesture::Linking {
                from,
                to: world,
                target: None,
                allowed: false,
            },
            Hit::Node(node) => {
                if !self.marked.contains(node) {
                    self.on.emit(Action::Mark(NodeSet::EMPTY));
                    self.on.emit(Action::Select(Some(node)));
                }
                Gesture::Dragging {
                    nodes: self.moved_with(node),
                    from: world,
                    shift: Point { x: 0.0, y: 0.0 },
                    guides: Vec::new(),
                }
            }
            Hit::Link(_) | Hit::Pane if marks => Gesture::Marquee {
                from: world,
                to: world,
                too,
            },
            Hit::Link(_) | Hit::Pane => Gesture::Panning { last: start },
        };
        self.hold_still();
        self.board.borrow_mut().gesture = gesture;
    }

    fn drag(&self, nodes: Vec<usize>, from: Point, at: Point, free: bool) {
        let world = self.to_world(at);
        let raw = Point {
            x: world.x - from.x,
            y: world.y - from.y,
        };
        // With Alt nothing snaps.
        let (shift, guides) = if free {
            (raw, Vec::new())
        } else {
            let reach = SNAP_REACH / self.camera.zoom;
            let snapped = geometry::snap(&self.drawing.nodes, &nodes, raw, GRID, reach);
            (snapped.shift, snapped.guides)
        };
        let moved: Vec<(usize, Point)> = nodes
            .iter()
            .filter_map(|&node| {
                let centre = self.drawing.nodes.get(node)?.centre;
                Some((
                    node,
                    Point {
                        x: centre.x + shift.x,
                        y: centre.y + shift.y,
                    },
                ))
            })
            .collect();
        let preview = self.drawing.moved(&self.network.graph, &moved);
        let mut board = self.board.borrow_mut();
        board.preview = Some(Rc::new(preview));
        board.gesture = Gesture::Dragging {
            nodes,
            from,
            shift,
            guides,
        };
    }

    /// The node that a hyperconnection dropped here would join.
    fn target(&self, from: usize, at: Point) -> Option<usize> {
        let reach = CONNECTION_RADIUS / self.camera.zoom;
        geometry::node_at(&self.drawing.nodes, self.to_world(at), reach)
            .filter(|target| *target != from)
    }

    fn pinch(&self, last: [Point; 2]) {
        let now: Vec<Point> = {
            let board = self.board.borrow();
            board.pointers.iter().map(|(_, place)| *place).collect()
        };
        let [one, other] = now[..] else {
            return;
        };
        let apart = |pair: [Point; 2]| (pair[0].x - pair[1].x).hypot(pair[0].y - pair[1].y);
        let middle = |pair: [Point; 2]| Point {
            x: f32::midpoint(pair[0].x, pair[1].x),
            y: f32::midpoint(pair[0].y, pair[1].y),
        };
        let now = [one, other];
        let factor = apart(now) / apart(last).max(1.0);
        let (before, after) = (middle(last), middle(now));
        self.board.borrow_mut().gesture = Gesture::Pinching { last: now };
        self.look_from(
            self.camera_now()
                .panned(after.x - before.x, after.y - before.y)
                .zoomed_at(after, factor),
        );
    }

    /// It goes up: what was begun is done.
    pub fn pointer_up(&self, event: &PointerEvent) {
        let at = self.in_pane(event.client_x(), event.client_y());
        let gesture = {
            let mut board = self.board.borrow_mut();
            board.pointers.retain(|(id, _)| *id != event.pointer_id());
            board.preview = None;
            std::mem::take(&mut board.gesture)
        };
        match gesture {
            Gesture::None | Gesture::Panning { .. } | Gesture::Pinching { .. } => {}
            Gesture::Adding { .. } => {}
            Gesture::Pressed { on, too, .. } => self.click(on, too, at),
            Gesture::Dragging { nodes, shift, .. } => {
                if shift.x != 0.0 || shift.y != 0.0 {
                    self.on.emit(Action::Edit(self.move_by(&nodes, shift)));
                }
            }
            Gesture::Linking { from, .. } => match self.target(from, at) {
                Some(target) => self.connect(from, target),
                None => self.grow_at(from, self.to_world(at)),
            },
            Gesture::Marquee { from, to, too } => {
                let mut nodes: NodeSet = geometry::nodes_in(&self.drawing.nodes, from, to)
                    .into_iter()
                    .collect();
                if too {
                    nodes = nodes.with(self.marked);
                }
                self.on.emit(Action::Select(nodes.iter().next()));
                self.on.emit(Action::Mark(nodes));
            }
        }
        self.redraw.force_update();
    }

    /// The browser took the pointer away: what was begun is let go of.
    pub fn pointer_cancel(&self, event: &PointerEvent) {
        {
            let mut board = self.board.borrow_mut();
            board.pointers.retain(|(id, _)| *id != event.pointer_id());
            board.preview = None;
            board.gesture = Gesture::None;
        }
        self.redraw.force_update();
    }

    fn click(&self, on: Hit, too: bool, at: Point) {
        let marks = self.board.borrow().marks;
        match (on, self.connecting) {
            (Hit::Node(to) | Hit::Port(to), Some(from)) => {
                if to == from {
                    self.on.emit(Action::Connect(None));
                } else {
                    self.connect(from, to);
                }
            }
            (Hit::Port(from), None) => {
                self.on.emit(Action::Select(Some(from)));
                self.on.emit(Action::Connect(Some(from)));
            }
            (Hit::Node(node), None) if too || marks => self.on.emit(Action::MarkToo(node)),
            (Hit::Node(node), None) => {
                self.on.emit(Action::Mark(NodeSet::EMPTY));
                self.on.emit(Action::Select(Some(node)));
            }
            (Hit::Link(link), None) => self.on.emit(Action::SelectLink(Some(link))),
            // Click, then click on the empty pane: a new node is joined there, as with a drag.
            (Hit::Pane | Hit::Link(_), Some(from)) => self.grow_at(from, self.to_world(at)),
            (Hit::Pane, None) => {
                if self.mode == Mode::Draw {
                    self.on.emit(Action::Mark(NodeSet::EMPTY));
                    self.on.emit(Action::SelectLink(None));
                }
                self.on.emit(Action::Select(None));
            }
        }
    }

    /// Makes a node on the empty pane and joins it.
    fn grow_at(&self, from: usize, at: Point) {
        let tier = next_tier(self.network.graph.tier(from), true, self.has_cloud());
        if let Some(tier) = tier {
            self.hold_still();
            let joined = vec![Join::From(self.network.name(from).clone())];
            self.on.emit(Action::Edit(self.add(tier, Some(at), joined)));
        }
    }

    /// The wheel: with Control it zooms (two fingers on a trackpad say so, too); while drawing, it zooms by itself.
    pub fn wheel(&self, event: &WheelEvent) {
        let zooms = event.ctrl_key() || event.meta_key() || self.mode == Mode::Draw;
        if !zooms {
            return;
        }
        event.prevent_default();
        let at = self.in_pane(event.client_x(), event.client_y());
        let factor = (-event.delta_y() as f32 * 0.0015).exp().clamp(0.5, 2.0);
        self.look_from(self.camera_now().zoomed_at(at, factor));
    }

    /// A new node is taken from the palette.
    pub fn take_from_palette(&self, tier: Tier, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        if let Some(button) = event.target_dyn_into::<Element>() {
            let _ = button.set_pointer_capture(event.pointer_id());
        }
        self.board.borrow_mut().gesture = Gesture::Adding {
            tier,
            from: Point {
                x: event.client_x() as f32,
                y: event.client_y() as f32,
            },
            at: None,
            moved: false,
        };
    }

    /// It is carried over the pane.
    pub fn carry(&self, event: &PointerEvent) {
        let Gesture::Adding {
            tier, from, moved, ..
        } = self.board.borrow().gesture
        else {
            return;
        };
        let (x, y) = (event.client_x() as f32, event.client_y() as f32);
        let moved = moved || (x - from.x).hypot(y - from.y) >= CLICK_REACH;
        let place = self.in_pane(event.client_x(), event.client_y());
        let at = (moved && self.is_inside(place)).then(|| self.to_world(place));
        self.board.borrow_mut().gesture = Gesture::Adding {
            tier,
            from,
            at,
            moved,
        };
        event.prevent_default();
        self.redraw.force_update();
    }

    /// It is put down: on the pane it stays, elsewhere nothing is added.
    pub fn put_down(&self) {
        let gesture = std::mem::take(&mut self.board.borrow_mut().gesture);
        if let Gesture::Adding {
            tier, at, moved, ..
        } = gesture
        {
            self.board.borrow_mut().swallow_click = moved;
            if let Some(at) = at {
                self.hold_still();
                self.on
                    .emit(Action::Edit(self.add(tier, Some(at), Vec::new())));
            }
        }
        self.redraw.force_update();
    }
}
