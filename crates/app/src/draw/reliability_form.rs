//! A node's probability to be up, under every reliability setting.

use std::rc::Rc;

use deepfog_topology::{Edit, Tier};
use yew::prelude::*;

use super::field::parse_share;
use super::text_field::{TextField, asks};
use crate::action::Action;
use crate::network::Network;

/// Properties of [`ReliabilityForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct ReliabilityFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// The node, as an index into the graph.
    pub node: usize,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// One field per setting, that of the setting chosen set apart.
#[function_component]
pub fn ReliabilityForm(props: &ReliabilityFormProps) -> Html {
    let network = &props.network;
    let id = network.name(props.node);
    let fails = matches!(network.graph.tier(props.node), Tier::Edge | Tier::Fog);
    let chosen = network
        .settings
        .get(props.setting)
        .map(|setting| setting.name.as_str());
    html! {
        <fieldset class="form-part">
            <legend>{ "Reliability" }</legend>
            if !fails {
                <p class="note">{ format!("A {} never fails.", network.graph.tier(props.node).name()) }</p>
            } else if network.topology.settings.is_empty() {
                <p class="note">{ "The document has no reliability setting: the node never fails." }</p>
            } else {
                <div class="fields three">
                    { for network.topology.settings.iter().map(|setting| {
                        let value = setting.of(id);
                        let read = {
                            let (id, name) = (id.clone(), setting.name.clone());
                            asks(&props.on, move |text| {
                                let share = parse_share(text)?;
                                let (setting, node) = (name.clone(), id.clone());
                                let edit = Edit::SetReliability { setting, node, value: share };
                                Ok((share != value).then_some(Action::Edit(edit)))
                            })
                        };
                        let is_chosen = chosen == Some(setting.name.as_str());
                        html! {
                            <TextField key={setting.name.clone()} class={classes!(is_chosen.then_some("chosen"))} label={setting.name.clone()}
                                field={format!("reliability-{}", setting.name)} keyboard="decimal" value={value.to_string()} {read}
                                spoken={is_chosen.then(|| AttrValue::from(format!("{}, the setting chosen", setting.name)))} />
                        }
                    }) }
                </div>
                <p class="note">{ "The probability to be up." }</p>
            }
        </fieldset>
    }
}
