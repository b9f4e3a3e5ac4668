//! The connection of a page to a worker.

use std::rc::Rc;

use gloo::events::EventListener;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::{message, site};

/// Takes what a worker said; why it could not be read, as the end of a sentence.
type Take = Box<dyn Fn(&MessageEvent) -> Result<(), String>>;
/// Takes a sentence that says why a worker is of no use.
pub type Fail = Rc<dyn Fn(String)>;

/// A running worker. Dropping it ends the worker.
pub struct WorkerLink {
    worker: Worker,
    _listeners: [EventListener; 3],
}

impl WorkerLink {
    /// Starts a worker's script of this site. `hear` gets its reports; `fail` gets a sentence when it cannot start or dies.
    ///
    /// # Errors
    /// A sentence, when the browser gives no worker at all.
    pub fn start<R: DeserializeOwned + 'static>(
        script: &str,
        hear: impl Fn(R) + 'static,
        fail: &Fail,
    ) -> Result<Self, String> {
        let address =
            site::worker_address(script).ok_or("The page does not know its own address.")?;
        Self::start_at(&address, hear, fail)
    }

    /// Starts the script at an address.
    ///
    /// # Errors
    /// A sentence, when the browser gives no worker at all.
    pub fn start_at<R: DeserializeOwned + 'static>(
        address: &str,
        hear: impl Fn(R) + 'static,
        fail: &Fail,
    ) -> Result<Self, String> {
        let take = move |event: &MessageEvent| match message::try_read(event) {
            Some(Ok(report)) => {
                hear(report);
                Ok(())
            }
            Some(Err(error)) => Err(error.to_string()),
            None => Err("it is no byte string".to_owned()),
        };
        Self::listening(address, Box::new(take), fail)
    }

    /// The same for any kind of report: compiled once.
    fn listening(address: &str, take: Take, fail: &Fail) -> Result<Self, String> {
        let worker = Worker::new(address)
            .map_err(|error| format!("This browser starts no web worker: {}.", words(&error)))?;
        let on_message = {
            let fail = Rc::clone(fail);
            EventListener::new(&worker, "message", move |event| {
                if let Err(why) = take(event.unchecked_ref()) {
                    fail(format!("It said something unreadable: {why}."));
                }
            })
        };
        let on_error = {
            let fail = Rc::clone(fail);
            EventListener::new(&worker, "error", move |event| {
                // A script that could not be fetched gives an event without a message.
                let why = event
                    .dyn_ref::<ErrorEvent>()
                    .map(ErrorEvent::message)
                    .filter(|message| !message.is_empty());
                fail(match why {
                    Some(why) => format!("{}.", why.trim_end_matches('.')),
                    None => "Its files could not be downloaded.".to_owned(),
                });
            })
        };
        let on_message_error = {
            let fail = Rc::clone(fail);
            EventListener::new(&worker, "messageerror", move |_| {
                fail("A message of it was lost.".to_owned());
            })
        };
        Ok(Self {
            worker,
            _listeners: [on_message, on_error, on_message_error],
        })
    }

    /// Hands the worker over to another program of the page, by an event of the document.
    pub fn hand_over(&self, event: &str) {
        crate::event::hand(event, &self.worker);
    }

    /// Sends a request as one transferred buffer.
    pub fn send<R: Serialize>(&self, request: &R) {
        // Neither step can fail for a request: it holds nothing unwritable, and a fresh buffer can be transferred.
        if let Some((array, transfer)) = message::packed(request) {
            let _ = self.worker.post_message_with_transfer(&array, &transfer);
        }
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn words(error: &JsValue) -> String {
    js_sys::Error::from(error.clone())
        .message()
        .as_string()
        .unwrap_or_else(|| "for a reason that it does not tell".to_owned())
}
