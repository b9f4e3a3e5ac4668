//! One scheme's answer and accuracy.

use deepfog_notation::mark::scheme_class;
use deepfog_notation::number;
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::accuracy_bar::{AccuracyBar, accuracy_bar};
use super::data::{Figures, SchemeEntry, Shared, Stage, Weighting};
use super::icon::{IconKind, named_icon};
use super::mark::scheme_mark;
use super::ranking::{best_class, short_list};
use deepfog_chart::scale::percentage;

/// Rows of the short list of classes.
const ROWS: usize = 3;

/// Properties of [`AnswerBlock`].
#[derive(Clone, PartialEq, Properties)]
pub struct AnswerBlockProps {
    /// The scheme and what is known about it.
    pub entry: SchemeEntry,
    /// Class names.
    pub classes: Shared<Vec<String>>,
    /// The true class of the sample shown.
    pub truth: Option<usize>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// The reliability setting of the expectation.
    pub weighting: Option<Shared<Weighting>>,
    /// Expected accuracy of a random guess.
    pub random_guess: Option<f64>,
    /// Whether the block is the selected one.
    pub selected: bool,
    /// Pointer or focus enters and leaves.
    pub on_hover: Callback<Option<Scheme>>,
    /// The name is activated.
    pub on_select: Callback<Scheme>,
    /// Asks to fetch again what failed.
    pub on_retry: Callback<()>,
}

/// What a scheme says to the sample shown.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    /// Nothing yet.
    Nothing,
    /// No information reaches the cloud.
    Guess,
    /// A class, and whether it is the true one.
    Class(usize, Option<bool>),
}

/// A scheme's mark and name, its answer, the most probable classes, and its accuracy over all samples.
#[function_component]
pub fn AnswerBlock(props: &AnswerBlockProps) -> Html {
    let entry = &props.entry;
    let scheme = entry.scheme;
    let figures = entry.figures(props.pattern, props.weighting.as_deref());
    let said = said(entry, props.truth);
    let answer = match &said {
        Said::Nothing => None,
        Said::Guess => Some("guess".to_owned()),
        Said::Class(class, _) => Some(class_name(&props.classes, *class)),
    };
    let select = props.on_select.reform(move |_: MouseEvent| scheme);
    let enter = props.on_hover.reform(move |_: PointerEvent| Some(scheme));
    let leave = props.on_hover.reform(|_: PointerEvent| None);
    let focus = props.on_hover.reform(move |_: FocusEvent| Some(scheme));
    let blur = props.on_hover.reform(|_: FocusEvent| None);
    let of =
        |value: fn(&Figures) -> f64| figures.as_ref().map(|figures| value(figures).to_string());

    html! {
        <article class={classes!("answer", scheme_class(scheme), props.selected.then_some("selected"))}
            data-scheme={scheme.slug()}
            data-own={entry.own.as_ref().map(|_| "true")}
            data-accuracy={of(|figures| figures.accuracy)}
            data-low={of(|figures| figures.interval.low)}
            data-high={of(|figures| figures.interval.high)}
            data-n={figures.as_ref().map(|figures| figures.n.to_string())}
            data-complete={figures.as_ref().map(|figures| figures.complete.to_string())}
            data-expected={figures.as_ref().and_then(|figures| figures.expected).map(|value| value.to_string())}
            data-no-failure={figures.as_ref().and_then(|figures| figures.no_failure).map(|value| value.to_string())}
            data-null={props.random_guess.map(|value| value.to_string())}
            data-answer={answer}
            onpointerenter={enter} onpointerleave={leave} onfocusin={focus} onfocusout={blur}>
            <header class="answer-head">
                <button type="button" class="answer-name" aria-pressed={props.selected.to_string()} onclick={select}
                    title="Show its flow in the network">
                    { scheme_mark(scheme) }{ scheme.name() }
                </button>
                { verdict(&entry.stage, &said, &props.classes) }
            </header>
            { classes_or_state(props, &said) }
            { accuracy(props, figures.as_ref()) }
            if let Some(own) = &entry.own {
                <p class="answer-note">{ own }</p>
            }
        </article>
    }
}

fn said(entry: &SchemeEntry, truth: Option<usize>) -> Said {
    match (&entry.stage, entry.answer.as_deref()) {
        (Stage::Ready, Some(answer)) => match &answer.probabilities {
            None => Said::Guess,
            Some(probabilities) => best_class(probabilities).map_or(Said::Nothing, |class| {
                Said::Class(class, truth.map(|truth| truth == class))
            }),
        },
        _ => Said::Nothing,
    }
}

fn class_name(classes: &[String], class: usize) -> String {
    classes
        .get(class)
        .cloned()
        .unwrap_or_else(|| format!("class {class}"))
}

fn verdict(stage: &Stage, said: &Said, classes: &[String]) -> Html {
    let (class, icon, label, words) = match (stage, said) {
        (Stage::Failed(_), _) => ("bad", IconKind::Warn, None, "not loaded".to_owned()),
        (Stage::Loading { received, total }, _) => {
            let words = match total {
                Some(total) if *total > 0 => {
                    format!(
                        "loading {:.0} %",
                        100.0 * (*received as f64 / *total as f64).min(1.0)
                    )
                }
                _ => "loading".to_owned(),
            };
            ("quiet", IconKind::Wait, None, words)
        }
        (Stage::Ready, Said::Nothing) => ("quiet", IconKind::Wait, None, "waiting".to_owned()),
        (Stage::Ready, Said::Guess) => ("bad", IconKind::Cross, None, "guess".to_owned()),
        (Stage::Ready, Said::Class(class, right)) => {
            let name = class_name(classes, *class);
            match right {
                Some(true) => ("good", IconKind::Tick, Some("right:"), name),
                Some(false) => ("bad", IconKind::Cross, Some("wrong:"), name),
                None => ("quiet", IconKind::Wait, Some("answer:"), name),
            }
        }
    };
    html! {
        <span class={classes!("verdict", class)}>
            { named_icon(icon, label) }
            <span class="verdict-words">{ words }</span>
        </span>
    }
}

/// The most probable classes, or in their room what stands in their way.
fn classes_or_state(props: &AnswerBlockProps, said: &Said) -> Html {
    let entry = &props.entry;
    match (&entry.stage, entry.answer.as_deref()) {
        (Stage::Failed(sentence), _) => html! {
            // The notices at the head of the page speak it.
            <p class="answer-state">
                { sentence }{ " " }
                <button type="button" class="retry" onclick={props.on_retry.reform(|_: MouseEvent| ())}>{ "Retry" }</button>
            </p>
        },
        (Stage::Loading { received, total }, _) => {
            let words = match total {
                Some(total) => format!("{} of {}", number::bytes(*received), number::bytes(*total)),
                None => number::bytes(*received),
            };
            let done = total.map_or(0.0, |total| *received as f64 / (total as f64).max(1.0));
            html! {
                <div class="answer-state">
                    <span>{ "Fetching its model: " }{ words }</span>
                    <svg class="loading-bar" width="100%" height="6" aria-hidden="true">
                        <rect class="bar-track" x="0" y="2" width="100%" height="2" />
                        <rect class="bar-fill" x="0" y="0" width={percentage(done)} height="6" />
                    </svg>
                </div>
            }
        }
        (Stage::Ready, None) => {
            html! { <p class="answer-state">{ "Waiting for the first sample." }</p> }
        }
        (Stage::Ready, Some(answer)) => match (&answer.probabilities, said) {
            (Some(probabilities), _) => html! {
                <ol class="classes">
                    { for short_list(probabilities, props.truth, ROWS).into_iter().map(|row| {
                        let name = class_name(&props.classes, row.class);
                        html! {
                            <li key={row.class} class={row.is_truth.then_some("truth")}>
                                <span class="class-name" title={name.clone()}>{ name }</span>
                                <svg class="class-bar" width="100%" height="8" aria-hidden="true">
                                    <rect class="bar-fill" x="0" y="0" width={percentage(f64::from(row.probability))} height="8" />
                                </svg>
                                // Spaces like this one are not seen: they part words for who listens.
                                { " " }
                                <span class="figure">{ number::share(f64::from(row.probability)) }</span>
                                if row.is_truth { <span class="unseen">{ " true class" }</span> }
                            </li>
                        }
                    }) }
                </ol>
            },
            (None, _) => html! {
                <div class="answer-state">
                    <span>{ "guess: no information reaches the cloud" }</span>
                    <svg class="class-bar" width="100%" height="8" aria-hidden="true">
                        <line class="bar-nothing" x1="0" x2="100%" y1="4" y2="4" />
                    </svg>
                </div>
            },
        },
    }
}

/// The accuracy over all samples, with interval and n, and what it is to be compared with.
fn accuracy(props: &AnswerBlockProps, figures: Option<&Figures>) -> Html {
    let entry = &props.entry;
    let Some(figures) = figures else {
        let words = match (&entry.stage, &entry.sweep_fault) {
            (_, Some(sentence)) => sentence.to_string(),
            (Stage::Ready, None) => "measuring all failure patterns…".to_owned(),
            _ => "accuracy: not measured yet".to_owned(),
        };
        return html! {
            <>
                <div class="answer-accuracy">
                    <span class="large quiet">{ "–" }</span>
                    { accuracy_bar(AccuracyBar { random_guess: props.random_guess, ..AccuracyBar::default() }) }
                </div>
                <p class="answer-note">{ words }</p>
            </>
        };
    };
    let setting = props
        .weighting
        .as_deref()
        .map(|weighting| weighting.name.clone());
    let bar = AccuracyBar {
        accuracy: Some(figures.accuracy),
        interval: Some(figures.interval),
        random_guess: props.random_guess,
        no_failure: figures.no_failure,
    };
    html! {
        <>
            <div class="answer-accuracy">
                <span class="large">{ number::percent(figures.accuracy) }</span>
                <span class="interval">
                    { "% " }
                    <span class="unseen">{ "accuracy, 95 % interval " }</span>
                    <span class="figure">{ number::percent_range(figures.interval.low, figures.interval.high) }</span>
                    <span class="figure n">{ "n " }{ number::count(u64::from(figures.n)) }</span>
                </span>
                { accuracy_bar(bar) }
            </div>
            <p class="answer-note">{ note(entry, figures, setting) }</p>
        </>
    }
}

fn note(entry: &SchemeEntry, figures: &Figures, setting: Option<AttrValue>) -> Html {
    if let Some(sentence) = &entry.sweep_fault {
        return html! { <span class="bad">{ sentence }</span> };
    }
    if !figures.complete {
        let done = number::count(u64::from(figures.n));
        return if entry.total > 0 {
            let total = number::count(u64::from(entry.total));
            html! { <span>{ format!("measuring… {done} of {total} samples") }</span> }
        } else {
            html! { <span>{ format!("measuring… {done} samples") }</span> }
        };
    }
    html! {
        <span>
            if let (Some(expected), Some(setting)) = (figures.expected, setting) {
                { "expected " }<span class="figure">{ number::percent(expected) }</span>{ " % under " }{ setting }{ " · " }
            }
            if let Some(no_failure) = figures.no_failure {
                { "no failure " }<span class="figure">{ number::percent(no_failure) }</span>{ " %" }
            }
        </span>
    }
}
