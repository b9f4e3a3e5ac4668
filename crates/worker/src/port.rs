//! A second listener beside the page: the analysis of failures has a channel of its own to the worker.

use std::rc::Rc;

use deepfog_browser::message;
use deepfog_protocol::{Report, Request};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use crate::session::Worker;

/// What hears the messages that come through it.
type Listener = Closure<dyn FnMut(MessageEvent)>;

/// The way to the second listener. A newer one takes its place.
#[derive(Default)]
pub(crate) struct Port {
    open: Option<(MessagePort, Listener)>,
}

impl Port {
    /// Sends a report, where anybody listens.
    pub(crate) fn post(&self, report: &Report) {
        if let Some((port, _)) = &self.open
            && let Some((array, transfer)) = message::packed(report)
        {
            let _ = port.post_message_with_transferable(&array, &transfer);
        }
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        if let Some((port, _)) = self.open.take() {
            port.set_onmessage(None);
            port.close();
        }
    }
}

impl Worker {
    /// Takes a channel: tells at once what there is, and answers what it is asked.
    pub fn join(self: &Rc<Self>, port: MessagePort) {
        let worker = Rc::downgrade(self);
        let listener: Listener = Closure::new(move |event: MessageEvent| {
            let Some(worker) = worker.upgrade() else {
                return;
            };
            match message::read::<Request>(&event) {
                Some(Request::Analyse(inquiry)) => worker.analyse(inquiry),
                Some(Request::Clock { scheme }) => worker.clock(scheme),
                Some(Request::Abandon { ticket }) => worker.abandon(ticket),
                // Everything else is the page's to ask.
                _ => {}
            }
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        self.port.replace(Port {
            open: Some((port, listener)),
        });
        self.abandon_all();
        let state = self.state.borrow();
        if let Some(opened) = &state.opened {
            for report in state.reports(opened.session) {
                if !matches!(report, Report::Samples { .. }) {
                    self.port.borrow().post(&report);
                }
            }
        }
    }
}
