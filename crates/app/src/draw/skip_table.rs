//! Every skip hyperconnection with what it costs and what it gains.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_notation::words::counted;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::action_button::ActionButton;
use super::gain::{self, Effort};
use super::wording;
use crate::action::Action;
use crate::network::Network;
use crate::panels::disclosure::Disclosure;

/// Up to so many skips stand on the page; more open over it.
const ON_PAGE: usize = 12;

/// Properties of [`SkipTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct SkipTableProps {
    /// The network.
    pub network: Rc<Network>,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The price of each skip against its gain under the setting chosen.
#[function_component]
pub fn SkipTable(props: &SkipTableProps) -> Html {
    let network = &props.network;
    let count = network.skip_count();
    if count <= ON_PAGE {
        return html! { <div class="form-part"><Rows ..props.clone() /></div> };
    }
    let content = {
        let props = props.clone();
        Callback::from(move |()| html! { <Rows ..props.clone() /> })
    };
    html! {
        <div class="form-part">
            <Disclosure label={format!("What {} cost", counted(count, "skip"))} title="What each skip hyperconnection costs and gains" {content} />
        </div>
    }
}

#[function_component]
fn Rows(props: &SkipTableProps) -> Html {
    let (network, setting) = (&props.network, props.setting);
    let effort = gain::effort(&network.graph);
    // For which drawing and setting a person asked for the gains: every edit would compute them anew.
    let asked = use_state_eq(|| None::<(Rc<Network>, usize)>);
    let wanted = match effort {
        Effort::AtOnce => true,
        Effort::OnRequest => *asked == Some((network.clone(), setting)),
        Effort::TooMuch => false,
    };
    let gains = use_memo(
        (network.clone(), setting, wanted),
        |(network, setting, wanted)| {
            let setting = network.settings.get(*setting).filter(|_| *wanted)?;
            gain::gains(&network.topology, &network.graph, setting)
        },
    );
    let ask = {
        let (asked, this) = (asked.setter(), (network.clone(), setting));
        move |_: MouseEvent| asked.set(Some(this.clone()))
    };
    let costs = network.costs(Scheme::ResilinetPlus);
    let name = network
        .settings
        .get(setting)
        .map_or("", |setting| setting.name.as_str());
    html! {
        <>
            <table class="figures-table skip-table">
                <caption>{ format!("Price of each skip; path survival under {name} without it") }</caption>
                <thead><tr>
                    <th scope="col">{ "skip" }</th><th scope="col">{ "sends" }</th><th scope="col">{ "parameters" }</th>
                    <th scope="col">{ "without it" }</th>
                </tr></thead>
                <tbody>
                    { for gain::skips(&network.graph).enumerate().map(|(at, edge)| {
                        let words = wording::link_name(&network.graph, edge).unwrap_or_default();
                        // The schemes with skips have all edges, in their order.
                        let cost = costs.links.get(edge);
                        let fall = gains.as_ref().as_ref().and_then(|gains| gains.get(at).copied());
                        html! {
                            <tr key={edge} data-skip={words.replace(' ', "")} data-gain={fall.map(|fall| fall.to_string())}>
                                <th scope="row">
                                    <ActionButton class="plain" label={words.clone()} spoken={format!("{words}: select it")} name="select-skip"
                                        action={Action::SelectLink(Some(edge))} on={props.on.clone()} />
                                </th>
                                <td class="figure">{ number::known(cost.and_then(|cost| cost.bytes), number::bytes) }</td>
                                <td class="figure">{ number::known(cost.and_then(|cost| cost.parameters), number::count) }</td>
                                <td class="figure">{ fall.map_or("–".to_owned(), wording::fall) }</td>
                            </tr>
                        }
                    }) }
                </tbody>
            </table>
            if effort == Effort::OnRequest && !wanted {
                <button type="button" data-do="work-out-gains" onclick={ask}>{ "Work out what each gains" }</button>
            } else if wanted && gains.is_none() {
                <p class="note">{ "This drawing has too many ways to fail to tell exactly what one skip gains." }</p>
            } else if effort == Effort::TooMuch {
                <p class="note">
                    { format!("What each gains is worked out for up to {} skips and {} nodes that can fail.", gain::MAX_SKIPS, gain::MAX_FAILABLE) }
                </p>
            }
        </>
    }
}
