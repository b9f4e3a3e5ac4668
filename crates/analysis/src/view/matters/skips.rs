//! How much each skip hyperconnection matters: what it costs to cut it, without training anew.

use std::rc::Rc;

use deepfog_network::cost::costs;
use deepfog_notation::number::{bytes, count};
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::charts::{Figured, Part, chart, table};
use super::{MattersProps, Training};
use crate::evidence::Evidence;
use crate::kind::Kind;
use crate::kit::parts::instead;
use crate::kit::{Datum, Figure, Rows, Unit};
use crate::matters::{Importance, of_skips};
use crate::subject::link_name;
use crate::trial::Change;

/// Properties of [`Skips`].
#[derive(Clone, PartialEq, Properties)]
pub struct SkipsProps {
    /// What the tab has.
    pub matters: MattersProps,
    /// How a cut network is trained.
    pub training: Training,
}

/// Both figures, and a button per skip.
#[function_component]
pub fn Skips(props: &SkipsProps) -> Html {
    let tab = &props.matters.tab;
    let state = &tab.state;
    let evidence: Vec<Evidence> = Scheme::ALL
        .into_iter()
        .filter(|scheme| scheme.has_skips())
        .filter_map(|scheme| state.evidence_in(Kind::NodesAndSkips, scheme))
        .filter(|found| found.table.n > 0)
        .cloned()
        .collect();
    let found: Rc<Vec<Importance>> = use_memo(
        (evidence.clone(), state.odds.clone()),
        |(evidence, odds)| {
            let Some(odds) = odds else {
                return Vec::new();
            };
            let nodes = odds.reliabilities(Kind::NodesAndSkips);
            evidence
                .iter()
                .filter_map(|found| of_skips(found, &nodes))
                .collect()
        },
    );
    let price: Rc<Vec<(Option<u64>, Option<u64>)>> = use_memo(state.subject.clone(), |subject| {
        let Some(subject) = subject else {
            return Vec::new();
        };
        let costs = costs(&subject.topology, Scheme::ResilinetPlus);
        let skips = subject.skips().iter();
        skips
            .map(|link| {
                costs
                    .link(link)
                    .map_or((None, None), |cost| (cost.bytes, cost.parameters))
            })
            .collect()
    });
    let Some(subject) = &state.subject else {
        return Html::default();
    };
    if state.bundles.is_empty() {
        return Html::default();
    }
    if subject.skips().is_empty() {
        return instead("This drawing has no skip hyperconnection.");
    }
    if subject.patterns(Kind::NodesAndSkips).count().is_none() {
        return instead(
            "Nodes that can fail and skips are more than 16 together: what each skip is worth is not measured.",
        );
    }
    if found.is_empty() {
        return instead(if state.schemes().any(Scheme::has_skips) {
            "The network is being measured without its skips."
        } else {
            "No trained network with skips runs yet."
        });
    }
    let parts: Vec<Part> = subject
        .skips()
        .iter()
        .map(|link| Part {
            name: link_name(link),
            is_down: false,
        })
        .collect();
    let more = [
        (
            "bytes per sample",
            price
                .iter()
                .map(|of| of.0.map_or(Datum::None, Datum::Count))
                .collect(),
        ),
        (
            "parameters",
            price
                .iter()
                .map(|of| of.1.map_or(Datum::None, Datum::Count))
                .collect(),
        ),
    ];
    let table = Rc::new(table(
        "How much each skip matters for the expected accuracy, in points",
        "skip",
        &found,
        &parts,
        &more,
    ));
    let aside = measured_on(props, &found);
    let figure = |figured: Figured, name: &'static str, title: &'static str, axis: &'static str| {
        let chart = chart(&found, &parts, figured, state.lens);
        html! {
            <Figure {name} {title} aside={aside.clone()} table={Rc::clone(&table)} source={Rc::clone(&tab.source)} on_fault={tab.on_fault()}>
                <Rows chart={name} spoken={chart.spoken} series={chart.series} rows={chart.rows} {axis} unit={Unit::Points} />
            </Figure>
        }
    };
    html! {
        <>
            <div class="analysis-two">
                { figure(Figured::Birnbaum, "skip-birnbaum", "What cutting a skip costs", "points of expected accuracy, the other skips there") }
                { figure(Figured::Shapley, "skip-shapley", "What each skip is worth", "Shapley: points of expected accuracy") }
            </div>
            <div class="analysis-scroll">
                <table class="figures-table" data-testid="skip-table">
                    <caption>{ "Without it, trained anew" }</caption>
                    <thead><tr><th scope="col">{ "skip" }</th><th scope="col">{ "sends per sample" }</th><th scope="col">{ "parameters" }</th><td></td></tr></thead>
                    <tbody>{ for subject.skips().iter().enumerate().map(|(at, link)| {
                        let (sent, parameters) = price.get(at).copied().unwrap_or((None, None));
                        let name = link_name(link);
                        let cut = {
                            let (props, link) = (props.clone(), link.clone());
                            move |_: MouseEvent| props.matters.try_out(vec![Change::Cut(link.clone())], props.training)
                        };
                        html! {
                            <tr key={name.clone()} data-skip={name.replace(' ', "")}>
                                <th scope="row">{ &name }</th>
                                <td>{ sent.map_or("–".to_owned(), bytes) }</td>
                                <td>{ parameters.map_or("–".to_owned(), count) }</td>
                                <td><button type="button" class="small" data-testid="skip-cut" aria-label={format!("Cut {name} and retrain")} onclick={cut}>{ "Cut and retrain" }</button></td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            </div>
        </>
    }
}

/// On how much it was measured, and that nothing was trained anew.
fn measured_on(props: &SkipsProps, found: &[Importance]) -> String {
    let state = &props.matters.tab.state;
    let n = found.iter().map(|of| of.n).min().unwrap_or(0);
    let whole = state.pack.as_ref().map_or(n, |pack| pack.count);
    let samples = if n < whole {
        format!("n = {} of {} samples", count(n.into()), count(whole.into()))
    } else {
        format!("n = {}", count(n.into()))
    };
    let is_open = state
        .schemes()
        .any(|scheme| scheme.has_skips() && state.is_measuring(Kind::NodesAndSkips, scheme));
    let more = if is_open { "; being measured" } else { "" };
    format!("without training anew; {samples}{more}")
}
