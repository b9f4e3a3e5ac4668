//! The panel's element on the page: shown or hidden, with the focus in it or given back.

use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::state::State;

/// The page's button that opens the panel.
const BUTTON: &str = "[data-testid=train]";

/// Shows the panel while it is open, tells the page so, and moves the focus to `heading` and back.
#[hook]
pub fn use_panel(state: &State, host: &HtmlElement, heading: &NodeRef) {
    let host = host.clone();
    let heading = heading.clone();
    use_effect_with((state.open, state.opened), move |&(open, opened)| {
        host.set_hidden(!open);
        let body = gloo::utils::body();
        // The name is a legal one.
        let _ = if open {
            body.set_attribute("data-lab", "open")
        } else {
            body.remove_attribute("data-lab")
        };
        if open {
            focus(heading.cast::<HtmlElement>());
        } else if opened > 0 {
            focus(found(BUTTON));
        }
    });
}

/// Keeps the focus in the panel when the element that has it goes, as a button does that was pressed: it goes to `body` then,
/// and the panel's keys with it.
#[hook]
pub fn use_focus(root: &NodeRef, body: &NodeRef) {
    let last = use_mut_ref(|| None::<Element>);
    {
        let last = Rc::clone(&last);
        use_effect_with(root.clone(), move |root| {
            let listener = root.cast::<Element>().map(|root| {
                EventListener::new(&root, "focusin", move |event| {
                    *last.borrow_mut() = event.target().and_then(|target| target.dyn_into().ok());
                })
            });
            move || drop(listener)
        });
    }
    let body = body.clone();
    use_effect(move || {
        let is_gone = last
            .borrow()
            .as_ref()
            .is_some_and(|element| !element.is_connected());
        let active = gloo::utils::document().active_element();
        let is_nowhere = active.is_none_or(|active| active.tag_name() == "BODY");
        if is_gone && is_nowhere {
            *last.borrow_mut() = None;
            focus(body.cast::<HtmlElement>());
        }
    });
}

/// Moves the focus to what has come because of what a person did: the field for a new name, the button that brings back what
/// was deleted.
#[hook]
pub fn use_arrivals(state: &State) {
    let renaming = state.renaming.as_ref().map(|(key, _)| key.clone());
    use_effect_with(renaming, |renaming| {
        if renaming.is_some() {
            focus(found("[data-testid=own-name]"));
        }
    });
    let deleted = state
        .deleted
        .as_ref()
        .map(|bundle| bundle.facts.key.clone());
    use_effect_with(deleted, |deleted| {
        if deleted.is_some() {
            focus(found("[data-testid=own-undo]"));
        }
    });
}

fn found(selector: &str) -> Option<HtmlElement> {
    let element = gloo::utils::document().query_selector(selector).ok()??;
    element.dyn_into().ok()
}

/// Brings the list of trainings in sight when trainings are begun, and again when the first of them has a curve, unless the
/// person does something else meanwhile.
#[hook]
pub fn use_sight(state: &State, list: &NodeRef) {
    let newest = state.works.last().map(|work| work.job.created);
    let has_curve = state
        .works
        .iter()
        .any(|work| Some(work.job.created) == newest && !work.job.history.is_empty());
    let list = list.clone();
    use_effect_with((state.begun, has_curve), move |(begun, _)| {
        let active = gloo::utils::document().active_element();
        let waits = active.and_then(|active| active.get_attribute("data-testid"));
        if *begun > 0
            && waits.as_deref() == Some("train-start")
            && let Some(list) = list.cast::<HtmlElement>()
        {
            list.scroll_into_view();
        }
    });
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // An element on the page takes it.
        let _ = element.focus();
    }
}
