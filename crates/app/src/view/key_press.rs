//! What the keys do to the drawing.

use deepfog_topology::edit::{Edit, Join};
use deepfog_topology::{LinkKind, NodeId, Tier};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, SvgElement};
use yew::prelude::*;

use super::board::{GRID, neighbouring_tier, next_tier};
use super::desk::Desk;
use super::keys::{Chord, Command, command};
use super::node::element_id;
use super::wire::link_id;
use crate::action::Action;
use crate::geometry::{self, Direction, Point};
use crate::node_set::NodeSet;
use crate::state::Mode;

impl Desk {
    /// A key goes down while the drawing has the focus.
    pub fn key_down(&self, event: &KeyboardEvent) {
        let key = event.key();
        if key == " " && self.mode == Mode::Draw {
            self.board.borrow_mut().space = true;
            event.prevent_default();
            return;
        }
        let chord = Chord {
            key: &key,
            control: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            shift: event.shift_key(),
        };
        let Some(command) = command(chord, self.mode) else {
            return;
        };
        // A key that is held down would fail and restore, or add, over and over.
        let repeats = matches!(
            command,
            Command::Walk(_)
                | Command::Follow(_)
                | Command::Nudge(_)
                | Command::Undo
                | Command::Redo
                | Command::Zoom(_)
        );
        event.prevent_default();
        if event.repeat() && !repeats {
            return;
        }
        self.run(command);
    }

    /// A key goes up.
    pub fn key_up(&self, event: &KeyboardEvent) {
        if event.key() == " " {
            self.board.borrow_mut().space = false;
        }
    }

    fn edit(&self, edit: Edit) {
        self.board.borrow_mut().focus_wanted = true;
        self.on.emit(Action::Edit(edit));
    }

    fn emit_keeping_focus(&self, action: Action) {
        self.board.borrow_mut().focus_wanted = true;
        self.on.emit(action);
    }

    /// What has the focus counts as selected, also after Escape let go of it.
    pub fn select_focused(&self) {
        if self.marked.is_empty() && self.link.is_none() && self.selected.is_none() {
            self.on.emit(Action::Select(self.active));
        }
    }

    fn run(&self, command: Command) {
        match command {
            Command::Walk(direction) => self.walk(direction),
            Command::Follow(direction) => self.follow(direction),
            Command::Grow(direction, same_tier) => self.grow(direction, same_tier),
            Command::Nudge(direction) => self.nudge(direction),
            Command::First => self.go_to(0),
            Command::Last => self.go_to(self.drawing.nodes.len().saturating_sub(1)),
            Command::Fail => {
                if let Some(node) = self.active {
                    self.on.emit(Action::Toggle(node));
                }
            }
            Command::Activate => self.activate(),
            Command::RestoreAll => self.on.emit(Action::RestoreAll),
            Command::Add(tier) => self.edit(self.add(tier, None, Vec::new())),
            Command::Connect => match self.active {
                Some(node) => self.on.emit(Action::Connect(Some(node))),
                None => self.refuse("There is no node to connect from yet. Add one first."),
            },
            Command::MarkToo => {
                if let Some(node) = self.active {
                    self.on.emit(Action::MarkToo(node));
                }
            }
            Command::MarkAll => {
                let all: NodeSet = (0..self.network.graph.len()).collect();
                let count = all.len();
                self.on.emit(Action::SetMode(Mode::Draw));
                self.on.emit(Action::Mark(all));
                self.on
                    .emit(Action::Say(format!("All {count} nodes marked.").into()));
            }
            Command::Delete => {
                self.select_focused();
                self.emit_keeping_focus(Action::Delete);
            }
            Command::Undo => self.emit_keeping_focus(Action::Undo),
            Command::Redo => self.emit_keeping_focus(Action::Redo),
            Command::Duplicate => {
                self.select_focused();
                self.emit_keeping_focus(Action::Duplicate);
            }
            Command::Tier(forward) => self.change_tier(forward),
            Command::Zoom(nearer) => self.zoom(nearer),
            Command::Fit => self.fit(),
            Command::LayOut => self.edit(Edit::AutoLayout),
            Command::LetGo => self.let_go(),
            Command::Help => self.on.emit(Action::ShowHelp(true)),
        }
    }

    fn refuse(&self, why: &str) {
        self.on.emit(Action::Refuse(why.into()));
    }

    /// Moves the focus to a node, which selects it.
    fn go_to(&self, node: usize) {
        self.reveal(node);
        focus(&element_id(node));
    }

    fn reveal(&self, node: usize) {
        let camera = self.board.borrow().camera;
        if let (Some(camera), Some(place)) = (camera, self.drawing.nodes.get(node)) {
            self.look_from(camera.reveal(place, self.pane));
        }
    }

    fn go_to_link(&self, link: usize) {
        self.on.emit(Action::SelectLink(Some(link)));
        focus(&link_id(link));
    }

    fn walk(&self, direction: Direction) {
        if let Some(link) = self.link {
            return self.follow_from_link(link, direction);
        }
        let Some(active) = self.active else {
            return;
        };
        if let Some(next) = geometry::neighbour(&self.drawing.nodes, active, direction) {
            self.go_to(next);
        }
    }

    /// Whether a direction leads along the network, and then whether towards the cloud.
    fn along(&self, direction: Direction) -> Option<bool> {
        match (direction, self.drawing.frame.downwards) {
            (Direction::Right, false) | (Direction::Down, true) => Some(true),
            (Direction::Left, false) | (Direction::Up, true) => Some(false),
            _ => None,
        }
    }

    fn follow(&self, direction: Direction) {
        if let Some(link) = self.link {
            return self.follow_from_link(link, direction);
        }
        let (Some(node), Some(forward)) = (self.active, self.along(direction)) else {
            return;
        };
        let graph = &self.network.graph;
        let links = if forward {
            geometry::outgoing(graph, &self.drawing, node)
        } else {
            geometry::incoming(graph, &self.drawing, node)
        };
        match links.first() {
            Some(&link) => {
                self.board.borrow_mut().backwards = !forward;
                self.go_to_link(link);
            }
            None => {
                let what = if forward { "leads on from" } else { "leads to" };
                self.on.emit(Action::Say(
                    format!("No hyperconnection {what} {}.", self.network.name(node)).into(),
                ));
            }
        }
    }

    fn follow_from_link(&self, link: usize, direction: Direction) {
        let graph = &self.network.graph;
        let Some(edge) = graph.edges().get(link) else {
            return;
        };
        if let Some(forward) = self.along(direction) {
            return self.go_to(if forward { edge.to } else { edge.from });
        }
        let siblings = if self.board.borrow().backwards {
            geometry::incoming(graph, &self.drawing, edge.to)
        } else {
            geometry::outgoing(graph, &self.drawing, edge.from)
        };
        let Some(at) = siblings.iter().position(|&other| other == link) else {
            return;
        };
        let next = match direction {
            Direction::Up | Direction::Left => at.checked_sub(1),
            Direction::Down | Direction::Right => Some(at + 1),
        };
        if let Some(&next) = next.and_then(|next| siblings.get(next)) {
            self.go_to_link(next);
        }
    }

    fn grow(&self, direction: Direction, same_tier: bool) {
        let Some(node) = self.active else {
            // On the empty page, it begins with a source.
            return self.edit(self.add(Tier::Source, None, Vec::new()));
        };
        let tier = self.network.graph.tier(node);
        let id = self.network.name(node).clone();
        let Some(forward) = self.along(direction) else {
            return self.edit(self.add(tier, None, self.joined_like(node)));
        };
        let next = if same_tier {
            Some(tier)
        } else {
            next_tier(tier, forward, self.has_cloud())
        };
        match next {
            Some(next) => {
                let join = if forward {
                    Join::From(id)
                } else {
                    Join::To(id)
                };
                self.edit(self.add(next, None, vec![join]));
            }
            None if forward => self.refuse("The cloud is the last node: nothing follows it."),
            None => self.refuse("A source senses: nothing leads to it."),
        }
    }

    /// A node beside this one feeds the same nodes, or is fed by the same where it feeds none.
    fn joined_like(&self, node: usize) -> Vec<Join> {
        let name = |node: usize| self.network.name(node).clone();
        let normal = || {
            let edges = self.network.graph.edges().iter();
            edges.filter(|edge| edge.kind == LinkKind::Normal)
        };
        let receivers: Vec<Join> = normal()
            .filter(|edge| edge.from == node)
            .map(|edge| Join::To(name(edge.to)))
            .collect();
        if !receivers.is_empty() {
            return receivers;
        }
        normal()
            .filter(|edge| edge.to == node)
            .map(|edge| Join::From(name(edge.from)))
            .collect()
    }

    /// The nodes that a key is about: those marked, else the one that has the focus.
    fn meant(&self) -> Vec<usize> {
        if self.marked.is_empty() {
            self.active.into_iter().collect()
        } else {
            self.chosen()
        }
    }

    fn nudge(&self, direction: Direction) {
        let nodes = self.meant();
        if nodes.is_empty() {
            return;
        }
        let (x, y) = match direction {
            Direction::Left => (-GRID, 0.0),
            Direction::Right => (GRID, 0.0),
            Direction::Up => (0.0, -GRID),
            Direction::Down => (0.0, GRID),
        };
        self.hold_still();
        let names: Vec<&str> = nodes
            .iter()
            .map(|&node| self.network.name(node).as_str())
            .collect();
        // All steps of one walk are one step of the history.
        let key = format!("nudge {}", names.join(" "));
        self.board.borrow_mut().focus_wanted = true;
        self.on
            .emit(Action::EditOn(self.move_by(&nodes, Point { x, y }), key));
    }

    fn change_tier(&self, forward: bool) {
        let nodes = self.meant();
        let Some(&first) = nodes.first() else {
            return self.refuse("No node is selected.");
        };
        match neighbouring_tier(self.network.graph.tier(first), forward) {
            Some(tier) => {
                let nodes: Vec<NodeId> = nodes
                    .iter()
                    .map(|&node| self.network.name(node).clone())
                    .collect();
                self.edit(Edit::SetTier { nodes, tier });
            }
            None if forward => self.refuse("The cloud is the last tier."),
            None => self.refuse("The sources are the first tier."),
        }
    }

    fn activate(&self) {
        if let Some(from) = self.connecting {
            match self.active {
                Some(to) if to != from => {
                    self.board.borrow_mut().focus_wanted = true;
                    self.connect(from, to);
                }
                _ => self.on.emit(Action::Connect(None)),
            }
        } else if self.mode == Mode::Draw {
            // Into the form of what is selected.
            let field = gloo::utils::document()
                .query_selector("[data-form] input, [data-form] select, [data-form] button")
                .ok()
                .flatten()
                .and_then(|element| element.dyn_into::<HtmlElement>().ok());
            if let Some(field) = field {
                // A field that is gone cannot take the focus, and nothing is lost then.
                let _ = field.focus();
            }
        } else if let Some(node) = self.active {
            self.on.emit(Action::Toggle(node));
        }
    }

    fn let_go(&self) {
        if self.connecting.is_some() {
            self.on.emit(Action::Connect(None));
        } else if !self.marked.is_empty() {
            self.on.emit(Action::Mark(NodeSet::EMPTY));
        } else {
            self.on.emit(Action::Select(None));
            self.on.emit(Action::SelectLink(None));
        }
    }
}

/// Gives the focus to an element of the drawing.
pub fn focus(id: &str) {
    if let Some(element) = gloo::utils::document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<SvgElement>().ok())
    {
        // An element that is gone cannot take the focus, and nothing is lost then.
        let _ = element.focus();
    }
}
