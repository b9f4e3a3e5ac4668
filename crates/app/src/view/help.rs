//! The help: keys, marks, and what the networks and samples are.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_protocol::{BundleFacts, PackFacts};
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::dialog::use_dialog;
use super::keys::KEYS;
use crate::action::Action;
use crate::network::Network;
use crate::panels::scheme_mark;
use crate::schemes::{ByScheme, Schemes};

/// Properties of [`Help`].
#[derive(Clone, PartialEq, Properties)]
pub struct HelpProps {
    /// Whether it is open.
    pub open: bool,
    /// The network shown.
    pub network: Rc<Network>,
    /// The schemes that there are.
    pub schemes: Schemes,
    /// Those of which a person's own network is shown.
    pub own: Schemes,
    /// What is loaded of it.
    pub bundles: ByScheme<Rc<BundleFacts>>,
    /// The sample pack's header.
    pub pack: Option<Rc<PackFacts>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Path, class and words of each kind of line in the drawing.
const LINES: [(&str, &str); 5] = [
    ("normal idle", "hyperconnection: from a node to the next"),
    ("skip idle", "skip hyperconnection: it jumps over a node"),
    (
        "normal carrying",
        "part of a live path from a source to the cloud",
    ),
    ("normal dead", "nothing comes: the sender is down or silent"),
    (
        "skip absent",
        "not part of the scheme shown (Vanilla has no skips)",
    ),
];

/// A dialog that the browser keeps the focus in, and closes on Escape.
#[function_component]
pub fn Help(props: &HelpProps) -> Html {
    let dialog = use_dialog(props.open);
    let close = {
        let on = props.on.clone();
        move || on.emit(Action::ShowHelp(false))
    };
    let (on_close, on_click) = (close.clone(), close);
    html! {
        <dialog class="help" ref={dialog} aria-labelledby="help-title" data-testid="help-dialog" onclose={move |_: Event| on_close()}>
            if props.open {
                <div class="help-head">
                    <h2 id="help-title">{ "Help" }</h2>
                    <button type="button" data-testid="close-help" onclick={move |_: MouseEvent| on_click()}>{ "Close" }</button>
                </div>
                <p>{ "A deep neural network is spread over physical nodes from sensor to cloud. Fail nodes, and see what each of four schemes still answers. Everything is computed in this browser, on samples that no network was trained on." }</p>
                <div class="help-columns">
                    <section>
                        <h3>{ "Keys" }</h3>
                        <dl class="keys">
                            { for KEYS.iter().map(|(key, what)| html! { <><dt>{ *key }</dt><dd>{ *what }</dd></> }) }
                        </dl>
                    </section>
                    <section>
                        <h3>{ "Lines" }</h3>
                        <ul class="marks">
                            { for LINES.iter().map(|(class, what)| html! {
                                <li>
                                    <svg width="44" height="12" aria-hidden="true">
                                        <g class={classes!("wire", *class)}>
                                            <path class="wire-line" d="M2 6H34" /><path class="wire-head" d="M42 6l-8-4v8z" />
                                        </g>
                                    </svg>
                                    { *what }
                                </li>
                            }) }
                        </ul>
                        <h3>{ "Marks in a node" }</h3>
                        <p class="note">{ "One mark per DNN unit: a bar is a dense layer, three squares are a convolution, a wedge is pooling, a hollow bar the classifying layer." }</p>
                    </section>
                    <section>
                        <h3>{ "Schemes" }</h3>
                        <ul class="marks">
                            { for props.schemes.iter().map(|scheme| scheme_line(props, scheme)) }
                        </ul>
                    </section>
                    <section>
                        <h3>{ "Samples" }</h3>
                        if let Some(pack) = &props.pack {
                            <p>{ "Shown: " }{ &pack.split }{ "." }</p>
                            <p class="note">{ &pack.source }</p>
                        } else {
                            <p class="note">{ "They are on their way." }</p>
                        }
                        <p class="note">{ "The dashed line on every accuracy bar is the random guess; the whiskers are the 95 % interval (Wilson)." }</p>
                    </section>
                </div>
            }
        </dialog>
    }
}

fn scheme_line(props: &HelpProps, scheme: Scheme) -> Html {
    let what = match scheme {
        Scheme::Vanilla => "no skip hyperconnections, trained plainly",
        Scheme::DeepFogGuard => "skip hyperconnections, trained plainly",
        Scheme::Resilinet => {
            "skips and failout; a skip counts only when nothing that it jumps over delivers"
        }
        Scheme::ResilinetPlus => "skips and failout; every input is added",
    };
    let parameters = props
        .network
        .plan(scheme)
        .map(|plan| plan.parameter_count() as u64);
    html! {
        <li>
            { scheme_mark(scheme) }
            <span>
                <b>{ scheme.name() }</b>{ ": " }{ what }{ ". " }
                <span class="note">
                    { parameters.map(|parameters| format!("{} parameters", number::count(parameters))) }
                    if let Some(facts) = props.bundles.get(scheme) {
                        { ", " }{ format!("{}, seed {}: {}.{}", number::bytes(facts.bytes), facts.seed, facts.training, at_training(facts)) }
                    }
                    if props.own.contains(scheme) { { " Trained on this device." } }
                </span>
            </span>
        </li>
    }
}

/// The accuracies at training, for comparison: ` At training: validation 91.2 %, test 90.8 %.`
fn at_training(facts: &BundleFacts) -> String {
    if facts.accuracies.is_empty() {
        return String::new();
    }
    let parts: Vec<String> = facts
        .accuracies
        .iter()
        .map(|measured| {
            format!(
                "{} {} % of {}",
                measured.part,
                number::percent(measured.accuracy),
                number::count(u64::from(measured.n))
            )
        })
        .collect();
    format!(" At training, no failure: {}.", parts.join(", "))
}
