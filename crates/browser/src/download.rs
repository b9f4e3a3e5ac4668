//! Fetches files with progress.

use deepfog_protocol::{Fault, FaultKind};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DedicatedWorkerGlobalScope, ReadableStreamDefaultReader, Request, RequestCache, RequestInit,
    Response,
};

use crate::address::end_of;

/// Larger files than this are not read: no manifest, partition or chunk comes near.
const MAX_BYTES: usize = 64 << 20;

/// How the browser's cache is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// A file whose address carries its checksum never changes.
    Cached,
    /// A file whose address stays when its content changes: ask the server whether it did.
    Revalidated,
    /// What is in the cache was found to be wrong.
    Refetched,
}

/// Fetches a file and calls `progress` with the bytes received so far.
///
/// # Errors
/// A [`Fault`] of kind download: no connection, a status other than 2xx, a broken stream, a file too large.
pub async fn fetch(
    scope: &DedicatedWorkerGlobalScope,
    url: &str,
    freshness: Freshness,
    mut progress: impl FnMut(u64),
) -> Result<Vec<u8>, Fault> {
    let fault = |why: String| Fault {
        kind: FaultKind::Download,
        message: format!("{} could not be downloaded: {why}.", end_of(url, 3)),
    };
    let broken = |_: JsValue| fault("the connection failed".to_owned());

    let options = RequestInit::new();
    options.set_cache(match freshness {
        Freshness::Cached => RequestCache::Default,
        Freshness::Revalidated => RequestCache::NoCache,
        Freshness::Refetched => RequestCache::Reload,
    });
    let request = Request::new_with_str_and_init(url, &options)
        .map_err(|_| fault("its address is malformed".to_owned()))?;
    let response: Response = JsFuture::from(scope.fetch_with_request(&request))
        .await
        .map_err(broken)?
        .dyn_into()
        .map_err(broken)?;
    if !response.ok() {
        return Err(fault(format!(
            "the server answered with status {}",
            response.status()
        )));
    }
    let Some(stream) = response.body() else {
        return Err(fault("the server sent nothing".to_owned()));
    };
    let reader: ReadableStreamDefaultReader = stream
        .get_reader()
        .dyn_into()
        .map_err(|value| broken(value.into()))?;
    let mut bytes = Vec::new();
    loop {
        let part = JsFuture::from(reader.read()).await.map_err(broken)?;
        let done = Reflect::get(&part, &JsValue::from_str("done"))
            .map_err(broken)?
            .is_truthy();
        if done {
            return Ok(bytes);
        }
        let chunk: Uint8Array = Reflect::get(&part, &JsValue::from_str("value"))
            .map_err(broken)?
            .dyn_into()
            .map_err(broken)?;
        let start = bytes.len();
        let end = start + chunk.length() as usize;
        if end > MAX_BYTES {
            return Err(fault(format!("it has more than {MAX_BYTES} bytes")));
        }
        bytes.resize(end, 0);
        chunk.copy_to(&mut bytes[start..]);
        progress(end as u64);
    }
}
