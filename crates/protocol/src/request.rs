//! What the page asks of the worker.

use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use serde::{Deserialize, Serialize};

use crate::analysis::{Inquiry, Order};

/// A message from the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Fetch a sample pack and the bundles of a network, report each as it comes, then sweep all failure
    /// patterns in the background. Ends whatever an earlier `Open` still does.
    Open {
        /// Chosen by the page; reports carry it, so that late ones of an earlier `Open` can be told.
        session: u32,
        /// Absolute address of the folder `models/`, with a slash at its end.
        models: String,
        /// The bundles wanted, in this order, one per scheme at most; none opens the pack alone, for a drawing that has no
        /// trained network.
        bundles: Vec<BundleSource>,
        /// The pack's name: a folder of `models/packs/`.
        pack: String,
        /// Whether it is another worker that asks, for help with counting: then nothing is measured by itself.
        is_helper: bool,
    },
    /// Show one sample under one failure pattern: its values, and what every scheme answers that is loaded, which may be
    /// none yet. The answer comes as soon as the sample has; when a bundle comes after that, the page asks again. A newer
    /// `Show` takes the place of an older one that has not been answered yet.
    Show {
        /// The session of the `Open`.
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
        /// The session of the `Open`.
        session: u32,
    },
    /// Find out how accurate a network is under some failures: [`crate::Report::Found`] answers, again and again.
    Analyse(Inquiry),
    /// Count the answers to some samples, for another worker: [`crate::Report::Counted`] or [`crate::Report::Uncounted`] answers.
    Count(Order),
    /// Time each node's part of a sample, on this worker's core: [`crate::Report::Clocked`] answers.
    Clock {
        /// The network, by its scheme.
        scheme: Scheme,
    },
    /// Forget a question.
    Abandon {
        /// The ticket of its `Analyse`.
        ticket: u32,
    },
    /// Tell which bundles and unfinished trainings this device holds: [`crate::Report::Shelf`] answers.
    List,
    /// Check a bundle as a shipped one is checked, to the last byte of every file: [`crate::Report::Checked`] answers.
    Check {
        /// Chosen by the page; the answer carries it.
        ticket: u32,
        /// The bytes of `manifest.json`.
        manifest: Vec<u8>,
        /// Name and bytes of each ONNX file.
        files: Vec<(String, Vec<u8>)>,
    },
}

/// A bundle that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleSource {
    /// The scheme that it must be of.
    pub scheme: Scheme,
    /// Where it is.
    pub origin: Origin,
    /// The drawing that it must fit: [`deepfog_topology::identity()`].
    pub identity: String,
}

/// Where a bundle is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// In the folder of `models/` with the name of this preset.
    Shipped(String),
    /// On this device, under this key.
    Own(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, encode};

    #[test]
    fn a_request_survives_its_way() {
        let open = |bundles: Vec<BundleSource>| Request::Open {
            session: 3,
            models: "http://127.0.0.1/models/".to_owned(),
            bundles,
            pack: "fashion-mnist".to_owned(),
            is_helper: false,
        };
        let from = |origin| BundleSource {
            scheme: Scheme::Vanilla,
            origin,
            identity: "0123456789abcdef".to_owned(),
        };
        let show = Request::Show {
            session: 3,
            ticket: 9,
            sample: 4,
            pattern: Pattern(5),
        };
        for request in [
            open(vec![
                from(Origin::Shipped("smallest".to_owned())),
                from(Origin::Own("k".to_owned())),
            ]),
            open(Vec::new()),
            show,
            Request::Retry { session: 3 },
            Request::List,
            Request::Check {
                ticket: 1,
                manifest: vec![1],
                files: vec![("e.onnx".to_owned(), vec![2])],
            },
        ] {
            let bytes = encode(&request).unwrap();
            assert_eq!(decode::<Request>(&bytes).unwrap(), request);
        }
    }
}
