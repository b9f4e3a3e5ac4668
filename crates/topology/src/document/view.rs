//! What was shown of a network: kept as far as it fits, for a view is no reason to refuse a network.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::wording::quote;
use crate::model::{NO_FAILURE, NodeId, Tier, Topology};
use crate::scheme::Scheme;

/// The most sentences about what was left out.
const MAX_NOTES: usize = 8;

/// The longest name of a bundle, in characters.
const MAX_BUNDLE_NAME: usize = 64;

/// What is shown of a network. Everything has a default, and what has it is not written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// The preset or trained bundle that answers: 1 to 64 letters, digits, `-`, `_` or `.`. Whether there is one of that
    /// name, and whether it fits, is for the page to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<String>,
    /// The nodes that are down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub down: Vec<NodeId>,
    /// The reliability setting that is chosen: one of the topology's, or [`NO_FAILURE`].
    #[serde(skip_serializing_if = "is_no_failure")]
    pub setting: String,
    /// The scheme that is shown.
    #[serde(skip_serializing_if = "is_default_scheme")]
    pub scheme: Scheme,
    /// The sample, counted from 1.
    #[serde(skip_serializing_if = "is_first")]
    pub sample: u32,
    /// The number of the last draw of failures; 0 before the first.
    #[serde(skip_serializing_if = "is_zero")]
    pub draw: u64,
}

/// The scheme that is shown where none is named.
const DEFAULT_SCHEME: Scheme = Scheme::ResilinetPlus;

impl Default for View {
    fn default() -> Self {
        Self {
            bundle: None,
            down: Vec::new(),
            setting: NO_FAILURE.to_owned(),
            scheme: DEFAULT_SCHEME,
            sample: 1,
            draw: 0,
        }
    }
}

fn is_no_failure(setting: &str) -> bool {
    setting == NO_FAILURE
}

fn is_default_scheme(scheme: &Scheme) -> bool {
    *scheme == DEFAULT_SCHEME
}

fn is_first(sample: &u32) -> bool {
    *sample == 1
}

fn is_zero(draw: &u64) -> bool {
    *draw == 0
}

impl View {
    /// Whether nothing differs from the default.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The view as far as it fits a topology, and one sentence for each part that does not and has its default now. Node
    /// names that are listed twice are listed once; the setting is spelt as the topology spells it.
    pub fn fitted(&self, topology: &Topology) -> (Self, Vec<String>) {
        let mut notes = Vec::new();
        let fitted = self.fit(topology, &mut notes);
        (fitted, bounded(notes))
    }

    fn fit(&self, topology: &Topology, notes: &mut Vec<String>) -> Self {
        let mut fitted = self.clone();
        if let Some(name) = self.bundle.as_ref().filter(|name| !is_bundle_name(name)) {
            notes.push(format!(
                "The name of the bundle, {}, is not one that bundles have: none is chosen.",
                quote(name)
            ));
            fitted.bundle = None;
        }
        let mut seen = BTreeSet::new();
        fitted.down.retain(|id| {
            if !seen.insert(id.clone()) {
                return false;
            }
            let reason = match topology.node(id) {
                Some(node) if node.can_fail() => return true,
                Some(node) if node.tier == Tier::Source => "sources do not fail",
                Some(_) => "the cloud does not fail",
                None => "there is no such node",
            };
            notes.push(format!(
                "{} is marked as down, but {reason}.",
                quote(id.as_str())
            ));
            false
        });
        match topology.setting(&self.setting) {
            Some(setting) => fitted.setting = setting.name,
            None => {
                notes.push(format!(
                    "The reliability setting {} does not exist: \"{NO_FAILURE}\" is chosen.",
                    quote(&self.setting)
                ));
                fitted.setting = NO_FAILURE.to_owned();
            }
        }
        if self.sample == 0 {
            notes.push("Samples count from 1: the first one is shown, not number 0.".to_owned());
            fitted.sample = 1;
        }
        fitted
    }
}

fn is_bundle_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=MAX_BUNDLE_NAME).contains(&name.len()) && name.chars().all(legal)
}

/// No more sentences than a person reads.
fn bounded(mut notes: Vec<String>) -> Vec<String> {
    if notes.len() > MAX_NOTES {
        let more = notes.len() - MAX_NOTES;
        notes.truncate(MAX_NOTES);
        notes.push(format!("And {more} more parts of the view were left out."));
    }
    notes
}

/// The view of a document, field by field, as far as it is one and fits the topology.
pub(super) fn read(value: Option<Value>, topology: &Topology) -> (View, Vec<String>) {
    let mut notes = Vec::new();
    let mut view = View::default();
    let fields = match value {
        None => return (view, notes),
        Some(Value::Object(fields)) => fields,
        Some(_) => {
            notes.push("What was shown is not an object: it is left out.".to_owned());
            return (view, notes);
        }
    };
    for (name, expected, set) in FIELDS {
        if let Some(value) = fields.get(*name)
            && set(&mut view, value).is_none()
        {
            notes.push(format!("view.{name} is left out: {expected} is expected."));
        }
    }
    let fitted = view.fit(topology, &mut notes);
    (fitted, bounded(notes))
}

/// Takes a field's value over; `None` when it is of another shape, and the view stays as it is.
type Set = fn(&mut View, &Value) -> Option<()>;

/// The fields by name, and what is expected in each.
const FIELDS: &[(&str, &str, Set)] = &[
    ("bundle", "a text", |view, value| {
        view.bundle = match value {
            Value::Null => None,
            _ => Some(value.as_str()?.to_owned()),
        };
        Some(())
    }),
    ("down", "a list of node names", |view, value| {
        let names = value
            .as_array()?
            .iter()
            .map(|name| name.as_str().map(NodeId::from));
        view.down = names.collect::<Option<_>>()?;
        Some(())
    }),
    ("setting", "a text", |view, value| {
        view.setting = value.as_str()?.to_owned();
        Some(())
    }),
    (
        "scheme",
        "vanilla, deep-fog-guard, resilinet or resilinet-plus",
        |view, value| {
            view.scheme = Scheme::parse(value.as_str()?)?;
            Some(())
        },
    ),
    ("sample", "a whole number from 1", |view, value| {
        view.sample = u32::try_from(value.as_u64()?)
            .ok()
            .filter(|sample| *sample > 0)?;
        Some(())
    }),
    ("draw", "a whole number from 0", |view, value| {
        view.draw = value.as_u64()?;
        Some(())
    }),
];
