//! What the page and the analysis say to each other: events of the document.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::event::{self, ANALYSE, FAIL, VIEW};
use deepfog_resilience::Pattern;
use gloo::events::EventListener;
use yew::Callback;

use crate::action::Action;

/// What the page said. Its events are taken from the first moment, and wait until the state is there.
#[derive(Clone, Default)]
pub struct Inbox(Rc<RefCell<Content>>);

#[derive(Default)]
struct Content {
    waiting: Vec<Action>,
    on: Option<Callback<Action>>,
}

impl PartialEq for Inbox {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Inbox {
    /// Listens to the page for as long as it lives.
    pub fn listen() -> Self {
        let inbox = Self::default();
        for kind in [ANALYSE, VIEW] {
            let inbox = inbox.clone();
            EventListener::new(&gloo::utils::document(), kind, move |event| {
                if let Some(document) = event::text_of(event) {
                    inbox.put(match kind {
                        VIEW => Action::Follow(document.into()),
                        _ => Action::Open(document.into()),
                    });
                }
            })
            .forget();
        }
        inbox
    }

    fn put(&self, action: Action) {
        let on = self.0.borrow().on.clone();
        match on {
            Some(on) => on.emit(action),
            None => self.0.borrow_mut().waiting.push(action),
        }
    }

    /// From now on what comes goes there, and first what has waited.
    pub fn connect(&self, on: Callback<Action>) {
        let waiting = {
            let mut content = self.0.borrow_mut();
            content.on = Some(on.clone());
            std::mem::take(&mut content.waiting)
        };
        waiting.into_iter().for_each(|action| on.emit(action));
    }
}

/// Has the page show a failure pattern of its nodes.
pub fn fail(pattern: Pattern) {
    event::tell(FAIL, &pattern.0.to_string());
}
