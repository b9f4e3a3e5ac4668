//! What the page and the laboratory say to each other: events of the document, as the page's own `lab_link` has them.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, CustomEventInit};
use yew::Callback;

use crate::action::Action;
use crate::browser;

/// The page asks for the laboratory, with its document.
const TRAIN: &str = "deepfog-train";
/// The same, and trainings that were interrupted go on.
const RESUME: &str = "deepfog-resume";
/// The page has another document.
const DOCUMENT: &str = "deepfog-document";
/// A document for the page to open.
const OPEN: &str = "deepfog-open";
/// What the device holds has changed.
const SHELF: &str = "deepfog-shelf";

/// The page's notice about interrupted trainings: its button asks for the laboratory too.
const NOTICE: &str = "[data-testid=unfinished]";

/// How long trainings that are found interrupted go on by themselves, in milliseconds: so long another page's sign of life
/// counts, and a little more.
const GO_ON: f64 = 25_000.0;

/// What the page said. Its events are taken from the first moment, and wait until the laboratory's state is there.
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
        for kind in [TRAIN, RESUME, DOCUMENT] {
            let inbox = inbox.clone();
            EventListener::new(&gloo::utils::document(), kind, move |event| {
                let detail = event
                    .dyn_ref::<CustomEvent>()
                    .and_then(|event| event.detail().as_string());
                let Some(document) = detail else {
                    return;
                };
                let document: Rc<str> = document.into();
                let goes_on = kind == RESUME || is_asked_to_go_on();
                inbox.put(match kind {
                    DOCUMENT => Action::Follow(document),
                    _ => Action::Open {
                        document,
                        go_on_until: goes_on.then(|| browser::now() + GO_ON),
                    },
                });
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

/// Whether the page was asked by its notice about interrupted trainings.
fn is_asked_to_go_on() -> bool {
    let active = gloo::utils::document().active_element();
    active.is_some_and(|active| active.closest(NOTICE).is_ok_and(|notice| notice.is_some()))
}

/// Asks the page to open a document.
pub fn open(document: &str) {
    tell(OPEN, document);
}

/// Tells the page that bundles or trainings on the device have changed.
pub fn shelf() {
    tell(SHELF, "");
}

fn tell(event: &str, detail: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&detail.into());
    // Both name and detail are legal: nothing is refused.
    if let Ok(event) = CustomEvent::new_with_event_init_dict(event, &init) {
        let _ = gloo::utils::document().dispatch_event(&event);
    }
}
