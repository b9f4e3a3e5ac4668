//! Loaded bundles against the semantics, for every preset, scheme and failure pattern.

mod loading;
mod reference;
mod semantics;
mod support;
mod sweeping;
