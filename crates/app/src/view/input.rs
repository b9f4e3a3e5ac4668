//! What goes in: the sample, and the stream of samples.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_protocol::SampleFacts;
use deepfog_topology::NodeId;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::glyph::{GlyphKind, glyph};
use crate::action::Action;
use crate::network::Network;
use crate::panels::{SampleView, Shared};
use crate::wording;

/// Milliseconds from one sample to the next while the stream plays.
pub const PACE: u32 = 1_200;

/// Properties of [`Input`].
#[derive(Clone, PartialEq, Properties)]
pub struct InputProps {
    /// The network.
    pub network: Rc<Network>,
    /// The sample shown, as an index.
    pub sample: u32,
    /// Samples in the pack; `None` before its header has come.
    pub count: Option<u32>,
    /// Samples that have come.
    pub come: u32,
    /// The true class of the sample shown, and where it is from; `None` until it has come.
    pub facts: Option<SampleFacts>,
    /// The sample as recorded.
    pub values: Option<Shared<Vec<f32>>>,
    /// The class that steps keep to.
    pub class: Option<u8>,
    /// Whether the stream plays.
    pub playing: bool,
    /// The node that is pointed at.
    pub hovered: Option<NodeId>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The sample with its true class, and the controls of the stream.
#[function_component]
pub fn Input(props: &InputProps) -> Html {
    let network = &props.network;
    let class_name = |class: u8| network.classes.get(usize::from(class)).cloned();
    let truth = props.facts.and_then(|facts| class_name(facts.label));
    let people = network.is_signal();
    let what = if people { "recording" } else { "image" };
    let label = match &truth {
        Some(class) => format!(
            "The {what} that goes in, sample {}: {class}",
            props.sample + 1
        ),
        None => format!("The {what} that goes in"),
    };
    let on_number = {
        let (on, sample, count) = (props.on.clone(), props.sample, props.count);
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let chosen = match input.value().trim().parse::<u32>() {
                Ok(number) if number > 0 => {
                    (number - 1).min(count.map_or(number - 1, |count| count.saturating_sub(1)))
                }
                // Not a number: the present one stays.
                _ => sample,
            };
            // Where the sample stays the same, nothing else would bring its number back into the box.
            input.set_value(&(chosen + 1).to_string());
            on.emit(Action::ShowSample(chosen));
        })
    };
    let on_class = {
        let on = props.on.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            on.emit(Action::ChooseClass(select.value().parse().ok()));
        })
    };
    html! {
        <section class="input" aria-labelledby="input-title" data-testid="input" data-sample={(props.sample + 1).to_string()}
            data-label={props.facts.map(|facts| facts.label.to_string())}>
            <div class="head">
                <h2 id="input-title">{ "Input" }</h2>
                <span class="aside figure">
                    <input type="number" class="sample-number" min="1" max={props.count.map(|count| count.to_string())} step="1"
                        aria-label="Sample number" data-testid="sample-number" value={(props.sample + 1).to_string()} onchange={on_number} />
                    { " / " }
                    <span data-testid="sample-count">{ props.count.map_or("…".to_owned(), |count| number::count(u64::from(count))) }</span>
                </span>
            </div>
            <div class="sample-frame">
                <SampleView space={network.space.clone()} values={props.values.clone()} sample={props.sample}
                    sources={network.sources.clone()} hovered={props.hovered.clone()} pace={props.playing.then_some(PACE)} {label} />
            </div>
            <p class="truth-line">
                { "True: " }<b data-testid="true-class">{ truth.unwrap_or_else(|| "…".to_owned()) }</b>
                <span class="note">{ origin(props, people) }</span>
            </p>
            <Stream playing={props.playing} ready={props.come > 1} on={props.on.clone()} />
            <label class="class-choice">
                <span>{ "Step through" }</span>
                <span class="select">
                    <select data-testid="class-choice" onchange={on_class}>
                        <option value="" selected={props.class.is_none()}>{ "every class" }</option>
                        { for network.classes.iter().enumerate().map(|(class, name)| html! {
                            <option key={class} value={class.to_string()} selected={props.class.map(usize::from) == Some(class)}>{ name }</option>
                        }) }
                    </select>
                    { glyph(GlyphKind::Open) }
                </span>
            </label>
        </section>
    }
}

fn origin(props: &InputProps, people: bool) -> String {
    match props.facts {
        Some(facts) => wording::origin(facts, people),
        None if props.count.is_some_and(|count| props.come < count) => format!(
            "{} of the samples have come so far",
            number::count(u64::from(props.come))
        ),
        None => "the samples are on their way".to_owned(),
    }
}

/// Properties of [`Stream`].
#[derive(Clone, PartialEq, Properties)]
pub struct StreamProps {
    /// Whether the stream plays.
    pub playing: bool,
    /// Whether there are samples to step through.
    pub ready: bool,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Back, play or pause, step. Left and Right step too while one of them has the focus.
#[function_component]
pub fn Stream(props: &StreamProps) -> Html {
    let emit = |action: Action| {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(action.clone())
    };
    let on_key = {
        let (on, ready) = (props.on.clone(), props.ready);
        Callback::from(move |event: KeyboardEvent| {
            let action = match event.key().as_str() {
                "ArrowLeft" => Action::Previous,
                "ArrowRight" => Action::Next,
                _ => return,
            };
            if ready {
                event.prevent_default();
                on.emit(action);
            }
        })
    };
    let disabled = !props.ready;
    html! {
        <div class="buttons stream" role="group" aria-label="Stream of samples" data-testid="stream" data-playing={props.playing.to_string()} onkeydown={on_key}>
            <button type="button" class="square" aria-label="Sample before" data-testid="back" {disabled} onclick={emit(Action::Previous)}>
                { glyph(GlyphKind::Back) }
            </button>
            <button type="button" class="primary" data-testid="play" {disabled} onclick={emit(Action::PlayOrPause)}>
                { glyph(if props.playing { GlyphKind::Pause } else { GlyphKind::Play }) }
                { if props.playing { "Pause" } else { "Play" } }
            </button>
            <button type="button" class="square" aria-label="Next sample" data-testid="step" {disabled} onclick={emit(Action::Next)}>
                { glyph(GlyphKind::Step) }
            </button>
        </div>
    }
}
