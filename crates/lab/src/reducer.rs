//! The one place where the laboratory's state changes.

mod measuring;
mod training;

use std::rc::Rc;

use deepfog_notation::words::sentence;
use deepfog_topology::order;

use crate::action::{Action, Listing, Which};
use crate::drawing::Drawing;
use crate::measure::Source;
use crate::queue;
use crate::state::{State, Tab, Word};

impl yew::Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(reduce((*self).clone(), action))
    }
}

/// The state after an action.
pub fn reduce(mut state: State, action: Action) -> State {
    let asks_anew = matches!(
        action,
        Action::Open { .. } | Action::Follow(_) | Action::Knows(..) | Action::Listed(..)
    );
    match action {
        Action::Open {
            document,
            go_on_until,
        } => {
            state.open = true;
            state.opened += 1;
            state.tab = Tab::Train;
            follow(&mut state, &document);
            if let Some(until) = go_on_until {
                state.go_on_until = until;
            }
        }
        Action::Follow(document) => follow(&mut state, &document),
        Action::Close => state.open = false,
        Action::Choose(tab) => {
            state.tab = tab;
            if tab == Tab::Compare {
                pick_pair(&mut state);
            }
        }
        Action::Fill(Which::Train, change) => Rc::make_mut(&mut state.form).take(change),
        Action::Fill(Which::Study, change) => Rc::make_mut(&mut state.study_form).take(change),
        Action::Train(jobs) => {
            state.begun += 1;
            training::add(&mut state, jobs);
        }
        Action::Pause(key) => training::pause(&mut state, &key),
        Action::Resume(key, now) => training::resume(&mut state, &key, now),
        Action::Finish(key) => training::finish(&mut state, &key),
        Action::Remove(key) => training::remove(&mut state, &key),
        Action::Heard { key, report, now } => training::hear(&mut state, &key, *report, now),
        Action::Died { key, why } => training::died(&mut state, &key, &why),
        Action::Tick(now) => training::tick(&mut state, now),
        Action::Listed(listing, now) => listed(&mut state, *listing, now),
        Action::Unlisted(why) => {
            state.shelf.is_read = true;
            state.shelf.fault = Some(why);
        }
        Action::Knows(key, known) => {
            Rc::make_mut(&mut state.known).set(key, known);
        }
        Action::Deleted(bundle) => {
            let text = format!("Deleted “{}”.", bundle.facts.name);
            measuring::forget(&mut state, &bundle.facts.key);
            state.deleted = Some(bundle);
            say(&mut state, Word::info(text));
        }
        Action::DeletedNoMore => state.deleted = None,
        Action::KeptAfterAll(key) => {
            training::remove(&mut state, &key);
            state.changes += 1;
        }
        Action::Say(word) => {
            state.deleted = None;
            say(&mut state, word);
        }
        Action::Dismiss => {
            state.deleted = None;
            state.word = None;
        }
        Action::Rename(renaming) => state.renaming = renaming,
        Action::SortByDifference(by_difference) => state.by_difference = by_difference,
        Action::AskRemoval(study) => state.removing = study,
        Action::Pick(side, source) => {
            if let Some(place) = state.pair.get_mut(side) {
                *place = source;
            }
        }
        Action::Measured(report) => measuring::hear(&mut state, &report),
        Action::Unmeasured(why) => measuring::fail(&mut state, &why),
        Action::Retry(source) => {
            Rc::make_mut(&mut state.results).take(&source);
        }
        Action::BeginStudy(study, jobs) => {
            let text = format!("The study begins: {} trainings.", jobs.len());
            Rc::make_mut(&mut state.studies).insert(0, Rc::new(*study));
            training::add(&mut state, jobs);
            say(&mut state, Word::info(text));
        }
        Action::GoOnStudy { key, jobs, now } => training::go_on_study(&mut state, &key, jobs, now),
        Action::RemoveStudy(key) => training::remove_study(&mut state, &key),
    }
    if asks_anew {
        state.find_warm_starts();
    }
    state.outline_studies();
    if queue::has_turn(&state.works, state.limit) {
        queue::fill(Rc::make_mut(&mut state.works), state.limit);
    }
    measuring::begin_next(&mut state);
    state
}

/// Says something.
fn say(state: &mut State, word: Word) {
    state.word = Some(word);
    state.words += 1;
}

fn follow(state: &mut State, document: &str) {
    let is_same = state
        .drawing()
        .is_some_and(|drawing| *drawing.text == *document);
    if is_same {
        return;
    }
    let before = state
        .drawing()
        .map(|drawing| drawing.topology.title.clone());
    state.drawing = Some(Drawing::read(document).map_err(|why| sentence(&why).into()));
    let title = state
        .drawing()
        .map(|drawing| drawing.topology.title.clone());
    // A name that was typed was meant for that drawing.
    if title != before && state.form.name.is_some() {
        Rc::make_mut(&mut state.form).name = None;
    }
    let id = state.drawing().and_then(|drawing| drawing.preset);
    for place in &mut state.pair {
        // The shipped networks of another drawing are no choice any more.
        if matches!(place, Some(crate::measure::Source::Shipped(preset, _)) if Some(*preset) != id)
        {
            *place = None;
        }
    }
}

fn listed(state: &mut State, listing: Listing, now: f64) {
    let Listing {
        bundles,
        jobs,
        studies,
        usage,
    } = listing;
    state.shelf.is_read = true;
    state.shelf.fault = None;
    state.shelf.usage = usage;
    let known = Rc::make_mut(&mut state.known);
    known.keep(|key| bundles.iter().any(|bundle| bundle.key == *key));
    state.shelf.bundles = Rc::new(bundles);
    let ended = Rc::clone(&state.ended);
    let works = Rc::make_mut(&mut state.works);
    queue::found(
        works,
        jobs,
        &|key| ended.iter().any(|other| other == key),
        now,
    );
    if now <= state.go_on_until {
        let left = works.iter_mut().filter(|work| work.is_interrupted());
        left.for_each(|work| Rc::make_mut(work).queue(now));
    }
    // Studies of this page are newer than what was read.
    let ours = Rc::make_mut(&mut state.studies);
    ours.retain(|study| !state.ended.contains(&study.key));
    for study in studies {
        let is_here = ours.iter().any(|other| other.key == study.key);
        if !is_here && !state.ended.contains(&study.key) {
            ours.push(Rc::new(study));
        }
    }
    order::sort(ours, |a, b| b.created.total_cmp(&a.created));
}

/// Where nothing is picked yet, the two that a person most likely wants to compare: the newest of the drawing's own.
fn pick_pair(state: &mut State) {
    if state.pair != [None, None] {
        return;
    }
    let fitting = state.own().filter(|bundle| state.fits(bundle));
    let newest: Vec<Source> = fitting
        .take(2)
        .map(|bundle| Source::Own(bundle.key.clone()))
        .collect();
    if let [second, first] = newest.as_slice() {
        state.pair = [Some(first.clone()), Some(second.clone())];
    }
}

#[cfg(test)]
mod tests;
