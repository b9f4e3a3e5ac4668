//! What each number of failures contributes to the expected accuracy.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::scheme_class;
use deepfog_notation::number::{percent, percentage, place, points};
use deepfog_notation::words::counted;
use deepfog_resilience::{Contribution, by_failures};
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::PartProps;
use crate::kit::axis::{Axis, horizontal};
use crate::kit::parts::mark;
use crate::kit::{Datum, Figure, Row, Rows, Table, Unit};

/// Height of a scheme's bar with its room.
const STEP: f64 = 34.0;
const BAR: f64 = 22.0;
const TOP: f64 = 6.0;
/// The narrowest part of a bar that holds its number.
const NUMBERED: f64 = 15.0;

type OfScheme = (Scheme, Vec<Contribution>);

/// The chart: a bar per scheme, its parts by the number of failures; or, of a difference, a row per number.
#[function_component]
pub fn Contributions(props: &PartProps) -> Html {
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let found: Rc<Vec<OfScheme>> = use_memo(
        (props.evidence.clone(), props.kind, props.odds.clone()),
        |(evidence, kind, odds)| {
            let reliabilities = odds.reliabilities(*kind);
            let each = evidence.iter().filter_map(|found| {
                Some((found.scheme, by_failures(&found.outcomes(&reliabilities)?)))
            });
            each.collect()
        },
    );
    let table = Rc::new(table(&found));
    if let Some((a, b)) = props.difference() {
        return difference(props, &found, (a.scheme, b.scheme), table);
    }
    let left = 8.0;
    let bottom = TOP + STEP * found.len() as f64;
    let right = (width - 50.0).max(120.0);
    let axis = Axis::shares((left, right), 5, "part of the expected accuracy, in %");
    html! {
        <Figure name="contributions" title="By how many are down" aside="probability of so many × accuracy then; the numbers in the bars are how many"
            {table} source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="contributions" width={place(width)} height={place(bottom + 34.0)} role="img" aria-label={spoken(&found)}>
                    { horizontal(&axis, TOP, bottom, right) }
                    { for found.iter().enumerate().map(|(at, of)| bar(of, TOP + STEP * at as f64 + (STEP - BAR) / 2.0, &axis)) }
                </svg>
            </div>
            <p class="analysis-key">
                { for found.iter().map(|(scheme, parts)| html! {
                    <span key={scheme.slug()} class="analysis-scheme" data-scheme={scheme.slug()} data-expected={sum(parts).to_string()}>
                        { mark(*scheme) }{ scheme.name() }{ " " }{ percentage(sum(parts)) }
                    </span>
                }) }
            </p>
        </Figure>
    }
}

fn sum(parts: &[Contribution]) -> f64 {
    parts.iter().map(|part| part.accuracy).sum()
}

fn bar((scheme, parts): &OfScheme, top: f64, axis: &Axis) -> Html {
    let mut from = 0.0;
    let parts: Vec<Html> = parts
        .iter()
        .map(|part| {
            let (x, end) = (axis.at(from), axis.at(from + part.accuracy));
            from += part.accuracy;
            // The more are down, the fainter.
            let strength = 0.85 * 0.66_f64.powi(i32::try_from(part.down).unwrap_or(i32::MAX));
            html! {
                <g key={part.down} data-down={part.down.to_string()} data-value={part.accuracy.to_string()} data-probability={part.probability.to_string()}>
                    <rect class="analysis-part" x={place(x)} y={place(top)} width={place((end - x).max(0.0))} height={place(BAR)} fill-opacity={place(strength.max(0.06))} />
                    if end - x >= NUMBERED {
                        <text class={if part.down == 0 { "tick on-part" } else { "tick name" }} x={place((x + end) / 2.0)} y={place(top + BAR / 2.0 + 3.5)} text-anchor="middle">{ part.down }</text>
                    }
                </g>
            }
        })
        .collect();
    html! {
        <g key={scheme.slug()} class={scheme_class(*scheme)} data-scheme={scheme.slug()} data-value={from.to_string()} aria-hidden="true">
            { for parts }
            <text class="tick" x={place(axis.at(from) + 6.0)} y={place(top + BAR / 2.0 + 3.5)}>{ percent(from) }</text>
        </g>
    }
}

/// Where the difference of two comes from.
fn difference(
    props: &PartProps,
    found: &[OfScheme],
    (a, b): (Scheme, Scheme),
    table: Rc<Table>,
) -> Html {
    let of = |scheme| {
        found
            .iter()
            .find(|of| of.0 == scheme)
            .map(|of| of.1.as_slice())
    };
    let pairs = of(a).unwrap_or(&[]).iter().zip(of(b).unwrap_or(&[]));
    let rows: Vec<Row> = pairs
        .map(|(own, other)| {
            let value = own.accuracy - other.accuracy;
            Row {
                name: format!("{} down", own.down),
                slug: own.down.to_string(),
                values: vec![Some(value)],
                spoken: format!("{} down: {} points", own.down, points(value)),
                is_pressed: false,
            }
        })
        .collect();
    let told: Vec<&str> = rows.iter().map(|row| &*row.spoken).collect();
    let spoken = format!(
        "What each number of failures adds to {} less {}. {}",
        a.name(),
        b.name(),
        told.join("; ")
    );
    html! {
        <Figure name="contributions" title="By how many are down" aside={format!("what each number adds to {} less {}", a.name(), b.name())}
            {table} source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <Rows chart="contributions" {spoken} series={vec![Some(a)]} rows={Rc::new(rows)} axis="points" unit={Unit::Points} />
        </Figure>
    }
}

fn spoken(found: &[OfScheme]) -> String {
    let each: Vec<String> = found
        .iter()
        .map(|(scheme, parts)| {
            let told: Vec<String> = parts
                .iter()
                .filter(|part| part.accuracy >= 0.0005)
                .map(|part| format!("{} down {}", part.down, percent(part.accuracy)))
                .collect();
            format!(
                "{} {}: {}",
                scheme.name(),
                percentage(sum(parts)),
                told.join(", ")
            )
        })
        .collect();
    format!(
        "Expected accuracy by {}. {}",
        counted(found.len(), "scheme"),
        each.join(". ")
    )
}

fn table(found: &[OfScheme]) -> Table {
    let mut heads = vec!["down".to_owned(), "probability".to_owned()];
    for (scheme, _) in found {
        heads.push(format!("{} contributes", scheme.name()));
        heads.push(format!("{} accuracy then", scheme.name()));
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(
        "What each number of failures contributes to the expected accuracy, in %",
        &heads,
    );
    let first = found.first().map_or(&[][..], |of| of.1.as_slice());
    table.rows = first
        .iter()
        .map(|part| {
            let mut row = vec![
                Datum::Count(part.down as u64),
                Datum::Probability(part.probability),
            ];
            for (_, parts) in found {
                let part = parts.get(part.down);
                row.push(Datum::share(part.map(|part| part.accuracy)));
                row.push(Datum::share(part.and_then(Contribution::accuracy_given)));
            }
            row
        })
        .collect();
    table
}
