//! Everything that can happen to the analysis, as values.

use std::rc::Rc;

use deepfog_protocol::{EngineChoice, Report};
use deepfog_resilience::Pattern;

use crate::condition::Condition;
use crate::cost::Field;
use crate::kind::{Kind, Lens};
use crate::tab::Tab;
use crate::trial::{Stage, Trial};

/// What a person, the page or the worker did.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The page asks for the analysis of its document, as JSON.
    Open(Rc<str>),
    /// The page shows something else.
    Follow(Rc<str>),
    /// The analysis closes.
    Close,
    /// The page's inference worker can be spoken to; what an earlier one was asked is lost.
    Linked,
    /// The worker said something.
    Heard(Box<Report>),
    /// A part is chosen.
    Choose(Tab),
    /// What can fail.
    Let(Kind),
    /// Whose accuracies are looked at.
    Look(Lens),
    /// What computes.
    Engine(EngineChoice),
    /// A reliability setting is chosen.
    Setting(String),
    /// The reliability of some bits, 0 to 1.
    Rely(Vec<usize>, f64),
    /// A failure pattern is pointed at, or none.
    Point(Option<Pattern>),
    /// Under what classes are told.
    Under(Condition),
    /// A figure of a network or of nodes, or what was set is taken back.
    Price(Field, Option<f64>),
    /// Every network and node is taken for what it was at first.
    Unprice,
    /// What is being measured is not wanted any more.
    Stop,
    /// What could not be measured is asked for again.
    Retry,
    /// The estimate is to rest on twice as many draws, or to go on where it was stopped.
    Refine,
    /// So many samples are to be taken for an estimate; `None` for all.
    Take(Option<u32>),
    /// Changed networks are to be trained and measured.
    Try(Vec<Trial>),
    /// How far the trial of that number is.
    Tried(u32, Stage),
    /// Something is to be said: a sentence, and whether it is a fault.
    Say(Rc<str>, bool),
    /// What was said is read.
    Dismiss,
}
