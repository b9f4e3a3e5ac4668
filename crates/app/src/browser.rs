//! What the page needs of the browser around it: its own address.

/// The query of the page's address, with its question mark; empty without one.
pub fn query() -> String {
    gloo::utils::window()
        .location()
        .search()
        .unwrap_or_default()
}
