//! The page's state: one value. What can be derived from it is derived.

use std::collections::BTreeMap;
use std::rc::Rc;

use deepfog_protocol::{
    Answer, BundleFacts, Fault, Item, PackFacts, SampleFacts, SchemeAnswer, SweepTable,
};
use deepfog_resilience::Pattern;
use deepfog_topology::{ReliabilitySetting, Scheme};

use crate::network::Network;

/// The accuracies of all failure patterns under one scheme, as far as they are computed.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// Accuracies over the samples done: `table.n` of them.
    pub table: Rc<SweepTable>,
    /// Samples in all.
    pub total: u32,
}

impl Sweep {
    /// Whether all samples are done.
    pub fn is_complete(&self) -> bool {
        self.table.n >= self.total
    }
}

impl PartialEq for Sweep {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.table, &other.table) && self.total == other.total
    }
}

/// Bytes received of something that is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes received.
    pub received: u64,
    /// Bytes in all, where known.
    pub total: Option<u64>,
}

/// What the worker has reported of the present preset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The header of the sample pack.
    pub pack: Option<Rc<PackFacts>>,
    /// The samples that have come, from the first on, without gaps.
    pub samples: Rc<Vec<SampleFacts>>,
    /// Loaded bundles.
    pub bundles: BTreeMap<Scheme, Rc<BundleFacts>>,
    /// Sweeps, complete or not.
    pub sweeps: BTreeMap<Scheme, Sweep>,
    /// What is being fetched.
    pub progress: Vec<(Item, Progress)>,
    /// What failed and has not been tried again.
    pub faults: Vec<(Item, Fault)>,
    /// The newest answer; it may still be that of the sample or pattern before.
    pub answer: Option<Rc<Answer>>,
}

impl Loaded {
    /// What a scheme answered last.
    pub fn scheme_answer(&self, scheme: Scheme) -> Option<&SchemeAnswer> {
        self.answer
            .as_ref()?
            .schemes
            .iter()
            .find(|answer| answer.scheme == scheme)
    }
}

/// Whether the worker runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Asked for, not heard of yet.
    #[default]
    Starting,
    /// It listens.
    Ready,
    /// It could not be started, or died; the sentence says why.
    Failed(String),
}

/// The page's state.
#[derive(Clone, Debug)]
pub struct State {
    /// Every network that the page can show.
    pub networks: Rc<Vec<Rc<Network>>>,
    /// The one it shows.
    pub network: Rc<Network>,
    /// Counts the presets opened, so that late reports can be told.
    pub session: u32,
    /// Whether the worker runs.
    pub engine: Engine,
    /// What the worker has reported.
    pub loaded: Loaded,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// How often nodes failed at random: with the seed, it decides the next draw.
    pub draws: u64,
    /// The sample shown, as an index into the pack.
    pub sample: u32,
    /// Whether samples follow each other by themselves.
    pub playing: bool,
    /// The scheme whose flow the drawing shows.
    pub scheme: Scheme,
    /// The scheme whose answer is pointed at: its flow is shown for as long.
    pub pointed_scheme: Option<Scheme>,
    /// The node whose facts stay shown, as an index into the graph.
    pub selected: Option<usize>,
    /// The node that is pointed at or has the focus.
    pub pointed: Option<usize>,
    /// Whether the keys are listed.
    pub help: bool,
}

impl State {
    /// The reliability setting chosen.
    pub fn reliability(&self) -> &ReliabilitySetting {
        // The reducer keeps the index in range; a document always has `No failure`.
        &self.network.settings[self.setting]
    }

    /// The scheme whose flow is drawn now.
    pub fn flow_scheme(&self) -> Scheme {
        self.pointed_scheme.unwrap_or(self.scheme)
    }

    /// The node whose facts are shown now.
    pub fn inspected(&self) -> Option<usize> {
        self.pointed.or(self.selected)
    }

    /// Number of samples that can be shown already.
    pub fn sample_count(&self) -> u32 {
        u32::try_from(self.loaded.samples.len()).unwrap_or(u32::MAX)
    }

    /// The answer shown, if it is that of the present sample and pattern.
    pub fn current_answer(&self) -> Option<&Rc<Answer>> {
        self.loaded
            .answer
            .as_ref()
            .filter(|answer| answer.sample == self.sample && answer.pattern == self.pattern)
    }
}
