//! Saves the person's own document on this device by itself.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_topology::document::{Document, View};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{StorageEvent, VisibilityState};
use yew::prelude::*;

use crate::action::Action;
use crate::network::Network;
use crate::state::State;
use crate::store::keeper::{Keeper, Kept};
use crate::store::{Device, Shelf, StoreError, memory, name_of, new_key, now};

/// What is shown, rather than drawn, is written no more often than this, in milliseconds.
const PAUSE: u32 = 500;

/// What is said where another tab has drawn something else.
const ASTRAY: &str =
    "This drawing was changed or deleted in another tab. What you change here is kept as a copy.";

/// The document that is open.
#[derive(Clone, PartialEq)]
struct Present {
    network: Rc<Network>,
    view: View,
    own: Option<Rc<str>>,
    /// Counts documents opened.
    opened: u32,
    /// Whether anything was drawn since it was opened.
    is_edited: bool,
}

impl Present {
    fn document(&self) -> Document {
        Document {
            topology: (*self.network.topology).clone(),
            view: self.view.clone(),
        }
    }
}

struct Autosave {
    keeper: Keeper,
    present: Option<Present>,
    waiting: Option<Timeout>,
    on: Callback<Action>,
    notice: UseStateSetter<Option<Rc<str>>>,
}

/// Saves the person's own document whenever it changes, and gives what is edited a place in the store. A shipped
/// network, or one that came by a link, is not stored until it is edited. What is returned is to be shown for as long
/// as it is returned: why the document is not kept, as sentences.
#[hook]
pub fn use_autosave(state: &State, on: &Callback<Action>) -> Option<String> {
    let notice = use_state_eq(|| None::<Rc<str>>);
    let autosave = {
        let (on, notice) = (on.clone(), notice.setter());
        use_mut_ref(move || Autosave {
            keeper: Keeper::default(),
            present: None,
            waiting: None,
            on,
            notice,
        })
    };
    {
        let autosave = Rc::clone(&autosave);
        let present = Present {
            network: Rc::clone(&state.network),
            view: state.view(),
            own: state.editor.own.clone(),
            opened: state.editor.opened,
            is_edited: state.editor.history.at() > 0,
        };
        use_effect_with(present, move |present| follow(&autosave, present.clone()));
    }
    use_effect_with((), move |()| {
        let listeners = listen(&autosave);
        move || {
            save_what_waits(&autosave);
            drop(listeners);
        }
    });
    notice.as_deref().map(str::to_owned)
}

/// Before the page goes, what waits is saved; what other tabs write is met.
fn listen(autosave: &Rc<RefCell<Autosave>>) -> [EventListener; 3] {
    let (window, document) = (gloo::utils::window(), gloo::utils::document());
    let (hiding, leaving, meeting) = (
        Rc::clone(autosave),
        Rc::clone(autosave),
        Rc::clone(autosave),
    );
    [
        EventListener::new(&document, "visibilitychange", move |_| {
            if gloo::utils::document().visibility_state() == VisibilityState::Hidden {
                save_what_waits(&hiding);
            }
        }),
        EventListener::new(&window, "pagehide", move |_| save_what_waits(&leaving)),
        EventListener::new(&window, "storage", move |event| {
            if let Some(event) = event.dyn_ref::<StorageEvent>() {
                meet(&meeting, event);
            }
        }),
    ]
}

/// Takes note of what is shown now.
fn follow(autosave: &Rc<RefCell<Autosave>>, present: Present) {
    let is_another = autosave
        .borrow()
        .present
        .as_ref()
        .is_none_or(|before| (&before.own, before.opened) != (&present.own, present.opened));
    if is_another {
        // The document before, as it was shown last.
        save_what_waits(autosave);
    }
    let is_due = {
        let mut this = autosave.borrow_mut();
        let document = present.document();
        let own = present.own.clone();
        this.present = Some(present);
        match own {
            Some(key) if is_another => {
                // A store that is refused is told of by the save.
                let _ = this.keeper.begin(&Device::Local, &key, &document);
                this.notice
                    .set(this.keeper.is_astray().then(|| ASTRAY.into()));
            }
            Some(_) => {}
            None => {
                this.keeper.end();
                this.notice.set(None);
            }
        }
        if this.keeper.has_drawn(&document.topology) {
            if this.waiting.is_none() && !this.keeper.has(&document) {
                let later = Rc::clone(autosave);
                this.waiting = Some(Timeout::new(PAUSE, move || save_what_waits(&later)));
            }
            false
        } else {
            true
        }
    };
    if is_due {
        save(autosave);
    }
}

fn save_what_waits(autosave: &Rc<RefCell<Autosave>>) {
    let waiting = autosave.borrow_mut().waiting.take();
    if waiting.is_some() {
        save(autosave);
    }
}

/// Saves what is shown, as far as it is the person's own, or makes it so.
fn save(autosave: &Rc<RefCell<Autosave>>) {
    let mut this = autosave.borrow_mut();
    let Some(present) = this.present.clone() else {
        return;
    };
    if present.own.is_none() {
        if present.is_edited {
            let on = this.on.clone();
            drop(this);
            on.emit(Action::Adopt(new_key().into()));
        }
        return;
    }
    let kept = this.keeper.keep(&Device::Local, &present.document(), now());
    match kept {
        Ok(Kept::NeedsCopy) => {
            let on = this.on.clone();
            this.notice.set(None);
            drop(this);
            on.emit(Action::Adopt(new_key().into()));
            on.emit(Action::Say(
                "This is a copy from here on: another tab has changed the drawing.".into(),
            ));
        }
        Ok(Kept::Written | Kept::Already) => {
            let astray = this.keeper.is_astray().then(|| ASTRAY.into());
            this.notice.set(astray);
            remember_unsaved(None);
        }
        Err(error) => {
            this.notice.set(Some(not_kept(&error).into()));
            remember_unsaved(present.own.as_deref());
        }
    }
}

/// After a reload, what could not be saved is taken from the address.
fn remember_unsaved(key: Option<&str>) {
    // Where the tab remembers nothing, a reload opens what the address holds anyway.
    let _ = memory::remember_unsaved(&Device::Tab, key);
}

/// Why the document is not kept, and what to do.
fn not_kept(error: &StoreError) -> String {
    let what = match error {
        StoreError::Full => {
            "Save it as a file so that nothing is lost, or delete drawings that you no longer need."
        }
        _ => "Save it as a file so that nothing is lost.",
    };
    format!("Your drawing is not kept on this device. {error} {what}")
}

/// Takes note of what another tab wrote or deleted.
fn meet(autosave: &Rc<RefCell<Autosave>>, event: &StorageEvent) {
    let mut this = autosave.borrow_mut();
    let Some(name) = this.keeper.key().map(|key| name_of(key)) else {
        return;
    };
    // No name: everything was deleted.
    if event.key().is_some_and(|changed| changed != name) {
        return;
    }
    // What stands there now, which may be newer than what the event tells.
    let Ok(text) = Device::Local.get(&name) else {
        return;
    };
    let was_astray = this.keeper.is_astray();
    this.keeper.meet(text);
    match (was_astray, this.keeper.is_astray()) {
        (false, true) => {
            let on = this.on.clone();
            this.notice.set(Some(ASTRAY.into()));
            drop(this);
            on.emit(Action::Say(ASTRAY.into()));
        }
        (true, false) => this.notice.set(None),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_told_with_a_way_out() {
        for error in [StoreError::Refused, StoreError::Full] {
            let notice = not_kept(&error);
            assert!(notice.contains("Save it as a file"), "{notice}");
            assert!(notice.contains(&error.to_string()), "{notice}");
        }
    }
}
