//! Every failure pattern: at a glance, as pairs, as a table.

mod dots;
mod pairs;
mod rows;

use deepfog_notation::number::{percent_range, percentage, points};
use deepfog_resilience::Pattern;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::TabProps;
use super::pattern::{apply, chance, down};
use crate::filter::Filter;
use crate::kit::parts::{instead, mark};
use crate::kit::table::probability;
use crate::series::{Series, interval, series};
use crate::state::State;

/// Properties of the parts of this tab.
#[derive(Clone, PartialEq, Properties)]
pub struct PartProps {
    /// What every part needs.
    pub tab: TabProps,
    /// What is looked at.
    pub series: Vec<Series>,
    /// Which patterns.
    pub filter: Filter,
}

/// The tab.
#[function_component]
pub fn Failures(props: &TabProps) -> Html {
    let search = use_state_eq(String::new);
    let state = &props.state;
    let Some(subject) = &state.subject else {
        return Html::default();
    };
    let series = series(state);
    if state.is_beyond() {
        return instead(
            "More than 16 parts can fail: their failure patterns are too many to measure each. Under “Expected accuracy” they are estimated.",
        );
    }
    if series.is_empty() {
        return instead("Failure patterns are being measured.");
    }
    let oninput = {
        let search = search.clone();
        move |event: InputEvent| {
            search.set(event.target_unchecked_into::<HtmlInputElement>().value())
        }
    };
    let part = PartProps {
        tab: props.clone(),
        series,
        filter: Filter::read(&search, subject, state.kind),
    };
    html! {
        <>
            <div class="analysis-search">
                <label class="analysis-field">
                    <span>{ "Show only" }</span>
                    <input type="search" data-testid="pattern-search" placeholder="names that are down, or how many" value={(*search).clone()} {oninput} />
                </label>
                { readout(&part) }
            </div>
            <dots::Dots ..part.clone() />
            <pairs::Pairs ..part.clone() />
            <rows::Rows ..part />
        </>
    }
}

/// What is known of the pattern that is pointed at, else of the one that the page shows.
fn readout(part: &PartProps) -> Html {
    let state = &part.tab.state;
    let pattern = state.pointed.unwrap_or(state.pattern);
    let spoken = told(state, &part.series, pattern);
    html! {
        <p class="analysis-readout" data-testid="readout" data-pattern={pattern.0.to_string()} aria-label={spoken}>
            <b>{ down(state, pattern) }</b>
            { for part.series.iter().map(|series| html! {
                <span key={series.slug()} data-series={series.slug()} data-value={series.value(pattern).map(|value| value.to_string())}>
                    { mark(series.scheme) }{ " " }{ figure(series, pattern) }
                </span>
            }) }
            if let Some(chance) = chance(state, pattern) { <span class="aside">{ format!("probability {}", probability(chance)) }</span> }
        </p>
    }
}

/// A series' value under a pattern.
fn figure(series: &Series, pattern: Pattern) -> String {
    match (series.value(pattern), series.less) {
        (None, _) => "–".to_owned(),
        (Some(value), Some(_)) => format!("{} points", points(value)),
        (Some(value), None) => percentage(value),
    }
}

/// A pattern with its values and intervals, in words.
fn told(state: &State, series: &[Series], pattern: Pattern) -> String {
    let mut words = vec![down(state, pattern)];
    for series in series {
        let range = match series.less {
            None => interval(state, series.scheme, pattern),
            Some(_) => None,
        };
        let range = range.map_or(String::new(), |range| {
            format!(", 95 % {}", percent_range(range.low, range.high))
        });
        words.push(format!(
            "{} {}{range}",
            series.name(),
            figure(series, pattern)
        ));
    }
    words.join("; ")
}
