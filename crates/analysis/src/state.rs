//! The state of the analysis: one value.

use std::rc::Rc;

use deepfog_protocol::{BundleFacts, EngineChoice, PackFacts};
use deepfog_resilience::Pattern;
use deepfog_topology::{NodeId, Scheme};

use crate::condition::Condition;
use crate::cost::Prices;
use crate::estimation::Estimation;
use crate::evidence::{Asked, Evidence};
use crate::kind::{Kind, Lens};
use crate::odds::Odds;
use crate::subject::Subject;
use crate::tab::Tab;
use crate::trial::Tried;

/// The state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Whether the analysis is shown.
    pub open: bool,
    /// How often it was opened: the focus goes to it each time.
    pub opened: u32,
    /// What is analysed.
    pub subject: Option<Rc<Subject>>,
    /// The page's document, as JSON.
    pub document: Option<Rc<str>>,
    /// How often the page's worker was lent.
    pub links: u32,
    /// The worker's session.
    pub session: Option<u32>,
    /// The samples.
    pub pack: Option<Rc<PackFacts>>,
    /// The trained networks that run, in the schemes' order.
    pub bundles: Vec<(Scheme, Rc<BundleFacts>)>,
    /// What has been measured.
    pub evidence: Vec<Evidence>,
    /// What the worker was asked.
    pub asked: Vec<Asked>,
    /// The last ticket.
    pub ticket: u32,
    /// What is known where failure patterns are too many to measure each.
    pub estimation: Estimation,
    /// Changed networks that are trained and measured.
    pub trials: Vec<Tried>,
    /// The number of the last one.
    pub trial_number: u32,
    /// The part that is shown.
    pub tab: Tab,
    /// What can fail.
    pub kind: Kind,
    /// Whose accuracies are looked at.
    pub lens: Lens,
    /// What computes.
    pub engine: EngineChoice,
    /// The reliabilities.
    pub odds: Option<Odds>,
    /// The reliability setting that the page had chosen when it was last heard.
    pub page_setting: String,
    /// The failure pattern that the page shows.
    pub pattern: Pattern,
    /// The failure pattern that is pointed at.
    pub pointed: Option<Pattern>,
    /// Under what classes are told.
    pub condition: Condition,
    /// How fast networks and nodes are taken to be.
    pub prices: Prices,
    /// Milliseconds of each partition per sample on this machine, by scheme, as far as they are measured.
    pub clocked: Vec<(Scheme, Vec<(NodeId, f64)>)>,
    /// The last sentence there is to say, and whether it is a fault.
    pub word: Option<(Rc<str>, bool)>,
}

impl State {
    /// What has been measured of a scheme, with what can fail now.
    pub fn evidence_of(&self, scheme: Scheme) -> Option<&Evidence> {
        self.evidence_in(self.kind, scheme)
    }

    /// What has been measured of a scheme.
    pub fn evidence_in(&self, kind: Kind, scheme: Scheme) -> Option<&Evidence> {
        let mut all = self.evidence.iter();
        all.find(|found| (found.kind, found.scheme) == (kind, scheme))
    }

    /// Whether a scheme is still being measured, or is about to be.
    pub fn is_measuring(&self, kind: Kind, scheme: Scheme) -> bool {
        let is_asked = self
            .asked
            .iter()
            .any(|asked| (asked.kind, asked.scheme) == (kind, scheme) && asked.fault.is_none());
        let found = self.evidence_in(kind, scheme);
        is_asked && !found.is_some_and(Evidence::is_complete)
    }

    /// What has been measured with what can fail now, in the schemes' order; at least one sample of it.
    pub fn shown(&self) -> impl Iterator<Item = &Evidence> {
        let all = Scheme::ALL.into_iter();
        all.filter_map(|scheme| self.evidence_of(scheme))
            .filter(|found| found.table.n > 0)
    }

    /// The schemes whose networks are loaded.
    pub fn schemes(&self) -> impl Iterator<Item = Scheme> {
        self.bundles.iter().map(|(scheme, _)| *scheme)
    }

    /// The measured times of a scheme's partitions.
    pub fn clocked_of(&self, scheme: Scheme) -> Option<&[(NodeId, f64)]> {
        let found = self.clocked.iter().find(|(known, _)| *known == scheme);
        found.map(|(_, times)| times.as_slice())
    }

    /// Expected accuracy of a random guess on the samples: that of the pattern that leaves no live path, where there is one.
    pub fn random_guess(&self) -> Option<f64> {
        self.shown().find_map(|found| {
            let unanswered = found.table.answered.iter().position(|answered| !answered)?;
            found.accuracy.get(unanswered).copied()
        })
    }

    /// Whether there are too many failure patterns to measure each.
    pub fn is_beyond(&self) -> bool {
        let subject = self.subject.as_ref();
        subject.is_some_and(|subject| subject.patterns(self.kind).count().is_none())
    }
}
