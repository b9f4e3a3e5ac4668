//! What matters: each node, each skip hyperconnection, and what one more skip would buy.

mod charts;
mod more;
mod nodes;
mod skips;
mod trials;

use deepfog_topology::Scheme;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::TabProps;
use crate::trial::{Change, Trial};

/// Epochs of a trial before a person says otherwise, and at most.
const EPOCHS: u32 = 10;
const MOST_EPOCHS: u32 = 500;

/// Properties of [`Matters`].
#[derive(Clone, PartialEq, Properties)]
pub struct MattersProps {
    /// What every part needs.
    pub tab: TabProps,
    /// Hears which changed networks a person wants trained and measured.
    pub on_try: Callback<Vec<Trial>>,
}

/// How trials are trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    scheme: Scheme,
    epochs: u32,
    /// Whether the unchanged network is trained alike, to compare with.
    is_compared: bool,
}

impl MattersProps {
    /// Has changed networks trained.
    fn try_out(&self, changes: Vec<Change>, training: Training) {
        let Some(subject) = &self.tab.state.subject else {
            return;
        };
        let unchanged = training.is_compared.then_some(Change::Nothing);
        let all = unchanged.into_iter().chain(changes);
        let trials =
            all.map(|change| Trial::new(subject, change, training.scheme, training.epochs));
        match trials.collect::<Result<Vec<Trial>, String>>() {
            Ok(trials) => self.on_try.emit(trials),
            Err(why) => self.tab.on_fault().emit(why),
        }
    }
}

/// The tab.
#[function_component]
pub fn Matters(props: &MattersProps) -> Html {
    let state = &props.tab.state;
    let chosen = use_state_eq(|| None::<Scheme>);
    let epochs = use_state_eq(|| EPOCHS);
    let is_compared = use_state_eq(|| true);
    if state.subject.is_none() || state.odds.is_none() {
        return Html::default();
    }
    let with_skips = state.schemes().filter(|scheme| scheme.has_skips());
    let training = Training {
        scheme: chosen
            .or_else(|| with_skips.last())
            .unwrap_or(Scheme::ResilinetPlus),
        epochs: *epochs,
        is_compared: *is_compared,
    };
    let on_scheme = move |event: Event| {
        chosen.set(Scheme::parse(
            &event.target_unchecked_into::<HtmlSelectElement>().value(),
        ));
    };
    let on_epochs = move |event: Event| {
        let value = event
            .target_unchecked_into::<HtmlInputElement>()
            .value_as_number();
        if value.is_finite() {
            epochs.set(value.clamp(1.0, f64::from(MOST_EPOCHS)) as u32);
        }
    };
    let on_compared = move |event: Event| {
        is_compared.set(event.target_unchecked_into::<HtmlInputElement>().checked());
    };
    let schemes = Scheme::ALL.into_iter().filter(|scheme| scheme.has_skips());
    let form = html! {
        <fieldset class="analysis-training" data-testid="trial-form">
            <legend>{ "How a change is trained" }</legend>
            <label class="analysis-field"><span>{ "Scheme" }</span>
                <select data-testid="trial-scheme" onchange={on_scheme}>
                    { for schemes.map(|scheme| html! {
                        <option key={scheme.slug()} value={scheme.slug()} selected={scheme == training.scheme}>{ scheme.name() }</option>
                    }) }
                </select>
            </label>
            <label class="analysis-field"><span>{ "Epochs" }</span>
                <input type="number" min="1" max={MOST_EPOCHS.to_string()} value={training.epochs.to_string()} data-testid="trial-epochs" onchange={on_epochs} />
            </label>
            <label class="analysis-check">
                <input type="checkbox" checked={training.is_compared} data-testid="trial-compared" onchange={on_compared} />
                { "Train the unchanged network alike, to compare with" }
            </label>
        </fieldset>
    };
    html! {
        <>
            <nodes::Nodes ..props.tab.clone() />
            <skips::Skips matters={props.clone()} {training} />
            <more::More matters={props.clone()} {training} {form} />
            <trials::Trials ..props.tab.clone() />
        </>
    }
}
