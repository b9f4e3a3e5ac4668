//! Loaded bundles against the semantics, for every preset, scheme and failure pattern.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod loading;
mod reference;
mod semantics;
mod support;
mod sweeping;
mod tallying;
