//! The bytes that every hyperconnection carries, in a table that opens over the page.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::wording;
use crate::network::Network;
use crate::panels::disclosure::Disclosure;

/// Properties of [`LinksTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct LinksTableProps {
    /// The network.
    pub network: Rc<Network>,
}

/// The button; the table is made when it opens.
#[function_component]
pub fn LinksTable(props: &LinksTableProps) -> Html {
    let content = {
        let network = props.network.clone();
        Callback::from(move |()| table(&network))
    };
    html! {
        <Disclosure label="Bytes of every hyperconnection" title="Bytes of every hyperconnection, per sample" {content} />
    }
}

fn table(network: &Network) -> Html {
    let costs = network.costs(Scheme::ResilinetPlus);
    html! {
        <table class="figures-table">
            <thead><tr>
                <th scope="col">{ "hyperconnection" }</th><th scope="col">{ "kind" }</th>
                <th scope="col">{ "bytes per sample" }</th><th scope="col">{ "parameters of its adapter" }</th>
            </tr></thead>
            <tbody>
                { for costs.links.iter().map(|cost| html! {
                    <tr key={format!("{}→{}", cost.from, cost.to)} data-link={format!("{}→{}", cost.from, cost.to)}
                        data-bytes={cost.bytes.map(|bytes| bytes.to_string())}>
                        <th scope="row">{ format!("{} → {}", cost.from, cost.to) }</th>
                        <td>{ wording::kind(cost.kind) }</td>
                        <td class="figure">{ number::known(cost.bytes, number::bytes) }</td>
                        <td class="figure">{ number::known(cost.parameters, number::count) }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}
