//! The editor's part of the reducer: every edit makes a new version of the document, and a new network from it.

use std::rc::Rc;

use deepfog_notation::words::counted;
use deepfog_resilience::Pattern;
use deepfog_topology::document::{Document, View};
use deepfog_topology::edit::{self, Clip, Edit};
use deepfog_topology::history::History;
use deepfog_topology::{Link, NodeId, Scheme, Topology};

use crate::announcement;
use crate::network::Network;
use crate::node_set::NodeSet;
use crate::state::{Loaded, Mode, Selection, State, Word, default_setting};

/// How far a copy stands from its original, in drawing units.
const COPY_SHIFT: f32 = 30.0;

/// Changes the document, or says why it cannot be changed like that.
pub fn edit(state: &mut State, edit: &Edit, key: Option<String>) {
    let applied = match edit::apply(&state.network.topology, edit) {
        Ok(applied) => applied,
        Err(refusal) => return refuse(state, &refusal.to_string()),
    };
    let before = state.network.graph.ids();
    let new: Vec<NodeId> = applied
        .touched
        .iter()
        .filter(|id| !before.contains(id))
        .cloned()
        .collect();
    let topology = Rc::new(applied.topology);
    if !show(state, Rc::clone(&topology)) {
        return;
    }
    state.editor.history.push(&applied.name, topology, key);
    state.editor.mode = Mode::Draw;
    state.editor.connecting = None;
    state.editor.word = applied.note.clone().map(|note| Word::Noted(note.into()));
    // A renamed node is new by name, too: it stays the one that is selected.
    let index = |id: &NodeId| state.network.graph.index(id);
    match new.as_slice() {
        [] => {}
        [one] => {
            state.selected = index(one);
            state.editor.selection = Selection::default();
        }
        several => {
            state.editor.selection = Selection {
                marked: several.iter().filter_map(index).collect(),
                link: None,
            };
            state.selected = several.first().and_then(index);
        }
    }
    say(state, &applied.name, applied.note.as_deref());
}

/// Says why something was not done; the document stays as it is.
pub fn refuse(state: &mut State, why: &str) {
    state.editor.word = Some(Word::Refused(why.into()));
    state.announcement = format!("Not done. {why}").into();
}

/// Tells through the live region what was done, and what it means.
fn say(state: &mut State, what: &str, note: Option<&str>) {
    let outlook = match state.network.error_count() {
        0 if !state.sources.is_empty() => announcement::of_pattern(state),
        0 => "No problem.".to_owned(),
        count => format!("{}.", counted(count, "problem")),
    };
    let note = note.map_or(String::new(), |note| format!(" {note}"));
    state.announcement = format!("{what}.{note} {outlook}").into();
}

/// Takes the last edit back.
pub fn undo(state: &mut State) {
    match state.editor.history.undo() {
        Some(name) => {
            show_present(state);
            say(state, &format!("Undone: {name}"), None);
        }
        None => refuse(
            state,
            "There is nothing to undo: this is the document as it was opened.",
        ),
    }
}

/// Does again what was taken back.
pub fn redo(state: &mut State) {
    match state.editor.history.redo() {
        Some(name) => {
            show_present(state);
            say(state, &format!("Done again: {name}"), None);
        }
        None => refuse(
            state,
            "There is nothing to redo: this is the newest version.",
        ),
    }
}

/// Goes to a version of the document.
pub fn go_to(state: &mut State, step: usize) {
    state.editor.history.go_to(step);
    show_present(state);
    let at = state.editor.history.at();
    let name = state
        .editor
        .history
        .steps()
        .get(at)
        .map(|step| step.name.clone());
    if let Some(name) = name {
        say(state, &format!("Back to: {name}"), None);
    }
}

fn show_present(state: &mut State) {
    let topology = Rc::clone(state.editor.history.present());
    show(state, topology);
    state.editor.word = None;
    state.editor.connecting = None;
}

/// Deletes what is selected.
pub fn delete(state: &mut State) {
    let links: Vec<Link> = state.chosen_link().into_iter().collect();
    let nodes = if links.is_empty() {
        state.chosen_nodes()
    } else {
        Vec::new()
    };
    if nodes.is_empty() && links.is_empty() {
        return refuse(
            state,
            "Nothing is selected: choose a node or a hyperconnection first.",
        );
    }
    // The keys go on from a node beside what is gone.
    let beside = links
        .first()
        .map(|link| link.from.clone())
        .or_else(|| neighbour_outside(&state.network, &nodes));
    let before = Rc::clone(&state.network);
    edit(state, &Edit::Delete { nodes, links }, None);
    if !Rc::ptr_eq(&before, &state.network) {
        state.editor.selection = Selection::default();
        state.selected = beside.and_then(|id| state.network.graph.index(&id));
    }
}

fn neighbour_outside(network: &Network, nodes: &[NodeId]) -> Option<NodeId> {
    let graph = &network.graph;
    let gone: NodeSet = nodes.iter().filter_map(|id| graph.index(id)).collect();
    graph
        .edges()
        .iter()
        .find_map(
            |edge| match (gone.contains(edge.from), gone.contains(edge.to)) {
                (false, true) => Some(edge.from),
                (true, false) => Some(edge.to),
                _ => None,
            },
        )
        .or_else(|| (0..graph.len()).find(|node| !gone.contains(*node)))
        .map(|node| network.name(node).clone())
}

/// Keeps a copy of the selected nodes.
pub fn copy(state: &mut State) -> bool {
    let nodes = state.chosen_nodes();
    if nodes.is_empty() {
        refuse(
            state,
            "No node is selected: choose what is to be copied first.",
        );
        return false;
    }
    state.editor.clip = Some(Rc::new(Clip::of(&state.network.topology, &nodes)));
    state.editor.pastes = 0;
    state.editor.word = None;
    state.announcement = format!("Copied {}.", counted(nodes.len(), "node")).into();
    true
}

/// Adds what was copied.
pub fn paste(state: &mut State) {
    let Some(clip) = state.editor.clip.clone() else {
        return refuse(state, "Nothing was copied yet.");
    };
    state.editor.pastes = state.editor.pastes.saturating_add(1);
    let shift = COPY_SHIFT * f32::from(state.editor.pastes);
    let clip = (*clip).clone();
    edit(
        state,
        &Edit::Paste {
            clip,
            offset: [shift, shift],
        },
        None,
    );
}

/// Copies and pastes the selected nodes in one step.
pub fn duplicate(state: &mut State) {
    let nodes = state.chosen_nodes();
    if nodes.is_empty() {
        return refuse(
            state,
            "No node is selected: choose what is to be duplicated first.",
        );
    }
    edit(
        state,
        &Edit::Duplicate {
            nodes,
            offset: [COPY_SHIFT, COPY_SHIFT],
        },
        None,
    );
}

/// Marks a node too, or no longer. The node whose facts are shown is among the marked ones then.
pub fn mark_too(state: &mut State, node: usize) {
    if node >= state.network.graph.len() {
        return;
    }
    let marked = &mut state.editor.selection.marked;
    if marked.is_empty()
        && state.editor.selection.link.is_none()
        && let Some(selected) = state.selected.filter(|selected| *selected != node)
    {
        marked.insert(selected);
    }
    marked.toggle(node);
    state.editor.selection.link = None;
    state.announcement = format!("{} marked.", counted(marked.len(), "node")).into();
}

/// Opens a document in the place of the present one, which has been saved already if it is a person's own.
pub fn open(state: &mut State, document: Document, own: Option<Rc<str>>, notes: Vec<String>) {
    let Document { topology, view } = document;
    let topology = Rc::new(topology);
    if !show(state, Rc::clone(&topology)) {
        return;
    }
    let opened = state.editor.opened + 1;
    state.editor.history = History::new(topology, "Open");
    state.editor.selection = Selection::default();
    state.editor.connecting = None;
    state.editor.word = None;
    state.editor.own = own;
    state.editor.documents = false;
    state.editor.opened = opened;
    state.selected = None;
    state.pointed = None;
    state.pointed_scheme = None;
    state.playing = false;
    apply_view(state, &view);
    state.link_faults = notes;
    if state.sources.is_empty() {
        state.editor.mode = Mode::Draw;
    }
    let title = state.network.topology.title.clone();
    say(state, &format!("Opened {title}"), None);
}

/// Takes over what a document says of failures, setting, scheme and sample.
fn apply_view(state: &mut State, view: &View) {
    let network = Rc::clone(&state.network);
    state.pattern = network
        .patterns
        .with_down(view.down.iter().map(NodeId::as_str))
        .unwrap_or(Pattern::NONE_DOWN);
    state.setting = network
        .settings
        .iter()
        .position(|setting| setting.name.eq_ignore_ascii_case(&view.setting))
        .unwrap_or_else(|| default_setting(&network));
    state.scheme = view.scheme;
    state.sample = view.sample.saturating_sub(1);
    state.draws = view.draw;
}

/// Shows another version of the document: what pointed at nodes and hyperconnections points at those of the same names.
/// Whether it could be shown; otherwise nothing changed and the reason is told.
pub fn show(state: &mut State, topology: Rc<Topology>) -> bool {
    let network = match Network::new(topology) {
        Ok(network) => network,
        Err(why) => {
            refuse(state, &format!("The document cannot be shown: {why}."));
            return false;
        }
    };
    take(state, network);
    true
}

/// See [`show`].
pub fn take(state: &mut State, network: Rc<Network>) {
    let old = std::mem::replace(&mut state.network, Rc::clone(&network));
    let moved = |node: usize| network.graph.index(old.graph.ids().get(node)?);
    let down: Vec<NodeId> = old
        .patterns
        .down_names(state.pattern)
        .into_iter()
        .filter(|id| network.patterns.names().contains(id))
        .collect();
    state.pattern = network
        .patterns
        .with_down(down.iter().map(NodeId::as_str))
        .unwrap_or(Pattern::NONE_DOWN);
    state.selected = state.selected.and_then(moved);
    state.pointed = None;
    state.editor.connecting = state.editor.connecting.and_then(moved);
    let selection = std::mem::take(&mut state.editor.selection);
    state.editor.selection = Selection {
        marked: selection.marked.iter().filter_map(moved).collect(),
        link: selection.link.and_then(|link| {
            let edge = old.graph.edges().get(link)?;
            let ends = (moved(edge.from)?, moved(edge.to)?);
            network
                .graph
                .edges()
                .iter()
                .position(|edge| (edge.from, edge.to) == ends)
        }),
    };
    let setting = old.settings.get(state.setting).map(|setting| &setting.name);
    state.setting = network
        .settings
        .iter()
        .position(|other| Some(&other.name) == setting)
        .unwrap_or_else(|| default_setting(&network));
    let is_another_task = old.task.id != network.task.id;
    if is_another_task {
        state.sample = 0;
        state.class = None;
        state.loaded = Loaded::default();
    }
    let was_trained = !state.sources.is_empty();
    if !state.reopen() && is_another_task {
        state.session += 1;
    }
    if was_trained && state.sources.is_empty() && state.scheme == Scheme::Vanilla {
        // Without skips, half of what a person draws would look dead.
        state.scheme = Scheme::ResilinetPlus;
    }
}

#[cfg(test)]
mod tests;
