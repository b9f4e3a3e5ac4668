//! The middle of the page: the sentence, the drawing, and the facts of one node.

use std::rc::Rc;

use deepfog_protocol::SchemeAnswer;
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::scheme_switch::SchemeSwitch;
use super::topology::TopologyView;
use crate::action::Action;
use crate::network::Network;
use crate::panels::{Inspector, PricePanel, Shared};
use crate::sentence;

/// Properties of [`Stage`].
#[derive(Clone, PartialEq, Properties)]
pub struct StageProps {
    /// The network.
    pub network: Rc<Network>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// The scheme chosen.
    pub scheme: Scheme,
    /// The scheme whose flow is shown now.
    pub flow_scheme: Scheme,
    /// The node whose facts stay shown.
    pub selected: Option<usize>,
    /// The node that is pointed at.
    pub pointed: Option<usize>,
    /// What the scheme shown answered, when that is the answer to the present sample and pattern.
    pub answer: Option<Shared<SchemeAnswer>>,
    /// Counts what flowed.
    pub serial: u32,
    /// What the live region says.
    pub announcement: Rc<str>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// What the failures mean, in words and as a drawing.
#[function_component]
pub fn Stage(props: &StageProps) -> Html {
    let network = &props.network;
    let sentence = use_memo((network.clone(), props.pattern), |(network, pattern)| {
        sentence::describe(network, *pattern)
    });
    html! {
        <section class="stage" aria-label="Network">
            <p class="say" data-testid="sentence"><b>{ &sentence.lead }</b>{ " " }{ &sentence.rest }</p>
            <p class="unseen" role="status" data-testid="announcement">{ props.announcement.to_string() }</p>
            <SchemeSwitch scheme={props.scheme} shown={props.flow_scheme} on={props.on.clone()} />
            <TopologyView network={network.clone()} pattern={props.pattern} scheme={props.flow_scheme}
                selected={props.selected} pointed={props.pointed} serial={props.serial} on={props.on.clone()} />
            <div class="node-facts" data-testid="inspector">
                if let Some(node) = props.pointed.or(props.selected) {
                    <Inspector topology={network.document.clone()} plan={network.plan(props.flow_scheme).clone()}
                        node={network.name(node).clone()} pattern={props.pattern} answer={props.answer.clone()}
                        classes={network.classes.clone()} />
                } else {
                    <p class="empty">{ "Click a node to fail it, again to restore it. Point at one, or walk there with the arrow keys, to see its units, its output and what it sends." }</p>
                    <PricePanel without={network.plan(Scheme::Vanilla).clone()} with={network.plan(Scheme::ResilinetPlus).clone()} />
                }
            </div>
        </section>
    }
}
