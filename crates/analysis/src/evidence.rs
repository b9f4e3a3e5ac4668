//! What has been measured, and what was asked for.

use std::rc::Rc;

use deepfog_protocol::{Detail, EngineChoice, Finding, Inquiry, SweepTable};
use deepfog_resilience::{Outcomes, Pattern, Reliabilities};
use deepfog_topology::Scheme;

use crate::kind::Kind;
use crate::subject::Subject;

/// The accuracies of one scheme under every failure pattern of one kind, as far as they are known.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What can fail.
    pub kind: Kind,
    /// The scheme.
    pub scheme: Scheme,
    /// Samples that it will be about.
    pub total: u32,
    /// Accuracies over the samples so far.
    pub table: Rc<SweepTable>,
    /// Accuracy of each pattern, 0 to 1, by its bit mask.
    pub accuracy: Rc<Vec<f64>>,
    /// What else is known, once every sample is counted.
    pub detail: Option<Rc<Detail>>,
    /// What computed it, as words; empty while it is not known.
    pub engine: Rc<str>,
    /// Milliseconds of work.
    pub milliseconds: f64,
}

impl Evidence {
    /// What a finding says.
    pub fn of(kind: Kind, scheme: Scheme, finding: Finding) -> Self {
        Self {
            kind,
            scheme,
            total: finding.total,
            accuracy: Rc::new(finding.table.accuracies()),
            table: Rc::new(finding.table),
            detail: finding.detail.map(Rc::new),
            engine: finding.engine.into(),
            milliseconds: finding.milliseconds,
        }
    }

    /// Whether every sample is counted.
    pub fn is_complete(&self) -> bool {
        self.table.n >= self.total
    }

    /// The accuracies with reliabilities; `None` where they do not fit each other, or before any sample.
    pub fn outcomes<'a>(&'a self, reliabilities: &'a Reliabilities) -> Option<Outcomes<'a>> {
        Outcomes::new(reliabilities, &self.accuracy).ok()
    }
}

impl PartialEq for Evidence {
    /// Every finding is a table of its own: the same one is the same allocation, so that thousands of figures need not be compared.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.table, &other.table)
    }
}

/// The inquiries that the worker was sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// The last ticket.
    last: u32,
    /// Tickets that were not taken back.
    open: Vec<u32>,
}

impl Sent {
    /// Tickets to take back: of what is not asked any more, for whatever reason, and of what has a fault. One that was answered does no
    /// harm.
    pub fn abandoned(&mut self, asked: &[Asked]) -> Vec<u32> {
        let is_wanted = |ticket: &u32| {
            let mut all = asked.iter();
            all.any(|asked| asked.ticket == *ticket && asked.fault.is_none())
        };
        let (open, gone) = self.open.iter().partition(|ticket| is_wanted(ticket));
        self.open = open;
        gone
    }

    /// What has not been sent yet.
    pub fn due<'a>(&mut self, asked: &'a [Asked]) -> Vec<&'a Asked> {
        let last = self.last;
        let all = asked.iter();
        let due: Vec<&Asked> = all
            .filter(|asked| asked.fault.is_none() && asked.ticket > last)
            .collect();
        for asked in &due {
            self.last = self.last.max(asked.ticket);
            self.open.push(asked.ticket);
        }
        due
    }
}

/// An inquiry that is on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its ticket.
    pub ticket: u32,
    /// What can fail.
    pub kind: Kind,
    /// The scheme.
    pub scheme: Scheme,
    /// For an estimate: the failure patterns, and how many samples at most. Else all patterns.
    pub some: Option<(Rc<Vec<Pattern>>, Option<u32>)>,
    /// Why it could not be answered, as a sentence.
    pub fault: Option<Rc<str>>,
}

impl Asked {
    /// The question as the worker reads it.
    pub fn inquiry(&self, subject: &Subject, engine: EngineChoice) -> Inquiry {
        let patterns = subject.patterns(self.kind);
        let (some, samples) = match &self.some {
            Some((some, samples)) => (Some(some.to_vec()), *samples),
            None => (None, self.kind.samples(patterns.failable_count())),
        };
        Inquiry {
            ticket: self.ticket,
            scheme: self.scheme,
            links: patterns.link_names().to_vec(),
            patterns: some,
            samples,
            engine,
        }
    }
}
