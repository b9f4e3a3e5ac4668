//! The address bar: kept up to date with what is shown, and read again when a person puts another link into it.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_topology::document::View;
use deepfog_topology::link;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::{document_text, of, telling_part};
use crate::action::Action;
use crate::browser;
use crate::network::Network;
use crate::state::State;
use crate::store::memory::{Last, Tab};
use crate::store::{self, Device};

/// How long a change waits, in milliseconds, before the fragment is written: browsers allow it a few times a second.
const PAUSE: u32 = 300;

/// The fragment of the page's address, with its hash; empty without one.
pub fn fragment() -> String {
    gloo::utils::window().location().hash().unwrap_or_default()
}

/// The page's address up to its query.
pub fn base() -> String {
    let address = gloo::utils::window().location().href().unwrap_or_default();
    address
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// What the address says.
#[derive(Clone, PartialEq)]
struct Shown {
    network: Rc<Network>,
    view: View,
    own: Option<Rc<str>>,
}

#[derive(Default)]
struct Bar {
    shown: Option<Shown>,
    waiting: Option<Timeout>,
}

/// Keeps the address up to date, remembers what this tab shows and what was open last, and opens the link that a person
/// puts into the address of the open page.
#[hook]
pub fn use_address_bar(state: &State, on: &Callback<Action>) {
    let bar = use_mut_ref(Bar::default);
    {
        let bar = Rc::clone(&bar);
        let shown = Shown {
            network: Rc::clone(&state.network),
            view: state.view(),
            own: state.editor.own.clone(),
        };
        use_effect_with(shown, move |shown| follow(&bar, shown.clone()));
    }
    let on = on.clone();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&gloo::utils::window(), "hashchange", move |_| {
            open_link(&bar, &on);
        });
        move || drop(listener)
    });
}

/// A preset's query is short and written at once; a fragment waits for more changes to come, unless the document has
/// just got its place in the store: until the tab remembers that, a reload would open a copy.
fn follow(bar: &Rc<RefCell<Bar>>, shown: Shown) {
    let mut now = bar.borrow_mut();
    let is_owner_new = now
        .shown
        .as_ref()
        .is_none_or(|before| before.own != shown.own);
    let is_short = shown.network.preset.is_some();
    now.shown = Some(shown);
    if is_short || is_owner_new {
        now.waiting = None;
        write(&now);
    } else if now.waiting.is_none() {
        let later = Rc::clone(bar);
        now.waiting = Some(Timeout::new(PAUSE, move || {
            let mut now = later.borrow_mut();
            now.waiting = None;
            write(&now);
        }));
    }
}

/// Writes the address and what is remembered of it. Where a network is too large for a link, the bare address stands
/// for it: on this device it opens what was open last.
fn write(bar: &Bar) {
    let Some(shown) = &bar.shown else {
        return;
    };
    let address = of(&shown.network, &shown.view).unwrap_or_default();
    if let Ok(history) = gloo::utils::window().history() {
        let whole = format!("{}{address}", base());
        // A browser may refuse when it happens too often; the next change brings the address up to date.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&whole));
    }
    let last = match &shown.own {
        Some(own) => Some(Last::Own(own.to_string())),
        None if shown.network.preset.is_some() => Some(Last::Query(address)),
        // What came by a link or was just begun is not the person's own until it is edited.
        None => None,
    };
    let tab = Tab {
        own: shown.own.as_deref().map(str::to_owned),
        // What stands there now, even where the browser refused.
        address: telling_part(&browser::query(), &fragment()),
    };
    // Without a store the address alone must do, and it does. What cannot be saved is told by the autosave.
    let _ = tab.remember(&Device::Tab);
    if let Some(last) = last {
        let _ = last.remember(&Device::Local);
    }
}

/// Opens the document that the fragment holds now.
fn open_link(bar: &Rc<RefCell<Bar>>, on: &Callback<Action>) {
    let fragment = fragment();
    let Some(text) = document_text(&fragment) else {
        // A place in the page, or nothing: the address says again what is shown.
        write(&bar.borrow());
        return;
    };
    let action = match link::decode(text) {
        Ok(read) => {
            let is_shown = bar.borrow().shown.as_ref().is_some_and(|shown| {
                *shown.network.topology == read.document.topology
                    && shown.view == read.document.view
            });
            if is_shown {
                return;
            }
            Action::OpenDocument {
                own: store::find_same(&Device::Local, &read.document),
                document: Box::new(read.document),
                notes: read.notes,
            }
        }
        Err(error) => {
            write(&bar.borrow());
            Action::Refuse(error.to_string().into())
        }
    };
    on.emit(action);
}
