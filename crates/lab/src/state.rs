//! Everything that the laboratory shows, as one value.

mod tab;
mod word;

use std::rc::Rc;

use deepfog_protocol::{OwnBundle, StoredBundle, Study};
use deepfog_topology::Scheme;

use crate::drawing::Drawing;
use crate::few::Few;
use crate::form::Form;
use crate::known::{Known, WarmStart, warm_start};
use crate::measure::{Measuring, Results, Source, Wanted};
use crate::queue::Works;
use crate::study::{self, Outline};
use crate::work::Work;

pub use tab::Tab;
pub use word::Word;

/// What the device holds.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// Whether it has been read.
    pub is_read: bool,
    /// The own networks, the newest first.
    pub bundles: Rc<Vec<OwnBundle>>,
    /// Bytes that the page keeps, and how many it may.
    pub usage: Option<(f64, f64)>,
    /// Why nothing is kept, as a sentence.
    pub fault: Option<Rc<str>>,
}

/// What follows from the drawings of studies, by their keys, or why one cannot be read.
pub type Outlines = Few<String, Result<Rc<Outline>, Rc<str>>>;

/// The own networks' bundles that were read, by their keys, or why one cannot be.
pub type Knowledge = Few<String, Result<Rc<Known>, Rc<str>>>;

/// The state.
#[derive(Clone, Debug)]
pub struct State {
    /// Whether the panel is shown.
    pub open: bool,
    /// How often it was opened: whenever it is, the device is read again.
    pub opened: u32,
    /// The tab chosen.
    pub tab: Tab,
    /// The page's drawing, or why it cannot be read.
    pub drawing: Option<Result<Rc<Drawing>, Rc<str>>>,
    /// How to train it.
    pub form: Rc<Form>,
    /// How to study it.
    pub study_form: Rc<Form>,
    /// The trainings, the oldest first.
    pub works: Rc<Works>,
    /// How often trainings were begun: whenever they are, they are brought in sight.
    pub begun: u32,
    /// Trainings that ended in this page's life.
    pub ended: Rc<Vec<String>>,
    /// How many trainings run at once.
    pub limit: usize,
    /// Until when, in milliseconds since 1970, trainings that are found interrupted go on by themselves.
    pub go_on_until: f64,
    /// What the device holds.
    pub shelf: Shelf,
    /// How often a training has changed what the device holds.
    pub changes: u32,
    /// The manifests of own networks that were read, or why one cannot be.
    pub known: Rc<Knowledge>,
    /// The studies, the newest first.
    pub studies: Rc<Vec<Rc<Study>>>,
    /// What was measured.
    pub results: Rc<Results>,
    /// What is being measured.
    pub measuring: Option<Measuring>,
    /// How many measurements were begun.
    pub sessions: u32,
    /// The two networks to compare.
    pub pair: [Option<Source>; 2],
    /// What a training under each scheme can begin with.
    pub warm: Rc<Vec<(Scheme, WarmStart)>>,
    /// What follows from each study's drawing, by the studies' keys, or why it cannot be read.
    pub outlines: Rc<Outlines>,
    /// The own network whose name is being changed, and what is typed.
    pub renaming: Option<(String, String)>,
    /// The study of which it is asked whether to remove it.
    pub removing: Option<String>,
    /// Whether failure patterns stand by their difference.
    pub by_difference: bool,
    /// What was deleted last and can be had back.
    pub deleted: Option<Rc<StoredBundle>>,
    /// What there is to say.
    pub word: Option<Word>,
    /// How many words there were: the same words said again are said again.
    pub words: u32,
    /// When the clock last ticked, in milliseconds since 1970.
    pub ticked: f64,
}

impl State {
    /// The laboratory before anything is known. `limit` is how many trainings run at once.
    pub fn new(limit: usize) -> Self {
        Self {
            open: false,
            opened: 0,
            tab: Tab::Train,
            drawing: None,
            form: Rc::new(Form::new(&[Scheme::Vanilla, Scheme::ResilinetPlus])),
            study_form: Rc::new(Form::new(&[Scheme::DeepFogGuard])),
            works: Rc::default(),
            begun: 0,
            ended: Rc::default(),
            limit,
            go_on_until: 0.0,
            shelf: Shelf::default(),
            changes: 0,
            known: Rc::default(),
            studies: Rc::default(),
            results: Rc::default(),
            measuring: None,
            sessions: 0,
            pair: [None, None],
            warm: Rc::default(),
            outlines: Rc::default(),
            renaming: None,
            removing: None,
            by_difference: false,
            deleted: None,
            word: None,
            words: 0,
            ticked: 0.0,
        }
    }

    /// The page's drawing, where it can be read.
    pub fn drawing(&self) -> Option<&Rc<Drawing>> {
        self.drawing.as_ref()?.as_ref().ok()
    }

    /// Whether an own network fits the page's drawing.
    pub fn fits(&self, bundle: &OwnBundle) -> bool {
        self.drawing()
            .is_some_and(|drawing| drawing.identity.as_deref() == Some(&bundle.identity))
    }

    /// The own networks that are no part of a study, trials among them.
    pub fn own(&self) -> impl Iterator<Item = &OwnBundle> {
        self.shelf.bundles.iter().filter(|bundle| {
            let study = bundle.study.as_deref();
            study.is_none_or(|study| study == study::TRIAL)
        })
    }

    /// Whether an own network is the one that the page shows of its scheme.
    pub fn is_shown(&self, bundle: &OwnBundle) -> bool {
        self.fits(bundle)
            && bundle.study.is_none()
            && self.own().all(|other| {
                other.study.is_some()
                    || other.identity != bundle.identity
                    || other.scheme != bundle.scheme
                    || other.used <= bundle.used
            })
    }

    /// What is known of an own network.
    pub fn known(&self, key: &str) -> Option<&Rc<Known>> {
        self.known.get(key)?.as_ref().ok()
    }

    /// Finds out anew what trainings can begin with.
    pub fn find_warm_starts(&mut self) {
        let Some(drawing) = self.drawing().map(Rc::clone) else {
            return;
        };
        let bundles = || {
            self.own().filter_map(|bundle| {
                let known = self.known(&bundle.key)?;
                Some((bundle.key.as_str(), bundle.name.as_str(), &**known))
            })
        };
        let starts = Scheme::ALL
            .into_iter()
            .filter_map(|scheme| Some((scheme, warm_start(&drawing, scheme, bundles())?)))
            .collect();
        self.warm = Rc::new(starts);
    }

    /// Reads the drawings of studies that are new.
    pub fn outline_studies(&mut self) {
        for study in self.studies.iter() {
            if !self.outlines.has(&study.key) {
                let outline = Outline::of(study).map(Rc::new).map_err(Rc::from);
                Rc::make_mut(&mut self.outlines).set(study.key.clone(), outline);
            }
        }
    }

    /// The training of that key.
    pub fn work(&self, key: &str) -> Option<&Rc<Work>> {
        self.works.iter().find(|work| work.key() == key)
    }

    /// What is to be measured next: what a person compares comes before a study.
    pub fn next_to_measure(&self) -> Option<Wanted> {
        let compared = self
            .pair
            .iter()
            .flatten()
            .filter(|_| self.open && self.tab == Tab::Compare)
            .filter(|source| !self.results.has(*source))
            .find_map(|source| self.wanted(source));
        compared.or_else(|| {
            let given_up = |source: &Source| matches!(self.results.get(source), Some(Err(_)));
            self.studies
                .iter()
                .find_map(|study| study::next_to_measure(study, &self.shelf.bundles, &given_up))
        })
    }

    fn wanted(&self, source: &Source) -> Option<Wanted> {
        Some(match source {
            Source::Own(key) => {
                let bundle = self
                    .shelf
                    .bundles
                    .iter()
                    .find(|bundle| bundle.key == *key)?;
                let known = self.known(key)?;
                Wanted {
                    source: source.clone(),
                    scheme: bundle.scheme,
                    identity: bundle.identity.clone(),
                    pack: known.topology.task.to_string(),
                }
            }
            Source::Shipped(preset, scheme) => {
                let topology = deepfog_topology::presets::find(preset)?.topology;
                Wanted {
                    source: source.clone(),
                    scheme: *scheme,
                    identity: deepfog_topology::identity(&topology)?,
                    pack: topology.task.to_string(),
                }
            }
        })
    }
}

/// A state that is shown. It never changes, so that what is drawn compares it by address.
#[derive(Clone, Debug)]
pub struct Shown(pub Rc<State>);

impl std::ops::Deref for Shown {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
