//! What the page has opened: the pack, the networks, the sample on show; and the tasks that bring them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use deepfog_inference::Network;
use deepfog_network::bundle::Manifest;
use deepfog_protocol::{Answer, Fault, FaultKind, Item, Report, Request, SchemeAnswer};
use deepfog_resilience::Pattern;
use deepfog_topology::{Scheme, presets};
use web_sys::DedicatedWorkerGlobalScope;

use crate::bundles::fetch_bundle;
use crate::download::{Freshness, fetch};
use crate::pack::Pack;
use crate::{answers, facts, sweeping};

/// What an `Open` asked for.
#[derive(Clone)]
struct Opened {
    session: u32,
    models: String,
    /// None: the pack alone.
    bundle: Option<String>,
    pack: String,
    schemes: Vec<Scheme>,
}

/// The newest sample that the page wants to show.
#[derive(Clone, Copy)]
struct Wanted {
    ticket: u32,
    sample: u32,
    pattern: Pattern,
}

#[derive(Default)]
struct State {
    opened: Option<Opened>,
    pack: Option<Pack>,
    networks: Vec<(Scheme, Arc<Network>)>,
    swept: Vec<Scheme>,
    wanted: Option<Wanted>,
    /// The ticket answered last.
    answered: Option<u32>,
}

/// The worker's state and its way to the page.
pub struct Worker {
    scope: DedicatedWorkerGlobalScope,
    state: RefCell<State>,
    /// A task that fetches and sweeps is under way for this session.
    busy: Cell<Option<u32>>,
    /// A retry came while that task was under way: it goes over everything once more when it is through.
    retry: Cell<bool>,
}

impl Worker {
    /// A worker that has opened nothing.
    pub fn new(scope: DedicatedWorkerGlobalScope) -> Self {
        Self {
            scope,
            state: RefCell::default(),
            busy: Cell::new(None),
            retry: Cell::new(false),
        }
    }

    /// Does what the page asks; long work goes on in the background.
    pub fn handle(self: &Rc<Self>, request: Request) {
        match request {
            Request::Open {
                session,
                models,
                bundle,
                pack,
                schemes,
            } => {
                *self.state.borrow_mut() = State {
                    opened: Some(Opened {
                        session,
                        models,
                        bundle,
                        pack,
                        schemes,
                    }),
                    ..State::default()
                };
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
        }
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

    /// Sends a report to the page.
    pub(crate) fn post(&self, report: &Report) {
        crate::post(&self.scope, report);
    }

    fn fail(&self, session: u32, item: Item, fault: Fault) {
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

    /// Fetches what is not there yet: header, first chunk, bundles, the other chunks; then sweeps. What is on show is
    /// answered as soon as its sample is there, without waiting for bundles. `again` asks the server anew where the browser's
    /// cache may hold a bad file.
    async fn bring(self: &Rc<Self>, session: u32, again: bool) {
        let Some(opened) = self.state.borrow().opened.clone() else {
            return;
        };
        let pack_folder = format!("{}packs/{}/", opened.models, opened.pack);
        self.bring_header(session, &pack_folder, again).await;
        self.bring_chunks(session, &pack_folder, again, 1).await;
        if let Some(bundle) = &opened.bundle {
            for &scheme in &opened.schemes {
                self.bring_bundle(&opened, bundle, scheme, again).await;
            }
        }
        self.bring_chunks(session, &pack_folder, again, usize::MAX)
            .await;
        for &scheme in &opened.schemes {
            // What failed is fetched again before anything is measured.
            if self.retry.get() {
                return;
            }
            self.bring_sweep(session, scheme).await;
        }
    }

    async fn bring_header(&self, session: u32, folder: &str, again: bool) {
        if !self.is_current(session) || self.with_pack(|_| ()).is_some() {
            return;
        }
        let freshness = if again {
            Freshness::Refetched
        } else {
            Freshness::Revalidated
        };
        match Pack::open(&self.scope, folder, freshness).await {
            Ok(pack) if self.is_current(session) => {
                let facts = facts::of_pack(&pack.header);
                self.state.borrow_mut().pack = Some(pack);
                self.post(&Report::Pack { session, facts });
            }
            Ok(_) => {}
            Err(fault) => self.fail(session, Item::Pack, fault),
        }
    }

    /// Fetches up to `most` further chunks, or until the pack is complete.
    async fn bring_chunks(&self, session: u32, folder: &str, again: bool, most: usize) {
        for _ in 0..most {
            if !self.is_current(session) {
                return;
            }
            let next = self.with_pack(|pack| (pack.next_url(folder), pack.bytes()));
            let Some((Some(url), (total, before))) = next else {
                return;
            };
            let freshness = if again {
                Freshness::Refetched
            } else {
                Freshness::Cached
            };
            let fetched = fetch(&self.scope, &url, freshness, |received| {
                self.progress(session, Item::Pack, before + received, total);
            })
            .await;
            if !self.is_current(session) {
                return;
            }
            let appended = fetched.and_then(|bytes| match self.state.borrow_mut().pack.as_mut() {
                Some(pack) => pack.append(&bytes).map(Some),
                None => Ok(None),
            });
            match appended {
                Ok(Some((first, samples))) => {
                    self.post(&Report::Samples {
                        session,
                        first,
                        samples,
                    });
                    // The sample on show may be among them.
                    if !self.is_answered() {
                        self.answer();
                    }
                }
                Ok(None) => return,
                Err(fault) => {
                    self.fail(session, Item::Pack, fault);
                    return;
                }
            }
        }
    }

    fn progress(&self, session: u32, item: Item, received: u64, total: u64) {
        if self.is_current(session) {
            self.post(&Report::Progress {
                session,
                item,
                received,
                total: Some(total),
            });
        }
    }

    async fn bring_bundle(&self, opened: &Opened, bundle: &str, scheme: Scheme, again: bool) {
        let session = opened.session;
        if !self.is_current(session) || self.network(scheme).is_some() {
            return;
        }
        let folder = format!("{}{bundle}/{}/", opened.models, scheme.slug());
        // The page draws the preset that it knows; a bundle of another one would answer something else.
        let drawn = presets::find(bundle).map(|preset| preset.topology);
        let accepts = |manifest: &Manifest| {
            manifest.scheme == scheme
                && drawn
                    .as_ref()
                    .is_none_or(|topology| *topology == manifest.topology)
        };
        let progress = |received, total| {
            self.progress(session, Item::Bundle(scheme), received, total);
        };
        let wanted = || self.is_current(session);
        let loaded = fetch_bundle(&self.scope, &folder, again, wanted, accepts, progress).await;
        if !self.is_current(session) {
            return;
        }
        match loaded {
            Ok(network) => {
                let facts = facts::of_bundle(network.manifest());
                self.state
                    .borrow_mut()
                    .networks
                    .push((scheme, Arc::new(network)));
                // The page asks for its answer to the sample on show.
                self.post(&Report::Bundle { session, facts });
            }
            Err(fault) => self.fail(session, Item::Bundle(scheme), fault),
        }
    }

    fn network(&self, scheme: Scheme) -> Option<Arc<Network>> {
        let state = self.state.borrow();
        let found = state.networks.iter().find(|(held, _)| *held == scheme);
        found.map(|(_, network)| Arc::clone(network))
    }

    async fn bring_sweep(self: &Rc<Self>, session: u32, scheme: Scheme) {
        let complete = self.with_pack(Pack::is_complete) == Some(true);
        let swept = self.state.borrow().swept.contains(&scheme);
        let Some(network) = self.network(scheme) else {
            return;
        };
        if !self.is_current(session) || !complete || swept {
            return;
        }
        match sweeping::sweep(self, session, scheme, &network).await {
            Ok(true) => self.state.borrow_mut().swept.push(scheme),
            Ok(false) => {}
            Err(message) => self.fail(
                session,
                Item::Sweep(scheme),
                Fault {
                    kind: FaultKind::Run,
                    message,
                },
            ),
        }
    }

    fn is_answered(&self) -> bool {
        let state = self.state.borrow();
        state.wanted.map(|wanted| wanted.ticket) == state.answered
    }

    /// Runs the sample on show through every network that is there. Where there is none, the answer holds the sample's values
    /// alone.
    fn answer(&self) {
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
