//! The task that brings what the page has opened: the pack's header, its chunks, the bundles, the sweeps.

use std::rc::Rc;
use std::sync::Arc;

use deepfog_browser::download::{Freshness, fetch};
use deepfog_inference::Network;
use deepfog_protocol::{BundleSource, Fault, FaultKind, Item, Origin, Report};
use deepfog_topology::Scheme;

use crate::pack::Pack;
use crate::session::{Opened, Worker};
use crate::{bundles, facts, sweeping};

impl Worker {
    /// Fetches what is not there yet: header, first chunk, bundles, the other chunks; then sweeps. What is on show is
    /// answered as soon as its sample is there, without waiting for bundles. `again` asks the server anew where the browser's
    /// cache may hold a bad file.
    pub(crate) async fn bring(self: &Rc<Self>, session: u32, again: bool) {
        let Some(opened) = self.state.borrow().opened.clone() else {
            return;
        };
        let pack_folder = format!("{}packs/{}/", opened.models, opened.pack);
        self.bring_header(session, &pack_folder, again).await;
        self.bring_chunks(session, &pack_folder, again, 1).await;
        for source in &opened.bundles {
            self.bring_bundle(&opened, source, again).await;
        }
        self.bring_chunks(session, &pack_folder, again, usize::MAX)
            .await;
        if opened.is_helper {
            self.post(&Report::Ready);
            return;
        }
        for (at, source) in opened.bundles.iter().enumerate() {
            // What failed is fetched again before anything is measured.
            if self.is_retried() {
                return;
            }
            let rest = opened.bundles[at + 1..].iter();
            let followers = rest
                .filter(|source| self.is_to_sweep(source.scheme))
                .count();
            self.bring_sweep(session, source.scheme, followers).await;
        }
    }

    async fn bring_header(&self, session: u32, folder: &str, again: bool) {
        // One that is being repaired may be of an earlier version of the site.
        let is_good = self.with_pack(|pack| pack.is_complete() || !again) == Some(true);
        if !self.is_current(session) || is_good {
            return;
        }
        let freshness = if again {
            Freshness::Refetched
        } else {
            Freshness::Revalidated
        };
        match Pack::open(&self.scope, folder, freshness).await {
            Ok(pack) if self.with_pack(|held| held.header == pack.header) == Some(true) => {}
            Ok(pack) if self.is_current(session) => {
                let facts = facts::of_pack(&pack.header);
                self.state.borrow_mut().pack = Some(pack);
                self.post_both(&Report::Pack { session, facts });
            }
            Ok(_) => {}
            Err(fault) => self.fail(session, Item::Pack, fault),
        }
    }

    /// Fetches up to `most` further chunks, or until the pack is complete.
    async fn bring_chunks(&self, session: u32, folder: &str, again: bool, most: usize) {
        for _ in 0..most {
            if !self.is_current(session) {
                return;
            }
            let next = self.with_pack(|pack| (pack.next_url(folder), pack.bytes()));
            let Some((Some(url), (total, before))) = next else {
                return;
            };
            let freshness = if again {
                Freshness::Refetched
            } else {
                Freshness::Cached
            };
            let fetched = fetch(&self.scope, &url, freshness, |received| {
                self.progress(session, Item::Pack, before + received, total);
            })
            .await;
            if !self.is_current(session) {
                return;
            }
            let appended = fetched.and_then(|bytes| match self.state.borrow_mut().pack.as_mut() {
                Some(pack) => pack.append(&bytes).map(Some),
                None => Ok(None),
            });
            match appended {
                Ok(Some((first, samples))) => {
                    self.post(&Report::Samples {
                        session,
                        first,
                        samples,
                    });
                    // The sample on show may be among them.
                    if !self.is_answered() {
                        self.answer();
                    }
                }
                Ok(None) => return,
                Err(fault) => {
                    self.fail(session, Item::Pack, fault);
                    return;
                }
            }
        }
    }

    fn progress(&self, session: u32, item: Item, received: u64, total: u64) {
        if self.is_current(session) {
            self.post(&Report::Progress {
                session,
                item,
                received,
                total: Some(total),
            });
        }
    }

    async fn bring_bundle(&self, opened: &Opened, source: &BundleSource, again: bool) {
        let (session, scheme) = (opened.session, source.scheme);
        if !self.is_current(session) || self.network(scheme).is_some() {
            return;
        }
        let wanted = || self.is_current(session);
        let loaded = match &source.origin {
            Origin::Shipped(preset) => {
                let folder = format!("{}{preset}/{}/", opened.models, scheme.slug());
                let progress = |received, total| {
                    self.progress(session, Item::Bundle(scheme), received, total);
                };
                bundles::fetch_shipped(&self.scope, &folder, source, again, wanted, progress).await
            }
            Origin::Own(key) => bundles::read_own(key, source, wanted).await,
        };
        if !self.is_current(session) {
            return;
        }
        match loaded {
            Ok(network) => {
                let facts = facts::of_bundle(network.manifest());
                self.state
                    .borrow_mut()
                    .networks
                    .push((scheme, Arc::new(network)));
                // The page asks for its answer to the sample on show.
                self.post_both(&Report::Bundle { session, facts });
            }
            Err(fault) => self.fail(session, Item::Bundle(scheme), fault),
        }
    }

    /// The network of a scheme, where it is loaded.
    pub(crate) fn network(&self, scheme: Scheme) -> Option<Arc<Network>> {
        let state = self.state.borrow();
        let found = state.networks.iter().find(|(held, _)| *held == scheme);
        found.map(|(_, network)| Arc::clone(network))
    }

    /// Whether every sample is there.
    pub(crate) fn is_pack_complete(&self) -> bool {
        self.with_pack(Pack::is_complete) == Some(true)
    }

    /// Whether a scheme's network is there, and neither swept nor of too many patterns to be, as the page says in the place of their
    /// figures.
    fn is_to_sweep(&self, scheme: Scheme) -> bool {
        let is_swept = {
            let state = self.state.borrow();
            state.swept.iter().any(|swept| swept.scheme == scheme)
        };
        let network = self.network(scheme);
        !is_swept && network.is_some_and(|network| network.patterns().count().is_some())
    }

    async fn bring_sweep(self: &Rc<Self>, session: u32, scheme: Scheme, followers: usize) {
        let Some(network) = self.network(scheme) else {
            return;
        };
        if !self.is_current(session) || !self.is_pack_complete() || !self.is_to_sweep(scheme) {
            return;
        }
        match sweeping::sweep(self, session, scheme, &network, followers).await {
            Ok(Some(swept)) => self.state.borrow_mut().swept.push(swept),
            Ok(None) => {}
            Err(message) => self.fail(
                session,
                Item::Sweep(scheme),
                Fault {
                    kind: FaultKind::Run,
                    message,
                },
            ),
        }
    }
}
