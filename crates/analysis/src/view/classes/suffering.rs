//! Which classes suffer: the share of each that is recognised, without failure and with.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{percent, place, points};
use deepfog_resilience::{Interval, wilson};
use deepfog_topology::{Scheme, order};
use yew::prelude::*;

use super::PartProps;
use crate::classes::SchemeClasses;
use crate::condition::Condition;
use crate::kit::axis::Axis;
use crate::kit::{Datum, Facets, Figure, Table};

/// Height of a class's row.
const ROW: f64 = 20.0;
/// Width of a scheme's part, at most.
const WIDEST: f64 = 420.0;
const TOP: f64 = 26.0;
const FOOT: f64 = 34.0;

/// The chart.
#[function_component]
pub fn Suffering(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let condition = state.condition;
    let order = order_of(&props.told, condition, props.classes());
    let names: Vec<String> = order.iter().map(|class| props.class(*class)).collect();
    let longest = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(1);
    let left = (longest as f64 * 6.0 + 10.0).min(width * 0.4);
    let height = TOP + order.len() as f64 * ROW + FOOT;
    // One alone need not be as wide as the page.
    let room = width.min(left + props.told.len() as f64 * WIDEST);
    let facets = Facets::new(props.told.len(), (left, room), 130.0, height);
    let samples = props.samples();
    let (whole_width, whole_height) = facets.size();
    let words = condition.words(state);
    html! {
        <Figure name="recall" title="Which classes suffer" aside="share of each class that is recognised, the largest loss first" table={Rc::new(table(props, &order, &samples))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="recall" width={place(whole_width)} height={place(whole_height)} role="img" data-condition={condition.slug()}
                    aria-label={spoken(props, &order, &words)}>
                    { for (0..facets.rows).map(|row| html! {
                        <g key={row}>
                            { for names.iter().enumerate().map(|(at, name)| html! {
                                <text key={at} class="tick" x={place(left - 8.0)} y={place(row as f64 * height + TOP + (at as f64 + 0.5) * ROW + 3.5)} text-anchor="end">{ name }</text>
                            }) }
                        </g>
                    }) }
                    { for props.told.iter().enumerate().map(|(at, told)| facet(props, told, &order, &samples, &facets, at)) }
                </svg>
            </div>
            <p class="note">{ format!(
                "Line: without failure. Mark: {words}, with its 95 % interval over the class’s samples. Cross: {}. Dotted: a random guess.",
                other(condition).words(state)
            ) }</p>
        </Figure>
    }
}

/// The condition that the marks are not of.
fn other(condition: Condition) -> Condition {
    match condition {
        Condition::Pattern => Condition::Expected,
        Condition::Expected => Condition::Pattern,
    }
}

/// Classes by the mean loss over the schemes, the largest first; those without samples last.
fn order_of(told: &[SchemeClasses], condition: Condition, classes: usize) -> Vec<usize> {
    let losses: Vec<f64> = (0..classes)
        .map(|class| {
            let each: Vec<f64> = told
                .iter()
                .filter_map(|told| told.drop(condition, class))
                .collect();
            if each.is_empty() {
                f64::NEG_INFINITY
            } else {
                each.iter().sum::<f64>() / each.len() as f64
            }
        })
        .collect();
    order::ordered(classes, &mut |a, b| losses[b].total_cmp(&losses[a]))
}

/// The interval of a share of a class's samples. Of an expectation, each sample's part lies between 0 and 1, so that it is not too narrow.
fn interval(share: f64, samples: &[u32], class: usize) -> Option<Interval> {
    let n = samples.get(class).copied().filter(|n| *n > 0)?;
    Some(wilson(share * f64::from(n), n as usize))
}

fn facet(
    props: &PartProps,
    told: &SchemeClasses,
    order: &[usize],
    samples: &[u32],
    facets: &Facets,
    at: usize,
) -> Html {
    let condition = props.tab.state.condition;
    let (x, y) = facets.corner(at);
    let places = (x + 8.0, x + facets.step - 18.0);
    let bottom = y + TOP + order.len() as f64 * ROW;
    let axis = Axis::shares(
        places,
        if facets.step < 180.0 { 2 } else { 4 },
        "recall, in %",
    );
    let guess = |class: usize| -> Option<f64> {
        let bundles = props.tab.state.bundles.iter();
        let found = bundles
            .into_iter()
            .find(|(scheme, _)| *scheme == told.scheme)?;
        found.1.class_prior.get(class).copied()
    };
    html! {
        <g key={told.scheme.slug()} class={scheme_class(told.scheme)}>
            <path class={mark_class(told.scheme)} d={mark_path(told.scheme, x + 11.0, y + 9.0, 4.6)} />
            <text class="analysis-facet" x={place(x + 20.0)} y={place(y + 13.0)}>{ told.scheme.name() }</text>
            { crate::kit::axis::horizontal(&axis, y + TOP, bottom, places.1) }
            { for order.iter().enumerate().map(|(row, &class)| {
                let middle = y + TOP + (row as f64 + 0.5) * ROW;
                let guess = guess(class).map(|guess| axis.at(guess));
                html! {
                    <g key={class}>
                        if let Some(guess) = guess { <line class="guess-line" x1={place(guess)} x2={place(guess)} y1={place(middle - 8.0)} y2={place(middle + 8.0)} /> }
                        { marks(told, class, condition, interval_of(told, condition, samples, class), &axis, middle) }
                    </g>
                }
            }) }
        </g>
    }
}

fn interval_of(
    told: &SchemeClasses,
    condition: Condition,
    samples: &[u32],
    class: usize,
) -> Option<Interval> {
    let share = told.recall_in(condition).get(class).copied().flatten()?;
    interval(share, samples, class)
}

fn marks(
    told: &SchemeClasses,
    class: usize,
    condition: Condition,
    interval: Option<Interval>,
    axis: &Axis,
    y: f64,
) -> Html {
    let of = |values: &[Option<f64>]| values.get(class).copied().flatten();
    let (Some(none), Some(now)) = (of(&told.recall[0]), of(told.recall_in(condition))) else {
        return Html::default();
    };
    let beside = of(told.recall_in(other(condition)));
    let (from, to) = (axis.at(none), axis.at(now));
    html! {
        <g data-scheme={told.scheme.slug()} data-class={class.to_string()} data-none={none.to_string()} data-value={now.to_string()}
            data-other={beside.map(|value| value.to_string())}>
            <title>{ format!("{} %, {} % without failure: {} points", percent(now), percent(none), points(now - none)) }</title>
            <line class="analysis-loss" x1={place(from)} x2={place(to)} y1={place(y)} y2={place(y)} />
            if let Some(range) = interval { <path class="whisker" d={format!("M{} {}H{}", place(axis.at(range.low)), place(y + 5.0), place(axis.at(range.high)))} /> }
            <path class="analysis-none" d={format!("M{} {}V{}", place(from), place(y - 6.0), place(y + 6.0))} />
            if let Some(value) = beside { <path class="analysis-cross" d={cross(axis.at(value), y)} /> }
            <path class={classes!(mark_class(told.scheme), "small")} d={mark_path(told.scheme, to, y, 4.0)} />
        </g>
    }
}

/// A small cross.
pub(super) fn cross(x: f64, y: f64) -> String {
    let (left, right, top, bottom) = (
        place(x - 3.0),
        place(x + 3.0),
        place(y - 3.0),
        place(y + 3.0),
    );
    format!("M{left} {top}L{right} {bottom}M{right} {top}L{left} {bottom}")
}

fn spoken(props: &PartProps, order: &[usize], words: &str) -> String {
    let condition = props.tab.state.condition;
    let each: Vec<String> = props
        .told
        .iter()
        .filter_map(|told| {
            let worst = order
                .iter()
                .filter_map(|class| Some((*class, told.drop(condition, *class)?)));
            let (class, drop) =
                worst.fold(None, |worst: Option<(usize, f64)>, found| match worst {
                    Some(worst) if worst.1 >= found.1 => Some(worst),
                    _ => Some(found),
                })?;
            Some(format!(
                "{} loses most at {}, {} points",
                told.scheme.name(),
                props.class(class),
                points(-drop)
            ))
        })
        .collect();
    format!("Recall of each class {words}: {}", each.join("; "))
}

fn table(props: &PartProps, order: &[usize], samples: &[u32]) -> Table {
    let heads = [
        "class",
        "scheme",
        "samples",
        "without failure",
        "present pattern",
        "present pattern 95 % low",
        "present pattern 95 % high",
        "expected",
        "expected 95 % low",
        "expected 95 % high",
        "loss in points",
    ];
    let condition = props.tab.state.condition;
    let mut table = Table::new(
        format!(
            "Recall of each class; loss {}",
            condition.words(&props.tab.state)
        ),
        &heads,
    );
    let row = |class: usize, told: &SchemeClasses| -> Vec<Datum> {
        let scheme: Scheme = told.scheme;
        let share = |condition: Condition| told.recall_in(condition).get(class).copied().flatten();
        let mut row = vec![
            Datum::Text(props.class(class)),
            Datum::Text(scheme.name().to_owned()),
            Datum::Count(samples.get(class).copied().unwrap_or(0).into()),
            Datum::share(told.recall[0].get(class).copied().flatten()),
        ];
        for condition in Condition::ALL {
            let range = interval_of(told, condition, samples, class);
            row.push(Datum::share(share(condition)));
            row.push(Datum::share(range.map(|range| range.low)));
            row.push(Datum::share(range.map(|range| range.high)));
        }
        row.push(Datum::points(told.drop(condition, class)));
        row
    };
    table.rows = order
        .iter()
        .flat_map(|class| props.told.iter().map(|told| row(*class, told)))
        .collect();
    table
}
