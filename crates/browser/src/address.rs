//! Addresses as a person reads them.

/// The last `parts` parts of an address, without its query: what a person can recognise.
pub fn end_of(url: &str, parts: usize) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let path = path.strip_suffix('/').unwrap_or(path);
    let start = path
        .rmatch_indices('/')
        .nth(parts.saturating_sub(1))
        .map_or(0, |(at, _)| at + 1);
    &path[start..]
}
