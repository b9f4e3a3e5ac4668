//! The inference worker: fetches bundles and samples, verifies them, runs them with tract, sweeps all
//! failure patterns in the background, and tells the page what it finds.
//!
//! One thread does all of it. A background sweep works in slices and lets messages in between, so that an
//! answer to the sample on show never waits longer than a slice.

mod analysing;
mod answers;
mod bringing;
pub mod bundles;
pub mod checking;
mod clocking;
mod counting;
mod facts;
mod graphics;
mod helping;
mod inquest;
mod keeping;
mod pack;
mod pool;
mod port;
mod session;
pub mod shelf;
mod sweeping;

pub use session::Worker;

use std::rc::Rc;

use deepfog_browser::message;
use deepfog_protocol::{Report, Request};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

/// Starts listening to the page in the worker that this runs in, and says that it does, and what this device holds.
pub fn listen() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    // Where it was started by the script that starts workers, that script starts its helpers.
    let script = Some(scope.location().href()).filter(|href| href.contains("worker.js"));
    let worker = Rc::new(Worker::new(scope.clone(), script));
    let listener = Rc::clone(&worker);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // The analysis of failures comes by a channel of its own, which the page hands over without a word.
        if let Ok(port) = event.ports().get(0).dyn_into::<MessagePort>() {
            listener.join(port);
            return;
        }
        // A message of another protocol version comes from a page that is about to be replaced: no answer helps it.
        if let Some(request) = message::read::<Request>(&event) {
            listener.handle(request);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker listens until it is ended.
    on_message.forget();
    message::post(&scope, &Report::Ready);
    worker.tell_shelf();
}
