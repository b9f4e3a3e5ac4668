//! The button that adds the skip hyperconnections of deepFogGuard's rule.

use std::rc::Rc;

use deepfog_notation::words::counted;
use deepfog_topology::edit::{self, suggested_skips};
use deepfog_topology::{Edit, NodeId};
use yew::prelude::*;

use super::action_button::ActionButton;
use crate::action::Action;
use crate::network::Network;

/// Properties of [`SkipsButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct SkipsButtonProps {
    /// The network.
    pub network: Rc<Network>,
    /// Only the skips that leave this node, an index into the graph.
    #[prop_or_default]
    pub node: Option<usize>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// It says how many skips it adds, or why it adds none.
#[function_component]
pub fn SkipsButton(props: &SkipsButtonProps) -> Html {
    let outlook = use_memo((props.network.clone(), props.node), |(network, node)| {
        let id = node.map(|node| network.name(node).clone());
        let edit = Edit::SuggestSkips { node: id.clone() };
        match edit::apply(&network.topology, &edit) {
            Ok(_) => Ok(suggested_skips(&network.topology, id.as_ref()).len()),
            Err(refusal) => Err(refusal.to_string()),
        }
    });
    let node: Option<NodeId> = props.node.map(|node| props.network.name(node).clone());
    let what = match &*outlook {
        Ok(count) => counted(*count, "skip hyperconnection"),
        Err(_) => "skip hyperconnections".to_owned(),
    };
    let label = match &node {
        Some(node) => format!("Suggest {what} from {node}"),
        None => format!("Suggest {what}"),
    };
    let refused = outlook.as_ref().as_ref().err().cloned();
    html! {
        <>
            <ActionButton {label} name="suggest-skips" refused={refused.clone().map(AttrValue::from)}
                action={Action::Edit(Edit::SuggestSkips { node })} on={props.on.clone()} />
            if let Some(why) = refused {
                <p class="note">{ why }</p>
            }
        </>
    }
}
