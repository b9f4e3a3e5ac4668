//! What a drawing means without a trained model: which paths live, what stands alone, what it costs.

use std::rc::Rc;

use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::action_button::ActionButton;
use super::links_table::LinksTable;
use super::skip_table::SkipTable;
use super::wording;
use crate::action::Action;
use crate::network::Network;
use crate::panels::price::cost_table;
use crate::panels::wording::pattern as pattern_words;
use crate::panels::{IconKind, Survival, icon};

/// Properties of [`Meaning`].
#[derive(Clone, PartialEq, Properties)]
pub struct MeaningProps {
    /// The network.
    pub network: Rc<Network>,
    /// Whether trained networks are there.
    pub is_trained: bool,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Everything that follows from the drawing alone.
#[function_component]
pub fn Meaning(props: &MeaningProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let trained = props.is_trained;
    html! {
        <section class="meaning" aria-label="What the drawing means" data-testid="meaning">
            <h2>{ "What the drawing means" }<span class="aside">{ if trained { "trained networks exist" } else { "without a trained model" } }</span></h2>
            <p class="note">
                { if trained { "Trained networks exist for this drawing: Break shows what they answer. These figures follow from the drawing alone." }
                  else { "These figures follow from the drawing alone, without a trained model." } }
            </p>
            { path_lives(props) }
            { single_points(props) }
            { survivals(props) }
            { totals(network) }
            if network.skip_count() > 0 {
                <SkipTable network={network.clone()} setting={props.setting} on={on.clone()} />
            }
            if !network.graph.edges().is_empty() {
                <LinksTable network={network.clone()} />
            }
        </section>
    }
}

fn path_lives(props: &MeaningProps) -> Html {
    let network = &props.network;
    let answered = |scheme| network.deliver(scheme, props.pattern).answered;
    let (without, with) = (answered(Scheme::Vanilla), answered(Scheme::ResilinetPlus));
    let situation = pattern_words(&network.failable, props.pattern);
    let (kind, class) = if with {
        (IconKind::Tick, "good")
    } else {
        (IconKind::Cross, "bad")
    };
    html! {
        <p class="path-lives" data-lives-without={without.to_string()} data-lives-with={with.to_string()}>
            <span class={class}>{ icon(kind) }</span>{ " " }
            { wording::path_lives(&situation, without, with, network.skip_count() > 0) }
        </p>
    }
}

/// The nodes whose failing alone leaves no path, without and with the skips.
fn single_points(props: &MeaningProps) -> Html {
    let network = &props.network;
    let has_skips = network.skip_count() > 0;
    let list = |scheme: Scheme, which: &'static str| {
        let nodes = network.single_points(scheme);
        // Without a path there is nothing whose failing could end it.
        let none = if network.deliver(scheme, Pattern::NONE_DOWN).answered {
            "none"
        } else {
            "no path at all"
        };
        html! {
            <dd data-single={which}>
                if nodes.is_empty() { <span class="quiet">{ none }</span> }
                { for nodes.iter().map(|&node| {
                    let id = network.name(node).to_string();
                    let spoken = format!("{id}: select it");
                    html! {
                        <ActionButton key={id.clone()} class="plain" label={id.clone()} {spoken} name="select-single" action={Action::Select(Some(node))} on={props.on.clone()} />
                    }
                }) }
            </dd>
        }
    };
    html! {
        <div class="form-part">
            <h3>{ "Single points of failure" }</h3>
            <dl class="form-facts singles">
                <dt>{ if has_skips { "without skips" } else { "nodes" } }</dt>{ list(Scheme::Vanilla, "without") }
                if has_skips {
                    <dt>{ "with skips" }</dt>{ list(Scheme::ResilinetPlus, "with") }
                }
            </dl>
        </div>
    }
}

/// Path survival under every setting; its name chooses a setting.
fn survivals(props: &MeaningProps) -> Html {
    let network = &props.network;
    let survivals = network.survivals();
    let note = wording::estimate_note(
        survivals
            .iter()
            .flat_map(|survival| [&survival.without_skips, &survival.with_skips]),
    );
    let row = |index: usize, name: &str, survival: &Survival| {
        let chosen = index == props.setting;
        let (without, with) = (&survival.without_skips, &survival.with_skips);
        html! {
            <tr key={name.to_owned()} class={classes!(chosen.then_some("chosen"))} data-setting={name.to_owned()}
                data-without={without.value().to_string()} data-with={with.value().to_string()}>
                <th scope="row">
                    <ActionButton class="plain" label={name.to_owned()} spoken={format!("{name}: choose this setting")} name="choose-setting" pressed={chosen}
                        action={Action::ChooseSetting(index)} on={props.on.clone()} />
                </th>
                <td class="figure">{ wording::survival(without) }</td>
                <td class="figure">{ wording::survival(with) }</td>
            </tr>
        }
    };
    html! {
        <div class="form-part">
            <table class="figures-table">
                <caption>{ "Probability that a path lives" }</caption>
                <thead><tr><th scope="col">{ "setting" }</th><th scope="col">{ "without skips" }</th><th scope="col">{ "with skips" }</th></tr></thead>
                <tbody>
                    { for network.settings.iter().zip(survivals).enumerate().map(|(index, (setting, survival))| row(index, &setting.name, survival)) }
                </tbody>
            </table>
            if let Some(note) = note {
                <p class="note">{ note }</p>
            }
        </div>
    }
}

/// Parameters and bytes of the whole network.
fn totals(network: &Network) -> Html {
    let (without, with) = (
        network.costs(Scheme::Vanilla),
        network.costs(Scheme::ResilinetPlus),
    );
    html! {
        <div class="form-part" data-testid="totals" data-parameters={with.parameters.to_string()} data-bytes={with.bytes.to_string()}
            data-parameters-without={without.parameters.to_string()} data-bytes-without={without.bytes.to_string()}>
            { cost_table(html! { <caption>{ "Cost" }</caption> }, &without, &with) }
            if !(without.complete && with.complete) {
                <p class="note">{ "As far as it is known: what a problem stands in the way of is not counted." }</p>
            }
        </div>
    }
}
