//! The training worker: fetches the samples, trains what a person drew, keeps checkpoints and the bundle on this device, and
//! tells the laboratory how it goes.
//!
//! One thread does all of it, one job at a time. Training works in slices and lets messages in between, so that a person who
//! pauses or cancels never waits longer than a step.

mod calibration;
pub mod checkpoint;
pub mod data;
mod engine;
mod failure;
mod finish;
mod keeper;
pub mod pace;
mod prepare;
pub mod session;
mod training;

pub use checkpoint::Record;
pub use session::Session;

use std::rc::Rc;

use deepfog_browser::message;
use deepfog_protocol::{TrainReport, TrainRequest};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use data::Site;

/// Milliseconds between two looks at whether the laboratory has to hear that this worker still works.
const PULSE: i32 = 1_000;

/// Starts listening to the laboratory in the worker that this runs in, and says that it does.
pub fn listen() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let post = {
        let scope = scope.clone();
        move |report: &TrainReport| message::post(&scope, report)
    };
    let session = Rc::new(Session::new(scope.clone(), Site::new(scope.clone()), post));
    let on_message = {
        let session = Rc::clone(&session);
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // A message of another protocol version comes from a page that is about to be replaced: no answer helps it.
            if let Some(request) = message::read::<TrainRequest>(&event) {
                session.handle(request);
            }
        })
    };
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let on_pulse = {
        let session = Rc::clone(&session);
        Closure::<dyn FnMut()>::new(move || session.pulse())
    };
    // Without it only a slow download would look like a worker that has died.
    let _ = scope.set_interval_with_callback_and_timeout_and_arguments_0(
        on_pulse.as_ref().unchecked_ref(),
        PULSE,
    );
    // The worker listens until it is ended.
    on_message.forget();
    on_pulse.forget();
    session.say(TrainReport::Ready);
}
