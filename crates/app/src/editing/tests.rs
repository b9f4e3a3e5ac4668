use std::rc::Rc;

use deepfog_topology::edit::{Edit, Join};
use deepfog_topology::{Tier, presets};

use super::*;
use crate::action::Action;
use crate::reducer::reduce;

fn fresh() -> State {
    State::new(Rc::new(Network::all())).unwrap()
}

fn opened(preset: &str) -> State {
    reduce(fresh(), Action::OpenPreset(preset.to_owned()))
}

fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(state, reduce)
}

fn at(state: &State, name: &str) -> usize {
    state.network.graph.index(&name.into()).unwrap()
}

fn fog_after(name: &str) -> Action {
    Action::Edit(Edit::AddNode {
        tier: Tier::Fog,
        position: None,
        joined: vec![Join::From(name.into())],
    })
}

#[test]
fn an_edit_makes_a_version_that_undo_takes_back() {
    let before = opened("sensor-chain");
    let session = before.session;
    let edited = after(before.clone(), [fog_after("e")]);
    assert_eq!(edited.network.bundle, None, "no network was trained for it");
    assert!(edited.sources.is_empty());
    assert_eq!(edited.editor.mode, Mode::Draw);
    assert_eq!(
        edited
            .selected
            .map(|node| edited.network.name(node).to_string()),
        Some("f3".to_owned())
    );
    assert_eq!(
        edited.session,
        session + 1,
        "the worker lets go of the bundles"
    );
    let undone = after(edited, [Action::Undo]);
    assert_eq!(undone.network.topology, before.network.topology);
    assert_eq!(undone.network.bundle, Some("sensor-chain"));
    assert_eq!(undone.sources, before.sources);
    let redone = after(undone, [Action::Redo]);
    assert_eq!(redone.network.graph.len(), before.network.graph.len() + 1);
}

#[test]
fn what_is_refused_changes_nothing_and_says_why() {
    let before = opened("sensor-chain");
    for (action, part) in [
        (Action::Undo, "nothing to undo"),
        (Action::Redo, "nothing to redo"),
        (Action::Delete, "Nothing is selected"),
        (Action::Copy, "No node is selected"),
        (Action::Paste, "Nothing was copied"),
        (Action::Duplicate, "No node is selected"),
        (
            Action::Edit(Edit::Connect {
                from: "f1".into(),
                to: "e".into(),
            }),
            "f1",
        ),
    ] {
        let state = after(before.clone(), [action]);
        assert_eq!(state.network, before.network);
        assert_eq!(state.editor.history.steps().len(), 1);
        let Some(Word::Refused(why)) = &state.editor.word else {
            panic!("nothing was said");
        };
        assert!(why.contains(part), "{why}");
        assert!(state.announcement.contains(part), "{}", state.announcement);
    }
}

#[test]
fn failures_and_selection_follow_the_names() {
    let state = opened("sensor-chain");
    let f1 = at(&state, "f1");
    let state = after(
        state,
        [Action::Toggle(f1), Action::Mark([f1].into_iter().collect())],
    );
    let e = at(&state, "e");
    let state = after(
        state,
        [Action::Edit(Edit::Delete {
            nodes: vec![state_name(e)],
            links: Vec::new(),
        })],
    );
    let down = state.network.patterns.down_names(state.pattern);
    assert_eq!(down, vec!["f1".into()]);
    let f1 = at(&state, "f1");
    assert_eq!(state.selected, Some(f1));
    assert_eq!(state.editor.selection.marked, [f1].into_iter().collect());
}

fn state_name(node: usize) -> NodeId {
    opened("sensor-chain").network.name(node).clone()
}

#[test]
fn deleting_goes_on_beside_what_is_gone() {
    let state = opened("sensor-chain");
    let f2 = at(&state, "f2");
    let state = after(state, [Action::Select(Some(f2)), Action::Delete]);
    assert_eq!(state.network.graph.index(&"f2".into()), None);
    assert!(state.selected.is_some());
}

#[test]
fn copies_go_into_any_document() {
    let state = opened("sensor-chain");
    let nodes = state.network.graph.len();
    let all = (0..nodes).collect();
    let state = after(state, [Action::Mark(all), Action::Copy, Action::Paste]);
    assert_eq!(state.network.graph.len(), 2 * nodes);
    assert_eq!(
        state.editor.selection.marked.len(),
        nodes,
        "the copies are marked"
    );
    let state = after(
        state,
        [Action::OpenPreset("smallest".to_owned()), Action::Paste],
    );
    assert!(state.network.graph.len() > nodes);
}

#[test]
fn a_document_is_opened_with_what_it_shows() {
    let preset = presets::find("sensor-chain").unwrap();
    let mut topology = preset.topology;
    topology.links.truncate(3);
    let document = Document {
        topology,
        view: View {
            bundle: None,
            down: vec!["f2".into()],
            setting: "Poor".to_owned(),
            scheme: Scheme::DeepFogGuard,
            sample: 7,
            draw: 3,
        },
    };
    let state = after(
        fresh(),
        [Action::OpenDocument {
            document: Box::new(document.clone()),
            own: Some("key".into()),
            notes: vec!["A note.".to_owned()],
        }],
    );
    assert_eq!(state.document(), document);
    assert_eq!(state.editor.own.as_deref(), Some("key"));
    assert_eq!(state.link_faults, ["A note."]);
    assert_eq!(state.editor.mode, Mode::Draw, "nothing was trained for it");
}

#[test]
fn nudges_in_a_row_are_one_step() {
    let state = opened("sensor-chain");
    let positions = |shift: f32| {
        state
            .network
            .graph
            .ids()
            .iter()
            .enumerate()
            .map(|(at, id)| (id.clone(), [100.0 * at as f32 + shift, 50.0]))
            .collect::<Vec<_>>()
    };
    let nudge = |shift: f32| {
        Action::EditOn(
            Edit::Move {
                positions: positions(shift),
                moved: vec!["e".into()],
            },
            "nudge e".to_owned(),
        )
    };
    let state = after(state.clone(), [nudge(1.0), nudge(2.0), nudge(3.0)]);
    assert_eq!(state.editor.history.steps().len(), 2);
    assert!(state.network.is_pinned());
    assert_eq!(
        state.network.bundle,
        Some("sensor-chain"),
        "a place is no parameter"
    );
}
