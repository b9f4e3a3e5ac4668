//! Messages as byte strings that change hands without being copied.

use deepfog_protocol::ProtocolError;
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// A message as it is posted: the byte string, and the list of what is handed over, for `postMessage`. `None` for a message
/// that holds something unwritable, which no message of the protocol does.
pub fn packed<M: Serialize>(message: &M) -> Option<(Uint8Array, Array)> {
    let bytes = deepfog_protocol::encode(message).ok()?;
    let array = Uint8Array::from(bytes.as_slice());
    let transfer = Array::of1(&array.buffer());
    Some((array, transfer))
}

/// Sends a message from a worker to the page that started it.
pub fn post<M: Serialize>(scope: &DedicatedWorkerGlobalScope, message: &M) {
    // Neither step can fail for a message of the protocol: it holds nothing unwritable, and a fresh buffer can be handed over.
    if let Some((array, transfer)) = packed(message) {
        let _ = scope.post_message_with_transfer(&array, &transfer);
    }
}

/// Reads a message; `None` for anything else.
pub fn read<M: DeserializeOwned>(event: &MessageEvent) -> Option<M> {
    try_read(event)?.ok()
}

/// Reads a message, or says what is wrong with it; `None` for what is no byte string.
pub fn try_read<M: DeserializeOwned>(event: &MessageEvent) -> Option<Result<M, ProtocolError>> {
    let data: JsValue = event.data();
    let array = data.dyn_ref::<Uint8Array>()?;
    Some(deepfog_protocol::decode(&array.to_vec()))
}
