//! What the page has opened: the pack, the networks, the sample on show.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use deepfog_browser::message;
use deepfog_gpu::Gpu;
use deepfog_inference::Network;
use deepfog_protocol::{
    Answer, BundleSource, Fault, FaultKind, Item, Order, Report, Request, SchemeAnswer,
};
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use web_sys::DedicatedWorkerGlobalScope;

use crate::analysing::Queue;
use crate::helping::Known;
use crate::keeping::Swept;
use crate::pack::Pack;
use crate::pool::Pool;
use crate::port::Port;
use crate::{answers, checking, shelf};

/// What an `Open` asked for.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) session: u32,
    pub(crate) models: String,
    pub(crate) bundles: Vec<BundleSource>,
    pub(crate) pack: String,
    /// Whether it is another worker's, which asks for what is to be counted.
    pub(crate) is_helper: bool,
}

/// The newest sample that the page wants to show.
#[derive(Clone, Copy)]
struct Wanted {
    ticket: u32,
    sample: u32,
    pattern: Pattern,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) opened: Option<Opened>,
    pub(crate) pack: Option<Pack>,
    pub(crate) networks: Vec<(Scheme, Arc<Network>)>,
    /// Sweeps that are through.
    pub(crate) swept: Vec<Swept>,
    wanted: Option<Wanted>,
    /// The ticket answered last.
    answered: Option<u32>,
}

impl State {
    /// Nothing has come yet of what was opened.
    pub(crate) fn of(opened: Opened) -> Self {
        Self {
            opened: Some(opened),
            ..Self::default()
        }
    }
}

/// The worker's state and its way to the page.
pub struct Worker {
    pub(crate) scope: DedicatedWorkerGlobalScope,
    pub(crate) state: RefCell<State>,
    /// A task that fetches and sweeps is under way for this session.
    busy: Cell<Option<u32>>,
    /// The analysis of failures listens here.
    pub(crate) port: RefCell<Port>,
    /// What it has asked.
    pub(crate) queue: Queue,
    /// Workers that help with counting.
    pub(crate) pool: Rc<RefCell<Pool>>,
    /// The graphics processor, once it was asked for.
    pub(crate) gpu: RefCell<Option<Gpu>>,
    /// Whether something is being counted.
    pub(crate) is_counting: Cell<bool>,
    /// The ticket of the last count.
    ticket: Cell<u32>,
    /// Of a helper: what it is to count, whether it is at it, and what it counted last.
    pub(crate) orders: RefCell<Vec<Order>>,
    pub(crate) is_helping: Cell<bool>,
    pub(crate) known: RefCell<Option<Known>>,
    /// A retry came while that task was under way: it goes over everything once more when it is through.
    retry: Cell<bool>,
}

impl Worker {
    /// A worker that has opened nothing. `script`: what starts another one like it, to help with counting.
    pub fn new(scope: DedicatedWorkerGlobalScope, script: Option<String>) -> Self {
        Self {
            scope,
            pool: Rc::new(RefCell::new(Pool::new(script))),
            gpu: RefCell::default(),
            is_counting: Cell::new(false),
            ticket: Cell::new(0),
            orders: RefCell::default(),
            is_helping: Cell::new(false),
            known: RefCell::default(),
            state: RefCell::default(),
            busy: Cell::new(None),
            port: RefCell::default(),
            queue: Queue::default(),
            retry: Cell::new(false),
        }
    }

    /// Does what the page asks; long work goes on in the background.
    pub fn handle(self: &Rc<Self>, request: Request) {
        match request {
            Request::Open {
                session,
                models,
                bundles,
                pack,
                is_helper,
            } => {
                let opened = Opened {
                    session,
                    models,
                    bundles,
                    pack,
                    is_helper,
                };
                // Helpers hold what was open before.
                self.pool.borrow_mut().end();
                let reopened = self.state.take().reopened(opened);
                self.state.replace(reopened);
                self.tell_kept(session);
                self.start(session, false);
            }
            Request::Retry { session } => {
                if !self.is_current(session) {
                    return;
                }
                if self.busy.get() == Some(session) {
                    self.retry.set(true);
                } else {
                    self.start(session, true);
                }
            }
            Request::Show {
                session,
                ticket,
                sample,
                pattern,
            } => {
                if self.is_current(session) {
                    self.state.borrow_mut().wanted = Some(Wanted {
                        ticket,
                        sample,
                        pattern,
                    });
                    self.answer();
                }
            }
            Request::List => self.tell_shelf(),
            Request::Analyse(inquiry) => self.analyse(inquiry),
            Request::Abandon { ticket } => self.abandon(ticket),
            Request::Clock { scheme } => self.clock(scheme),
            Request::Count(order) => self.help(order),
            Request::Check {
                ticket,
                manifest,
                files,
            } => {
                let worker = Rc::clone(self);
                wasm_bindgen_futures::spawn_local(async move {
                    let outcome = checking::check(&manifest, &files).await;
                    worker.post(&Report::Checked { ticket, outcome });
                });
            }
        }
    }

    /// Tells in the background what this device holds.
    pub fn tell_shelf(self: &Rc<Self>) {
        let worker = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            worker.post(&shelf::report().await);
        });
    }

    fn start(self: &Rc<Self>, session: u32, again: bool) {
        self.busy.set(Some(session));
        self.retry.set(false);
        let worker = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            worker.bring(session, again).await;
            while worker.busy.get() == Some(session) && worker.retry.take() {
                worker.bring(session, true).await;
            }
            if worker.busy.get() == Some(session) {
                worker.busy.set(None);
            }
        });
    }

    /// Whether this is still what the page wants.
    pub(crate) fn is_current(&self, session: u32) -> bool {
        self.state
            .borrow()
            .opened
            .as_ref()
            .is_some_and(|opened| opened.session == session)
    }

    /// Whether a person wants what failed before anything else.
    pub(crate) fn is_retried(&self) -> bool {
        self.retry.get()
    }

    /// What the page has open.
    pub(crate) fn session(&self) -> Option<u32> {
        let state = self.state.borrow();
        state.opened.as_ref().map(|opened| opened.session)
    }

    /// A number that no other count of this worker has.
    pub(crate) fn new_ticket(&self) -> u32 {
        self.ticket.set(self.ticket.get().wrapping_add(1));
        self.ticket.get()
    }

    /// How many processor cores the browser says that there are.
    pub(crate) fn cores(&self) -> usize {
        self.scope.navigator().hardware_concurrency() as usize
    }

    /// Whether this session's task that fetches and sweeps is under way.
    pub(crate) fn is_bringing(&self, session: u32) -> bool {
        self.busy.get() == Some(session)
    }

    /// Sends a report to the page.
    pub(crate) fn post(&self, report: &Report) {
        message::post(&self.scope, report);
    }

    /// Sends a report to the page, and to the analysis of failures where there is one.
    pub(crate) fn post_both(&self, report: &Report) {
        self.post(report);
        self.port.borrow().post(report);
    }

    pub(crate) fn fail(&self, session: u32, item: Item, fault: Fault) {
        if self.is_current(session) {
            self.post(&Report::Failed {
                session,
                item,
                fault,
            });
        }
    }

    /// Milliseconds since the worker started.
    pub(crate) fn now(&self) -> f64 {
        self.scope
            .performance()
            .map_or(0.0, |performance| performance.now())
    }

    /// The samples and the networks that are there, for the sweep.
    pub(crate) fn with_pack<T>(&self, read: impl FnOnce(&Pack) -> T) -> Option<T> {
        self.state.borrow().pack.as_ref().map(read)
    }

    pub(crate) fn is_answered(&self) -> bool {
        let state = self.state.borrow();
        state.wanted.map(|wanted| wanted.ticket) == state.answered
    }

    /// Runs the sample on show through every network that is there. Where there is none, the answer holds the sample's values
    /// alone.
    pub(crate) fn answer(&self) {
        if let Some(answer) = self.run_sample() {
            self.state.borrow_mut().answered = Some(answer.ticket);
            self.post(&Report::Answer(answer));
        }
    }

    /// `None` while the sample has not come.
    fn run_sample(&self) -> Option<Answer> {
        let state = self.state.borrow();
        let (opened, wanted, pack) = (state.opened.as_ref()?, state.wanted?, state.pack.as_ref()?);
        let values = pack.samples.sample(wanted.sample as usize)?;
        let started = self.now();
        let mut schemes: Vec<SchemeAnswer> = Vec::with_capacity(state.networks.len());
        let mut broken: Vec<String> = Vec::new();
        for (scheme, network) in &state.networks {
            match answers::of(*scheme, network, values, wanted.pattern) {
                Ok(answer) => schemes.push(answer),
                Err(why) => broken.push(why),
            }
        }
        Some(Answer {
            session: opened.session,
            ticket: wanted.ticket,
            sample: wanted.sample,
            pattern: wanted.pattern,
            values: values.to_vec(),
            schemes,
            fault: (!broken.is_empty()).then(|| Fault {
                kind: FaultKind::Run,
                message: broken.join("; "),
            }),
            milliseconds: self.now() - started,
        })
    }
}
