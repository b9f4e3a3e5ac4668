//! How much each node matters, or each part that can fail.

use std::rc::Rc;

use deepfog_resilience::Pattern;
use yew::prelude::*;

use super::charts::{Figured, Part, chart, table};
use crate::evidence::Evidence;
use crate::kind::Kind;
use crate::kit::parts::instead;
use crate::kit::{Figure, Rows, Unit};
use crate::matters::{Importance, of_parts, shapley_of};
use crate::view::TabProps;
use crate::view::pattern::apply;

/// Both figures.
#[function_component]
pub fn Nodes(props: &TabProps) -> Html {
    let state = &props.state;
    let kind = state.kind;
    let evidence: Vec<Evidence> = state.shown().cloned().collect();
    let bits = state
        .subject
        .as_ref()
        .map_or(0, |subject| subject.patterns(kind).failable_count());
    let shapleys: Rc<Vec<Vec<f64>>> = use_memo((evidence.clone(), bits), |(evidence, bits)| {
        let all = evidence.iter();
        all.map(|found| shapley_of(found, *bits)).collect()
    });
    let found: Rc<Vec<Importance>> = use_memo(
        (evidence, kind, state.odds.clone()),
        |(evidence, kind, odds)| {
            let Some(odds) = odds else {
                return Vec::new();
            };
            let reliabilities = odds.reliabilities(*kind);
            let all = evidence.iter().zip(shapleys.iter());
            all.filter_map(|(found, shapley)| of_parts(found, &reliabilities, || shapley.clone()))
                .collect()
        },
    );
    let Some(subject) = &state.subject else {
        return Html::default();
    };
    let noun = if kind == Kind::NodesAndLinks {
        "part"
    } else {
        "node"
    };
    if state.bundles.is_empty() {
        return instead(
            "No trained network of this drawing runs yet: how much each node and skip matters for the accuracy is told once one does.",
        );
    }
    if state.is_beyond() {
        return instead(
            "More than 16 parts can fail: how much each matters is told where every failure pattern can be measured.",
        );
    }
    if bits == 0 {
        return instead("No node of this drawing can fail.");
    }
    if found.is_empty() {
        return instead("Failure patterns are being measured.");
    }
    let parts: Vec<Part> = (0..bits)
        .map(|bit| Part {
            name: subject.name(kind, bit),
            is_down: state.pattern == Pattern::NONE_DOWN.toggled(bit),
        })
        .collect();
    let table = Rc::new(table(
        "How much each matters for the accuracy, in points",
        noun,
        &found,
        &parts,
        &[],
    ));
    let figure = |figured: Figured,
                  name: &'static str,
                  title: String,
                  aside: &'static str,
                  axis: &'static str| {
        let chart = chart(&found, &parts, figured, state.lens);
        let on_choose = {
            let (state, on, order) = (Rc::clone(state), props.on.clone(), chart.order.clone());
            Callback::from(move |at: usize| {
                if let Some(bit) = order.get(at) {
                    apply(&state, &on, Pattern::NONE_DOWN.toggled(*bit));
                }
            })
        };
        html! {
            <Figure {name} {title} {aside} table={Rc::clone(&table)} source={Rc::clone(&props.source)} on_fault={props.on_fault()}>
                <Rows chart={name} spoken={chart.spoken} series={chart.series} rows={chart.rows} {axis} unit={Unit::Points} {on_choose} />
            </Figure>
        }
    };
    html! {
        <>
            <div class="analysis-two">
                { figure(Figured::Birnbaum, "node-birnbaum", format!("How much each {noun} matters now"), "Birnbaum: expected accuracy with it up less with it down", "points of expected accuracy") }
                { figure(Figured::Shapley, "node-shapley", format!("What each {noun} is worth"), "Shapley: its share of the accuracy, whatever the reliabilities", "points of accuracy") }
            </div>
            <p class="analysis-key">{ for found.iter().map(|of| crate::kit::parts::scheme(of.scheme)) }</p>
        </>
    }
}
