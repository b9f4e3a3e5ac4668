//! The whole analysis.

use std::rc::Rc;

use deepfog_notation::number::count;
use deepfog_notation::words::counted;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::TabProps;
use super::classes::Classes;
use super::controls::Controls;
use super::cost::Cost;
use super::expected::ExpectedAccuracy;
use super::failures::Failures;
use super::matters::Matters;
use super::tabs::{tab_id, tabs};
use crate::action::Action;
use crate::evidence::Evidence;
use crate::hooks::{use_element, use_trials, use_worker};
use crate::kit::Source;
use crate::kit::parts::{cross, instead};
use crate::page_link::Inbox;
use crate::state::State;
use crate::tab::Tab;

/// Properties of [`Analysis`].
#[derive(Clone, PartialEq, Properties)]
pub struct AnalysisProps {
    /// What the page says.
    pub inbox: Inbox,
    /// The element that the analysis stands in.
    pub host: HtmlElement,
}

/// The analysis with its state.
#[function_component]
pub fn Analysis(props: &AnalysisProps) -> Html {
    let state = use_reducer(State::default);
    let on = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let heading = use_node_ref();
    {
        let (inbox, on) = (props.inbox.clone(), on.clone());
        use_effect_with((), move |()| inbox.connect(on));
    }
    use_element(&state, &props.host, &heading);
    use_worker(&state, &on);
    use_trials(&state, &on);
    let link = gloo::utils::window().location().href().unwrap_or_default();
    let tab = TabProps {
        source: Rc::new(Source::of(&state, link)),
        state: Rc::new((*state).clone()),
        on: on.clone(),
    };
    let close = on.reform(|_: MouseEvent| Action::Close);
    let onkeydown = {
        let on = on.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() {
                event.prevent_default();
                on.emit(Action::Close);
            }
            // The page's keys are for the page.
            event.stop_propagation();
        }
    };
    html! {
        <div class="analysis" data-testid="analysis" data-tab={state.tab.slug()} data-complete={is_complete(&state).to_string()} {onkeydown}>
            <header class="analysis-head">
                <h2 ref={heading} tabindex="-1">{ "Analysis" }</h2>
                <p class="aside">{ subject_line(&state) }</p>
                { tabs(state.tab, &on) }
                <button type="button" class="square" data-testid="analysis-close" aria-label="Close the analysis" onclick={close}>{ cross() }</button>
            </header>
            <div class="analysis-words" role="status">
                if let Some((text, is_fault)) = &state.word {
                    <p class={classes!("analysis-word", is_fault.then_some("fault"))} data-testid="analysis-word">
                        { &**text }
                        <button type="button" class="square quiet" aria-label="Dismiss" onclick={on.reform(|_: MouseEvent| Action::Dismiss)}>{ cross() }</button>
                    </p>
                }
            </div>
            <div class="analysis-body">
                <Controls ..tab.clone() />
                <div class="analysis-main" id="analysis-tab-panel" role="tabpanel" aria-labelledby={tab_id(state.tab)}>
                    { content(&tab) }
                    { origin(&tab) }
                </div>
            </div>
        </div>
    }
}

/// The part that is chosen, or what stands in its place.
fn content(tab: &TabProps) -> Html {
    let state = &tab.state;
    if state.subject.is_none() {
        return instead("There is nothing to analyse yet.");
    }
    // What one more skip would gain needs no trained network.
    if state.tab == Tab::Matters {
        let on_try = tab.on.reform(Action::Try);
        return html! { <Matters tab={tab.clone()} {on_try} /> };
    }
    if state.bundles.is_empty() {
        return instead(
            "No trained network of this drawing runs yet. Train it, or choose a shipped network: then every failure is measured.",
        );
    }
    match state.tab {
        Tab::Failures => html! { <Failures ..tab.clone() /> },
        Tab::Classes => html! { <Classes ..tab.clone() /> },
        Tab::Cost => html! { <Cost ..tab.clone() /> },
        Tab::Expected => html! { <ExpectedAccuracy ..tab.clone() /> },
        Tab::Matters => Html::default(),
    }
}

/// Where the figures come from.
fn origin(tab: &TabProps) -> Html {
    let entries = tab.source.entries();
    html! {
        <details class="analysis-origin" data-testid="origin">
            <summary>{ "Where these figures come from" }</summary>
            <dl>
                { for entries.iter().map(|(name, value)| html! {
                    <div key={*name}><dt>{ name.replace('_', " ") }</dt><dd>
                        if *name == "link" { <a href={value.clone()}>{ value }</a> } else { { value } }
                    </dd></div>
                }) }
            </dl>
        </details>
    }
}

fn subject_line(state: &State) -> String {
    let Some(subject) = &state.subject else {
        return String::new();
    };
    let patterns = subject.patterns(state.kind);
    let failing = match patterns.count() {
        Some(number) => format!("{} failure patterns", count(number as u64)),
        None => format!("{} can fail", counted(patterns.failable_count(), "part")),
    };
    format!("{} · {failing}", subject.title())
}

/// Whether everything that is shown is measured to the end.
fn is_complete(state: &State) -> bool {
    let mut schemes = state.schemes().peekable();
    schemes.peek().is_some()
        && schemes.all(|scheme| state.evidence_of(scheme).is_some_and(Evidence::is_complete))
}
