//! What the skip hyperconnections of a network cost: bytes and parameters, each and in all.

use deepfog_network::Plan;
use deepfog_network::plan::adapter_parameters;
use deepfog_topology::LinkKind;
use deepfog_topology::order;
use yew::prelude::*;

use super::data::Shared;
use super::number;

/// One skip hyperconnection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkipPrice {
    /// The sender's name.
    pub from: String,
    /// The receiver's name.
    pub to: String,
    /// Bytes that it carries per sample.
    pub bytes: usize,
    /// Learned parameters of its adapter.
    pub parameters: usize,
}

/// A whole network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Learned parameters.
    pub parameters: usize,
    /// Bytes per sample over all hyperconnections, nothing being down.
    pub bytes: usize,
}

impl Total {
    fn of(plan: &Plan) -> Self {
        let inputs = plan.nodes.iter().flat_map(|node| &node.inputs);
        Self {
            parameters: plan.parameter_count(),
            bytes: inputs
                .map(|input| plan.nodes[input.from].output_bytes())
                .sum(),
        }
    }
}

/// Every skip hyperconnection of a plan that has them, in the order in which data pass them.
pub fn skips(plan: &Plan) -> Vec<SkipPrice> {
    let mut found = Vec::new();
    for (to, node) in plan.nodes.iter().enumerate() {
        for input in &node.inputs {
            if input.kind == LinkKind::Skip {
                found.push((input.from, to, input));
            }
        }
    }
    order::sort(&mut found, |a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    found
        .into_iter()
        .map(|(from, to, input)| SkipPrice {
            from: plan.nodes[from].id.to_string(),
            to: plan.nodes[to].id.to_string(),
            bytes: plan.nodes[from].output_bytes(),
            parameters: adapter_parameters(&input.adapter),
        })
        .collect()
}

/// By how many per cent one number is more than another: `+34 %`; `none` where it is not.
fn more(with: usize, without: usize) -> String {
    if with <= without || without == 0 {
        return "none".to_owned();
    }
    let share = 100.0 * (with - without) as f64 / without as f64;
    if share < 0.95 {
        format!("+{share:.1}\u{202f}%")
    } else {
        format!("+{share:.0}\u{202f}%")
    }
}

/// Properties of [`PricePanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct PricePanelProps {
    /// The plan without skip hyperconnections.
    pub without: Shared<Plan>,
    /// The plan with them.
    pub with: Shared<Plan>,
}

/// What the skip hyperconnections cost.
#[function_component]
pub fn PricePanel(props: &PricePanelProps) -> Html {
    let (without, with) = (Total::of(&props.without), Total::of(&props.with));
    let skips = skips(&props.with);
    let row = |what: &'static str, unit: fn(u64) -> String, a: usize, b: usize| {
        html! {
            <tr>
                <th scope="row">{ what }</th>
                <td class="figure">{ unit(a as u64) }</td>
                <td class="figure">{ unit(b as u64) }</td>
                <td class="figure">{ more(b, a) }</td>
            </tr>
        }
    };
    html! {
        <section class="price" aria-label="What the skip hyperconnections cost" data-testid="price">
            <div>
                <h2>{ "The price of resilience" }</h2>
                <table class="figures-table">
                    <thead><tr><td></td><th scope="col">{ "Vanilla" }</th><th scope="col">{ "with skips" }</th><th scope="col">{ "more" }</th></tr></thead>
                    <tbody>
                        { row("parameters", number::count, without.parameters, with.parameters) }
                        { row("sent per sample", number::bytes, without.bytes, with.bytes) }
                    </tbody>
                </table>
            </div>
            <div>
                <table class="figures-table">
                    <thead><tr>
                        <th scope="col">{ "skip hyperconnection" }</th><th scope="col">{ "sends" }</th>
                        <th scope="col">{ "adds parameters" }</th>
                    </tr></thead>
                    <tbody>
                        { for skips.iter().map(|skip| html! {
                            <tr key={format!("{}→{}", skip.from, skip.to)}>
                                <th scope="row">{ &skip.from }{ " → " }{ &skip.to }</th>
                                <td class="figure">{ number::bytes(skip.bytes as u64) }</td>
                                <td class="figure">{ number::count(skip.parameters as u64) }</td>
                            </tr>
                        }) }
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_network::plan;
    use deepfog_topology::{Scheme, presets};

    #[test]
    fn every_skip_has_its_price() {
        // 6 channels × 100 steps go from the watch to f2, which takes 128 values.
        let chain = presets::find("sensor-chain").unwrap().topology;
        let with = plan(&chain, Scheme::ResilinetPlus, 1).unwrap();
        let without = plan(&chain, Scheme::Vanilla, 1).unwrap();
        let found: Vec<(String, usize, usize)> = skips(&with)
            .into_iter()
            .map(|skip| {
                (
                    format!("{} {}", skip.from, skip.to),
                    skip.bytes,
                    skip.parameters,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("watch f2".to_owned(), 2_400, 600 * 128),
                ("e f1".to_owned(), 512, 0),
                ("f2 cloud".to_owned(), 512, 0),
            ]
        );
        assert_eq!(skips(&without), []);
        let (a, b) = (Total::of(&without), Total::of(&with));
        assert_eq!(a.bytes, 2_400 + 3 * 512);
        assert_eq!(b.bytes, a.bytes + 2_400 + 2 * 512);
        assert_eq!(b.parameters, a.parameters + 600 * 128);
    }

    #[test]
    fn more_in_words() {
        for (with, without, expected) in [
            (134, 100, "+34\u{202f}%"),
            (1_004, 1_000, "+0.4\u{202f}%"),
            (300, 100, "+200\u{202f}%"),
            (100, 100, "none"),
            (5, 0, "none"),
        ] {
            assert_eq!(more(with, without), expected);
        }
    }
}
