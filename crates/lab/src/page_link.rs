//! What the page and the laboratory say to each other: events of the document, as the page's own `lab_link` has them.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::event::{self, DOCUMENT, OPEN, ORDER, RESUME, SHELF, TRAIN};
use deepfog_protocol::{ABANDONED, Job, TrainOrder};
use gloo::events::EventListener;
use yew::Callback;

use crate::action::Action;
use crate::browser;
use crate::study::TRIAL;

/// How long trainings that are found interrupted go on by themselves, in milliseconds: so long another page's sign of life
/// counts, and a little more.
const GO_ON: f64 = ABANDONED + 10_000.0;

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
                let Some(document) = event::text_of(event) else {
                    return;
                };
                let document: Rc<str> = document.into();
                let goes_on = kind == RESUME;
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
        let ordered = inbox.clone();
        EventListener::new(&gloo::utils::document(), ORDER, move |event| {
            // Only this page's own programs order anything: what cannot be read is of another version.
            let order = event::text_of(event).and_then(|text| serde_json::from_str(&text).ok());
            if let Some(TrainOrder {
                document,
                trainings,
            }) = order
            {
                ordered.put(Action::Open {
                    document: document.into(),
                    go_on_until: None,
                });
                let now = browser::now();
                let jobs = trainings.into_iter();
                // What is tried out takes no drawing's place.
                let study = Some(TRIAL.to_owned());
                let jobs = jobs
                    .map(|(key, spec)| Job {
                        study: study.clone(),
                        ..Job::new(key, spec, now)
                    })
                    .collect();
                ordered.put(Action::Train(jobs));
            }
        })
        .forget();
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

/// Asks the page to open a document.
pub fn open(document: &str) {
    event::tell(OPEN, document);
}

/// Tells the page that bundles or trainings on the device have changed.
pub fn shelf() {
    event::tell(SHELF, "");
}
