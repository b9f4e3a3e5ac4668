//! Everything that can happen to the laboratory's state, as values.

use std::rc::Rc;

use deepfog_protocol::{Job, OwnBundle, Report, StoredBundle, Study, TrainReport};

use crate::form::Change;
use crate::known::Known;
use crate::measure::Source;
use crate::state::{Tab, Word};

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// That of a training.
    Train,
    /// That of a study.
    Study,
}

/// What the device holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// The own networks, the newest first.
    pub bundles: Vec<OwnBundle>,
    /// The trainings, the oldest first.
    pub jobs: Vec<Job>,
    /// The studies, the newest first.
    pub studies: Vec<Study>,
    /// Bytes that the page keeps, and how many it may.
    pub usage: Option<(f64, f64)>,
}

/// What a person, the page, the device or a worker did. Times are in milliseconds since 1970.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The page opens the panel with its drawing.
    Open {
        /// The document as JSON.
        document: Rc<str>,
        /// Trainings that were interrupted go on by themselves, if they are found until this time.
        go_on_until: Option<f64>,
    },
    /// The page's drawing has changed.
    Follow(Rc<str>),
    /// The panel closes.
    Close,
    /// A tab is chosen.
    Choose(Tab),
    /// A form is changed.
    Fill(Which, Change),
    /// Train these.
    Train(Vec<Job>),
    /// A training is to wait.
    Pause(String),
    /// A training is to go on, by its key and the time.
    Resume(String, f64),
    /// A training is to stop and keep its best.
    Finish(String),
    /// A training is to stop and keep nothing; one that has ended goes from the list.
    Remove(String),
    /// A training's worker said something.
    Heard {
        /// The training's key.
        key: String,
        /// What.
        report: Box<TrainReport>,
        /// When.
        now: f64,
    },
    /// A training's worker died or could not be started; why, as a sentence.
    Died {
        /// The training's key.
        key: String,
        /// Why.
        why: String,
    },
    /// The clock ticks.
    Tick(f64),
    /// The device was read.
    Listed(Box<Listing>, f64),
    /// The device keeps nothing; why, as a sentence.
    Unlisted(Rc<str>),
    /// The manifest of an own network was read, or cannot be.
    Knows(String, Result<Rc<Known>, Rc<str>>),
    /// An own network was deleted: it can be had back.
    Deleted(Rc<StoredBundle>),
    /// What was deleted is back, or was given up.
    DeletedNoMore,
    /// A network that the device had refused is kept now.
    KeptAfterAll(String),
    /// Something is to be said.
    Say(Word),
    /// What was said is read.
    Dismiss,
    /// An own network's name is being changed, by its key and what is typed, or not any more.
    Rename(Option<(String, String)>),
    /// Failure patterns stand by their difference, or by how many nodes are down.
    SortByDifference(bool),
    /// A study is asked to be removed for good, or not any more.
    AskRemoval(Option<String>),
    /// One of the two networks to compare is chosen.
    Pick(usize, Option<Source>),
    /// The inference worker said something.
    Measured(Box<Report>),
    /// The inference worker died or could not be started; why, as a sentence.
    Unmeasured(String),
    /// Measure again what could not be measured.
    Retry(Source),
    /// A study begins with these trainings.
    BeginStudy(Box<Study>, Vec<Job>),
    /// Trainings of a study go on.
    GoOnStudy {
        /// The study's key.
        key: String,
        /// Those that are missing.
        jobs: Vec<Job>,
        /// When.
        now: f64,
    },
    /// A study goes, with its trainings.
    RemoveStudy(String),
}
