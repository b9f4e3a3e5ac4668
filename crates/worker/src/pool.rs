//! Helpers: workers of the same kind that count a part of the samples each, as many as there are processor cores.
//!
//! They are started when a count, with those right after it, will take a while, and ended when nothing has been counted for a while or the page opens something
//! else: each holds the networks and the samples once more.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use deepfog_browser::WorkerLink;
use deepfog_browser::worker_link::Fail;
use deepfog_protocol::{Order, Report, Request};
use gloo::timers::callback::Timeout;

use crate::session::Opened;

/// The most helpers: each takes memory.
const MOST: usize = 7;
/// Milliseconds without work after which helpers end.
const IDLE: u32 = 20_000;
/// Orders that a helper has at once, so that it never waits for the next one.
const AHEAD: usize = 2;

/// What a helper said.
pub(crate) enum Said {
    /// It listens, for what is sent to a worker before that is lost; and then that it has what it counts with.
    Ready,
    /// Counted: the bytes of a tally.
    Counted(u32, Range<usize>, Vec<u8>),
    /// It cannot count this, or anything any more.
    Failed(u32, Option<Range<usize>>),
}

/// Samples that a helper has counted, and the bytes of their tally.
pub(crate) type Share = (Range<usize>, Vec<u8>);

/// What helpers have said and nobody has read yet, each with its number.
type Inbox = Rc<RefCell<Vec<(usize, Said)>>>;

struct Helper {
    link: WorkerLink,
    /// What it is to open once it listens.
    open: Option<Request>,
    /// Whether it has samples and networks. Before, nothing is given to it: fetching them may take any time.
    is_loaded: bool,
    /// Samples that it has been given and not counted yet.
    given: Vec<Range<usize>>,
}

/// The helpers.
#[derive(Default)]
pub(crate) struct Pool {
    /// The script to start; none where there can be no helpers.
    script: Option<String>,
    helpers: Vec<Option<Helper>>,
    inbox: Inbox,
    ends: Option<Timeout>,
}

impl Pool {
    /// A pool that starts this script.
    pub(crate) fn new(script: Option<String>) -> Self {
        Self {
            script,
            ..Self::default()
        }
    }

    /// Starts helpers for what is open, unless they are there.
    pub(crate) fn start(&mut self, opened: &Opened, cores: usize) {
        self.ends = None;
        let Some(script) = &self.script else { return };
        let wanted = cores.saturating_sub(1).min(MOST);
        for number in self.helpers.len()..wanted {
            let hear = {
                let inbox = Rc::clone(&self.inbox);
                move |report: Report| {
                    let said = match report {
                        Report::Ready => Said::Ready,
                        Report::Counted {
                            ticket,
                            from,
                            to,
                            tally,
                        } => Said::Counted(ticket, from as usize..to as usize, tally),
                        Report::Uncounted { ticket, from, to } => {
                            Said::Failed(ticket, Some(from as usize..to as usize))
                        }
                        Report::Failed { .. } => Said::Failed(0, None),
                        _ => return,
                    };
                    inbox.borrow_mut().push((number, said));
                }
            };
            let fail: Fail = {
                let inbox = Rc::clone(&self.inbox);
                Rc::new(move |_| inbox.borrow_mut().push((number, Said::Failed(0, None))))
            };
            let Ok(link) = WorkerLink::start_at(script, hear, &fail) else {
                // A browser that starts none will start no other.
                return;
            };
            let open = Request::Open {
                session: opened.session,
                models: opened.models.clone(),
                bundles: opened.bundles.clone(),
                pack: opened.pack.clone(),
                is_helper: true,
            };
            self.helpers.push(Some(Helper {
                link,
                open: Some(open),
                is_loaded: false,
                given: Vec::new(),
            }));
        }
    }

    /// How many helpers there are.
    pub(crate) fn len(&self) -> usize {
        self.helpers.iter().flatten().count()
    }

    /// Gives every helper that has room its next samples; `next` says which, until there are none.
    pub(crate) fn give(&mut self, order: &Order, mut next: impl FnMut() -> Option<Range<usize>>) {
        let loaded = |helper: &&mut Helper| helper.is_loaded;
        for helper in self.helpers.iter_mut().flatten().filter(loaded) {
            while helper.given.len() < AHEAD {
                let Some(range) = next() else { return };
                helper.link.send(&Request::Count(Order {
                    from: u32::try_from(range.start).unwrap_or(u32::MAX),
                    to: u32::try_from(range.end).unwrap_or(u32::MAX),
                    ..order.clone()
                }));
                helper.given.push(range);
            }
        }
    }

    /// What helpers have counted of an order since the last look, and the samples that nobody counts any more.
    pub(crate) fn collect(&mut self, ticket: u32) -> (Vec<Share>, Vec<Range<usize>>) {
        let (mut counted, mut lost) = (Vec::new(), Vec::new());
        for (number, said) in self.inbox.take() {
            let Some(place) = self.helpers.get_mut(number) else {
                continue;
            };
            let Some(helper) = place else { continue };
            match said {
                Said::Ready => match helper.open.take() {
                    Some(open) => helper.link.send(&open),
                    None => helper.is_loaded = true,
                },
                Said::Counted(of, range, tally) => {
                    // Of a count that was given up, nobody waits for anything.
                    if of == ticket {
                        helper.given.retain(|given| *given != range);
                        counted.push((range, tally));
                    }
                }
                Said::Failed(of, Some(_)) if of != ticket => {}
                // One that fails once is not trusted again.
                Said::Failed(..) => {
                    lost.append(&mut helper.given);
                    *place = None;
                }
            }
        }
        (counted, lost)
    }

    /// Whether any helper counts something.
    pub(crate) fn is_busy(&self) -> bool {
        self.helpers
            .iter()
            .flatten()
            .any(|helper| !helper.given.is_empty())
    }

    /// Ends all helpers.
    pub(crate) fn end(&mut self) {
        self.helpers.clear();
        self.inbox.take();
        self.ends = None;
    }
}

/// Ends the helpers of a pool that is not used again for a while.
pub(crate) fn rest(pool: &Rc<RefCell<Pool>>) {
    let mut used = pool.borrow_mut();
    if used.helpers.is_empty() {
        return;
    }
    // What was given up is not waited for.
    for helper in used.helpers.iter_mut().flatten() {
        helper.given.clear();
    }
    let pool = Rc::clone(pool);
    used.ends = Some(Timeout::new(IDLE, move || pool.borrow_mut().end()));
}
