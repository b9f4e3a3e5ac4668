//! The form of one hyperconnection.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_topology::{Edit, Link, LinkKind, Scheme};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::field::parse_weight;
use super::text_field::{TextField, asks};
use super::weights::{self, RuleKind};
use super::wording;
use crate::action::Action;
use crate::network::Network;

/// Properties of [`LinkForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct LinkFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// The hyperconnection, as an index among the graph's edges.
    pub link: usize,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// What it jumps over, its weight, and what it costs.
#[function_component]
pub fn LinkForm(props: &LinkFormProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let graph = &network.graph;
    let Some(&edge) = graph.edges().get(props.link) else {
        return Html::default();
    };
    let link = Link {
        from: network.name(edge.from).clone(),
        to: network.name(edge.to).clone(),
    };
    let name = format!("{} → {}", link.from, link.to);
    let weight = weights::weight(&network.topology, &link);
    let read_weight = {
        let link = link.clone();
        asks(on, move |text| {
            let typed = parse_weight(text)?;
            let link = link.clone();
            let edit = Edit::SetWeight {
                link,
                weight: typed,
            };
            Ok((Some(typed) != weight).then_some(Action::Edit(edit)))
        })
    };
    let rule = RuleKind::of(&network.topology.weights);
    let costs = network.costs(Scheme::ResilinetPlus);
    let cost = costs.link(&link);
    let bytes = cost.and_then(|cost| cost.bytes);
    let parameters = cost.and_then(|cost| cost.parameters);
    let select = |node: usize| {
        let id = network.name(node);
        html! {
            <ActionButton key={node} label={format!("Select {id}")} name={format!("select-{id}")} action={Action::Select(Some(node))} on={on.clone()} />
        }
    };
    html! {
        <section class="draw-form" aria-label={format!("Hyperconnection {name}")} data-testid="link-form"
            data-link={format!("{}→{}", link.from, link.to)} data-kind={wording::kind(edge.kind)}>
            <h2>{ "Hyperconnection" }<span class="aside">{ &name }</span></h2>
            <p class="link-kind">
                <svg class="link-sample" width="22" height="8" aria-hidden="true">
                    <line class={if edge.kind == LinkKind::Skip { "link-skip" } else { "link-normal" }} x1="0" x2="22" y1="4" y2="4" />
                </svg>
                <span>{ wording::kind_of_link(graph, props.link) }</span>
            </p>
            <div class="form-part">
                <TextField label="Weight" field="weight" keyboard="decimal" value={weight.map_or(String::new(), |weight| weight.to_string())}
                    read={read_weight} />
                if let Some(note) = wording::weight_change(rule) {
                    <p class="note">{ note }</p>
                }
            </div>
            <dl class="form-facts" data-bytes={bytes.map(|it| it.to_string())} data-parameters={parameters.map(|it| it.to_string())}>
                <dt>{ "bytes per sample" }</dt><dd class="figure">{ number::known(bytes, number::bytes) }</dd>
                <dt>{ "parameters of its adapter" }</dt><dd class="figure">{ number::known(parameters, number::count) }</dd>
            </dl>
            <div class="buttons">{ select(edge.from) }{ select(edge.to) }</div>
            <div class="buttons">
                <ActionButton label={format!("Delete {name}")} name="delete" class="danger" action={Action::Delete} on={on.clone()} />
            </div>
        </section>
    }
}
