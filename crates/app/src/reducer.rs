//! The one place where the page's state changes.

use std::rc::Rc;

use deepfog_protocol::{Answer, Item, Report};
use deepfog_resilience::Pattern;
use deepfog_topology::history::History;

use crate::action::Action;
use crate::announcement;
use crate::chance;
use crate::editing;
use crate::network::Network;
use crate::node_set::NodeSet;
use crate::schemes::ByScheme;
use crate::shelf;
use crate::state::{Engine, Loaded, Mode, Progress, Selection, Shown, State, Sweep};

impl yew::Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(reduce((*self).clone(), action))
    }
}

/// The state after an action.
pub fn reduce(mut state: State, action: Action) -> State {
    match action {
        Action::OpenPreset(id) => {
            if let Some(network) = find(&state, |network| network.preset == Some(&id)) {
                open(&mut state, network);
            }
        }
        Action::ChooseTask(task) => {
            if state.network.task.id != task
                && let Some(network) = find(&state, |network| network.task.id == task)
            {
                open(&mut state, network);
            }
        }
        Action::Toggle(node) => toggle(&mut state, node),
        Action::ChoosePattern(pattern) => {
            let failable = state.network.patterns.failable_count();
            // Bits beyond the last node that can fail mean nothing.
            let known = if failable < 64 {
                (1_u64 << failable) - 1
            } else {
                u64::MAX
            };
            state.pattern = Pattern(pattern.0 & known);
            state.announcement = announcement::of_pattern(&state).into();
        }
        Action::FailAtRandom => fail_at_random(&mut state),
        Action::RestoreAll => {
            state.pattern = Pattern::NONE_DOWN;
            state.announcement = announcement::of_pattern(&state).into();
        }
        Action::ChooseSetting(setting) => {
            if setting < state.network.settings.len() {
                state.setting = setting;
            }
        }
        Action::ShowSample(sample) => {
            state.sample = sample.min(last_sample(&state).unwrap_or(sample));
        }
        Action::Next => step(&mut state, true),
        Action::Previous => step(&mut state, false),
        Action::PlayOrPause => state.playing = !state.playing,
        Action::ChooseClass(class) => choose_class(&mut state, class),
        Action::PointAt(node) => {
            state.pointed = node.filter(|node| *node < state.network.graph.len())
        }
        Action::Select(node) => {
            state.selected = node.filter(|node| *node < state.network.graph.len());
            state.editor.selection.link = None;
        }
        Action::SetMode(mode) => {
            state.editor.mode = mode;
            state.editor.connecting = None;
            state.editor.word = None;
            if mode == Mode::Break {
                state.editor.selection = Selection::default();
            }
        }
        Action::Edit(edit) => editing::edit(&mut state, &edit, None),
        Action::EditOn(edit, key) => editing::edit(&mut state, &edit, Some(key)),
        Action::Undo => editing::undo(&mut state),
        Action::Redo => editing::redo(&mut state),
        Action::GoTo(step) => editing::go_to(&mut state, step),
        Action::Mark(nodes) => {
            state.editor.selection = Selection {
                marked: nodes
                    .iter()
                    .filter(|node| *node < state.network.graph.len())
                    .collect(),
                link: None,
            };
        }
        Action::MarkToo(node) => editing::mark_too(&mut state, node),
        Action::SelectLink(link) => {
            let link = link.filter(|link| *link < state.network.graph.edges().len());
            state.editor.selection = Selection {
                marked: NodeSet::EMPTY,
                link,
            };
            if link.is_some() {
                state.selected = None;
            }
        }
        Action::Connect(node) => connect(&mut state, node),
        Action::Delete => editing::delete(&mut state),
        Action::Copy => {
            editing::copy(&mut state);
        }
        Action::Cut => {
            if editing::copy(&mut state) {
                editing::delete(&mut state);
            }
        }
        Action::Paste => editing::paste(&mut state),
        Action::PasteFrom(clip) => {
            if state.editor.clip.as_deref() != Some(&*clip) {
                state.editor.clip = Some(Rc::new(*clip));
                state.editor.pastes = 0;
            }
            editing::paste(&mut state);
        }
        Action::Duplicate => editing::duplicate(&mut state),
        Action::DismissWord => state.editor.word = None,
        Action::Say(words) => state.announcement = words,
        Action::Refuse(why) => editing::refuse(&mut state, &why),
        Action::OpenDocument {
            document,
            own,
            notes,
        } => editing::open(&mut state, *document, own, notes),
        Action::Adopt(key) => state.editor.own = Some(key),
        Action::ShowDocuments(open) => state.editor.documents = open,
        Action::PointAtScheme(scheme) => state.pointed_scheme = scheme,
        Action::ChooseScheme(scheme) => state.scheme = scheme,
        Action::ShowHelp(help) => state.help = help,
        Action::DismissLinkFaults => state.link_faults.clear(),
        Action::DismissUnfinished => state.shelf.is_reminded = true,
        Action::Retry => retry(&mut state),
        Action::Heard(report) => hear(&mut state, *report),
        Action::EngineFailed(why) => {
            state.engine = Engine::Failed(why);
            state.playing = false;
        }
    }
    state
}

fn find(state: &State, wanted: impl Fn(&Network) -> bool) -> Option<Rc<Network>> {
    state
        .networks
        .iter()
        .find(|network| wanted(network))
        .cloned()
}

/// Shows a shipped network as it is. Sample and class stay where the task does, the setting where it has the same name.
fn open(state: &mut State, network: Rc<Network>) {
    state.editor.documents = false;
    if state.network.preset == network.preset && state.editor.own.is_none() {
        return;
    }
    state.selected = None;
    state.editor.selection = Selection::default();
    editing::take(state, Rc::clone(&network));
    state.editor.history = History::new(Rc::clone(&network.topology), "Open");
    state.editor.connecting = None;
    state.editor.word = None;
    state.editor.own = None;
    state.editor.opened += 1;
    state.pattern = Pattern::NONE_DOWN;
    state.playing = false;
    state.pointed_scheme = None;
    state.announcement = format!(
        "{}: {}",
        state.network.topology.title,
        announcement::of_pattern(state)
    )
    .into();
}

/// Begins a hyperconnection at a node, or lets go of one that was begun.
fn connect(state: &mut State, node: Option<usize>) {
    let node = node.filter(|node| *node < state.network.graph.len());
    state.editor.connecting = node;
    state.editor.word = None;
    if let Some(node) = node {
        state.editor.mode = Mode::Draw;
        state.announcement = format!(
            "Hyperconnection from {}: choose the node that it leads to. Enter connects, Escape lets go.",
            state.network.name(node)
        )
        .into();
    }
}

fn toggle(state: &mut State, node: usize) {
    if node >= state.network.graph.len() {
        return;
    }
    state.selected = Some(node);
    let Some(bit) = state.network.bit(node) else {
        state.announcement = format!(
            "{} is a {} node: it never fails. Edge and fog nodes do.",
            state.network.name(node),
            state.network.graph.tier(node).name()
        )
        .into();
        return;
    };
    state.pattern = state.pattern.toggled(bit);
    state.announcement = announcement::of_pattern(state).into();
}

fn fail_at_random(state: &mut State) {
    // Nothing can fail under this setting: the button says so.
    if !can_fail(state) {
        return;
    }
    state.draws += 1;
    state.pattern = chance::draw(
        &state.network.weightings[state.setting].reliabilities,
        state.draws,
    );
    state.announcement = format!(
        "Draw {} under {}: {}",
        state.draws,
        state.reliability().name,
        announcement::of_pattern(state)
    )
    .into();
}

/// Whether any node can fail under the reliability setting chosen.
pub fn can_fail(state: &State) -> bool {
    state.network.weightings[state.setting]
        .reliabilities
        .values()
        .iter()
        .any(|up| *up < 1.0)
}

/// The index of the pack's last sample, as far as is known.
fn last_sample(state: &State) -> Option<u32> {
    state
        .loaded
        .pack
        .as_ref()
        .map(|pack| pack.count)
        .or((state.sample_count() > 0).then(|| state.sample_count()))?
        .checked_sub(1)
}

/// Goes to the next or last sample of the class chosen among those that have come, around the ends.
fn step(state: &mut State, forward: bool) {
    let count = state.sample_count();
    if count == 0 {
        return;
    }
    let from = state.sample.min(count - 1);
    let found = (1..=count)
        .map(|distance| {
            if forward {
                (from + distance) % count
            } else {
                (from + count - distance) % count
            }
        })
        .find(|&sample| is_of_class(state, sample));
    if let Some(sample) = found {
        state.sample = sample;
    }
}

fn is_of_class(state: &State, sample: u32) -> bool {
    let label = usize::try_from(sample)
        .ok()
        .and_then(|at| state.loaded.samples.get(at))
        .map(|facts| facts.label);
    state.class.is_none() || label == state.class
}

fn choose_class(state: &mut State, class: Option<u8>) {
    state.class = class.filter(|class| usize::from(*class) < state.network.task.classes.len());
    if !is_of_class(state, state.sample) {
        step(state, true);
    }
}

fn retry(state: &mut State) {
    if matches!(state.engine, Engine::Failed(_)) {
        // A new worker knows nothing of the old one's sessions.
        state.engine = Engine::Starting;
        state.workers += 1;
        state.session += 1;
        state.loaded = Loaded::default();
    } else {
        state.loaded.faults.clear();
        state.retries += 1;
    }
}

fn hear(state: &mut State, report: Report) {
    let session = state.session;
    match report {
        Report::Ready => state.engine = Engine::Ready,
        Report::Progress {
            session: of,
            item,
            received,
            total,
        } if of == session => {
            let progress = Progress { received, total };
            match state
                .loaded
                .progress
                .iter_mut()
                .find(|(known, _)| *known == item)
            {
                Some((_, known)) => *known = progress,
                None => state.loaded.progress.push((item, progress)),
            }
        }
        Report::Pack { session: of, facts } if of == session => {
            if facts.count > 0 {
                state.sample = state.sample.min(facts.count - 1);
            }
            state.loaded.pack = Some(Rc::new(facts));
        }
        Report::Samples {
            session: of,
            first,
            samples,
        } if of == session => {
            let known = &mut state.loaded.samples;
            // Chunks come in order; one that comes again after a retry replaces what is known of it.
            let first = usize::try_from(first).unwrap_or(usize::MAX);
            if first <= known.len() {
                let known = Rc::make_mut(known);
                known.truncate(first);
                known.extend(samples);
            }
        }
        Report::Bundle { session: of, facts } if of == session => {
            let item = Item::Bundle(facts.scheme);
            state.loaded.progress.retain(|(known, _)| *known != item);
            state.loaded.bundles.set(facts.scheme, Rc::new(facts));
        }
        Report::Failed {
            session: of,
            item,
            fault,
        } if of == session => {
            state.loaded.progress.retain(|(known, _)| *known != item);
            state.loaded.faults.retain(|(known, _)| *known != item);
            state.loaded.faults.push((item, fault));
        }
        Report::Answer(answer) if answer.session == session => show(state, answer),
        Report::Sweep {
            session: of,
            scheme,
            total,
            table,
        } if of == session => {
            let before = state.is_swept();
            let sweep = Sweep {
                table: table.into(),
                total,
            };
            state.loaded.sweeps.set(scheme, sweep);
            if !before && state.is_swept() {
                state.announcement = format!(
                    "All failure patterns are computed. {}",
                    announcement::of_pattern(state)
                )
                .into();
            }
        }
        Report::Shelf {
            bundles,
            unfinished,
            fault,
        } => shelf::hear(state, bundles, unfinished, fault),
        // Of an earlier session.
        _ => {}
    }
}

fn show(state: &mut State, answer: Answer) {
    let serial = state
        .loaded
        .shown
        .as_ref()
        .map_or(1, |shown| shown.serial.wrapping_add(1));
    // What failed before may work now.
    state
        .loaded
        .faults
        .retain(|(item, _)| *item != Item::Answer);
    if let Some(fault) = answer.fault {
        // The next sample may do better, but not by itself for ever.
        state.playing = false;
        state.loaded.faults.push((Item::Answer, fault));
    }
    let mut schemes = ByScheme::default();
    for answer in answer.schemes {
        schemes.set(answer.scheme, answer.into());
    }
    state.loaded.shown = Some(Shown {
        sample: answer.sample,
        pattern: answer.pattern,
        values: answer.values.into(),
        schemes,
        milliseconds: answer.milliseconds,
        serial,
    });
}

#[cfg(test)]
mod tests;
