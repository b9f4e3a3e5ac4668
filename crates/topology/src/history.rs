//! The history of a document: every step with its name, undone and redone without limit.

use std::rc::Rc;

use crate::model::Topology;

/// One state of the document and the name of the change that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was done, as a short imperative; of the first step, what was opened.
    pub name: Rc<str>,
    /// The document afterwards.
    pub topology: Rc<Topology>,
}

/// All states of a document in this session, and the one that is shown. There is always at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    steps: Vec<Step>,
    at: usize,
    /// Key of the last push, until something else happens: steps of the same key become one.
    key: Option<String>,
}

impl History {
    /// A history that begins with this document. `name` says where it came from, for example `Open the smallest`.
    pub fn new(topology: Rc<Topology>, name: &str) -> Self {
        Self {
            steps: vec![Step {
                name: name.into(),
                topology,
            }],
            at: 0,
            key: None,
        }
    }

    /// The document as it is now.
    pub fn present(&self) -> &Rc<Topology> {
        &self.steps[self.at].topology
    }

    /// Adds a step after the present one; what was undone is forgotten. A step with the same non-empty key as the one
    /// pushed just before replaces it, so that nudges and typing are one step. When such a step leads back to the
    /// document before it, it is taken out: nothing has changed.
    pub fn push(&mut self, name: &str, topology: Rc<Topology>, key: Option<String>) {
        let key = key.filter(|key| !key.is_empty());
        self.steps.truncate(self.at + 1);
        if key.is_some() && key == self.key && self.at > 0 {
            self.steps.truncate(self.at);
            self.at -= 1;
            if *self.present() == topology {
                self.key = None;
                return;
            }
        }
        self.steps.push(Step {
            name: name.into(),
            topology,
        });
        self.at += 1;
        self.key = key;
    }

    /// Goes one step back and says what was undone; nothing at the first step.
    pub fn undo(&mut self) -> Option<Rc<str>> {
        let name = self.undo_name().cloned()?;
        self.go_to(self.at - 1);
        Some(name)
    }

    /// Goes one step forward and says what was done again; nothing at the last step.
    pub fn redo(&mut self) -> Option<Rc<str>> {
        let name = self.redo_name().cloned()?;
        self.go_to(self.at + 1);
        Some(name)
    }

    /// Goes to a step by its index; past the end it is the last one.
    pub fn go_to(&mut self, index: usize) {
        self.at = index.min(self.steps.len() - 1);
        self.key = None;
    }

    /// All steps, the oldest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Index of the present step.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What [`History::undo`] would undo.
    pub fn undo_name(&self) -> Option<&Rc<str>> {
        (self.at > 0).then(|| &self.steps[self.at].name)
    }

    /// What [`History::redo`] would do again.
    pub fn redo_name(&self) -> Option<&Rc<str>> {
        self.steps.get(self.at + 1).map(|step| &step.name)
    }
}
