//! What of one view the next one can have at once: its samples, its networks, its figures. Without it a network that has just
//! been trained would make the worker fetch and measure all the others of its drawing again.

use std::sync::Arc;

use deepfog_inference::SweepCounts;
use deepfog_protocol::{Report, SweepTable};
use deepfog_topology::Scheme;

use crate::session::{Opened, State, Worker};
use crate::{facts, pack};

/// A sweep as far as it is: how many samples it takes, and its figures.
pub(crate) struct Swept {
    pub(crate) scheme: Scheme,
    pub(crate) total: u32,
    pub(crate) table: SweepTable,
    /// What counted, in words, and how many milliseconds it took.
    pub(crate) engine: String,
    pub(crate) milliseconds: f64,
    /// Everything that was counted, once it is through.
    pub(crate) counts: Option<Arc<SweepCounts>>,
}

impl Swept {
    /// What the page is told of it.
    pub(crate) fn report(&self, session: u32) -> Report {
        Report::Sweep {
            session,
            scheme: self.scheme,
            total: self.total,
            table: self.table.clone(),
        }
    }
}

impl State {
    /// The state of a new view, with everything that this one holds of it.
    pub(crate) fn reopened(self, opened: Opened) -> Self {
        let Some(before) = &self.opened else {
            return Self::of(opened);
        };
        let is_same_place = before.models == opened.models;
        let is_same_pack = is_same_place && before.pack == opened.pack;
        let is_kept = |scheme: Scheme| {
            let mut sources = before.bundles.iter();
            is_same_place
                && sources.any(|source| source.scheme == scheme && opened.bundles.contains(source))
        };
        let networks = self.networks.into_iter();
        let swept = self.swept.into_iter();
        let networks = networks.filter(|(scheme, _)| is_kept(*scheme)).collect();
        let swept = swept.filter(|swept| is_same_pack && is_kept(swept.scheme));
        let swept = swept.collect();
        let pack = self.pack.filter(|_| is_same_pack);
        let mut state = Self::of(opened);
        (state.pack, state.networks, state.swept) = (pack, networks, swept);
        state
    }
}

impl Worker {
    /// Tells the page, and who else listens, of everything that a new view has from the start.
    pub(crate) fn tell_kept(&self, session: u32) {
        for report in self.state.borrow().reports(session) {
            match report {
                Report::Samples { .. } => self.post(&report),
                _ => self.post_both(&report),
            }
        }
    }
}

impl State {
    /// What tells of everything that there is.
    pub(crate) fn reports(&self, session: u32) -> Vec<Report> {
        let mut reports = Vec::new();
        if let Some(pack) = &self.pack {
            let facts = facts::of_pack(&pack.header);
            reports.push(Report::Pack { session, facts });
            let samples = pack::facts(&pack.samples);
            if !samples.is_empty() {
                reports.push(Report::Samples {
                    session,
                    first: 0,
                    samples,
                });
            }
        }
        for (_, network) in &self.networks {
            let facts = facts::of_bundle(network.manifest());
            reports.push(Report::Bundle { session, facts });
        }
        reports.extend(self.swept.iter().map(|swept| swept.report(session)));
        reports
    }
}
