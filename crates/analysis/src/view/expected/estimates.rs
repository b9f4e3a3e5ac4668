//! The estimate of the expected accuracy, where failure patterns are too many to measure each.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{count, percent_range, percentage, place};
use deepfog_topology::Scheme;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::action::Action;
use crate::estimation::{MOST, SEED, Standing};
use crate::expected::over_samples;
use crate::kit::axis::{Axis, horizontal};
use crate::kit::parts::{instead, scheme as named};
use crate::kit::table::probability;
use crate::kit::{Datum, Figure, Table};
use crate::reducer::STOPPED;
use crate::state::State;
use crate::view::TabProps;

const STEP: f64 = 30.0;
const TOP: f64 = 6.0;

type OfScheme = (Scheme, Standing);

/// The estimates with what they rest on.
#[function_component]
pub fn Estimates(props: &TabProps) -> Html {
    let state = &props.state;
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let found = use_memo(
        (
            state.estimation.clone(),
            state.kind,
            state.odds.clone(),
            state.schemes().collect::<Vec<_>>(),
        ),
        |(estimation, kind, odds, schemes)| {
            let reliabilities = odds.as_ref().map(|odds| odds.reliabilities(*kind));
            let Some(reliabilities) = reliabilities else {
                return Ok(Vec::new());
            };
            schemes
                .iter()
                .map(|scheme| {
                    Ok((
                        *scheme,
                        estimation.standing(*kind, *scheme, &reliabilities)?,
                    ))
                })
                .collect::<Result<Vec<OfScheme>, deepfog_resilience::EstimateError>>()
        },
    );
    let found = match found.as_ref() {
        Ok(found) => found,
        Err(error) => return instead(format!("This cannot be estimated: {error}.")),
    };
    let bottom = TOP + STEP * found.len() as f64;
    let axis = Axis::shares(
        (8.0, (width - 60.0).max(120.0)),
        5,
        "expected accuracy, in %",
    );
    html! {
        <Figure name="estimates" title="Expected accuracy, estimated" aside={aside(state)} table={Rc::new(table(state, found))}
            source={Rc::clone(&props.source)} on_fault={props.on_fault()}>
            { controls(props, found) }
            <div class="analysis-frame" ref={root}>
                <svg data-chart="estimates" width={place(width)} height={place(bottom + 34.0)} role="img" aria-label={spoken(found)}>
                    { horizontal(&axis, TOP, bottom, width - 60.0) }
                    if let Some(guess) = state.estimation.guess {
                        <line class="guess-line" x1={place(axis.at(guess))} x2={place(axis.at(guess))} y1={place(TOP)} y2={place(bottom)} />
                        <text class="tick" x={place(axis.at(guess) + 4.0)} y={place(bottom - 3.0)}>{ "random guess" }</text>
                    }
                    { for found.iter().enumerate().map(|(at, of)| drawn(of, TOP + STEP * (at as f64 + 0.5), &axis)) }
                </svg>
            </div>
            <div class="analysis-scroll">
                <table class="figures-table" data-testid="estimate-table">
                    <thead><tr><th scope="col">{ "scheme" }</th><th scope="col">{ "expected" }</th><th scope="col">{ "95 % over patterns" }</th>
                        <th scope="col">{ "95 % over samples, at the most" }</th><th scope="col">{ "patterns" }</th><th scope="col">{ "" }</th></tr></thead>
                    <tbody>{ for found.iter().map(|of| line(state, of)) }</tbody>
                </table>
            </div>
            <p class="note">{ "The other charts of this part need every failure pattern." }</p>
        </Figure>
    }
}

fn aside(state: &State) -> String {
    let samples = match (state.estimation.n, state.estimation.samples) {
        (Some(n), _) => format!("on {} samples", count(n.into())),
        (None, Some(most)) => format!("on {} samples", count(most.into())),
        (None, None) => "on all samples".to_owned(),
    };
    format!("stratified draws of failure patterns, seed {SEED}, {samples}")
}

/// How far it is, and what a person can do.
fn controls(props: &TabProps, found: &[OfScheme]) -> Html {
    let state = &props.state;
    let target = state.estimation.target;
    let drawn: usize = found
        .iter()
        .map(|(_, standing)| share_of(standing, target))
        .sum();
    let asked = state
        .asked
        .iter()
        .find(|asked| asked.some.is_some() && asked.kind == state.kind);
    let is_running = asked.is_some_and(|asked| asked.fault.is_none());
    let fault = asked.and_then(|asked| asked.fault.as_deref());
    let is_done = found.iter().all(|(_, standing)| standing.wanted.is_empty());
    let is_exact = found.iter().all(|(_, standing)| is_exact(standing));
    let refine = if fault.is_some() {
        "Go on"
    } else {
        "Refine: twice as many draws"
    };
    let is_least = !is_exact && (fault.is_some() || (is_done && target < MOST));
    let onchange = {
        let on = props.on.clone();
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            on.emit(Action::Take(value.parse().ok()));
        }
    };
    let choices = [
        (Some(100), "100"),
        (Some(200), "200"),
        (Some(1000), "1000"),
        (None, "all"),
    ];
    html! {
        <div class="analysis-search" data-testid="estimate" data-running={is_running.to_string()} data-done={is_done.to_string()} data-target={target.to_string()}>
            <label class="analysis-field"><span>{ "Samples" }</span>
                <select data-testid="estimate-samples" {onchange}>
                    { for choices.into_iter().map(|(choice, words)| html! {
                        <option key={words} value={words} selected={choice == state.estimation.samples}>{ words }</option>
                    }) }
                </select>
            </label>
            <span class="progress">
                <progress max={(target * found.len().max(1)).to_string()} value={drawn.to_string()} aria-label="Draws that are known"></progress>
                { match (fault, is_done) {
                    (Some(STOPPED), _) => "stopped".to_owned(),
                    (Some(why), _) => why.to_owned(),
                    (None, true) => format!("{} draws each", count(target as u64)),
                    (None, false) => format!("{} of {} draws each", count((drawn / found.len().max(1)) as u64), count(target as u64)),
                } }
            </span>
            if is_running { <button type="button" data-testid="estimate-stop" onclick={props.on.reform(|_: MouseEvent| Action::Stop)}>{ "Stop" }</button> }
            if is_least { <button type="button" data-testid="estimate-refine" onclick={props.on.reform(|_: MouseEvent| Action::Refine)}>{ refine }</button> }
        </div>
    }
}

fn is_exact(standing: &Standing) -> bool {
    standing.estimate.is_some_and(|estimate| estimate.is_exact)
}

/// Draws that count as done: what is exact needs no more.
fn share_of(standing: &Standing, target: usize) -> usize {
    if is_exact(standing) {
        target
    } else {
        standing.draws.min(target)
    }
}

/// The figure that is shown, and the interval over patterns that it has: without draws, only what is certain.
fn figure(standing: &Standing) -> (Option<f64>, (f64, f64)) {
    match standing.estimate {
        Some(estimate) => (
            Some(estimate.value),
            (estimate.interval.low, estimate.interval.high),
        ),
        None => (
            standing.known.value,
            (standing.known.bound.low, standing.known.bound.high),
        ),
    }
}

/// How the figure came about.
fn manner(standing: &Standing) -> &'static str {
    match standing.estimate {
        Some(estimate) if estimate.is_exact => "exact",
        Some(_) => "estimated",
        None if standing.known.value.is_some() => "from what is known",
        None => "waits",
    }
}

fn drawn((scheme, standing): &OfScheme, y: f64, axis: &Axis) -> Html {
    let (value, (low, high)) = figure(standing);
    let Some(value) = value else {
        return Html::default();
    };
    let end = format!(
        "M{} {}v10M{} {}v10",
        place(axis.at(low)),
        place(y - 5.0),
        place(axis.at(high)),
        place(y - 5.0)
    );
    html! {
        <g key={scheme.slug()} class={scheme_class(*scheme)} data-scheme={scheme.slug()} aria-hidden="true">
            <line class="whisker" x1={place(axis.at(low))} x2={place(axis.at(high))} y1={place(y)} y2={place(y)} />
            <path class="whisker" d={end} />
            <path class={classes!(mark_class(*scheme), "small")} d={mark_path(*scheme, axis.at(value), y, 5.0)} />
            <text class="tick" x={place(axis.at(high.max(value)) + 8.0)} y={place(y + 3.5)}>{ percentage(value) }</text>
        </g>
    }
}

fn line(state: &State, (scheme, standing): &OfScheme) -> Html {
    let (value, (low, high)) = figure(standing);
    let samples = value
        .zip(state.estimation.n)
        .map(|(value, n)| over_samples(value, n));
    let evaluations = standing
        .estimate
        .map_or(standing.known.patterns, |estimate| estimate.evaluations);
    html! {
        <tr key={scheme.slug()} data-scheme={scheme.slug()} data-value={value.map(|value| value.to_string())} data-low={low.to_string()} data-high={high.to_string()}
            data-evaluations={evaluations.to_string()} data-draws={standing.draws.to_string()} data-manner={manner(standing)}>
            <th scope="row">{ named(*scheme) }</th>
            <td>{ value.map_or("–".to_owned(), percentage) }</td>
            <td>{ if value.is_none() { "–".to_owned() } else { percent_range(low, high) } }</td>
            <td>{ samples.map_or("–".to_owned(), |range| percent_range(range.low, range.high)) }</td>
            <td>{ count(evaluations as u64) }</td>
            <td class="aside">{ format!("{}; measured patterns have probability {}", manner(standing), probability(standing.known.mass)) }</td>
        </tr>
    }
}

fn spoken(found: &[OfScheme]) -> String {
    let each: Vec<String> = found
        .iter()
        .map(|(scheme, standing)| {
            let (value, (low, high)) = figure(standing);
            match value {
                Some(value) => format!(
                    "{} {}, 95 % {}, {}",
                    scheme.name(),
                    percentage(value),
                    percent_range(low, high),
                    manner(standing)
                ),
                None => format!("{} is not known yet", scheme.name()),
            }
        })
        .collect();
    format!("Expected accuracy. {}", each.join(". "))
}

fn table(state: &State, found: &[OfScheme]) -> Table {
    let heads = [
        "scheme",
        "expected accuracy",
        "95 % over patterns low",
        "95 % over patterns high",
        "95 % over samples low",
        "95 % over samples high",
        "draws",
        "patterns evaluated",
        "how",
        "seed",
        "probability of measured patterns",
        "certainly at least",
        "certainly at most",
    ];
    let mut table = Table::new(
        "Expected accuracy, estimated from drawn failure patterns, in %",
        &heads,
    );
    table.rows = found
        .iter()
        .map(|(scheme, standing)| {
            let (value, _) = figure(standing);
            let range = standing.estimate.map(|estimate| estimate.interval);
            let samples = value
                .zip(state.estimation.n)
                .map(|(value, n)| over_samples(value, n));
            vec![
                Datum::Text(scheme.name().to_owned()),
                Datum::share(value),
                Datum::share(range.map(|range| range.low)),
                Datum::share(range.map(|range| range.high)),
                Datum::share(samples.map(|range| range.low)),
                Datum::share(samples.map(|range| range.high)),
                Datum::Count(standing.draws as u64),
                Datum::Count(
                    standing
                        .estimate
                        .map_or(standing.known.patterns, |estimate| estimate.evaluations)
                        as u64,
                ),
                Datum::Text(manner(standing).to_owned()),
                Datum::Count(SEED),
                Datum::Probability(standing.known.mass),
                Datum::Share(standing.known.bound.low),
                Datum::Share(standing.known.bound.high),
            ]
        })
        .collect();
    table
}
