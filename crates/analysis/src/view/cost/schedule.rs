//! When each node has its data and is done, under the present failures.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{self, place};
use yew::prelude::*;

use super::{PartProps, Priced, milliseconds, origin_of_times};
use crate::condition::{Condition, pattern};
use crate::cost::{Timeline, timeline};
use crate::kit::axis::{Axis, horizontal};
use crate::kit::{Datum, Facets, Figure, Table};

const ROW: f64 = 16.0;
const TOP: f64 = 24.0;
const FOOT: f64 = 36.0;
/// The narrowest bar that can be seen.
const LEAST: f64 = 2.0;

/// The chart.
#[function_component]
pub fn Schedule(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let Some(subject) = &state.subject else {
        return Html::default();
    };
    let patterns = subject.patterns(state.kind);
    let looked_at = pattern(state);
    let all: Vec<Timeline> = props
        .priced
        .iter()
        .map(|priced| {
            let delivery = priced.wiring.delivery(patterns, looked_at);
            timeline(&priced.wiring, &priced.times, &delivery)
        })
        .collect();
    let latest = all
        .iter()
        .flat_map(|timeline| timeline.nodes.iter().flatten())
        .fold(0.0_f64, |latest, span| latest.max(span.done));
    let nodes = props
        .priced
        .first()
        .map_or(0, |priced| priced.wiring.ids.len());
    let facets = Facets::new(
        props.priced.len(),
        (0.0, width),
        320.0,
        TOP + nodes as f64 * ROW + FOOT,
    );
    let (whole_width, whole_height) = facets.size();
    let words = Condition::Pattern.words(state);
    html! {
        <Figure name="schedule" title="When each node is done" aside={words.clone()} table={Rc::new(table(&props.priced, &all, &words))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="schedule" width={place(whole_width.max(300.0))} height={place(whole_height)} role="img" data-pattern={looked_at.0.to_string()}
                    aria-label={spoken(&props.priced, &all, &words)}>
                    { for props.priced.iter().zip(&all).enumerate().map(|(at, (priced, timeline))| {
                        facet(priced, timeline, &facets, at, latest)
                    }) }
                </svg>
            </div>
            <p class="note">{ "Thin line: on its way from the sender that is waited for longest. Bar: computing. " }{ origin_of_times(state, &props.priced) }</p>
        </Figure>
    }
}

fn facet(priced: &Priced, timeline: &Timeline, facets: &Facets, at: usize, latest: f64) -> Html {
    let wiring = &priced.wiring;
    let (x, y) = facets.corner(at);
    let longest = wiring
        .ids
        .iter()
        .map(|id| id.as_str().chars().count())
        .max()
        .unwrap_or(1);
    let left = x + (longest as f64 * 6.0 + 10.0).clamp(34.0, 90.0);
    let right = x + facets.step.max(300.0) - 18.0;
    let bottom = y + TOP + wiring.ids.len() as f64 * ROW;
    let axis = Axis::new(
        (0.0, latest.max(1e-9)),
        (left, right),
        5,
        "ms after the sources sense",
        |value| {
            // Ticks are round: a handful of digits tells them apart.
            let text = format!("{value:.6}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        },
    );
    let told = timeline.answer.map_or_else(
        || "no answer".to_owned(),
        |time| format!("answer after {}", milliseconds(time)),
    );
    html! {
        <g key={wiring.scheme.slug()} class={scheme_class(wiring.scheme)} data-scheme={wiring.scheme.slug()} data-answer={timeline.answer.map(|time| time.to_string())}
            data-bytes={timeline.bytes.to_string()}>
            <path class={mark_class(wiring.scheme)} d={mark_path(wiring.scheme, x + 7.0, y + 9.0, 4.6)} />
            <text class="analysis-facet" x={place(x + 16.0)} y={place(y + 13.0)}>{ wiring.scheme.name() }</text>
            <text class="tick" x={place(right)} y={place(y + 13.0)} text-anchor="end">{ told }</text>
            { horizontal(&axis, y + TOP - 2.0, bottom, right) }
            { for wiring.ids.iter().zip(&timeline.nodes).enumerate().map(|(node, (id, span))| {
                let middle = y + TOP + (node as f64 + 0.5) * ROW;
                html! {
                    <g key={node} data-node={id.to_string()} data-ready={span.map(|span| span.ready.to_string())} data-done={span.map(|span| span.done.to_string())}>
                        <text class="tick" x={place(left - 6.0)} y={place(middle + 3.5)} text-anchor="end">{ id.as_str() }</text>
                        { match span {
                            None => html! { <text class="tick" x={place(left + 4.0)} y={place(middle + 3.5)}>{ "delivers nothing" }</text> },
                            Some(span) => {
                                let sent = span.last.and_then(|from| timeline.nodes[from]).map(|sender| sender.done);
                                let (from, to) = (axis.at(span.ready), axis.at(span.done));
                                html! {
                                    <>
                                        <title>{ format!("{id}: data after {}, done after {}", milliseconds(span.ready), milliseconds(span.done)) }</title>
                                        if let Some(sent) = sent { <line class="analysis-way" x1={place(axis.at(sent))} x2={place(from)} y1={place(middle)} y2={place(middle)} /> }
                                        <rect class="bar-fill" x={place(from)} y={place(middle - 5.0)} width={place((to - from).max(LEAST))} height="10" />
                                    </>
                                }
                            }
                        } }
                    </g>
                }
            }) }
        </g>
    }
}

fn spoken(priced: &[Priced], all: &[Timeline], words: &str) -> String {
    let each: Vec<String> = priced
        .iter()
        .zip(all)
        .map(|(priced, timeline)| {
            let scheme = priced.wiring.scheme.name();
            match timeline.answer {
                Some(time) => format!(
                    "{scheme} answers after {}, {} travel",
                    milliseconds(time),
                    number::bytes(timeline.bytes)
                ),
                None => format!("{scheme} has no answer"),
            }
        })
        .collect();
    format!("When each node is done {words}: {}", each.join("; "))
}

fn table(priced: &[Priced], all: &[Timeline], words: &str) -> Table {
    let heads = [
        "scheme",
        "node",
        "tier",
        "sends bytes",
        "data after ms",
        "done after ms",
        "waited for",
    ];
    let mut table = Table::new(format!("When each node is done {words}"), &heads);
    for (priced, timeline) in priced.iter().zip(all) {
        let wiring = &priced.wiring;
        for (node, span) in timeline.nodes.iter().enumerate() {
            let time = |value: Option<f64>| {
                value.map_or(Datum::None, |value| {
                    Datum::Number(value, milliseconds(value))
                })
            };
            let last = span.and_then(|span| span.last);
            table.rows.push(vec![
                Datum::Text(wiring.scheme.name().to_owned()),
                Datum::Text(wiring.ids[node].to_string()),
                Datum::Text(wiring.tiers[node].name().to_owned()),
                Datum::Count(wiring.bytes[node]),
                time(span.map(|span| span.ready)),
                time(span.map(|span| span.done)),
                last.map_or(Datum::None, |from| {
                    Datum::Text(wiring.ids[from].to_string())
                }),
            ]);
        }
    }
    table
}
