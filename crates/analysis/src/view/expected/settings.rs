//! The expected accuracy of each scheme under each reliability setting, and under a person's own reliabilities.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{percent_range, percentage, place, points};
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::PartProps;
use crate::action::Action;
use crate::expected::{Expected, Group, of_own, of_settings};
use crate::kit::axis::{Axis, vertical};
use crate::kit::{Datum, Figure, Frame, Table};
use crate::odds::Odds;
use crate::subject::Subject;

const HEIGHT: f64 = 300.0;
/// Room for a mark beside its neighbour.
const MARK_STEP: f64 = 12.0;
/// Room for the name of a setting.
const LEAST_WIDTH: f64 = 66.0;

/// What stands in a group: one figure per scheme, or one for the difference of two.
#[derive(Clone, Debug, PartialEq)]
struct Value {
    scheme: Scheme,
    name: String,
    slug: String,
    value: f64,
    interval: Option<(f64, f64)>,
    people: Vec<(u32, f64)>,
}

/// The chart.
#[function_component]
pub fn Settings(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let subject = state.subject.clone();
    // Settings do not change with a slider of a node.
    let of_document = use_memo(
        (
            subject,
            props.kind,
            props.odds.links.clone(),
            props.evidence.clone(),
        ),
        |(subject, kind, links, evidence)| {
            let subject: &Subject = subject.as_ref()?;
            let odds = Odds {
                setting: None,
                nodes: Vec::new(),
                links: links.clone(),
            };
            Some(of_settings(subject, *kind, &odds, evidence))
        },
    );
    let mut groups: Vec<Group> = of_document.as_ref().clone().unwrap_or_default();
    groups.extend(of_own(props.kind, &props.odds, &props.evidence));
    let is_difference = props.difference().is_some();
    let values: Vec<Vec<Value>> = groups.iter().map(|group| values(props, group)).collect();
    let frame = Frame::new(width, HEIGHT);
    let schemes = values.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let least = LEAST_WIDTH.max(schemes * MARK_STEP + 16.0);
    let step = ((frame.right - frame.left) / groups.len().max(1) as f64).max(least);
    let right = frame.left + step * groups.len() as f64;
    let axis = axis(&values, is_difference, &frame);
    let spoken = spoken(&groups, &values, is_difference);
    html! {
        <Figure name="expected-settings" title="Expected accuracy" aside={aside(&values)}
            table={Rc::new(table(&groups, &values, is_difference))} source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="expected-settings" width={place(right + 10.0)} height={place(HEIGHT)} role="group" aria-label={spoken}>
                    { vertical(&axis, frame.left, right, frame.top) }
                    if let Some(guess) = state.random_guess().filter(|_| !is_difference) {
                        <g aria-hidden="true">
                            <line class="guess-line" x1={place(frame.left)} x2={place(right)} y1={place(axis.at(guess))} y2={place(axis.at(guess))} data-guess={guess.to_string()} />
                            <text class="tick" x={place(frame.left + 4.0)} y={place(axis.at(guess) - 4.0)}>{ "random guess" }</text>
                        </g>
                    }
                    { for groups.iter().zip(&values).enumerate().map(|(at, (group, values))| {
                        let middle = frame.left + (at as f64 + 0.5) * step;
                        column(props, group, values, (middle, step), &frame, &axis)
                    }) }
                </svg>
            </div>
            { key(&props.evidence, is_difference) }
        </Figure>
    }
}

/// The marks of the schemes with their names.
fn key(evidence: &[crate::evidence::Evidence], is_difference: bool) -> Html {
    if is_difference {
        return Html::default();
    }
    html! {
        <p class="analysis-key">{ for evidence.iter().map(|found| crate::kit::parts::scheme(found.scheme)) }</p>
    }
}

/// What stands in a group.
fn values(props: &PartProps, group: &Group) -> Vec<Value> {
    let of = |scheme: Scheme| group.of_each.iter().find(|found| found.scheme == scheme);
    let Some((a, b)) = props.difference() else {
        return group.of_each.iter().map(alone).collect();
    };
    of(a.scheme)
        .zip(of(b.scheme))
        .map(|(first, second)| Value {
            scheme: a.scheme,
            name: format!("{} less {}", a.scheme.name(), b.scheme.name()),
            slug: format!("{}-less-{}", a.scheme.slug(), b.scheme.slug()),
            value: first.value - second.value,
            // Both answer the same samples: what the two have in common would have to be known.
            interval: None,
            people: first
                .people
                .iter()
                .zip(&second.people)
                .filter(|(own, other)| own.0 == other.0)
                .map(|(own, other)| (own.0, own.1 - other.1))
                .collect(),
        })
        .into_iter()
        .collect()
}

fn alone(found: &Expected) -> Value {
    Value {
        scheme: found.scheme,
        name: found.scheme.name().to_owned(),
        slug: found.scheme.slug().to_owned(),
        value: found.value,
        interval: Some((found.interval.low, found.interval.high)),
        people: found.people.clone(),
    }
}

fn aside(values: &[Vec<Value>]) -> &'static str {
    // Images are nobody's.
    if values
        .iter()
        .flatten()
        .any(|value| !value.people.is_empty())
    {
        "95 % over samples, at the most; short lines: each held-out person"
    } else {
        "95 % over samples, at the most"
    }
}

fn axis(values: &[Vec<Value>], is_difference: bool, frame: &Frame) -> Axis {
    let places = (frame.bottom, frame.top);
    if !is_difference {
        return Axis::shares(places, 5, "expected accuracy, in %");
    }
    let all = values.iter().flatten();
    let each = all.flat_map(|value| {
        value
            .people
            .iter()
            .map(|(_, own)| *own)
            .chain([value.value])
    });
    let most = each.fold(0.01_f64, |most, value| most.max(value.abs()));
    Axis::new(
        (-most, most),
        places,
        6,
        "difference of expected accuracies, in points",
        points,
    )
}

/// A setting: its marks, its name, and what a click does.
fn column(
    props: &PartProps,
    group: &Group,
    values: &[Value],
    (middle, step): (f64, f64),
    frame: &Frame,
    axis: &Axis,
) -> Html {
    let is_present = group.setting == props.odds.setting;
    let choose = group.setting.clone().map(|name| {
        let on = props.tab.on.clone();
        move || on.emit(Action::Setting(name.clone()))
    });
    let onclick = choose
        .clone()
        .map(|choose| Callback::from(move |_: MouseEvent| choose()));
    let onkeydown = choose.map(|choose| {
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                choose();
            }
        })
    });
    let told: Vec<String> = values.iter().map(told).collect();
    let role = if onclick.is_some() { "button" } else { "img" };
    let slug = group.setting.as_deref().unwrap_or("own").to_owned();
    html! {
        <g key={group.name.clone()} class="analysis-row" {role} tabindex={onclick.is_some().then_some("0")} data-setting={slug}
            aria-label={format!("{}: {}", group.name, told.join("; "))} aria-pressed={onclick.is_some().then(|| is_present.to_string())} {onclick} {onkeydown}>
            <rect class="back" x={place(middle - step / 2.0)} y={place(frame.top - 4.0)} width={place(step)} height={place(HEIGHT - frame.top)} />
            if is_present {
                <rect class="analysis-present" x={place(middle - step / 2.0 + 2.0)} y={place(frame.top - 4.0)} width={place(step - 4.0)} height={place(frame.bottom - frame.top + 8.0)} rx="3" />
            }
            { for values.iter().enumerate().map(|(slot, value)| {
                let x = middle + (slot as f64 - (values.len() as f64 - 1.0) / 2.0) * MARK_STEP;
                mark(value, x, axis)
            }) }
            <text class="tick" x={place(middle)} y={place(frame.bottom + 16.0)} text-anchor="middle">{ &group.name }</text>
        </g>
    }
}

fn mark(value: &Value, x: f64, axis: &Axis) -> Html {
    let people: String = value
        .people
        .iter()
        .map(|(_, own)| format!("M{} {}h6", place(x - 3.0), place(axis.at(*own))))
        .collect();
    html! {
        <g key={value.slug.clone()} class={scheme_class(value.scheme)} data-series={value.slug.clone()} data-value={value.value.to_string()}
            data-low={value.interval.map(|(low, _)| low.to_string())} data-high={value.interval.map(|(_, high)| high.to_string())}>
            if let Some((low, high)) = value.interval {
                <line class="whisker" x1={place(x)} x2={place(x)} y1={place(axis.at(low))} y2={place(axis.at(high))} />
            }
            if !people.is_empty() { <path class="person" d={people} /> }
            <path class={classes!(mark_class(value.scheme), "small")} d={mark_path(value.scheme, x, axis.at(value.value), 4.2)} />
        </g>
    }
}

fn told(value: &Value) -> String {
    match value.interval {
        Some((low, high)) => format!(
            "{} {}, 95 % {}",
            value.name,
            percentage(value.value),
            percent_range(low, high)
        ),
        None => format!("{} {} points", value.name, points(value.value)),
    }
}

fn spoken(groups: &[Group], values: &[Vec<Value>], is_difference: bool) -> String {
    let each: Vec<String> = groups
        .iter()
        .zip(values)
        .map(|(group, values)| {
            let told: Vec<String> = values.iter().map(told).collect();
            format!("{}: {}", group.name, told.join("; "))
        })
        .collect();
    let what = if is_difference {
        "Difference of expected accuracies"
    } else {
        "Expected accuracy"
    };
    format!("{what}. {}", each.join(". "))
}

fn table(groups: &[Group], values: &[Vec<Value>], is_difference: bool) -> Table {
    let first = values.first().map_or(&[][..], Vec::as_slice);
    let mut heads = vec!["reliabilities".to_owned()];
    for value in first {
        heads.push(value.name.clone());
        if !is_difference {
            heads.push(format!("{} 95 % low", value.name));
            heads.push(format!("{} 95 % high", value.name));
        }
        heads.extend(
            value
                .people
                .iter()
                .map(|(person, _)| format!("{} person {person}", value.name)),
        );
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let caption = if is_difference {
        "Difference of expected accuracies, in points"
    } else {
        "Expected accuracy, in %; the 95 % interval over samples is Wilson's for a yes or no with the same mean, which is no narrower"
    };
    let mut table = Table::new(caption, &heads);
    let datum = |value: f64| {
        if is_difference {
            Datum::Points(value)
        } else {
            Datum::Share(value)
        }
    };
    table.rows = groups
        .iter()
        .zip(values)
        .map(|(group, values)| {
            let mut row = vec![Datum::Text(group.name.clone())];
            for value in values {
                row.push(datum(value.value));
                if let Some((low, high)) = value.interval {
                    row.push(datum(low));
                    row.push(datum(high));
                }
                row.extend(value.people.iter().map(|(_, own)| datum(*own)));
            }
            row
        })
        .collect();
    table
}
