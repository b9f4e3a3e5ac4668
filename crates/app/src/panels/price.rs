//! What the skip hyperconnections of a network cost: bytes and parameters, each and in all.

use deepfog_network::cost::{Costs, LinkCost};
use deepfog_notation::number;
use deepfog_topology::{Graph, LinkKind, order};
use yew::prelude::*;

/// Every skip hyperconnection with its costs, in the order in which data pass them.
fn skips<'a>(graph: &Graph, costs: &'a Costs) -> Vec<&'a LinkCost> {
    let edges = graph.edges().iter();
    let mut found: Vec<(usize, usize)> = edges
        .filter(|edge| edge.kind == LinkKind::Skip)
        .map(|edge| (edge.from, edge.to))
        .collect();
    order::sort(&mut found, Ord::cmp);
    let ids = graph.ids();
    let cost_of = |(from, to): (usize, usize)| {
        let mut links = costs.links.iter();
        links.find(|link| link.from == ids[from] && link.to == ids[to])
    };
    found.into_iter().filter_map(cost_of).collect()
}

/// Parameters and bytes of the whole network without and with its skip hyperconnections.
pub fn cost_table(caption: Html, without: &Costs, with: &Costs) -> Html {
    let row = |what: &'static str, text: fn(u64) -> String, without: u64, with: u64| {
        html! {
            <tr>
                <th scope="row">{ what }</th>
                <td class="figure">{ text(without) }</td>
                <td class="figure">{ text(with) }</td>
                <td class="figure">{ number::more(with, without) }</td>
            </tr>
        }
    };
    html! {
        <table class="figures-table">
            { caption }
            <thead><tr><td></td><th scope="col">{ "without skips" }</th><th scope="col">{ "with skips" }</th><th scope="col">{ "more" }</th></tr></thead>
            <tbody>
                { row("parameters", number::count, without.parameters, with.parameters) }
                { row("sent per sample", number::bytes, without.bytes, with.bytes) }
            </tbody>
        </table>
    }
}

/// What the skip hyperconnections cost.
pub fn price(graph: &Graph, without: &Costs, with: &Costs) -> Html {
    html! {
        <section class="price" aria-label="What the skip hyperconnections cost" data-testid="price">
            <div>
                <h2>{ "The price of resilience" }</h2>
                { cost_table(Html::default(), without, with) }
            </div>
            <div>
                <table class="figures-table">
                    <thead><tr>
                        <th scope="col">{ "skip hyperconnection" }</th><th scope="col">{ "sends" }</th>
                        <th scope="col">{ "adds parameters" }</th>
                    </tr></thead>
                    <tbody>
                        { for skips(graph, with).into_iter().map(|skip| {
                            let name = format!("{} → {}", skip.from, skip.to);
                            html! {
                                <tr key={name.clone()}>
                                    <th scope="row">{ name }</th>
                                    <td class="figure">{ number::known(skip.bytes, number::bytes) }</td>
                                    <td class="figure">{ number::known(skip.parameters, number::count) }</td>
                                </tr>
                            }
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
    use crate::network::Network;
    use deepfog_topology::Scheme;

    #[test]
    fn every_skip_has_its_price() {
        // 6 channels × 100 steps go from the watch to f2, which takes 128 values.
        let chain = Network::of_preset("sensor-chain").unwrap();
        let (without, with) = (
            chain.costs(Scheme::Vanilla),
            chain.costs(Scheme::ResilinetPlus),
        );
        let found: Vec<(String, Option<u64>, Option<u64>)> = skips(&chain.graph, &with)
            .into_iter()
            .map(|skip| {
                let name = format!("{} {}", skip.from, skip.to);
                (name, skip.bytes, skip.parameters)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("watch f2".to_owned(), Some(2_400), Some(600 * 128)),
                ("e f1".to_owned(), Some(512), Some(0)),
                ("f2 cloud".to_owned(), Some(512), Some(0)),
            ]
        );
        assert_eq!(skips(&chain.graph, &without), Vec::<&LinkCost>::new());
        assert_eq!(without.bytes, 2_400 + 3 * 512);
        assert_eq!(with.bytes, without.bytes + 2_400 + 2 * 512);
        assert_eq!(with.parameters, without.parameters + 600 * 128);
    }

    /// What a network costs before it is trained is what its plan says.
    #[test]
    fn costs_are_those_of_the_plan() {
        for network in Network::all() {
            for scheme in Scheme::ALL {
                let (costs, plan) = (network.costs(scheme), network.plan(scheme).unwrap());
                assert_eq!(costs.parameters, plan.parameter_count() as u64);
                let inputs = plan.nodes.iter().flat_map(|node| &node.inputs);
                let bytes: usize = inputs
                    .map(|input| plan.nodes[input.from].output_bytes())
                    .sum();
                assert_eq!(costs.bytes, bytes as u64);
            }
        }
    }
}
