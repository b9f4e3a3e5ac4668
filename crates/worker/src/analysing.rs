//! Answers the questions of the analysis of failures, one after the other, in slices with messages in between.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use deepfog_browser::breathe;
use deepfog_protocol::{Inquiry, Report};

use crate::inquest;
use crate::session::Worker;

/// The questions that wait, the oldest first.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: RefCell<Vec<Inquiry>>,
    /// The ticket that is being answered.
    current: Cell<Option<u32>>,
    is_running: Cell<bool>,
}

impl Worker {
    /// Takes a question.
    pub(crate) fn analyse(self: &Rc<Self>, inquiry: Inquiry) {
        self.queue.waiting.borrow_mut().push(inquiry);
        if self.queue.is_running.replace(true) {
            return;
        }
        let worker = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            while let Some(inquiry) = worker.next() {
                worker.queue.current.set(Some(inquiry.ticket));
                if let Err(why) = inquest::run(&worker, &inquiry).await {
                    worker.tell_port(&Report::Unfound {
                        ticket: inquiry.ticket,
                        why,
                    });
                }
                breathe().await;
            }
            worker.queue.current.set(None);
            worker.queue.is_running.set(false);
        });
    }

    fn next(&self) -> Option<Inquiry> {
        let mut waiting = self.queue.waiting.borrow_mut();
        (!waiting.is_empty()).then(|| waiting.remove(0))
    }

    /// Forgets a question.
    pub(crate) fn abandon(&self, ticket: u32) {
        let mut waiting = self.queue.waiting.borrow_mut();
        waiting.retain(|inquiry| inquiry.ticket != ticket);
        if self.queue.current.get() == Some(ticket) {
            self.queue.current.set(None);
        }
    }

    /// Forgets all questions: who asked them is gone.
    pub(crate) fn abandon_all(&self) {
        self.queue.waiting.borrow_mut().clear();
        self.queue.current.set(None);
    }

    /// Whether the answer to a question is still wanted.
    pub(crate) fn is_asked(&self, ticket: u32) -> bool {
        self.queue.current.get() == Some(ticket)
    }

    /// Sends a report to who asks.
    pub(crate) fn tell_port(&self, report: &Report) {
        self.port.borrow().post(report);
    }
}
