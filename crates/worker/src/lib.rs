//! The web worker that runs bundles.
