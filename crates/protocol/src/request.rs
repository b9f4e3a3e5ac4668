//! What the page asks of the worker.

use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use serde::{Deserialize, Serialize};

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
        /// The bundles' name: a folder of `models/`, and the preset that they must have been made for. `None` opens the
        /// pack alone, for a drawing that has no trained network.
        bundle: Option<String>,
        /// The pack's name: a folder of `models/packs/`.
        pack: String,
        /// Schemes whose bundles are wanted, in this order; without a bundle's name it is not looked at.
        schemes: Vec<Scheme>,
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, encode};

    #[test]
    fn a_request_survives_its_way() {
        let open = |bundle: Option<&str>| Request::Open {
            session: 3,
            models: "http://127.0.0.1/models/".to_owned(),
            bundle: bundle.map(str::to_owned),
            pack: "fashion-mnist".to_owned(),
            schemes: Scheme::ALL.to_vec(),
        };
        let show = Request::Show {
            session: 3,
            ticket: 9,
            sample: 4,
            pattern: Pattern(5),
        };
        for request in [
            open(Some("smallest")),
            open(None),
            show,
            Request::Retry { session: 3 },
        ] {
            let bytes = encode(&request).unwrap();
            assert_eq!(decode::<Request>(&bytes).unwrap(), request);
        }
    }
}
