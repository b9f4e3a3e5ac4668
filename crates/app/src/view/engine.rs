//! The worker as the page keeps it: started, asked, listened to.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::worker_link::Fail;
use deepfog_browser::{WorkerLink, event, site};
use deepfog_protocol::{ABANDONED, Report, Request};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::action::Action;
use crate::courier::{Courier, Wish};
use crate::state::{Engine, State};

/// How long after the page's start it asks again what the device holds, in milliseconds: a training whose page was just
/// closed counts as interrupted when nothing has been heard of it for a while.
const SILENCE: u32 = ABANDONED as u32 + 1_000;

/// What the page keeps beside its state: the worker and what it was asked.
#[derive(Default)]
struct Link {
    worker: Option<WorkerLink>,
    /// Whether the worker listens: what is sent to it before that is lost.
    listens: bool,
    courier: Courier,
}

impl Link {
    fn send(&self, request: Option<Request>) {
        if let (Some(worker), Some(request)) = (&self.worker, request) {
            worker.send(&request);
        }
    }
}

/// Starts the worker, opens what the drawing shows, and asks for an answer whenever what is shown changes.
#[hook]
pub fn use_worker(state: &State, on: &Callback<Action>, wanted: bool) {
    let link = &use_mut_ref(Link::default);
    {
        let (on, link) = (on.clone(), Rc::clone(link));
        use_effect_with((state.workers, wanted), move |(_, wanted)| {
            if *wanted {
                start_worker(&on, &link);
            }
            move || {
                let ended = link.borrow_mut().worker.take();
                drop(ended);
            }
        });
    }
    let ready = state.engine == Engine::Ready;
    {
        let link = Rc::clone(link);
        let (network, sources) = (Rc::clone(&state.network), Rc::clone(&state.sources));
        use_effect_with((state.session, ready), move |&(session, ready)| {
            if ready && let Some(models) = site::address_of("models/") {
                link.borrow().send(Some(Request::Open {
                    session,
                    models,
                    bundles: (*sources).clone(),
                    pack: network.task.id.to_string(),
                    is_helper: false,
                }));
            }
        });
    }
    let wish = (ready && state.sample < state.sample_count()).then_some(Wish {
        session: state.session,
        sample: state.sample,
        pattern: state.pattern,
        bundles: state.loaded.bundles.count(),
    });
    {
        let (link, lent) = (Rc::clone(link), Rc::clone(link));
        use_effect_with((), move |()| {
            let list = move || link.borrow().send(Some(Request::List));
            let later = Timeout::new(SILENCE, list.clone());
            let document = gloo::utils::document();
            let listener = EventListener::new(&document, event::SHELF, move |_| list());
            let wanted = EventListener::new(&document, event::WORKER_WANTED, move |_| {
                hand_over(&lent.borrow());
            });
            move || drop((later, listener, wanted))
        });
    }
    {
        // Before the wish: the courier must forget before it is asked again.
        let (link, session) = (Rc::clone(link), state.session);
        use_effect_with(state.retries, move |retries| {
            if *retries > 0 {
                let mut link = link.borrow_mut();
                link.courier.forget();
                link.send(Some(Request::Retry { session }));
            }
        });
    }
    {
        let link = Rc::clone(link);
        use_effect_with((wish, state.retries), move |(wish, _)| {
            if let Some(wish) = wish {
                let mut link = link.borrow_mut();
                let request = link.courier.want(*wish);
                link.send(request);
            }
        });
    }
}

/// Lends the worker to the analysis, where there is one.
fn hand_over(link: &Link) {
    if let (Some(worker), true) = (&link.worker, link.listens) {
        worker.hand_over(event::WORKER);
    }
}

fn start_worker(on: &Callback<Action>, link: &Rc<RefCell<Link>>) {
    let hear = {
        let (on, link) = (on.clone(), Rc::clone(link));
        move |report: Report| {
            {
                let mut link = link.borrow_mut();
                let next = match &report {
                    Report::Answer(answer) => link.courier.answered(answer.ticket),
                    Report::Ready => {
                        link.listens = true;
                        None
                    }
                    _ => None,
                };
                link.send(next);
            }
            if report == Report::Ready {
                hand_over(&link.borrow());
            }
            on.emit(Action::Heard(Box::new(report)));
        }
    };
    let fail: Fail = {
        let on = on.clone();
        Rc::new(move |why| on.emit(Action::EngineFailed(why)))
    };
    let started = WorkerLink::start("worker.js", hear, &fail);
    let mut link = link.borrow_mut();
    link.courier = Courier::default();
    link.listens = false;
    match started {
        Ok(worker) => link.worker = Some(worker),
        Err(why) => {
            drop(link);
            fail(why);
        }
    }
}
