//! What networks and nodes are taken for: every figure can be changed.

use deepfog_topology::Tier;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{PartProps, computes, hops, is_measured};
use crate::action::Action;
use crate::cost::defaults::{SPEED_ORIGIN, slowdown_origin};
use crate::cost::{Field, Prices};

/// The form.
#[function_component]
pub fn Form(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let hops = hops(&props.priced);
    let tiers = Tier::ALL
        .into_iter()
        .filter(|tier| computes(&props.priced, *tier));
    let prices = &state.prices;
    let is_own = *prices != Prices::default();
    html! {
        <section class="analysis-prices" data-testid="prices" aria-label="What networks and nodes are taken for">
            <div class="analysis-bar">
                <h3>{ "What networks and nodes are taken for" }</h3>
                if is_own { <button type="button" data-testid="prices-reset" onclick={props.tab.on.reform(|_: MouseEvent| Action::Unprice)}>{ "As at first" }</button> }
            </div>
            <div class="analysis-scroll" tabindex="0" role="region" aria-label="Networks and nodes">
                <table class="figures-table">
                    <thead><tr><th scope="col">{ "hyperconnections" }</th><th scope="col">{ "Mbit/s" }</th><th scope="col">{ "ms, one way" }</th><th scope="col" class="words">{ "where it comes from" }</th></tr></thead>
                    <tbody>
                        { for hops.into_iter().map(|hop| html! {
                            <tr key={hop.slug()}>
                                <th scope="row">{ hop.words() }</th>
                                <td>{ input(props, Field::Rate(hop), &format!("Rate {}, in Mbit/s", hop.words())) }</td>
                                <td>{ input(props, Field::Latency(hop), &format!("Latency {}, in ms", hop.words())) }</td>
                                <td class="words">{ origin(prices, &[Field::Rate(hop), Field::Latency(hop)], hop.origin()) }</td>
                            </tr>
                        }) }
                    </tbody>
                    <thead><tr><th scope="col">{ "nodes" }</th><th scope="col">{ "times slower" }</th><td></td><th scope="col" class="words">{ "than this machine" }</th></tr></thead>
                    <tbody>
                        { for tiers.map(|tier| html! {
                            <tr key={tier.name()}>
                                <th scope="row">{ tier.name() }</th>
                                <td>{ input(props, Field::Slowdown(tier), &format!("How many times slower than this machine: {}", tier.name())) }</td>
                                <td></td>
                                <td class="words">{ origin(prices, &[Field::Slowdown(tier)], slowdown_origin(tier)) }</td>
                            </tr>
                        }) }
                        if !is_measured(&props.priced) {
                            <tr key="speed">
                                <th scope="row">{ "this machine" }</th>
                                <td>{ input(props, Field::Speed, "Million multiply-adds per second") }</td>
                                <td></td>
                                <td class="words">{ "Million multiply-adds per second. " }{ origin(prices, &[Field::Speed], SPEED_ORIGIN) }</td>
                            </tr>
                        }
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn origin(prices: &Prices, fields: &[Field], words: &'static str) -> &'static str {
    if fields.iter().all(|field| prices.given(*field).is_some()) {
        "Yours."
    } else {
        words
    }
}

/// A field: empty, it takes back what was set; what stands behind it is what counts then.
fn input(props: &PartProps, field: Field, label: &str) -> Html {
    let prices = &props.tab.state.prices;
    let (low, high) = field.range();
    let onchange = {
        let on = props.tab.on.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let value = input.value_as_number();
            on.emit(Action::Price(
                field,
                Some(value).filter(|value| value.is_finite()),
            ));
        }
    };
    html! {
        <input type="number" class="analysis-number" step="any" min={low.to_string()} max={high.to_string()} data-testid={field.slug()}
            data-value={prices.of(field).to_string()} aria-label={label.to_owned()} value={shown(prices.of(field))} {onchange} />
    }
}

/// A number with six figures at most.
fn shown(value: f64) -> String {
    let rounded = format!("{value:.4}");
    rounded
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}
