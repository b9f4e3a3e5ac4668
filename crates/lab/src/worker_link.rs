//! The connection to a worker.

use deepfog_browser::message;
use gloo::events::EventListener;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

use crate::browser;

/// A running worker. Dropping it ends the worker.
pub struct WorkerLink {
    worker: Worker,
    _listeners: [EventListener; 3],
}

impl WorkerLink {
    /// Starts a worker's script. `hear` gets its reports; `fail` gets a sentence when it cannot start or dies.
    ///
    /// # Errors
    /// A sentence, when the browser gives no worker at all.
    pub fn start<R: DeserializeOwned + 'static>(
        script: &str,
        hear: Callback<R>,
        fail: &Callback<String>,
    ) -> Result<Self, String> {
        let address =
            browser::worker_address(script).ok_or("The page does not know its own address.")?;
        let worker = Worker::new(&address)
            .map_err(|error| format!("This browser starts no web worker: {}.", words(&error)))?;
        let on_message = {
            let fail = fail.clone();
            EventListener::new(&worker, "message", move |event| {
                match event.dyn_ref::<MessageEvent>().and_then(message::read) {
                    Some(report) => hear.emit(report),
                    None => fail.emit("It said something unreadable.".to_owned()),
                }
            })
        };
        let on_error = {
            let fail = fail.clone();
            EventListener::new(&worker, "error", move |event| {
                // A script that could not be fetched gives an event without a message.
                let why = event
                    .dyn_ref::<ErrorEvent>()
                    .map(ErrorEvent::message)
                    .filter(|message| !message.is_empty());
                fail.emit(match why {
                    Some(why) => format!("{}.", why.trim_end_matches('.')),
                    None => "Its files could not be downloaded.".to_owned(),
                });
            })
        };
        let on_message_error = {
            let fail = fail.clone();
            EventListener::new(&worker, "messageerror", move |_| {
                fail.emit("A message of it was lost.".to_owned());
            })
        };
        Ok(Self {
            worker,
            _listeners: [on_message, on_error, on_message_error],
        })
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
