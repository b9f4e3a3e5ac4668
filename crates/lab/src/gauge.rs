//! The laboratory's own inference worker: it checks what is brought and measures what is compared or studied. It runs only
//! while there is something to do.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::worker_link::Fail;
use deepfog_browser::{WorkerLink, site};
use deepfog_protocol::{BundleFacts, Report, Request};
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use yew::Callback;

use crate::action::Action;
use crate::few::Few;
use crate::measure::Measuring;

/// The worker. Clones share it.
#[derive(Clone)]
pub struct Gauge(Rc<RefCell<Inner>>);

struct Inner {
    link: Option<WorkerLink>,
    /// Whether it listens.
    ready: bool,
    /// The measurement that is wanted.
    wanted: Option<Measuring>,
    /// The session that it was asked to open last.
    opened: u32,
    checks: Few<u32, Check>,
    tickets: u32,
    on: Callback<Action>,
}

struct Check {
    /// Until it is sent.
    request: Option<Request>,
    /// What was found.
    outcome: Option<Result<BundleFacts, String>>,
    /// Ends the wait for it.
    wake: Option<Function>,
}

impl PartialEq for Gauge {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Gauge {
    /// A worker that is started when there is something to do; `on` takes what it tells of measurements.
    pub fn new(on: Callback<Action>) -> Self {
        Self(Rc::new(RefCell::new(Inner {
            link: None,
            ready: false,
            wanted: None,
            opened: 0,
            checks: Few::default(),
            tickets: 0,
            on,
        })))
    }

    /// Measures this, or nothing any more.
    pub fn measure(&self, wanted: Option<&Measuring>) {
        self.0.borrow_mut().wanted = wanted.cloned();
        self.go_on();
    }

    /// Checks a bundle to the last byte.
    ///
    /// # Errors
    /// Why it cannot be used, as a sentence.
    pub async fn check(
        &self,
        manifest: Vec<u8>,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<BundleFacts, String> {
        let ticket = {
            let mut inner = self.0.borrow_mut();
            inner.tickets += 1;
            let ticket = inner.tickets;
            inner.checks.set(
                ticket,
                Check {
                    request: Some(Request::Check {
                        ticket,
                        manifest,
                        files,
                    }),
                    outcome: None,
                    wake: None,
                },
            );
            ticket
        };
        self.go_on();
        let done = Promise::new(&mut |resolve, _| {
            if let Some(check) = self.0.borrow_mut().checks.get_mut(&ticket) {
                check.wake = Some(resolve.clone());
                if check.outcome.is_some() {
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                }
            }
        });
        // The promise only ever resolves.
        let _ = JsFuture::from(done).await;
        let check = self.0.borrow_mut().checks.take(&ticket);
        self.go_on();
        check
            .and_then(|check| check.outcome)
            .unwrap_or_else(|| Err("The program that checks networks has stopped.".to_owned()))
    }

    /// Starts the worker where there is something to do, asks what can be asked now, and ends it where there is nothing.
    fn go_on(&self) {
        let mut inner = self.0.borrow_mut();
        if inner.wanted.is_none() && inner.checks.is_empty() {
            inner.link = None;
            inner.ready = false;
            return;
        }
        if inner.link.is_none() {
            drop(inner);
            self.start();
            return;
        }
        if !inner.ready {
            return;
        }
        let Inner {
            link: Some(link),
            wanted,
            opened,
            checks,
            ..
        } = &mut *inner
        else {
            return;
        };
        if let Some(measuring) = wanted
            && *opened != measuring.session
            && let Some(models) = site::address_of("models/")
        {
            *opened = measuring.session;
            link.send(&Request::Open {
                session: measuring.session,
                models,
                bundles: vec![measuring.wanted.bundle()],
                pack: measuring.wanted.pack.clone(),
                is_helper: false,
            });
        }
        for (_, check) in checks.iter_mut() {
            if let Some(request) = check.request.take() {
                link.send(&request);
            }
        }
    }

    fn start(&self) {
        let hear = {
            let gauge = self.clone();
            move |report: Report| gauge.hear(report)
        };
        let fail: Fail = {
            let gauge = self.clone();
            Rc::new(move |why: String| gauge.fail(&why))
        };
        match WorkerLink::start("worker.js", hear, &fail) {
            Ok(link) => {
                let mut inner = self.0.borrow_mut();
                inner.ready = false;
                inner.opened = 0;
                inner.link = Some(link);
            }
            Err(why) => self.fail(&why),
        }
    }

    fn hear(&self, report: Report) {
        match report {
            Report::Ready => {
                self.0.borrow_mut().ready = true;
                self.go_on();
            }
            Report::Checked { ticket, outcome } => self.checked(ticket, outcome),
            Report::Bundle { .. }
            | Report::Samples { .. }
            | Report::Sweep { .. }
            | Report::Failed { .. } => {
                let on = self.0.borrow().on.clone();
                on.emit(Action::Measured(Box::new(report)));
            }
            Report::Progress { .. }
            | Report::Pack { .. }
            | Report::Answer(_)
            | Report::Found(_)
            | Report::Unfound { .. }
            | Report::Counted { .. }
            | Report::Clocked { .. }
            | Report::Uncounted { .. }
            | Report::Shelf { .. } => {}
        }
    }

    fn checked(&self, ticket: u32, outcome: Result<BundleFacts, String>) {
        let wake = match self.0.borrow_mut().checks.get_mut(&ticket) {
            Some(check) => {
                check.outcome = Some(outcome);
                check.wake.take()
            }
            None => None,
        };
        if let Some(wake) = wake {
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }

    fn fail(&self, why: &str) {
        let (tickets, on, ended) = {
            let mut inner = self.0.borrow_mut();
            inner.ready = false;
            let tickets: Vec<u32> = inner.checks.iter().map(|(ticket, _)| *ticket).collect();
            (tickets, inner.on.clone(), inner.link.take())
        };
        drop(ended);
        let why =
            format!("The program that runs networks has stopped or could not be started. {why}");
        for ticket in tickets {
            self.checked(ticket, Err(why.clone()));
        }
        on.emit(Action::Unmeasured(why));
    }
}
