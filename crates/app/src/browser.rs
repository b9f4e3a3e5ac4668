//! What the page needs of the browser around it: addresses.

use wasm_bindgen::JsValue;
use web_sys::Url;

/// The query of the page's address, with its question mark; empty without one.
pub fn query() -> String {
    gloo::utils::window()
        .location()
        .search()
        .unwrap_or_default()
}

/// Puts another query into the page's address without loading anything.
pub fn replace_query(query: &str) {
    let Ok(history) = gloo::utils::window().history() else {
        return;
    };
    // A browser may refuse when it happens too often; the next change brings the address up to date.
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(query));
}

/// The absolute address of a file of this site; `None` where the document has no address of its own.
pub fn address_of(file: &str) -> Option<String> {
    let base = gloo::utils::document().base_uri().ok()??;
    Some(Url::new_with_base(file, &base).ok()?.href())
}

/// The workers' version, which the build writes into the page.
pub fn worker_version() -> String {
    gloo::utils::document()
        .query_selector("meta[name=\"deepfog-worker-version\"]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default()
}
