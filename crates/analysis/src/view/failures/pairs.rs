//! Two at a time: a map of accuracies with two down, and with one on the diagonal.

use std::rc::Rc;

use deepfog_notation::mark::scheme_class;
use deepfog_notation::number::{percent, place, points};
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{PartProps, apply, told};
use crate::action::Action;
use crate::kit::{Datum, Figure, Table};
use crate::series::Series;
use crate::state::State;

/// Side of a cell.
const CELL: f64 = 34.0;
/// Letters of a name, at about six pixels each.
const LETTER: f64 = 6.2;

/// The map.
#[function_component]
pub fn Pairs(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let chosen = use_state_eq(|| None::<Scheme>);
    let Some(subject) = &state.subject else {
        return Html::default();
    };
    let series = chosen
        .and_then(|scheme| props.series.iter().find(|series| series.scheme == scheme))
        .or_else(|| props.series.last());
    let bits = subject.patterns(state.kind).failable_count();
    let Some(series) = series.filter(|_| bits > 1) else {
        return Html::default();
    };
    let names: Vec<String> = (0..bits).map(|bit| subject.name(state.kind, bit)).collect();
    let longest = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(1);
    let left = (longest as f64 * LETTER + 12.0).min(130.0);
    let top = if longest > 5 { left } else { 24.0 };
    let (width, height) = (
        left + bits as f64 * CELL + 2.0,
        top + bits as f64 * CELL + 2.0,
    );
    let onchange = {
        let chosen = chosen.clone();
        move |event: Event| {
            chosen.set(Scheme::parse(
                &event.target_unchecked_into::<HtmlSelectElement>().value(),
            ))
        }
    };
    let largest = largest(series, bits);
    html! {
        <Figure name="pairs" title="Two at a time" aside="one alone on the diagonal" table={Rc::new(table(series, &names))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            if props.series.len() > 1 {
                <label class="analysis-field"><span>{ "Scheme" }</span>
                    <select data-testid="pairs-scheme" {onchange}>
                        { for props.series.iter().map(|other| html! {
                            <option key={other.slug()} value={other.scheme.slug()} selected={other.scheme == series.scheme}>{ other.name() }</option>
                        }) }
                    </select>
                </label>
            }
            <div class="analysis-scroll">
                <svg data-chart="pairs" class={scheme_class(series.scheme)} width={place(width)} height={place(height)} role="group"
                    aria-label={format!("{} with two down, {} by {}", series.name(), bits, bits)}>
                    { for names.iter().enumerate().map(|(at, name)| {
                        let middle = top + (at as f64 + 0.5) * CELL;
                        let along = left + (at as f64 + 0.5) * CELL;
                        let turned = (longest > 5).then(|| format!("rotate(-60 {} {})", place(along), place(top - 6.0)));
                        html! {
                            <g key={at} aria-hidden="true">
                                <text class="tick" x={place(left - 6.0)} y={place(middle + 3.5)} text-anchor="end">{ name }</text>
                                <text class="tick" x={place(along)} y={place(top - 6.0)} text-anchor={if turned.is_some() { "start" } else { "middle" }} transform={turned}>{ name }</text>
                            </g>
                        }
                    }) }
                    { for (0..bits * bits).map(|at| cell(props, series, (at / bits, at % bits), (left, top), largest)) }
                </svg>
            </div>
        </Figure>
    }
}

/// The pattern in which these two are down.
fn both((row, column): (usize, usize)) -> Pattern {
    Pattern(1 << row | 1 << column)
}

/// The largest size of a value: what the strongest shade stands for.
fn largest(series: &Series, bits: usize) -> f64 {
    if series.less.is_none() {
        return 1.0;
    }
    let all = (0..bits * bits).filter_map(|at| series.value(both((at / bits, at % bits))));
    all.fold(0.01, |most, value| most.max(value.abs()))
}

fn cell(
    props: &PartProps,
    series: &Series,
    place_of: (usize, usize),
    (left, top): (f64, f64),
    largest: f64,
) -> Html {
    let state = &props.tab.state;
    let pattern = both(place_of);
    let Some(value) = series.value(pattern) else {
        return Html::default();
    };
    let (x, y) = (
        left + place_of.1 as f64 * CELL,
        top + place_of.0 as f64 * CELL,
    );
    let words = match series.less {
        None => percent(value),
        Some(_) => points(value),
    };
    let strength = (value.abs() / largest).clamp(0.0, 1.0);
    let class = if value < 0.0 {
        "analysis-cell less"
    } else {
        "analysis-cell"
    };
    let onclick = {
        let (state, on): (Rc<State>, Callback<Action>) = (Rc::clone(state), props.tab.on.clone());
        move |_: MouseEvent| apply(&state, &on, pattern)
    };
    let onkeydown = {
        let (state, on): (Rc<State>, Callback<Action>) = (Rc::clone(state), props.tab.on.clone());
        move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                apply(&state, &on, pattern);
            }
        }
    };
    let point = |pattern: Option<Pattern>| {
        props
            .tab
            .on
            .reform(move |_: PointerEvent| Action::Point(pattern))
    };
    let is_present = pattern == state.pattern;
    html! {
        <g key={place_of.0 * 64 + place_of.1} {class} role="button" tabindex="0" aria-pressed={is_present.to_string()}
            aria-label={told(state, std::slice::from_ref(series), pattern)} data-pattern={pattern.0.to_string()} data-value={value.to_string()}
            {onclick} {onkeydown} onpointerenter={point(Some(pattern))} onpointerleave={point(None)}>
            <rect class="shade" x={place(x)} y={place(y)} width={place(CELL - 2.0)} height={place(CELL - 2.0)} fill-opacity={place(0.06 + 0.5 * strength)} />
            if is_present { <rect class="analysis-present" x={place(x)} y={place(y)} width={place(CELL - 2.0)} height={place(CELL - 2.0)} /> }
            <text x={place(x + CELL / 2.0 - 1.0)} y={place(y + CELL / 2.0 + 3.0)} text-anchor="middle">{ words }</text>
        </g>
    }
}

fn table(series: &Series, names: &[String]) -> Table {
    let mut heads = vec!["down"];
    heads.extend(names.iter().map(String::as_str));
    let mut table = Table::new(format!("{} with two down", series.name()), &heads);
    table.rows = names
        .iter()
        .enumerate()
        .map(|(row, name)| {
            let mut cells = vec![Datum::Text(name.clone())];
            cells.extend((0..names.len()).map(|column| {
                let value = series.value(both((row, column)));
                match series.less {
                    None => Datum::share(value),
                    Some(_) => Datum::points(value),
                }
            }));
            cells
        })
        .collect();
    table
}
