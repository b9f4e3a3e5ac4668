//! A table of all nodes and hyperconnections, with the same powers as the drawing.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_resilience::Pattern;
use deepfog_topology::rules::MAX_NODES;
use deepfog_topology::{Edit, LinkKind, Scheme, Tier};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::element_rows::{LinkRow, NodeRow};
use super::focus::use_focus_after;
use super::targets::targets;
use super::wording;
use crate::action::Action;
use crate::flow::{Flow, NodeState};
use crate::network::Network;

/// Properties of [`ElementTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct ElementTableProps {
    /// The network.
    pub network: Rc<Network>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// The scheme whose flow is shown.
    pub scheme: Scheme,
    /// The node selected, as an index into the graph.
    pub selected: Option<usize>,
    /// The hyperconnection selected, as an index among the graph's edges.
    pub link: Option<usize>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Buttons that add nodes, a table of the nodes, and one of the hyperconnections. It is long: let it be made only where it
/// is shown.
#[function_component]
pub fn ElementTable(props: &ElementTableProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let root = use_node_ref();
    let focus = use_focus_after(&root, network.clone());
    let flow = use_memo(
        (network.clone(), props.scheme, props.pattern),
        |(network, scheme, pattern)| Flow::new(network, *scheme, *pattern),
    );
    let names = use_memo(network.clone(), |network| {
        let ids = network.graph.ids().iter();
        ids.map(|id| AttrValue::from(id.to_string()))
            .collect::<Vec<_>>()
    });
    let targets = use_memo(network.clone(), |network| targets(&network.graph));
    let setting = network.settings.get(props.setting);
    let costs = network.costs(Scheme::ResilinetPlus);
    let node_row = |node: usize| {
        let tier = network.graph.tier(node);
        let reliability = setting
            .filter(|_| matches!(tier, Tier::Edge | Tier::Fog))
            .map(|setting| setting.of(network.name(node)));
        html! {
            <NodeRow key={names[node].to_string()} {node} name={names[node].clone()} {tier} state={flow.nodes.get(node).copied().unwrap_or(NodeState::Silent)}
                units={network.units(node).len()} {reliability} targets={targets[node].iter().map(|&to| names[to].clone()).collect::<Vec<_>>()}
                selected={props.selected == Some(node)} on_delete={focus.clone()} on={on.clone()} />
        }
    };
    let link_row = |at: usize| {
        let edge = network.graph.edges()[at];
        let waiting = flow.waiting.get(at).copied().unwrap_or(false);
        let state = flow.links.get(at).copied();
        let (state, state_name) =
            state.map_or(("", ""), |state| wording::link_state(state, waiting));
        let bytes = costs.links.get(at).and_then(|cost| cost.bytes);
        html! {
            <LinkRow key={format!("{}→{}", names[edge.from], names[edge.to])} link={at} from={names[edge.from].clone()} to={names[edge.to].clone()}
                skip={edge.kind == LinkKind::Skip} {state} {state_name} {bytes} selected={props.link == Some(at)} on_delete={focus.clone()} on={on.clone()} />
        }
    };
    let full = (network.graph.len() >= MAX_NODES).then(|| {
        AttrValue::from(format!(
            "There are {MAX_NODES} nodes; there is no room for more."
        ))
    });
    let up = setting.map_or(String::new(), |setting| format!("up, {}", setting.name));
    html! {
        <div class="element-table" ref={root} data-testid="table">
            <div class="buttons">
                { for Tier::ALL.into_iter().map(|tier| html! {
                    <ActionButton key={tier.name()} label={format!("Add {}", tier.name())} name={format!("add-{}", tier.name())} refused={full.clone()}
                        action={Action::Edit(Edit::AddNode { tier, position: None, joined: Vec::new() })} on={on.clone()} />
                }) }
            </div>
            if !network.graph.is_empty() {
                <table class="figures-table">
                    <caption>{ "Nodes" }</caption>
                    <thead><tr>
                        <th scope="col">{ "node" }</th><th scope="col">{ "tier" }</th><th scope="col">{ "state" }</th><th scope="col">{ "units" }</th>
                        <th scope="col" title="Probability to be up under the setting chosen">{ up }</th>
                        <th scope="col">{ "connect" }</th><td></td>
                    </tr></thead>
                    <tbody>{ for (0..network.graph.len()).map(node_row) }</tbody>
                </table>
            }
            if !network.graph.edges().is_empty() {
                <table class="figures-table">
                    <caption>{ format!("Hyperconnections, state under {}", props.scheme.name()) }</caption>
                    <thead><tr>
                        <th scope="col">{ "hyperconnection" }</th><th scope="col">{ "kind" }</th><th scope="col">{ "state" }</th>
                        <th scope="col">{ "bytes" }</th><td></td>
                    </tr></thead>
                    <tbody>{ for (0..network.graph.edges().len()).map(link_row) }</tbody>
                </table>
            }
        </div>
    }
}

/// A reliability as the table shows it.
pub fn reliability_text(reliability: Option<f64>) -> String {
    reliability.map_or_else(|| "never fails".to_owned(), number::share)
}
