//! The form of what is selected.

use std::rc::Rc;

use yew::prelude::*;

use super::document_form::DocumentForm;
use super::link_form::LinkForm;
use super::node_form::NodeForm;
use super::nodes_form::NodesForm;
use crate::action::Action;
use crate::network::Network;
use crate::node_set::NodeSet;
use crate::panels::Shared;

/// Properties of the component `Properties`.
#[derive(Clone, PartialEq, Properties)]
pub struct PropertiesProps {
    /// The network.
    pub network: Rc<Network>,
    /// The node selected, as an index into the graph.
    pub node: Option<usize>,
    /// The hyperconnection selected, as an index among the graph's edges.
    pub link: Option<usize>,
    /// The nodes marked, as indices into the graph.
    pub marked: NodeSet,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// The sample shown, as recorded: image regions are drawn on it.
    pub values: Option<Shared<Vec<f32>>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// A hyperconnection comes first, then nodes that are marked, then the node selected; with nothing selected it is the form
/// of the whole drawing. An index that the graph does not have is nothing.
#[function_component]
pub fn Properties(props: &PropertiesProps) -> Html {
    let graph = &props.network.graph;
    let (network, on) = (props.network.clone(), props.on.clone());
    if let Some(link) = props.link.filter(|&link| link < graph.edges().len()) {
        return html! { <LinkForm key={format!("link {link}")} {network} {link} {on} /> };
    }
    let marked: NodeSet = props
        .marked
        .iter()
        .filter(|&node| node < graph.len())
        .collect();
    if marked.len() > 1 {
        return html! { <NodesForm key="nodes" {network} {marked} {on} /> };
    }
    let one = marked.iter().next().or(props.node);
    match one.filter(|&node| node < graph.len()) {
        // With another node, texts that were typed and not taken are gone.
        Some(node) => html! {
            <NodeForm key={format!("node {node}")} {network} {node} setting={props.setting} values={props.values.clone()} {on} />
        },
        None => html! { <DocumentForm key="document" {network} setting={props.setting} {on} /> },
    }
}
