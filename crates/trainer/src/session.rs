//! What the laboratory wants of the worker now, and what it is told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use deepfog_protocol::{TrainReport, TrainRequest};
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::DedicatedWorkerGlobalScope;

use crate::data::Files;
use crate::failure::Stop;
use crate::training::{self, Order};

/// What is wanted of the job under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    Train,
    /// Wait.
    Pause,
    /// Keep the best so far.
    Finish,
    /// Keep nothing.
    Cancel,
}

/// Milliseconds of silence after which the laboratory hears again where the job is.
const SILENCE: f64 = 900.0;

/// The worker's way to the laboratory, and what is wanted of the job under way. `F` is where files come from.
pub struct Session<F> {
    scope: DedicatedWorkerGlobalScope,
    files: F,
    post: Box<dyn Fn(&TrainReport)>,
    wish: Cell<Wish>,
    /// Ends the wait of a job that is paused.
    waiting: RefCell<Option<Function>>,
    busy: Cell<bool>,
    /// What was said last of where the job is, while it works; and when anything was said last.
    standing: RefCell<Option<TrainReport>>,
    said: Cell<f64>,
}

impl<F: Files + 'static> Session<F> {
    /// A worker without a job; `post` sends reports.
    pub fn new(
        scope: DedicatedWorkerGlobalScope,
        files: F,
        post: impl Fn(&TrainReport) + 'static,
    ) -> Self {
        Self {
            scope,
            files,
            post: Box::new(post),
            wish: Cell::new(Wish::Train),
            waiting: RefCell::default(),
            busy: Cell::new(false),
            standing: RefCell::default(),
            said: Cell::new(0.0),
        }
    }

    /// Does what the laboratory asks. A job goes on in the background; while there is one, another is not begun.
    pub fn handle(self: &Rc<Self>, request: TrainRequest) {
        match request {
            TrainRequest::Begin {
                job,
                models,
                spec,
                study,
            } => {
                if self.busy.replace(true) {
                    return;
                }
                self.wish.set(Wish::Train);
                let session = Rc::clone(self);
                let order = Order {
                    job,
                    models,
                    spec: *spec,
                    study,
                };
                wasm_bindgen_futures::spawn_local(async move {
                    let end = training::run(&session, &order).await;
                    session.busy.set(false);
                    session.say(end);
                });
            }
            TrainRequest::Pause => self.want(&[Wish::Train], Wish::Pause),
            TrainRequest::Resume => self.want(&[Wish::Pause], Wish::Train),
            TrainRequest::Finish => self.want(&[Wish::Train, Wish::Pause], Wish::Finish),
            TrainRequest::Cancel => {
                self.want(&[Wish::Train, Wish::Pause, Wish::Finish], Wish::Cancel);
            }
        }
    }

    /// Changes what is wanted, if it is one of `from`.
    fn want(&self, from: &[Wish], to: Wish) {
        if from.contains(&self.wish.get()) {
            self.wish.set(to);
            if let Some(wake) = self.waiting.take() {
                let _ = wake.call0(&JsValue::UNDEFINED);
            }
        }
    }

    /// What is wanted now.
    pub(crate) fn wish(&self) -> Wish {
        self.wish.get()
    }

    /// Ends the job where it is cancelled.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        match self.wish.get() {
            Wish::Cancel => Err(Stop::Cancelled),
            Wish::Train | Wish::Pause | Wish::Finish => Ok(()),
        }
    }

    /// Waits until anything but a pause is wanted.
    pub(crate) async fn paused(&self) {
        while self.wish.get() == Wish::Pause {
            let woken = Promise::new(&mut |resolve, _| {
                self.waiting.replace(Some(resolve));
            });
            // The promise only ever resolves.
            let _ = JsFuture::from(woken).await;
        }
    }

    /// Where files come from.
    pub(crate) fn files(&self) -> &F {
        &self.files
    }

    /// Milliseconds since the worker started.
    pub(crate) fn now(&self) -> f64 {
        self.scope
            .performance()
            .map_or(0.0, |performance| performance.now())
    }

    /// Tells the laboratory.
    pub fn say(&self, report: TrainReport) {
        (self.post)(&report);
        self.said.set(self.now());
        match report {
            TrainReport::Fetching { .. } | TrainReport::Calibrating | TrainReport::At(_) => {
                self.standing.replace(Some(report));
            }
            TrainReport::Began(_)
            | TrainReport::Engine { .. }
            | TrainReport::Epoch(_)
            | TrainReport::Checkpointed { .. }
            | TrainReport::NotCheckpointed(_) => {}
            TrainReport::Ready
            | TrainReport::Paused
            | TrainReport::Finished(_)
            | TrainReport::NotKept { .. }
            | TrainReport::Cancelled
            | TrainReport::Failed { .. } => {
                self.standing.take();
            }
        }
    }

    /// Says again where the job is, if nothing was said for a while: a worker that is silent looks like one that has died.
    pub fn pulse(&self) {
        if self.now() - self.said.get() < SILENCE {
            return;
        }
        let standing = self.standing.borrow().clone();
        if let Some(report) = standing {
            self.say(report);
        }
    }
}
