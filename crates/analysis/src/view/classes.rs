//! Which classes are taken for which, which suffer, and how sure the networks are.

mod matrix;
mod reliability;
mod suffering;
mod sureness;

use std::rc::Rc;

use deepfog_topology::Scheme;
use yew::prelude::*;

use super::TabProps;
use crate::action::Action;
use crate::classes::{Measured, SchemeClasses};
use crate::condition::{Condition, pattern};
use crate::kit::parts::{instead, segments};
use crate::state::State;

/// Properties of the parts of this tab.
#[derive(Clone, PartialEq, Properties)]
pub struct PartProps {
    /// What every part needs.
    pub tab: TabProps,
    /// What is told of every scheme; at least one.
    pub told: Rc<Vec<SchemeClasses>>,
    /// The scheme whose matrix is shown.
    pub scheme: Scheme,
}

impl PartProps {
    /// A class's name.
    pub fn class(&self, class: usize) -> String {
        let pack = self.tab.state.pack.as_ref();
        let name = pack.and_then(|pack| pack.classes.get(class));
        name.cloned().unwrap_or_else(|| format!("class {class}"))
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.told.first().map_or(0, |told| told.recall[0].len())
    }

    /// Samples of each class.
    pub fn samples(&self) -> Vec<u32> {
        let scheme = self.told.first().map(|told| told.scheme);
        let evidence = scheme.and_then(|scheme| self.tab.state.evidence_of(scheme));
        evidence
            .and_then(|found| found.detail.as_ref())
            .map_or_else(Vec::new, |detail| detail.samples.clone())
    }
}

/// The tab.
#[function_component]
pub fn Classes(props: &TabProps) -> Html {
    let state = &props.state;
    let chosen = use_state_eq(|| None::<Scheme>);
    // What else changes on the page computes nothing anew, and a slider only what depends on it.
    let evidence: Vec<_> = state.shown().cloned().collect();
    let measured = use_memo(evidence.clone(), |_| Measured::all(state));
    let told = use_memo(
        (evidence, state.odds.clone(), pattern(state)),
        |(_, odds, looked_at)| {
            let told = |measured: &Measured| measured.told(*looked_at, odds.as_ref()?);
            measured.iter().filter_map(told).collect::<Vec<_>>()
        },
    );
    if state.is_beyond() {
        return instead(
            "More than 16 parts can fail: their failure patterns are too many to measure each, and classes are told of measured patterns only.",
        );
    }
    let last = told.last().map(|told| told.scheme);
    let scheme = chosen.filter(|scheme| told.iter().any(|told| told.scheme == *scheme));
    let Some(scheme) = scheme.or(last) else {
        return instead(waiting(state));
    };
    let part = PartProps {
        tab: props.clone(),
        told,
        scheme,
    };
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |scheme: Scheme| chosen.set(Some(scheme)))
    };
    let conditions = Condition::ALL.map(|choice| (choice, choice.slug(), choice.choice()));
    let schemes: Vec<(Scheme, &str, &str)> = part
        .told
        .iter()
        .map(|told| (told.scheme, told.scheme.slug(), told.scheme.name()))
        .collect();
    html! {
        <>
            <div class="analysis-bar" data-testid="classes-controls" data-schemes={part.told.len().to_string()} data-pattern={pattern(state).0.to_string()}>
                { segments("condition", "Under", &conditions, state.condition, &props.on.reform(Action::Under)) }
                if schemes.len() > 1 { { segments("matrix-scheme", "Matrix of", &schemes, scheme, &choose) } }
                <p class="analysis-readout"><b>{ state.condition.words(state) }</b></p>
            </div>
            <matrix::Matrix ..part.clone() />
            <suffering::Suffering ..part.clone() />
            <reliability::Reliability ..part.clone() />
            <sureness::Sureness ..part />
        </>
    }
}

/// What is still missing.
fn waiting(state: &State) -> String {
    let found = state
        .shown()
        .map(|found| (found.table.n, found.total))
        .max();
    match found {
        Some((n, total)) if n < total => {
            format!("Classes are told once every sample is counted: {n} of {total} so far.")
        }
        // What is counted to the end comes with its classes, but for very many answers.
        Some(_) => {
            "Too many failure patterns are answered differently: classes are not kept of so many."
                .to_owned()
        }
        None => "The answers to each class are being counted.".to_owned(),
    }
}
