//! What the page needs of the browser around it: addresses.

use web_sys::Url;

/// The query of the page's address, with its question mark; empty without one.
pub fn query() -> String {
    gloo::utils::window()
        .location()
        .search()
        .unwrap_or_default()
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
