//! The inference worker: fetches bundles and samples, verifies them, runs them with tract, sweeps all
//! failure patterns in the background, and tells the page what it finds.
//!
//! One thread does all of it. A background sweep works in slices and lets messages in between, so that an
//! answer to the sample on show never waits longer than a slice.

pub mod address;
mod answers;
mod breath;
mod bundles;
mod download;
mod facts;
mod pack;
mod session;
mod sweeping;

pub use session::Worker;

use std::rc::Rc;

use deepfog_protocol::{Report, Request};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Sends a report to the page as one transferred buffer.
pub(crate) fn post(scope: &DedicatedWorkerGlobalScope, report: &Report) {
    // Neither step can fail for a report: it holds nothing unwritable, and a fresh buffer can be transferred.
    if let Ok(bytes) = deepfog_protocol::encode(report) {
        let array = Uint8Array::from(bytes.as_slice());
        let transfer = js_sys::Array::of1(&array.buffer());
        let _ = scope.post_message_with_transfer(&array, &transfer);
    }
}

/// Starts listening to the page in the worker that this runs in, and says that it does.
pub fn listen() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let worker = Rc::new(Worker::new(scope.clone()));
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Ok(array) = event.data().dyn_into::<Uint8Array>() else {
            return;
        };
        // A message of another protocol version comes from a page that is about to be replaced: no answer helps it.
        if let Ok(request) = deepfog_protocol::decode::<Request>(&array.to_vec()) {
            worker.handle(request);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker listens until it is ended.
    on_message.forget();
    post(&scope, &Report::Ready);
}
