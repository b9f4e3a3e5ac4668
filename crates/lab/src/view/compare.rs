//! The tab in which two trained networks stand side by side.

mod figures;
mod patterns;
mod text;

use deepfog_notation::number::count;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::parts::{instead, note};

use super::TabProps;
use super::choice::Choice;
use super::mark::{mark, mark_of_side, warning};
use crate::action::Action;
use crate::comparison::{self, Side};
use crate::errand::Errand;
use crate::files;
use crate::measure::Source;
use crate::state::State;
use figures::{accuracies, worth_and_cost};
use patterns::pattern_rows;

/// The tab.
pub fn compare(props: &TabProps) -> Html {
    let state = &props.state;
    let choices = choices(state);
    let pick = |side: usize| {
        let (on, choices) = (props.on.clone(), choices.clone());
        Callback::from(move |value: String| {
            let found = choices.iter().find(|(source, _)| source.slug() == value);
            on.emit(Action::Pick(side, found.map(|(source, _)| source.clone())));
        })
    };
    let options: Vec<(AttrValue, AttrValue)> =
        std::iter::once((AttrValue::Static(""), AttrValue::Static("choose one")))
            .chain(
                choices
                    .iter()
                    .map(|(source, name)| (source.slug().into(), name.clone().into())),
            )
            .collect();
    let value = |side: usize| {
        state.pair[side]
            .as_ref()
            .map_or(String::new(), Source::slug)
    };
    html! {
        <section class="draw-form lab-form" aria-label="Compare two trained networks">
            <h3>{ "Compare two trained networks" }</h3>
            if choices.is_empty() {
                { instead("There is nothing to compare yet: train the drawing, or open a shipped network on the page.") }
            } else {
                <Choice id="compare-a" testid="compare-a" label="A" value={value(0)} options={options.clone()} on_choose={pick(0)} />
                <Choice id="compare-b" testid="compare-b" label="B" value={value(1)} {options} on_choose={pick(1)} />
                { body(props, &choices) }
            }
        </section>
    }
}

/// What can be compared: own networks, and the shipped ones of the open drawing.
fn choices(state: &State) -> Vec<(Source, String)> {
    let own = state.own().map(|bundle| {
        let name = format!("{} · {}", bundle.name, bundle.scheme.name());
        (Source::Own(bundle.key.clone()), name)
    });
    let preset = state.drawing().and_then(|drawing| drawing.preset);
    let shipped = preset.into_iter().flat_map(|preset| {
        Scheme::ALL.map(|scheme| {
            (
                Source::Shipped(preset, scheme),
                format!("shipped · {}", scheme.name()),
            )
        })
    });
    own.chain(shipped).collect()
}

fn side(state: &State, source: &Source, choices: &[(Source, String)]) -> Option<Side> {
    let name = choices.iter().find(|(other, _)| other == source)?.1.clone();
    let measured = state
        .results
        .get(source)
        .and_then(|result| result.as_ref().ok())
        .cloned();
    Some(match source {
        Source::Own(key) => {
            let known = state.known(key)?;
            Side {
                name,
                scheme: known.scheme,
                topology: known.topology.clone(),
                measured,
            }
        }
        Source::Shipped(_, scheme) => Side {
            name,
            scheme: *scheme,
            topology: state.drawing()?.topology.clone(),
            measured,
        },
    })
}

fn body(props: &TabProps, choices: &[(Source, String)]) -> Html {
    let state = &props.state;
    let [Some(a), Some(b)] = &state.pair else {
        return note("Both are run on the same samples under every failure pattern.");
    };
    let waits = [a, b].map(|source| waiting(props, source));
    let (Some(side_a), Some(side_b)) = (side(state, a, choices), side(state, b, choices)) else {
        return html! { <>{ for waits }</> };
    };
    let settings = state
        .drawing()
        .map(|drawing| drawing.topology.all_settings());
    let open = state
        .drawing()
        .zip(settings.as_deref())
        .map(|(drawing, settings)| (drawing.patterns.names(), settings));
    let Some(found) = comparison::compare(&side_a, &side_b, open) else {
        return html! { <>{ for waits }</> };
    };
    let ready = side_a.measured.is_some() && side_b.measured.is_some();
    let save = {
        let (run, text) = (props.run.clone(), text::csv(&found, &side_a, &side_b));
        let name = files::name(&format!("{} against {}", side_a.name, side_b.name), ".csv");
        move |_: MouseEvent| run.emit(Errand::SaveText(name.clone(), text.clone()))
    };
    html! {
        <div class="lab-comparison" data-testid="comparison" data-ready={ready.to_string()}>
            { for waits }
            { key(&side_a, &side_b) }
            if let Some(why) = &found.unmatched {
                <p class="lab-note" data-testid="unmatched">{ warning() }{ why }</p>
            }
            { accuracies(&found) }
            { pattern_rows(&found, state.by_difference, &props.on) }
            { worth_and_cost(&found, [trained(&side_a), trained(&side_b)]) }
            if ready {
                <div class="buttons"><button type="button" data-testid="compare-csv" onclick={save}>{ "Save as CSV" }</button></div>
            }
        </div>
    }
}

/// How its measuring goes; nothing once it is measured.
fn waiting(props: &TabProps, source: &Source) -> Html {
    let state = &props.state;
    match state.results.get(source) {
        Some(Ok(_)) => Html::default(),
        Some(Err(why)) => {
            let (on, source) = (props.on.clone(), source.clone());
            html! {
                <div class="lab-word fault" role="alert">
                    { warning() }<p>{ format!("It could not be measured. {why}") }</p>
                    <button type="button" data-testid="compare-retry" onclick={move |_: MouseEvent| on.emit(Action::Retry(source.clone()))}>{ "Try again" }</button>
                </div>
            }
        }
        None => match &state.measuring {
            Some(measuring) if measuring.wanted.source == *source => {
                let (done, total) = measuring.done;
                html! {
                    <p class="note lab-measuring">
                        <progress max={total.max(1).to_string()} value={done.to_string()} aria-label="Samples measured" />
                        { if total == 0 { "is loaded…".to_owned() } else { format!("{} of {} samples measured", count(u64::from(done)), count(u64::from(total))) } }
                    </p>
                }
            }
            _ => note("waits to be measured…"),
        },
    }
}

fn key(a: &Side, b: &Side) -> Html {
    let one = |at: usize, letter: &'static str, side: &Side| {
        html! {
            <p key={letter}>{ mark_of_side(at) }<b>{ letter }</b><span class="lab-cut">{ &side.name }</span>{ mark(side.scheme) }</p>
        }
    };
    html! { <div class="lab-sides">{ one(0, "A", a) }{ one(1, "B", b) }</div> }
}

/// How it was trained, as a sentence.
fn trained(side: &Side) -> Option<&str> {
    Some(&side.measured.as_ref()?.facts.training)
}
