//! What is asked: what can fail, how reliable it is, whose accuracies are looked at.

use deepfog_notation::number::{count, share};
use deepfog_notation::words::counted;
use deepfog_protocol::EngineChoice;
use deepfog_topology::{Scheme, Tier};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::TabProps;
use crate::action::Action;
use crate::kind::{Kind, Lens};
use crate::kit::parts;
use crate::odds::{Odds, of_tier};
use crate::reducer::STOPPED;
use crate::subject::Subject;

/// The controls.
#[function_component]
pub fn Controls(props: &TabProps) -> Html {
    let state = &props.state;
    let (Some(subject), Some(odds)) = (&state.subject, &state.odds) else {
        return Html::default();
    };
    html! {
        <aside class="analysis-controls" aria-label="What is analysed">
            { what_fails(props) }
            { measured(props) }
            { whose(props) }
            { reliabilities(props, subject, odds) }
        </aside>
    }
}

fn what_fails(props: &TabProps) -> Html {
    let kind = props.state.kind;
    let choices = [
        (Kind::Nodes, "nodes", "Nodes"),
        (Kind::NodesAndLinks, "links", "Nodes and hyperconnections"),
    ];
    html! {
        <fieldset class="segments" data-testid="failing">
            <legend>{ "What can fail" }</legend>
            { for choices.into_iter().map(|(choice, slug, words)| {
                let on = props.on.clone();
                html! {
                    <label key={slug}>
                        <input type="radio" name="analysis-failing" value={slug} checked={choice == kind}
                            onchange={move |_: Event| on.emit(Action::Let(choice))} />
                        <span>{ words }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}

/// How far measuring is, per scheme.
fn measured(props: &TabProps) -> Html {
    let state = &props.state;
    let is_running = state
        .schemes()
        .any(|scheme| state.is_measuring(state.kind, scheme));
    let faults: Vec<&str> = state
        .asked
        .iter()
        .filter(|asked| asked.kind == state.kind)
        .filter_map(|asked| asked.fault.as_deref())
        .collect();
    html! {
        <div class="analysis-measured">
            { for state.schemes().map(|scheme| {
                let found = state.evidence_of(scheme);
                let (n, total) = found.map_or((0, 0), |found| (found.table.n, found.total));
                let patterns = state.estimation.known(state.kind, scheme).len();
                html! {
                    <p key={scheme.slug()} data-testid="measured" data-scheme={scheme.slug()} data-n={n.to_string()} data-total={total.to_string()}
                        data-engine={found.map(|found| found.engine.to_string())}>
                        { parts::scheme(scheme) }
                        <span class="aside">{ match (n, total) {
                            _ if state.is_beyond() => counted(patterns, "pattern"),
                            (0, _) => "waits".to_owned(),
                            _ if n < total => format!("{} of {}", count(n.into()), count(total.into())),
                            _ => format!("n {}", count(n.into())),
                        } }</span>
                    </p>
                }
            }) }
            if is_running {
                <button type="button" data-testid="measure-stop" onclick={props.on.reform(|_: MouseEvent| Action::Stop)}>{ "Stop measuring" }</button>
            }
            if let Some(fault) = faults.first() {
                <p class={if *fault == STOPPED { "note" } else { "field-fault" }}>{ *fault }</p>
                <button type="button" data-testid="measure-retry" onclick={props.on.reform(|_: MouseEvent| Action::Retry)}>{ "Measure again" }</button>
            }
            if !props.state.bundles.is_empty() {
                { engine(props) }
            }
        </div>
    }
}

fn engine(props: &TabProps) -> Html {
    let choices = [
        (EngineChoice::Fastest, "fastest", "the faster one"),
        (EngineChoice::Cpu, "cpu", "CPU"),
        (EngineChoice::WebGpu, "webgpu", "WebGPU"),
    ];
    let chosen = props.state.engine;
    let onchange = {
        let on = props.on.clone();
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            let found = choices.into_iter().find(|(_, slug, _)| *slug == value);
            if let Some((choice, _, _)) = found {
                on.emit(Action::Engine(choice));
            }
        }
    };
    html! {
        <label class="analysis-field">
            <span>{ "Computed by" }</span>
            <select data-testid="engine" {onchange}>
                { for choices.into_iter().map(|(choice, slug, words)| html! {
                    <option key={slug} value={slug} selected={choice == chosen}>{ words }</option>
                }) }
            </select>
        </label>
    }
}

fn whose(props: &TabProps) -> Html {
    let schemes: Vec<Scheme> = props.state.schemes().collect();
    if schemes.len() < 2 {
        return Html::default();
    }
    let pair = match props.state.lens {
        Lens::Difference(a, b) => (a, b),
        Lens::Each => (schemes[schemes.len() - 1], schemes[0]),
    };
    let is_difference = props.state.lens != Lens::Each;
    let lens = |words: &'static str, slug: &'static str, lens: Lens, chosen: bool| {
        let on = props.on.clone();
        html! {
            <label key={slug}>
                <input type="radio" name="analysis-lens" value={slug} checked={chosen} onchange={move |_: Event| on.emit(Action::Look(lens))} />
                <span>{ words }</span>
            </label>
        }
    };
    let pick = |testid: &'static str,
                label: &'static str,
                own: Scheme,
                make: fn(Scheme, (Scheme, Scheme)) -> Lens| {
        let on = props.on.clone();
        let onchange = move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(scheme) = Scheme::parse(&value) {
                on.emit(Action::Look(make(scheme, pair)));
            }
        };
        html! {
            <select data-testid={testid} aria-label={label} {onchange}>
                { for schemes.iter().map(|scheme| html! {
                    <option key={scheme.slug()} value={scheme.slug()} selected={*scheme == own}>{ scheme.name() }</option>
                }) }
            </select>
        }
    };
    html! {
        <div class="analysis-lens">
            <fieldset class="segments" data-testid="lens">
                <legend>{ "Accuracy of" }</legend>
                { lens("each scheme", "each", Lens::Each, !is_difference) }
                { lens("a difference", "difference", Lens::Difference(pair.0, pair.1), is_difference) }
            </fieldset>
            if is_difference {
                <p class="analysis-pair">
                    { pick("lens-a", "The scheme", pair.0, |scheme, (_, b)| Lens::Difference(scheme, b)) }
                    { " less " }
                    { pick("lens-b", "The scheme that is taken off", pair.1, |scheme, (a, _)| Lens::Difference(a, scheme)) }
                </p>
            }
        </div>
    }
}

fn reliabilities(props: &TabProps, subject: &Subject, odds: &Odds) -> Html {
    let settings = subject.topology.all_settings();
    let onchange = {
        let on = props.on.clone();
        move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            on.emit(Action::Setting(name));
        }
    };
    let tiers = [
        (Tier::Edge, "edge", "all of the edge"),
        (Tier::Fog, "fog", "all of the fog"),
    ];
    let nodes = subject.patterns(Kind::Nodes).failable_count();
    let links = subject.patterns(Kind::NodesAndLinks).links().len();
    html! {
        <fieldset class="analysis-odds">
            <legend>{ "Probability to be up" }</legend>
            <select data-testid="odds-setting" aria-label="Reliability setting" {onchange}>
                { for settings.iter().map(|setting| html! {
                    <option key={setting.name.clone()} value={setting.name.clone()} selected={odds.setting.as_ref() == Some(&setting.name)}>{ &setting.name }</option>
                }) }
                if odds.setting.is_none() { <option key="own" value="" selected=true>{ "your own" }</option> }
            </select>
            { for tiers.into_iter().filter_map(|(tier, slug, words)| {
                let bits = of_tier(subject, tier);
                (bits.len() > 1).then(|| slider(props, words.to_owned(), format!("tier-{slug}"), bits, &odds.nodes, true))
            }) }
            { for (0..nodes).map(|bit| slider(props, subject.name(Kind::Nodes, bit), subject.name(Kind::Nodes, bit), vec![bit], &odds.nodes, false)) }
            if props.state.kind == Kind::NodesAndLinks && links > 0 {
                { slider(props, "all hyperconnections".to_owned(), "links".to_owned(), (nodes..nodes + links).collect(), &with_links(odds), true) }
                { for (nodes..nodes + links).map(|bit| {
                    let name = subject.name(Kind::NodesAndLinks, bit);
                    slider(props, name.clone(), name, vec![bit], &with_links(odds), false)
                }) }
            }
        </fieldset>
    }
}

fn with_links(odds: &Odds) -> Vec<f64> {
    [odds.nodes.as_slice(), &odds.links].concat()
}

/// A slider for the reliability of some bits: where they differ, it stands at their mean.
fn slider(
    props: &TabProps,
    words: String,
    slug: String,
    bits: Vec<usize>,
    values: &[f64],
    is_tier: bool,
) -> Html {
    let of_bits = || bits.iter().filter_map(|bit| values.get(*bit).copied());
    let mean = of_bits().sum::<f64>() / bits.len().max(1) as f64;
    let is_same = of_bits().all(|value| value == mean) || bits.len() < 2;
    let shown = if is_same {
        share(mean)
    } else {
        format!("⌀ {}", share(mean))
    };
    let oninput = {
        let on = props.on.clone();
        move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let value = input.value_as_number();
            if value.is_finite() {
                on.emit(Action::Rely(bits.clone(), value));
            }
        }
    };
    html! {
        <label key={slug.clone()} class={classes!("analysis-slider", is_tier.then_some("tier"))}>
            <span class="name">{ words }</span>
            <input type="range" min="0" max="1" step="0.005" value={mean.to_string()} data-testid={format!("odds-{slug}")} {oninput} />
            <span class="figure">{ shown }</span>
        </label>
    }
}
