//! The form of several nodes that are marked.

use std::rc::Rc;

use deepfog_topology::{Edit, NodeId, Tier};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::choice::Choice;
use super::node_form::tiers;
use super::spread;
use super::spread_form::SpreadForm;
use super::wording;
use crate::action::Action;
use crate::network::Network;
use crate::node_set::NodeSet;

/// Properties of [`NodesForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct NodesFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// The nodes marked, as indices into the graph.
    pub marked: NodeSet,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// What can be done to all of them at once.
#[function_component]
pub fn NodesForm(props: &NodesFormProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let nodes: Vec<NodeId> = props
        .marked
        .iter()
        .filter_map(|node| network.graph.ids().get(node).cloned())
        .collect();
    let names: Vec<String> = nodes.iter().map(ToString::to_string).collect();
    let mut tiers_now: Vec<Tier> = props
        .marked
        .iter()
        .filter(|&node| node < network.graph.len())
        .map(|node| network.graph.tier(node))
        .collect();
    tiers_now.dedup();
    let common = match tiers_now.as_slice() {
        [tier] => tier.name(),
        _ => "",
    };
    let choose_tier = {
        let (on, nodes) = (on.clone(), nodes.clone());
        Callback::from(move |slug: String| {
            if let Some(tier) = Tier::ALL.into_iter().find(|tier| tier.name() == slug) {
                let nodes = nodes.clone();
                on.emit(Action::Edit(Edit::SetTier { nodes, tier }));
            }
        })
    };
    let mut options = tiers();
    if common.is_empty() {
        options.insert(0, ("".into(), "several".into()));
    }
    let count = nodes.len();
    html! {
        <section class="draw-form" aria-label={format!("{count} nodes")} data-testid="nodes-form" data-count={count.to_string()}>
            <h2>{ format!("{count} nodes") }</h2>
            <p>{ wording::some(&names) }</p>
            <Choice label="Tier of all" field="tier" value={common} {options} on_choose={choose_tier} />
            <SpreadForm key={names.join(" ")} network={network.clone()} path={spread::marked_path(&network.graph, props.marked)} on={on.clone()} />
            <div class="buttons">
                <ActionButton label={format!("Duplicate {count}")} name="duplicate" action={Action::Duplicate} on={on.clone()} />
                <ActionButton label={format!("Delete {count}")} name="delete" class="danger" action={Action::Delete} on={on.clone()} />
            </div>
        </section>
    }
}
