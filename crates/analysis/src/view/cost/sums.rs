//! What an answer costs each scheme, now and on average.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_resilience::Pattern;
use yew::prelude::*;

use super::{PartProps, milliseconds, use_flows};
use crate::condition::{Condition, pattern};
use crate::cost::points::probabilities;
use crate::cost::timeline;
use crate::kit::{Column, Datum, Figure, Table};

/// The table.
#[function_component]
pub fn Sums(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let flows = use_flows(props, state.kind);
    let (Some(subject), Some(odds)) = (&state.subject, &state.odds) else {
        return Html::default();
    };
    let patterns = subject.patterns(state.kind);
    let reliabilities = odds.reliabilities(state.kind);
    let probabilities = if patterns.count().is_some() {
        probabilities(reliabilities.values())
    } else {
        Vec::new()
    };
    let columns = [
        ("scheme", "scheme"),
        ("answer, now", "latency_ms_now"),
        ("bytes, now", "bytes_now"),
        ("answer, expected", "latency_ms_expected"),
        ("bytes, expected", "bytes_expected"),
        ("is answered", "probability_of_an_answer"),
        ("bytes, all links", "bytes_of_all"),
    ];
    let mut table = Table {
        caption: format!(
            "Latency and bytes per sample, now {} and expected under {}",
            Condition::Pattern.words(state),
            odds.name()
        ),
        columns: columns
            .iter()
            .map(|(head, key)| Column {
                head: (*head).to_owned(),
                key: (*key).to_owned(),
            })
            .collect(),
        rows: Vec::new(),
    };
    let time = |value: Option<f64>| {
        value.map_or(Datum::None, |value| {
            Datum::Number(value, milliseconds(value))
        })
    };
    let bytes = |value: Option<f64>| {
        value.map_or(Datum::None, |value| {
            Datum::Number(value, number::bytes(value.round().max(0.0) as u64))
        })
    };
    let mut marks = Vec::new();
    for (at, priced) in props.priced.iter().enumerate() {
        let wiring = &priced.wiring;
        let now = timeline(
            wiring,
            &priced.times,
            &wiring.delivery(patterns, pattern(state)),
        );
        let expected = flows
            .of(at)
            .and_then(|(flows, costs)| flows.expected(costs, Pattern::NONE_DOWN, &probabilities));
        let all: u64 = wiring
            .inputs
            .iter()
            .flatten()
            .map(|from| wiring.bytes[*from])
            .sum();
        table.rows.push(vec![
            Datum::Text(wiring.scheme.name().to_owned()),
            time(now.answer),
            now.answer
                .map_or(Datum::None, |_| bytes(Some(now.bytes as f64))),
            time(expected.map(|expected| expected.latency)),
            bytes(expected.map(|expected| expected.bytes)),
            Datum::Probability(expected.map_or(0.0, |expected| expected.answered)),
            bytes(Some(all as f64)),
        ]);
        marks.push(html! {
            <span key={wiring.scheme.slug()} hidden=true data-scheme={wiring.scheme.slug()} data-latency={expected.map(|expected| expected.latency.to_string())}
                data-bytes={expected.map(|expected| expected.bytes.to_string())} data-answered={expected.map(|expected| expected.answered.to_string())}></span>
        });
    }
    if patterns.count().is_none() {
        for row in &mut table.rows {
            row[5] = Datum::None;
        }
    }
    let table = Rc::new(table);
    html! {
        <Figure name="sums" title="What an answer costs" aside="per sample" drawn=false table={Rc::clone(&table)}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            { for marks }
            <p class="note">{ if patterns.count().is_none() {
                "More than 16 parts can fail: their failure patterns are too many to weigh each, so that nothing is expected of them here."
            } else {
                "Expected: over the failure patterns with an answer, weighed by their probabilities. Bytes count where a node that is up takes them in; what ResiliNet’s gates set aside, or what is sent to a node that is down, is only in the last column."
            } }</p>
        </Figure>
    }
}
