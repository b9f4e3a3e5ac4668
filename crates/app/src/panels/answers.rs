//! What every scheme answers, side by side.

use deepfog_notation::number;
use deepfog_notation::words::counted;
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::answer_block::AnswerBlock;
use super::data::{Figures, SchemeEntry, Shared, Weighting};
use super::disclosure::Disclosure;
use super::mark::scheme_mark;

/// Properties of [`AnswersPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct AnswersPanelProps {
    /// One entry per scheme, in the order in which they are shown.
    pub entries: Vec<SchemeEntry>,
    /// Class names.
    pub classes: Shared<Vec<String>>,
    /// The true class of the sample shown.
    pub truth: Option<usize>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// The same in words, for the heading: `with f2 down`.
    pub situation: AttrValue,
    /// The reliability setting of the expectation.
    pub weighting: Option<Shared<Weighting>>,
    /// Expected accuracy of a random guess.
    pub random_guess: Option<f64>,
    /// Whether samples are windows of people's signals.
    pub people: bool,
    /// The scheme whose flow the page shows.
    pub selected: Option<Scheme>,
    /// Pointer or focus enters a scheme's block, or leaves it.
    pub on_hover: Callback<Option<Scheme>>,
    /// A scheme's name is activated.
    pub on_select: Callback<Scheme>,
    /// Asks to fetch again what failed.
    pub on_retry: Callback<()>,
}

/// The answers of all schemes to one sample under one failure pattern, and their accuracies over all samples.
#[function_component]
pub fn AnswersPanel(props: &AnswersPanelProps) -> Html {
    let near_ties: u32 = props
        .entries
        .iter()
        .filter_map(|entry| entry.figures(props.pattern, None))
        .map(|figures| figures.near_ties)
        .sum();
    html! {
        <div class="answers-panel">
            <h2>{ "Answers" }<span class="aside">{ &props.situation }</span></h2>
            { for props.entries.iter().map(|entry| html! {
                <AnswerBlock key={entry.scheme.slug()} entry={entry.clone()} classes={props.classes.clone()}
                    truth={props.truth} pattern={props.pattern} weighting={props.weighting.clone()}
                    random_guess={props.random_guess} selected={props.selected == Some(entry.scheme)}
                    on_hover={props.on_hover.clone()} on_select={props.on_select.clone()} on_retry={props.on_retry.clone()} />
            }) }
            <p class="answers-key">
                <svg width="8" height="14" aria-hidden="true"><line class="bar-guess" x1="4" x2="4" y1="1" y2="13" /></svg>
                { "random guess" }
                if let Some(share) = props.random_guess { { " " }<span class="figure">{ number::percent(share) }</span>{ " %" } }
                <svg width="8" height="14" aria-hidden="true"><line class="bar-full" x1="4" x2="4" y1="1" y2="13" /></svg>
                { "no failure" }
                <span class="answers-unit">
                    { if props.people { "95 % over windows, not people" } else { "95 % over images" } }
                    if near_ties > 0 {
                        <span title="Answers whose two best logits differ by less than 2e-4: another engine may answer otherwise." data-near-ties={near_ties.to_string()}>
                            { " · " }{ counted(near_ties as usize, "near tie") }
                        </span>
                    }
                </span>
                if props.people {
                    { by_person(&props.entries, props.pattern, &props.situation) }
                }
            </p>
        </div>
    }
}

/// Each held-out person's accuracies, behind a button: intervals over windows say nothing about other people.
fn by_person(entries: &[SchemeEntry], pattern: Pattern, situation: &AttrValue) -> Html {
    let figures: Vec<(Scheme, Figures)> = entries
        .iter()
        .filter_map(|entry| Some((entry.scheme, entry.figures(pattern, None)?)))
        .collect();
    let Some(people) = figures.first().map(|(_, figures)| figures.people.clone()) else {
        return Html::default();
    };
    let situation = situation.clone();
    let content = Callback::from(move |()| {
        html! {
            <table class="figures-table">
                <caption>{ "Accuracy in % over the windows of each person held out of training, " }{ &situation }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "person" }</th>
                        <th scope="col">{ "windows" }</th>
                        { for figures.iter().map(|(scheme, _)| html! {
                            <th key={scheme.slug()} scope="col">{ scheme_mark(*scheme) }{ " " }{ scheme.name() }</th>
                        }) }
                    </tr>
                </thead>
                <tbody>
                    { for people.iter().map(|person| html! {
                        <tr key={person.person} data-person={person.person.to_string()}>
                            <th scope="row">{ person.person }</th>
                            <td>{ number::count(u64::from(person.n)) }</td>
                            { for figures.iter().map(|(scheme, figures)| {
                                let own = figures.people.iter().find(|other| other.person == person.person);
                                html! {
                                    <td key={scheme.slug()} data-scheme={scheme.slug()} data-accuracy={own.map(|own| own.accuracy.to_string())}>
                                        { own.map_or("–".to_owned(), |own| number::percent(own.accuracy)) }
                                    </td>
                                }
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        }
    });
    html! { <Disclosure label="By person" title="Accuracy by person" {content} /> }
}
