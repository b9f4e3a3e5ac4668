//! The shipped bundles, packs and recordings as bytes, for tests in a browser, which can read no files.
//!
//! A crate of its own, so that new bundles do not make the product be compiled again.

const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The file of that path below the repository's root, with slashes: `models/smallest/vanilla/manifest.json`.
pub fn file(path: &str) -> Option<&'static [u8]> {
    FILES
        .iter()
        .find(|(held, _)| *held == path)
        .map(|(_, bytes)| *bytes)
}
