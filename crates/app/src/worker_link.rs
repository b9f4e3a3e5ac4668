//! The connection to the inference worker.

use deepfog_protocol::{Report, Request, decode, encode};
use gloo::events::EventListener;
use js_sys::{Array, ArrayBuffer, Uint8Array};
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
    /// Starts the worker. `hear` gets its reports; `fail` gets a sentence when it cannot start or dies.
    ///
    /// # Errors
    /// A sentence, when the browser gives no worker at all.
    pub fn start(hear: Callback<Report>, fail: &Callback<String>) -> Result<Self, String> {
        let address = browser::address_of(&format!("worker.js?v={}", browser::worker_version()))
            .ok_or("The page does not know its own address.")?;
        let worker = Worker::new(&address)
            .map_err(|error| format!("This browser starts no web worker: {}.", words(&error)))?;
        let on_message = {
            let fail = fail.clone();
            EventListener::new(&worker, "message", move |event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                match read(&data) {
                    Ok(report) => hear.emit(report),
                    Err(why) => fail.emit(format!("It said something unreadable: {why}.")),
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
    pub fn send(&self, request: &Request) {
        // Neither step can fail for a request: it holds nothing unwritable, and a fresh buffer can be transferred.
        if let Ok(bytes) = encode(request) {
            let array = Uint8Array::from(bytes.as_slice());
            let transfer = Array::of1(&array.buffer());
            let _ = self.worker.post_message_with_transfer(&array, &transfer);
        }
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn read(data: &JsValue) -> Result<Report, String> {
    let array = match (data.dyn_ref::<Uint8Array>(), data.dyn_ref::<ArrayBuffer>()) {
        (Some(array), _) => array.clone(),
        (None, Some(buffer)) => Uint8Array::new(buffer),
        (None, None) => return Err("it is no byte string".to_owned()),
    };
    decode(&array.to_vec()).map_err(|error| error.to_string())
}

fn words(error: &JsValue) -> String {
    js_sys::Error::from(error.clone())
        .message()
        .as_string()
        .unwrap_or_else(|| "for a reason that it does not tell".to_owned())
}
