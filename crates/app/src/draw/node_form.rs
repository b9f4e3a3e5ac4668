//! The form of one node.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_topology::{Edit, NodeId, Scheme, Tier};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::choice::Choice;
use super::field::parse_name;
use super::reliability_form::ReliabilityForm;
use super::sense_form::SenseForm;
use super::skips_button::SkipsButton;
use super::text_field::{TextField, asks};
use super::units_form::UnitsForm;
use crate::action::Action;
use crate::network::Network;
use crate::panels::Shared;

/// Properties of [`NodeForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct NodeFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// The node, as an index into the graph.
    pub node: usize,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// The sample shown, as recorded: image regions are drawn on it.
    pub values: Option<Shared<Vec<f32>>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Name, tier, what it senses, units, reliabilities, and what it costs.
#[function_component]
pub fn NodeForm(props: &NodeFormProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let Some(id) = network.graph.ids().get(props.node) else {
        return Html::default();
    };
    let tier = network.graph.tier(props.node);
    let read_name = {
        let (id, network) = (id.clone(), network.clone());
        asks(on, move |text| {
            let ids = network.graph.ids().iter();
            let others: Vec<NodeId> = ids.filter(|other| **other != id).cloned().collect();
            let name = parse_name(text, &others)?;
            let node = id.clone();
            Ok((name != id.as_str()).then_some(Action::Edit(Edit::Rename { node, name })))
        })
    };
    let choose_tier = {
        let (on, id) = (on.clone(), id.clone());
        Callback::from(move |slug: String| {
            if let Some(tier) = Tier::ALL.into_iter().find(|tier| tier.name() == slug) {
                let nodes = vec![id.clone()];
                on.emit(Action::Edit(Edit::SetTier { nodes, tier }));
            }
        })
    };
    html! {
        <section class="draw-form" aria-label={format!("Node {id}")} data-testid="node-form" data-node={id.to_string()}>
            <h2>{ "Node" }<span class="aside">{ id.to_string() }</span></h2>
            <div class="fields two">
                <TextField label="Name" field="name" value={id.to_string()} read={read_name} />
                <Choice label="Tier" field="tier" value={tier.name()} options={tiers()} on_choose={choose_tier} />
            </div>
            if tier == Tier::Source {
                <SenseForm network={network.clone()} node={props.node} values={props.values.clone()} on={on.clone()} />
            }
            <UnitsForm network={network.clone()} node={props.node} on={on.clone()} />
            <ReliabilityForm network={network.clone()} node={props.node} setting={props.setting} on={on.clone()} />
            { costs(network, id, tier) }
            if tier != Tier::Cloud {
                <div class="form-part"><SkipsButton network={network.clone()} node={props.node} on={on.clone()} /></div>
            }
            <div class="buttons">
                <ActionButton label="Duplicate" name="duplicate" action={Action::Duplicate} on={on.clone()} />
                <ActionButton label={format!("Delete {id}")} name="delete" class="danger" action={Action::Delete} on={on.clone()} />
            </div>
        </section>
    }
}

/// The tiers as a list to choose from.
pub fn tiers() -> Vec<(AttrValue, AttrValue)> {
    Tier::ALL
        .into_iter()
        .map(|tier| (tier.name().into(), tier.name().into()))
        .collect()
}

fn costs(network: &Network, id: &NodeId, tier: Tier) -> Html {
    let costs = network.costs(Scheme::ResilinetPlus);
    let cost = costs.node(id);
    let parameters = cost.and_then(|cost| cost.parameters);
    // The cloud's output is the answer: it sends nothing.
    let sends = tier != Tier::Cloud;
    let bytes = cost.and_then(|cost| cost.output_bytes).filter(|_| sends);
    html! {
        <dl class="form-facts" data-parameters={parameters.map(|it| it.to_string())} data-bytes={bytes.map(|it| it.to_string())}>
            <dt>{ "parameters" }</dt><dd class="figure">{ number::known(parameters, number::count) }</dd>
            if sends {
                <dt>{ "sends per sample" }</dt><dd class="figure">{ number::known(bytes, number::bytes) }</dd>
            }
        </dl>
    }
}
