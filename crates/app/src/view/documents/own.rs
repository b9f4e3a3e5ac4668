//! The list of the person's own documents: open, duplicate, delete and take it back.

use std::rc::Rc;

use deepfog_notation::name::titled;
use deepfog_notation::words::counted;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::begin::task_name;
use crate::action::Action;
use crate::files;
use crate::store::entry::Facts;
use crate::store::{self, Device, Listed, Shelf, StoreError, name_of, new_key, now};

/// Properties of [`OwnDocuments`].
#[derive(Clone, PartialEq, Properties)]
pub struct OwnDocumentsProps {
    /// The key of the one that is open.
    pub own: Option<Rc<str>>,
    /// Takes what opens a document.
    pub on_open: Callback<Action>,
}

/// What was deleted and can be had back.
#[derive(Clone, PartialEq)]
struct Deleted {
    key: Rc<str>,
    title: String,
    text: String,
}

/// What the list says of the last thing done.
#[derive(Clone, Default, PartialEq)]
struct Outcome {
    words: String,
    deleted: Option<Deleted>,
}

impl From<String> for Outcome {
    fn from(words: String) -> Self {
        Self {
            words,
            deleted: None,
        }
    }
}

/// What a button of the list does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Open,
    Duplicate,
    SaveText,
    Delete,
}

impl Act {
    fn slug(self) -> &'static str {
        match self {
            Act::Open => "open",
            Act::Duplicate => "duplicate",
            Act::SaveText => "save-text",
            Act::Delete => "delete",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Act::Open => "Open",
            Act::Duplicate => "Duplicate",
            Act::SaveText => "Save its text",
            Act::Delete => "Delete",
        }
    }
}

/// The documents that are kept on this device; read when the dialog opens, and after everything that is done here.
#[function_component]
pub fn OwnDocuments(props: &OwnDocumentsProps) -> Html {
    let listing = use_state_eq(|| store::list(&Device::Local));
    let outcome = use_state_eq(Outcome::default);
    let undo = use_node_ref();
    let heading = use_node_ref();
    {
        // The button that was pressed is gone: the focus goes to the one that takes it back.
        let undo = undo.clone();
        let deleted = outcome
            .deleted
            .as_ref()
            .map(|deleted| Rc::clone(&deleted.key));
        use_effect_with(deleted, move |deleted| {
            if deleted.is_some() {
                focus(&undo);
            }
        });
    }
    let refresh = {
        let listing = listing.setter();
        move || listing.set(store::list(&Device::Local))
    };
    let on_act = {
        let (on_open, outcome, refresh) =
            (props.on_open.clone(), outcome.setter(), refresh.clone());
        Callback::from(move |(act, key, title): (Act, Rc<str>, String)| {
            let done = match act {
                Act::Open => open(&key, &on_open),
                Act::Duplicate => duplicate(&key),
                Act::SaveText => save_text(&key),
                Act::Delete => delete(key, title),
            };
            outcome.set(done.unwrap_or_else(|error| Outcome::from(format!("Not done. {error}"))));
            if act != Act::Open {
                refresh();
            }
        })
    };
    let on_undo = {
        let (state, heading) = (outcome.clone(), heading.clone());
        move |_: MouseEvent| {
            if let Some(deleted) = &state.deleted {
                match Device::Local.put(&name_of(&deleted.key), &deleted.text) {
                    Ok(()) => {
                        state.set(format!("{} is back.", deleted.title).into());
                        focus(&heading);
                    }
                    // It can still be had back.
                    Err(error) => state.set(Outcome {
                        words: format!("{} could not be put back. {error}", deleted.title),
                        deleted: Some(deleted.clone()),
                    }),
                }
                refresh();
            }
        }
    };
    html! {
        <section aria-labelledby="own-title">
            <h3 id="own-title" ref={heading} tabindex="-1">{ "Your drawings on this device" }</h3>
            <div class="documents-outcome">
                // Always there: a live region that comes with its words is not spoken.
                <p role="status" data-testid="documents-outcome">{ &outcome.words }</p>
                if outcome.deleted.is_some() {
                    <button type="button" ref={undo} data-testid="undo-delete" onclick={on_undo}>{ "Undo" }</button>
                }
            </div>
            { match &*listing {
                Err(error) => html! { <p class="note">{ format!("{error} Save your drawings as files, or copy their links.") }</p> },
                Ok(listed) if listed.is_empty() => html! {
                    <p class="note">{ "None yet. The first thing that you draw or change makes one." }</p>
                },
                Ok(listed) => html! {
                    <ul class="own-list">
                        { for listed.iter().map(|listed| item(listed, props.own.as_ref() == Some(&listed.key), &on_act)) }
                    </ul>
                },
            } }
        </section>
    }
}

fn item(listed: &Listed, is_open: bool, on_act: &Callback<(Act, Rc<str>, String)>) -> Html {
    let reason = format!("why-not-{}", listed.key);
    let title = match &listed.facts {
        Ok(facts) => title_of(facts),
        Err(_) => "A drawing that cannot be read".to_owned(),
    };
    let (acts, what, why_not): (&[Act], Html, &str) = match &listed.facts {
        Ok(facts) => (
            &[Act::Open, Act::Duplicate, Act::Delete],
            facts_line(facts),
            if is_open {
                "It is open now. To delete it, open another one first."
            } else {
                ""
            },
        ),
        Err(error) => (
            &[Act::SaveText, Act::Delete],
            html! { <span>{ error.to_string() }</span> },
            "",
        ),
    };
    html! {
        <li key={&*listed.key} data-document={listed.key.to_string()} data-open={is_open.to_string()}>
            <p class="own-name"><b>{ &title }</b><span class="note">{ what }</span></p>
            <div class="buttons">
                { for acts.iter().map(|&act| {
                    let is_refused = is_open && matches!(act, Act::Open | Act::Delete);
                    let (on_act, key, title) = (on_act.clone(), Rc::clone(&listed.key), title.clone());
                    html! {
                        <button type="button" data-act={act.slug()} aria-label={format!("{} {title}", act.words())}
                            aria-disabled={is_refused.then_some("true")} aria-describedby={is_refused.then(|| reason.clone())}
                            onclick={{
                                let title = title.clone();
                                move |_: MouseEvent| if !is_refused {
                                    on_act.emit((act, Rc::clone(&key), title.clone()));
                                }
                            }}>{ act.words() }</button>
                    }
                }) }
            </div>
            if !why_not.is_empty() {
                <p class="note" id={reason}>{ why_not }</p>
            }
        </li>
    }
}

fn facts_line(facts: &Facts) -> Html {
    let saved = date(facts.saved_ms);
    let machine_readable = saved.to_iso_string().as_string().unwrap_or_default();
    html! {
        <>
            { format!("{}, {}, saved ", task_name(&facts.task), counted(facts.nodes, "node")) }
            <time datetime={machine_readable}>{ words_of(&saved) }</time>
        </>
    }
}

/// The date of a time in milliseconds since 1970; times that no date has are the beginning of 1970.
fn date(saved_ms: u64) -> js_sys::Date {
    const LATEST: u64 = 8_640_000_000_000_000;
    let ms = if saved_ms > LATEST { 0 } else { saved_ms };
    js_sys::Date::new(&JsValue::from_f64(ms as f64))
}

/// Day and time in the language of the page: `25 Nov 2025, 19:05`.
fn words_of(date: &js_sys::Date) -> String {
    let style = js_sys::Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A fresh object takes every field.
        let _ = js_sys::Reflect::set(&style, &name.into(), &value.into());
    }
    date.to_locale_string("en-GB", &style)
        .as_string()
        .unwrap_or_default()
}

fn title_of(facts: &Facts) -> String {
    match facts.title.trim() {
        "" => "Untitled".to_owned(),
        title => title.to_owned(),
    }
}

/// The title of a copy, not longer than titles may be.
fn gone() -> Outcome {
    "It is not there any more: another tab has deleted it."
        .to_owned()
        .into()
}

fn open(key: &Rc<str>, on_open: &Callback<Action>) -> Result<Outcome, StoreError> {
    let Some(document) = store::load(&Device::Local, key)? else {
        return Ok(gone());
    };
    on_open.emit(Action::OpenDocument {
        document: Box::new(document),
        own: Some(Rc::clone(key)),
        notes: Vec::new(),
    });
    Ok(Outcome::default())
}

fn duplicate(key: &str) -> Result<Outcome, StoreError> {
    let Some(mut document) = store::load(&Device::Local, key)? else {
        return Ok(gone());
    };
    document.topology.title = titled(&document.topology.title, "copy");
    store::save(&Device::Local, &new_key(), &document, now())?;
    Ok(format!("Added {}.", document.topology.title).into())
}

/// Saves the text of an entry that cannot be read, for whoever can.
fn save_text(key: &str) -> Result<Outcome, StoreError> {
    let Some(text) = Device::Local.get(&name_of(key))? else {
        return Ok(gone());
    };
    let words = match files::save("unreadable.deepfog.json", &text) {
        Ok(()) => "Its text was saved as a file.".to_owned(),
        Err(error) => error.to_string(),
    };
    Ok(words.into())
}

fn delete(key: Rc<str>, title: String) -> Result<Outcome, StoreError> {
    let name = name_of(&key);
    let Some(text) = Device::Local.get(&name)? else {
        return Ok(gone());
    };
    Device::Local.remove(&name)?;
    Ok(Outcome {
        words: format!("Deleted {title}."),
        deleted: Some(Deleted { key, title, text }),
    })
}

fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // An element on the page takes it.
        let _ = element.focus();
    }
}
