//! The head of the page: which network, how far it is loaded, help.

use std::rc::Rc;

use deepfog_notation::words::counted;
use deepfog_topology::TaskId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::glyph::{GlyphKind, glyph};
use super::mode_switch::mode_switch;
use crate::action::Action;
use crate::lab_link::Ask;
use crate::network::Network;
use crate::state::{Download, Mode};

/// Properties of [`Header`].
#[derive(Clone, PartialEq, Properties)]
pub struct HeaderProps {
    /// All networks.
    pub networks: Rc<Vec<Rc<Network>>>,
    /// The one shown.
    pub network: Rc<Network>,
    /// What a click on the network does.
    pub mode: Mode,
    /// How far the networks are loaded, while they are.
    pub download: Option<Download>,
    /// Share of the sweeps that is done while they run.
    pub swept: Option<f64>,
    /// Asks for the laboratory.
    pub on_train: Callback<Ask>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Network and task choosers, progress, help.
#[function_component]
pub fn Header(props: &HeaderProps) -> Html {
    let network = &props.network;
    let on_preset = {
        let on = props.on.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            on.emit(Action::OpenPreset(select.value()));
        })
    };
    let on_help = {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(Action::ShowHelp(true))
    };
    let on_documents = {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(Action::ShowDocuments(true))
    };
    html! {
        <header class="top">
            <h1>{ "DeepFog" }</h1>
            <span class="select">
                <select aria-label="Network" data-testid="preset" onchange={on_preset}>
                    { for props.networks.iter().filter(|other| other.task.id == network.task.id).filter_map(|other| other.preset.map(|id| html! {
                        <option key={id} value={id} selected={network.preset == Some(id)}>{ &other.topology.title }</option>
                    })) }
                    if network.preset.is_none() {
                        <option key="drawn" value="" selected={true}>{ drawn_name(network) }</option>
                    }
                </select>
                { glyph(GlyphKind::Open) }
            </span>
            <button type="button" data-testid="documents" onclick={on_documents}>{ "Documents" }</button>
            <fieldset class="segments" data-testid="task">
                <legend class="unseen">{ "Task" }</legend>
                { for [(TaskId::SMARTWATCH, "Motion"), (TaskId::FASHION_MNIST, "Image")].into_iter().map(|(task, name)| {
                    let on = props.on.clone();
                    html! {
                        <label key={task}>
                            <input type="radio" name="task" value={task} checked={network.task.id.as_str() == task}
                                onchange={move |_: Event| on.emit(Action::ChooseTask(TaskId::from(task)))} />
                            <span>{ name }</span>
                        </label>
                    }
                }) }
            </fieldset>
            { mode_switch(props.mode, &props.on) }
            <button type="button" data-testid="train" title="Train this drawing in this browser" onclick={props.on_train.reform(|_: MouseEvent| Ask::Train)}>{ "Train" }</button>
            <button type="button" data-testid="analyse" title="Every failure of this drawing: what it costs, which nodes matter" onclick={props.on_train.reform(|_: MouseEvent| Ask::Analyse)}>{ "Analyse" }</button>
            <p class="facts">
                { format!("{} can fail · {}", counted(network.patterns.failable_count(), "node"), counted(network.skip_count(), "skip hyperconnection")) }
            </p>
            <div class="end">
                { progress(props) }
                <button type="button" class="square" aria-label="Help: keys and marks" data-testid="help" onclick={on_help}>{ "?" }</button>
            </div>
        </header>
    }
}

/// What a person drew, as an entry of the list of networks.
fn drawn_name(network: &Network) -> String {
    let title = network.topology.title.trim();
    match title.is_empty() {
        true => "Untitled drawing".to_owned(),
        false => format!("{title} (drawn)"),
    }
}

/// What still comes: first the downloads, then the sweeps.
fn progress(props: &HeaderProps) -> Html {
    if let Some(Download {
        loaded,
        wanted,
        share,
    }) = props.download
    {
        html! {
            <span class="progress" data-testid="progress" data-progress="download">
                <span>{ format!("{loaded} of {wanted} schemes loaded") }</span>
                <progress max="1" value={format!("{share:.3}")} aria-label="Loading the networks"></progress>
            </span>
        }
    } else if let Some(share) = props.swept {
        html! {
            <span class="progress" data-testid="progress" data-progress="sweep">
                <span>{ format!("Every failure pattern: {:.0} %", 100.0 * share) }</span>
                <progress max="1" value={format!("{share:.3}")} aria-label="Computing every failure pattern"></progress>
            </span>
        }
    } else {
        Html::default()
    }
}
