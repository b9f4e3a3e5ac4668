//! Spreads a DNN of so many layers over a path of nodes.

use std::rc::Rc;

use deepfog_notation::words::counted;
use deepfog_topology::rules::MAX_UNITS;
use deepfog_topology::{Edit, NodeId, Tier, Unit};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::choice::Choice;
use super::field::parse_whole;
use super::spread;
use super::text_field::TextField;
use super::units::{UnitKind, UnitNumber, numbers, with_number};
use crate::action::Action;
use crate::network::Network;

/// Properties of [`SpreadForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct SpreadFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// The path, or why there is none, as a sentence.
    pub path: Result<Vec<NodeId>, String>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// How many layers of which kind, how they will fall, and the button.
#[function_component]
pub fn SpreadForm(props: &SpreadFormProps) -> Html {
    let network = &props.network;
    let no_path = Vec::new();
    let path = props.path.as_ref().unwrap_or(&no_path);
    // What a person has typed here; before that, what the path holds.
    let typed_count = use_state_eq(|| None::<usize>);
    let typed_unit = use_state_eq(|| None::<Unit>);
    let count = typed_count.unwrap_or_else(|| spread::present_count(&network.topology, path));
    let unit = typed_unit
        .filter(|unit| offered(network).contains(&UnitKind::of(unit)))
        .unwrap_or_else(|| first_unit(network, path));
    let kind = UnitKind::of(&unit);
    let outlook = use_memo(
        (network.clone(), props.path.clone(), unit, count),
        |(network, path, unit, count)| match path {
            Ok(path) => spread::outlook(&network.topology, path, *unit, *count),
            Err(why) => Err(why.clone()),
        },
    );
    let most = MAX_UNITS * holders(network, path).max(1);
    let read_count = {
        let typed_count = typed_count.setter();
        Callback::from(move |text: String| {
            let count = parse_whole(&text, 1..=most)?;
            let typed_count = typed_count.clone();
            Ok(Callback::from(move |()| typed_count.set(Some(count))))
        })
    };
    let choose_kind = {
        let typed_unit = typed_unit.setter();
        Callback::from(move |slug: String| {
            if let Some(kind) = UnitKind::parse(&slug) {
                typed_unit.set(Some(kind.with_numbers_of(&unit)));
            }
        })
    };
    let read_number = |number: UnitNumber| {
        let typed_unit = typed_unit.setter();
        Callback::from(move |text: String| {
            let value = number.parse(&text)?;
            let typed_unit = typed_unit.clone();
            Ok(Callback::from(move |()| {
                typed_unit.set(Some(with_number(&unit, number, value)));
            }))
        })
    };
    let width = numbers(&unit).into_iter().next();
    let refused = match &*outlook {
        Ok(outlook) => outlook
            .already
            .then(|| "The layers fall like this already.".to_owned()),
        Err(why) => Some(why.clone()),
    };
    let label = match props.path {
        Ok(_) => format!("Spread {}", counted(count, "layer")),
        Err(_) => "Spread layers".to_owned(),
    };
    let is_cloud = |id: &NodeId| {
        let node = network.topology.node(id);
        node.is_some_and(|node| node.tier == Tier::Cloud)
    };
    let with_cloud = path.iter().any(is_cloud);
    html! {
        <div class="form-part" data-testid="spread">
            <h3>{ "Spread the layers" }</h3>
            if props.path.is_ok() {
                <div class="fields three">
                    <TextField label="layers" field="layers" keyboard="numeric" live=true value={count.to_string()} read={read_count} />
                    if let Some((number, value)) = width {
                        <TextField key={number.name()} label={number.name()} field={format!("layers-{}", number.name())} keyboard="numeric" live=true
                            value={value.to_string()} read={read_number(number)} />
                    }
                </div>
                <Choice label="of kind" field="layers-kind" value={kind.slug()}
                    options={offered(network).into_iter().map(|kind| (kind.slug().into(), kind.name(network.is_signal()).into())).collect::<Vec<_>>()}
                    on_choose={choose_kind} />
            }
            if let Ok(outlook) = &*outlook {
                <p class="note" data-testid="falls">
                    { &outlook.falls }{ if with_cloud { "; the cloud's classifier comes on top." } else { "." } }
                </p>
            }
            <ActionButton {label} name="spread" action={Action::Edit(Edit::SpreadLayers { path: path.clone(), unit, count })}
                refused={refused.clone().map(AttrValue::from)} on={props.on.clone()} />
            if let Some(why) = refused {
                <p class="note">{ why }</p>
            }
        </div>
    }
}

/// A DNN has layers that compute: pooling and averaging are added by hand.
fn offered(network: &Network) -> [UnitKind; 2] {
    let [convolution, dense, ..] = UnitKind::of_task(network.is_signal());
    [convolution, dense]
}

/// The first layer on the path that can be spread, or the usual one.
fn first_unit(network: &Network, path: &[NodeId]) -> Unit {
    let kinds = offered(network);
    path.iter()
        .filter_map(|id| network.topology.node(id))
        .filter(|node| node.tier != Tier::Source)
        .flat_map(|node| node.units.iter().copied())
        .find(|unit| kinds.contains(&UnitKind::of(unit)))
        .unwrap_or(kinds[0].usual())
}

/// The nodes of a path that hold layers.
fn holders(network: &Network, path: &[NodeId]) -> usize {
    path.iter()
        .filter_map(|id| network.topology.node(id))
        .filter(|node| node.tier != Tier::Source)
        .count()
}
