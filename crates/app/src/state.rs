//! The page's state: one value. What can be derived from it is derived.

use std::rc::Rc;

use deepfog_protocol::{
    BundleFacts, BundleSource, Fault, Item, PackFacts, SampleFacts, SchemeAnswer, SweepTable,
};
use deepfog_resilience::Pattern;
use deepfog_topology::document::{Document, View};
use deepfog_topology::edit::Clip;
use deepfog_topology::history::History;
use deepfog_topology::{Link, NodeId, ReliabilitySetting, Scheme};

use crate::network::Network;
use crate::node_set::NodeSet;
use crate::panels::Shared;
use crate::schemes::ByScheme;
use crate::shelf::{self, BundleShelf};

/// The accuracies of all failure patterns under one scheme, as far as they are computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Accuracies over the samples done: `table.n` of them.
    pub table: Shared<SweepTable>,
    /// Samples in all.
    pub total: u32,
}

impl Sweep {
    /// Whether all samples are done.
    pub fn is_complete(&self) -> bool {
        self.table.n >= self.total
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

/// How far the networks are loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Download {
    /// Schemes loaded.
    pub loaded: usize,
    /// Schemes that are loaded or still can be.
    pub wanted: usize,
    /// Share that is done, 0 to 1.
    pub share: f64,
}

/// What the worker answered last.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The sample that was run.
    pub sample: u32,
    /// The nodes that were down.
    pub pattern: Pattern,
    /// The sample as recorded, channels first.
    pub values: Shared<Vec<f32>>,
    /// What each loaded scheme answered.
    pub schemes: ByScheme<Shared<SchemeAnswer>>,
    /// Milliseconds that all schemes together took to run.
    pub milliseconds: f64,
    /// Counts answers: a new number means that data flowed.
    pub serial: u32,
}

/// What the worker has reported in the present session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The header of the sample pack.
    pub pack: Option<Rc<PackFacts>>,
    /// The samples that have come, from the first on, without gaps.
    pub samples: Rc<Vec<SampleFacts>>,
    /// Loaded bundles.
    pub bundles: ByScheme<Rc<BundleFacts>>,
    /// Sweeps, complete or not.
    pub sweeps: ByScheme<Sweep>,
    /// What is fetched or has been.
    pub progress: Vec<(Item, Progress)>,
    /// What failed and has not been tried again.
    pub faults: Vec<(Item, Fault)>,
    /// The newest answer; for a moment it may be that of the sample or pattern before.
    pub shown: Option<Shown>,
    /// The sample that was on show before another network of the same task was opened, until it is answered again.
    pub before: Option<(u32, Shared<Vec<f32>>)>,
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

/// What a click on a node does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It fails the node, or restores it.
    #[default]
    Break,
    /// It selects the node; drags move nodes and draw hyperconnections.
    Draw,
}

impl Mode {
    /// The mode's name in attributes.
    pub fn slug(self) -> &'static str {
        match self {
            Mode::Break => "break",
            Mode::Draw => "draw",
        }
    }
}

/// What is selected in the drawing. Indices point into the present graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Nodes marked to be moved, copied or deleted together.
    pub marked: NodeSet,
    /// A hyperconnection, as an index among the graph's edges.
    pub link: Option<usize>,
}

/// What the page says of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// It was refused; why, as a sentence.
    Refused(Rc<str>),
    /// What else it did, as a sentence.
    Noted(Rc<str>),
}

/// The editor's part of the state.
#[derive(Clone, Debug)]
pub struct Editor {
    /// Every version of the document since it was opened.
    pub history: History,
    /// What a click on a node does.
    pub mode: Mode,
    /// What is selected beside the node whose facts are shown.
    pub selection: Selection,
    /// The node that a hyperconnection is being drawn from, between two clicks or keys.
    pub connecting: Option<usize>,
    /// What was copied.
    pub clip: Option<Rc<Clip>>,
    /// How often it was pasted: each copy is shifted a little further.
    pub pastes: u16,
    /// What is to be said of the last edit.
    pub word: Option<Word>,
    /// The person's own document that is open, by its key in the store; a shipped network has none.
    pub own: Option<Rc<str>>,
    /// Whether the dialog of documents is open.
    pub documents: bool,
    /// Counts documents opened: with a new number, the drawing is fitted anew.
    pub opened: u32,
}

/// The page's state.
#[derive(Clone, Debug)]
pub struct State {
    /// Every network that the page can show.
    pub networks: Rc<Vec<Rc<Network>>>,
    /// The one it shows.
    pub network: Rc<Network>,
    /// What this device holds of trained networks.
    pub shelf: BundleShelf,
    /// The bundles that the worker is asked for: [`shelf::sources`] of the network, one per scheme at most.
    pub sources: Rc<Vec<BundleSource>>,
    /// Counts how often a pack and bundles were asked for, so that late reports can be told.
    pub session: u32,
    /// Counts the workers started.
    pub workers: u32,
    /// Counts how often what failed was asked for again.
    pub retries: u32,
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
    /// Steps go to samples of this class only.
    pub class: Option<u8>,
    /// Whether samples follow each other by themselves.
    pub playing: bool,
    /// The scheme whose flow the drawing shows.
    pub scheme: Scheme,
    /// The scheme whose answer is pointed at: its flow is shown for as long.
    pub pointed_scheme: Option<Scheme>,
    /// Drawing and its history.
    pub editor: Editor,
    /// The node whose facts stay shown, as an index into the graph.
    pub selected: Option<usize>,
    /// The node that is pointed at.
    pub pointed: Option<usize>,
    /// Whether the help is open.
    pub help: bool,
    /// What was wrong with the link that the page was opened by, as sentences.
    pub link_faults: Vec<String>,
    /// What the live region says: it changes after a person's action, never for a streamed sample.
    pub announcement: Rc<str>,
}

impl State {
    /// The state in which the page opens a network: nothing down, nothing loaded. `None` without any network.
    pub fn new(networks: Rc<Vec<Rc<Network>>>) -> Option<Self> {
        let network = Rc::clone(networks.first()?);
        Some(Self {
            setting: default_setting(&network),
            networks,
            shelf: BundleShelf::default(),
            sources: Rc::new(shelf::sources(&network, &[])),
            session: 1,
            workers: 1,
            retries: 0,
            engine: Engine::Starting,
            loaded: Loaded::default(),
            pattern: Pattern::NONE_DOWN,
            draws: 0,
            sample: 0,
            class: None,
            playing: false,
            scheme: Scheme::ResilinetPlus,
            pointed_scheme: None,
            editor: Editor {
                history: History::new(Rc::clone(&network.topology), "Open"),
                mode: Mode::Break,
                selection: Selection::default(),
                connecting: None,
                clip: None,
                pastes: 0,
                word: None,
                own: None,
                documents: false,
                opened: 0,
            },
            network,
            selected: None,
            pointed: None,
            help: false,
            link_faults: Vec::new(),
            announcement: "".into(),
        })
    }

    /// The document as it is saved and shared.
    pub fn document(&self) -> Document {
        Document {
            topology: (*self.network.topology).clone(),
            view: self.view(),
        }
    }

    /// What is shown of the network, by names.
    pub fn view(&self) -> View {
        View {
            bundle: self.network.bundle.map(str::to_owned),
            down: self.network.patterns.down_names(self.pattern),
            setting: self.reliability().name.clone(),
            scheme: self.scheme,
            sample: self.sample.saturating_add(1),
            draw: self.draws,
        }
    }

    /// The nodes that an edit of the selection is about: those marked, else the one whose facts are shown.
    pub fn chosen_nodes(&self) -> Vec<NodeId> {
        let marked = self.editor.selection.marked;
        let one = self
            .selected
            .filter(|_| marked.is_empty() && self.editor.selection.link.is_none());
        marked
            .iter()
            .chain(one)
            .filter_map(|node| self.network.graph.ids().get(node).cloned())
            .collect()
    }

    /// The hyperconnection selected.
    pub fn chosen_link(&self) -> Option<Link> {
        let edge = self
            .network
            .graph
            .edges()
            .get(self.editor.selection.link?)?;
        Some(Link {
            from: self.network.name(edge.from).clone(),
            to: self.network.name(edge.to).clone(),
        })
    }

    /// The sample on show as recorded, as far as it is known.
    pub fn values(&self) -> Option<Shared<Vec<f32>>> {
        let before = self
            .loaded
            .before
            .as_ref()
            .filter(|(sample, _)| *sample == self.sample)
            .map(|(_, values)| values.clone());
        match &self.loaded.shown {
            Some(shown) if shown.sample == self.sample || self.sample < self.sample_count() => {
                Some(shown.values.clone())
            }
            _ => before,
        }
    }

    /// The reliability setting chosen.
    pub fn reliability(&self) -> &ReliabilitySetting {
        // The reducer keeps the index in range; a document always has `No failure`.
        &self.network.settings[self.setting]
    }

    /// The scheme chosen, or the last of those that there are where there is no such one.
    pub fn scheme(&self) -> Scheme {
        let schemes = self.schemes();
        if schemes.contains(self.scheme) {
            return self.scheme;
        }
        schemes.iter().next_back().unwrap_or(self.scheme)
    }

    /// The scheme whose flow is drawn now.
    pub fn flow_scheme(&self) -> Scheme {
        self.pointed_scheme.unwrap_or(self.scheme())
    }

    /// The node whose facts are shown now.
    pub fn inspected(&self) -> Option<usize> {
        self.pointed.or(self.selected)
    }

    /// Number of samples that can be shown already.
    pub fn sample_count(&self) -> u32 {
        u32::try_from(self.loaded.samples.len()).unwrap_or(u32::MAX)
    }

    /// Whether the answer shown is not yet that of the present sample and pattern.
    pub fn is_waiting(&self) -> bool {
        self.loaded
            .shown
            .as_ref()
            .is_none_or(|shown| shown.sample != self.sample || shown.pattern != self.pattern)
    }

    /// How far the networks are loaded; `None` when all are, or have failed.
    pub fn download(&self) -> Option<Download> {
        let loaded = self.loaded.bundles.count();
        let wanted = self
            .trained()
            .iter()
            .filter(|&scheme| !self.has_failed(&Item::Bundle(scheme)))
            .count();
        if loaded >= wanted || matches!(self.engine, Engine::Failed(_)) {
            return None;
        }
        let share: f64 = self
            .loaded
            .progress
            .iter()
            .filter(|(item, _)| matches!(item, Item::Bundle(_)))
            .filter_map(|(_, progress)| Some(progress.received as f64 / progress.total? as f64))
            .filter(|share| share.is_finite())
            .map(|share| share.min(1.0))
            .sum();
        Some(Download {
            loaded,
            wanted,
            share: (loaded as f64 + share).min(wanted as f64) / wanted as f64,
        })
    }

    fn has_failed(&self, wanted: &Item) -> bool {
        self.loaded.faults.iter().any(|(item, _)| item == wanted)
    }

    /// Share of the background sweeps that is done, 0 to 1; `None` before the first or after the last. What cannot be
    /// swept, because it failed, is left out.
    pub fn swept(&self) -> Option<f64> {
        let sweeps = &self.loaded.sweeps;
        if sweeps.count() == 0 || self.has_failed(&Item::Pack) {
            return None;
        }
        let (mut done, mut count) = (0.0, 0.0);
        for scheme in self.trained().iter() {
            if !self.has_failed(&Item::Bundle(scheme)) && !self.has_failed(&Item::Sweep(scheme)) {
                count += 1.0;
                done += sweeps.get(scheme).map_or(0.0, |sweep| {
                    f64::from(sweep.table.n) / f64::from(sweep.total.max(1))
                });
            }
        }
        (done < count).then(|| done / count)
    }

    /// Whether the accuracies of every trained network cover all samples; not where there is none.
    pub fn is_swept(&self) -> bool {
        let trained = self.trained();
        let is_done = |scheme| {
            let sweep = self.loaded.sweeps.get(scheme);
            sweep.is_some_and(Sweep::is_complete)
        };
        !trained.is_empty() && trained.iter().all(is_done)
    }
}

/// The setting that a network opens with: the one with the most failures, where schemes differ most.
pub fn default_setting(network: &Network) -> usize {
    network.settings.len().saturating_sub(1)
}
