//! Everything that the pointer and the keys need to know of the drawing, and the edits that they make of it.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_topology::edit::{self, Edit, Join};
use deepfog_topology::{NodeId, Tier};
use web_sys::Element;
use yew::UseForceUpdateHandle;
use yew::prelude::*;

use super::board::Board;
use crate::action::Action;
use crate::geometry::{self, Camera, Drawing, Point, Size};
use crate::network::Network;
use crate::node_set::NodeSet;
use crate::state::Mode;

/// One rendering's view of the drawing.
#[derive(Clone)]
pub struct Desk {
    /// The network.
    pub network: Rc<Network>,
    /// Its drawing, without what is being dragged.
    pub drawing: Rc<Drawing>,
    /// Where it is looked at from.
    pub camera: Camera,
    /// Width and height of the pane in CSS pixels.
    pub pane: Size,
    /// The pane's element.
    pub svg: NodeRef,
    /// What a click does.
    pub mode: Mode,
    /// The node that a hyperconnection is begun at.
    pub connecting: Option<usize>,
    /// Nodes marked together.
    pub marked: NodeSet,
    /// The node that keys act on, and edits of the selection where none is marked.
    pub active: Option<usize>,
    /// Whether the active node is selected rather than only in reach of Tab.
    pub selected: Option<usize>,
    /// The hyperconnection selected.
    pub link: Option<usize>,
    /// What is kept beside the page's state.
    pub board: Rc<RefCell<Board>>,
    /// Draws again.
    pub redraw: UseForceUpdateHandle,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

impl Desk {
    /// A place in the window as one in the pane.
    pub fn in_pane(&self, client_x: i32, client_y: i32) -> Point {
        let corner = self
            .svg
            .cast::<Element>()
            .map(|element| element.get_bounding_client_rect());
        let (left, top) = corner.map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
        Point {
            x: client_x as f32 - left as f32,
            y: client_y as f32 - top as f32,
        }
    }

    /// Whether a place in the pane is in sight.
    pub fn is_inside(&self, at: Point) -> bool {
        at.x >= 0.0 && at.y >= 0.0 && at.x <= self.pane.width && at.y <= self.pane.height
    }

    /// A place in the pane in drawing units.
    pub fn to_world(&self, at: Point) -> Point {
        self.camera.to_world(at)
    }

    /// Looks from elsewhere from now on.
    pub fn look_from(&self, camera: Camera) {
        let camera = camera.clamped(self.drawing.bounds(), self.pane);
        self.board.borrow_mut().camera = Some(camera);
        self.redraw.force_update();
    }

    /// Keeps looking from where it is, whatever the next edit adds.
    pub fn hold_still(&self) {
        let mut board = self.board.borrow_mut();
        board.camera.get_or_insert(self.camera);
    }

    /// Comes nearer to the middle of the pane, or goes farther away.
    pub fn zoom(&self, nearer: bool) {
        let middle = Point {
            x: self.pane.width / 2.0,
            y: self.pane.height / 2.0,
        };
        let factor = if nearer { 1.25 } else { 0.8 };
        self.look_from(self.camera.zoomed_at(middle, factor));
    }

    /// Everything in sight.
    pub fn fit(&self) {
        self.board.borrow_mut().camera = None;
        self.redraw.force_update();
    }

    /// The nodes that an edit of the selection is about.
    pub fn chosen(&self) -> Vec<usize> {
        if self.marked.is_empty() {
            self.selected.into_iter().collect()
        } else {
            self.marked.iter().collect()
        }
    }

    /// The nodes that a drag of one of them moves.
    pub fn moved_with(&self, node: usize) -> Vec<usize> {
        if self.marked.contains(node) {
            self.marked.iter().collect()
        } else {
            vec![node]
        }
    }

    /// Where every node stands now: at the first move by hand, the whole drawing is pinned.
    pub fn positions(&self) -> Vec<(NodeId, [f32; 2])> {
        self.drawing
            .nodes
            .iter()
            .enumerate()
            .map(|(node, place)| {
                (
                    self.network.name(node).clone(),
                    [place.centre.x, place.centre.y],
                )
            })
            .collect()
    }

    /// Moves nodes by so much.
    pub fn move_by(&self, nodes: &[usize], shift: Point) -> Edit {
        let mut positions = self.positions();
        for &node in nodes {
            if let Some((_, position)) = positions.get_mut(node) {
                *position = [
                    (position[0] + shift.x).round(),
                    (position[1] + shift.y).round(),
                ];
            }
        }
        Edit::Move {
            positions,
            moved: nodes
                .iter()
                .map(|&node| self.network.name(node).clone())
                .collect(),
        }
    }

    /// Adds a node where the layout or the editor finds room, or at a place in drawing units.
    pub fn add(&self, tier: Tier, at: Option<Point>, joined: Vec<Join>) -> Edit {
        let place = at.map(|at| geometry::free_place(&self.drawing.nodes, at));
        let add = Edit::AddNode {
            tier,
            position: place.map(|place| [place.x.round(), place.y.round()]),
            joined,
        };
        if place.is_none() || self.network.is_pinned() || self.network.graph.is_empty() {
            return add;
        }
        let name = edit::free_name(&self.network.topology, tier);
        Edit::Several {
            name: format!("Add {} {name}", tier.name()),
            edits: vec![
                Edit::Move {
                    positions: self.positions(),
                    moved: Vec::new(),
                },
                add,
            ],
        }
    }

    /// Draws a hyperconnection.
    pub fn connect(&self, from: usize, to: usize) {
        self.on.emit(Action::Edit(Edit::Connect {
            from: self.network.name(from).clone(),
            to: self.network.name(to).clone(),
        }));
    }

    /// Whether a hyperconnection may lead from one node to another.
    pub fn can_connect(&self, from: usize, to: usize) -> bool {
        edit::can_connect(
            &self.network.topology,
            self.network.name(from),
            self.network.name(to),
        )
        .is_ok()
    }

    /// Whether there is a cloud.
    pub fn has_cloud(&self) -> bool {
        self.network.graph.cloud().is_some()
    }
}
