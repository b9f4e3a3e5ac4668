//! Addresses of this site's files, as its page has them.

use web_sys::Url;

/// The absolute address of a file of this site; `None` where the document has no address of its own.
pub fn address_of(file: &str) -> Option<String> {
    let base = gloo::utils::document().base_uri().ok()??;
    Some(Url::new_with_base(file, &base).ok()?.href())
}

/// The address of a worker's script, with the version that the build writes into the page.
pub fn worker_address(script: &str) -> Option<String> {
    let version = gloo::utils::document()
        .query_selector("meta[name=\"deepfog-worker-version\"]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default();
    address_of(&format!("{script}?v={version}"))
}
