//! Lets the worker read its messages between two slices of work.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Comes back after the messages that wait now have been handled. A timer would do the same, but browsers hold nested
/// timers back by 4 ms; a message to oneself does not wait.
pub async fn breathe() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let promise = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        // The promise only ever resolves.
        let _ = JsFuture::from(promise).await;
    }
    channel.port1().close();
}
