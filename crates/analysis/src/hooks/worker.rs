//! The worker that the page lends: heard, and asked what the state wants to know.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_protocol::Request;
use deepfog_topology::Scheme;
use yew::prelude::*;

use crate::action::Action;
use crate::evidence::Sent;
use crate::state::State;
use crate::tab::Tab;
use crate::worker_port::{WorkerPort, lend};

/// The channel, and what went through it.
#[derive(Default)]
struct Line {
    port: Option<WorkerPort>,
    sent: Sent,
    /// The networks whose nodes are timed, by session.
    clocked: Vec<(Option<u32>, Scheme)>,
}

/// Borrows the page's worker, and sends each question once.
#[hook]
pub fn use_worker(state: &State, on: &Callback<Action>) {
    let line = use_mut_ref(Line::default);
    {
        let (line, on) = (Rc::clone(&line), on.clone());
        use_effect_with((), move |()| {
            let listener = lend(on, move |port| line.borrow_mut().port = Some(port));
            move || drop(listener)
        });
    }
    {
        let line = Rc::clone(&line);
        let schemes: Vec<Scheme> = state.schemes().collect();
        let wants = (state.tab == Tab::Cost, state.session, schemes, state.links);
        use_effect_with(wants, move |(is_wanted, session, schemes, _)| {
            if *is_wanted {
                clock(&mut line.borrow_mut(), *session, schemes);
            }
        });
    }
    let (asked, subject, engine) = (state.asked.clone(), state.subject.clone(), state.engine);
    use_effect_with((asked, state.links), move |(asked, _)| {
        let Some(subject) = subject else { return };
        let line: &RefCell<Line> = &line;
        let mut line = line.borrow_mut();
        // First what is not wanted any more, so that the rest has no need to wait for it.
        for ticket in line.sent.abandoned(asked) {
            line.send(&Request::Abandon { ticket });
        }
        for question in line.sent.due(asked) {
            line.send(&Request::Analyse(question.inquiry(&subject, engine)));
        }
    });
}

/// Has each network's nodes timed, once, when costs are looked at.
fn clock(line: &mut Line, session: Option<u32>, schemes: &[Scheme]) {
    for &scheme in schemes {
        if !line.clocked.contains(&(session, scheme)) {
            line.send(&Request::Clock { scheme });
            line.clocked.push((session, scheme));
        }
    }
}

impl Line {
    fn send(&self, request: &Request) {
        if let Some(port) = &self.port {
            port.send(request);
        }
    }
}
