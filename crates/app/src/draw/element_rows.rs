//! The rows of the table of nodes and hyperconnections. Each is drawn again only when what it shows has changed.

use deepfog_notation::number;
use deepfog_topology::{Edit, Link, Tier};
use yew::prelude::*;

use super::choice::Choice;
use super::element_table::reliability_text;
use super::node_form::tiers;
use crate::action::Action;
use crate::flow::NodeState;

/// Properties of [`NodeRow`].
#[derive(Clone, PartialEq, Properties)]
pub struct NodeRowProps {
    /// The node, as an index into the graph.
    pub node: usize,
    /// Its name.
    pub name: AttrValue,
    /// Its tier.
    pub tier: Tier,
    /// What it does.
    pub state: NodeState,
    /// Number of its units.
    pub units: usize,
    /// Its probability to be up; `None` for one that never fails.
    pub reliability: Option<f64>,
    /// The nodes that it can be connected to.
    pub targets: Vec<AttrValue>,
    /// Whether it is selected.
    pub selected: bool,
    /// Takes what the focus goes to after it is deleted.
    pub on_delete: Callback<Vec<String>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// One node.
#[function_component]
pub fn NodeRow(props: &NodeRowProps) -> Html {
    let name = &props.name;
    let id = || deepfog_topology::NodeId::from(name.as_str());
    let down = props.state == NodeState::Down;
    let state = match props.state {
        NodeState::Down => "down",
        NodeState::Silent => "up, silent",
        NodeState::Delivering => "up",
    };
    let verb = if down { "Restore" } else { "Fail" };
    let emit = |action: Action| {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(action.clone())
    };
    let choose_tier = {
        let (on, id) = (props.on.clone(), id());
        Callback::from(move |slug: String| {
            if let Some(tier) = Tier::ALL.into_iter().find(|tier| tier.name() == slug) {
                let nodes = vec![id.clone()];
                on.emit(Action::Edit(Edit::SetTier { nodes, tier }));
            }
        })
    };
    let connect = {
        let (on, from) = (props.on.clone(), id());
        Callback::from(move |to: String| {
            if !to.is_empty() {
                let (from, to) = (from.clone(), to.as_str().into());
                on.emit(Action::Edit(Edit::Connect { from, to }));
            }
        })
    };
    let targets: Vec<(AttrValue, AttrValue)> =
        std::iter::once((AttrValue::Static(""), AttrValue::Static("to…")))
            .chain(props.targets.iter().map(|to| (to.clone(), to.clone())))
            .collect();
    let delete = delete(
        &props.on_delete,
        &props.on,
        Edit::Delete {
            nodes: vec![id()],
            links: Vec::new(),
        },
    );
    html! {
        <tr class={classes!(props.selected.then_some("chosen"))} data-row={name.clone()} data-state={if down { "down" } else { "up" }}>
            <th scope="row">
                <button type="button" class="plain" data-do="select" aria-pressed={props.selected.to_string()} aria-label={format!("{name}: select it")}
                    onclick={emit(Action::Select(Some(props.node)))}>{ name }</button>
            </th>
            <td><Choice unseen=true label={format!("Tier of {name}")} field={format!("tier-{name}")} value={props.tier.name()} options={tiers()} on_choose={choose_tier} /></td>
            <td>
                <span class={classes!("row-state", down.then_some("bad"))}>{ state }</span>
                if matches!(props.tier, Tier::Edge | Tier::Fog) {
                    <button type="button" data-do="toggle" aria-label={format!("{verb} {name}")} onclick={emit(Action::Toggle(props.node))}>{ verb }</button>
                }
            </td>
            <td class="figure">{ props.units }</td>
            <td class="figure">{ reliability_text(props.reliability) }</td>
            <td>
                if props.targets.is_empty() {
                    <span class="quiet" title={format!("There is no node that {name} can newly feed.")}>{ "–" }<span class="unseen">{ "no node to connect to" }</span></span>
                } else {
                    <Choice unseen=true label={format!("Connect {name} to")} field={format!("connect-{name}")} value="" options={targets} on_choose={connect} />
                }
            </td>
            <td><button type="button" data-do="delete" aria-label={format!("Delete {name}")} onclick={delete}>{ "Delete" }</button></td>
        </tr>
    }
}

/// Properties of [`LinkRow`].
#[derive(Clone, PartialEq, Properties)]
pub struct LinkRowProps {
    /// The hyperconnection, as an index among the graph's edges.
    pub link: usize,
    /// The sender's name.
    pub from: AttrValue,
    /// The receiver's name.
    pub to: AttrValue,
    /// Whether it is a skip.
    pub skip: bool,
    /// What it does, in words.
    pub state: AttrValue,
    /// What it does, in attributes.
    pub state_name: AttrValue,
    /// Bytes that it carries per sample, where known.
    pub bytes: Option<u64>,
    /// Whether it is selected.
    pub selected: bool,
    /// Takes what the focus goes to after it is deleted.
    pub on_delete: Callback<Vec<String>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// One hyperconnection.
#[function_component]
pub fn LinkRow(props: &LinkRowProps) -> Html {
    let name = format!("{} → {}", props.from, props.to);
    let kind = if props.skip { "skip" } else { "normal" };
    let select = {
        let (on, link) = (props.on.clone(), props.link);
        move |_: MouseEvent| on.emit(Action::SelectLink(Some(link)))
    };
    let delete = delete(
        &props.on_delete,
        &props.on,
        Edit::Delete {
            nodes: Vec::new(),
            links: vec![Link {
                from: props.from.as_str().into(),
                to: props.to.as_str().into(),
            }],
        },
    );
    html! {
        <tr class={classes!(props.selected.then_some("chosen"))} data-row={format!("{}→{}", props.from, props.to)} data-kind={kind} data-flow={props.state_name.clone()}>
            <th scope="row">
                <button type="button" class="plain" data-do="select" aria-pressed={props.selected.to_string()} aria-label={format!("{name}: select it")}
                    onclick={select}>{ &name }</button>
            </th>
            <td>{ kind }</td>
            <td>{ &props.state }</td>
            <td class="figure">{ number::known(props.bytes, number::bytes) }</td>
            <td><button type="button" data-do="delete" aria-label={format!("Delete {name}")} onclick={delete}>{ "Delete" }</button></td>
        </tr>
    }
}

/// Deletes, and sends the focus to the row after the one that is gone, or before it, or to the buttons that add nodes.
fn delete(
    on_delete: &Callback<Vec<String>>,
    on: &Callback<Action>,
    edit: Edit,
) -> impl Fn(MouseEvent) + use<> {
    let (on_delete, on) = (on_delete.clone(), on.clone());
    move |event: MouseEvent| {
        on_delete.emit(beside(&event));
        on.emit(Action::Edit(edit.clone()));
    }
}

/// The delete buttons of the rows beside the one that was pressed, as CSS selectors.
fn beside(event: &MouseEvent) -> Vec<String> {
    let row = event
        .target_dyn_into::<web_sys::Element>()
        .and_then(|element| element.closest("[data-row]").ok().flatten());
    let neighbours = row.map(|row| [row.next_element_sibling(), row.previous_element_sibling()]);
    let mut selectors: Vec<String> = neighbours
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|row| row.get_attribute("data-row"))
        .map(|name| format!("[data-row=\"{name}\"] [data-do=delete]"))
        .collect();
    selectors.push("[data-do^=add-]".to_owned());
    selectors
}
