//! The way to the page's inference worker: a channel of its own, so that page and analysis do not hear each other's answers.

use deepfog_browser::event::{self, WORKER, WORKER_WANTED};
use deepfog_browser::message;
use deepfog_protocol::{Report, Request};
use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, MessageChannel, MessageEvent, MessagePort, Worker};
use yew::Callback;

use crate::action::Action;

/// One end of a channel to the worker.
pub struct WorkerPort {
    port: MessagePort,
    _listener: EventListener,
}

impl WorkerPort {
    /// Opens a channel to a worker: it tells at once what it has, and answers what it is asked.
    ///
    /// # Errors
    /// The browser's exception.
    fn open(worker: &Worker, on: &Callback<Action>) -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let port = channel.port1();
        let on = on.clone();
        let listener = EventListener::new(&port, "message", move |event| {
            let event: &MessageEvent = event.unchecked_ref();
            // A report of another version comes from a worker that is about to be replaced.
            if let Some(report) = message::read::<Report>(event) {
                on.emit(Action::Heard(Box::new(report)));
            }
        });
        port.start();
        let given = channel.port2();
        worker.post_message_with_transfer(&JsValue::NULL, &Array::of1(&given))?;
        Ok(Self {
            port,
            _listener: listener,
        })
    }

    /// Asks the worker.
    pub fn send(&self, request: &Request) {
        // Neither step can fail for a request: it holds nothing unwritable, and a fresh buffer can be transferred.
        if let Some((array, transfer)) = message::packed(request) {
            let _ = self.port.post_message_with_transferable(&array, &transfer);
        }
    }
}

impl Drop for WorkerPort {
    fn drop(&mut self) {
        self.port.close();
    }
}

/// Asks the page for its worker, and hears of it whenever there is a new one. `take` gets the channel.
pub fn lend(on: Callback<Action>, take: impl Fn(WorkerPort) + 'static) -> EventListener {
    let listener = EventListener::new(&gloo::utils::document(), WORKER, move |event| {
        let worker = event
            .dyn_ref::<CustomEvent>()
            .and_then(|event| event.detail().dyn_into::<Worker>().ok());
        if let Some(worker) = worker {
            match WorkerPort::open(&worker, &on) {
                Ok(port) => {
                    take(port);
                    on.emit(Action::Linked);
                }
                Err(_) => on.emit(Action::Say(
                    "The browser opens no channel to the worker that computes.".into(),
                    true,
                )),
            }
        }
    });
    event::tell(WORKER_WANTED, "");
    listener
}
