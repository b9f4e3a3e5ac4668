//! What the page asks of the worker.

use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use serde::{Deserialize, Serialize};

/// A message from the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Fetch a preset's bundles and its sample pack, report each as it comes, then sweep all failure
    /// patterns in the background. Ends whatever an earlier `Open` still does.
    Open {
        /// Chosen by the page; reports carry it, so that late ones of an earlier preset can be told.
        session: u32,
        /// Absolute address of the folder `models/`, with a slash at its end.
        models: String,
        /// The preset's name: a folder of `models/`.
        preset: String,
        /// The pack's name: a folder of `models/packs/`.
        pack: String,
        /// Schemes in the order in which they are wanted.
        schemes: Vec<Scheme>,
    },
    /// Run one sample under one failure pattern through every scheme that is loaded. A newer `Show`
    /// takes the place of an older one that has not been run yet.
    Show {
        /// The session of the preset.
        session: u32,
        /// Chosen by the page; the answer carries it.
        ticket: u32,
        /// Index into the sample pack.
        sample: u32,
        /// Which nodes are down.
        pattern: Pattern,
    },
    /// Fetch again what failed.
    Retry {
        /// The session of the preset.
        session: u32,
    },
}
