//! What went wrong, in sentences, with what to do.

use yew::prelude::*;

use crate::action::Action;
use crate::lab_link::Ask;
use crate::panels::{IconKind, icon};

/// Properties of [`Notices`].
#[derive(Clone, PartialEq, Properties)]
pub struct NoticesProps {
    /// What failed, as sentences; it can be tried again.
    pub faults: Vec<String>,
    /// Why the drawing is not kept on this device, as sentences.
    pub unsaved: Option<String>,
    /// What was wrong with the link, as sentences.
    pub link_faults: Vec<String>,
    /// Trainings that were interrupted.
    pub unfinished: u32,
    /// Asks for the laboratory.
    pub on_train: Callback<Ask>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Nothing when all is well. The rest of the page stays usable.
#[function_component]
pub fn Notices(props: &NoticesProps) -> Html {
    let emit = |action: Action| {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(action.clone())
    };
    html! {
        // The container is always there: a live region that comes with its words is not spoken.
        <div class="notices" role="alert" data-testid="notices">
            if !props.faults.is_empty() {
                <div class="notice" data-testid="fault">
                    { icon(IconKind::Warn) }
                    <p>{ props.faults.join(" ") }{ " What is loaded stays usable." }</p>
                    <button type="button" data-testid="retry" onclick={emit(Action::Retry)}>{ "Retry" }</button>
                </div>
            }
            if let Some(why) = &props.unsaved {
                <div class="notice" data-testid="unsaved">
                    { icon(IconKind::Warn) }
                    <p>{ why }</p>
                    <button type="button" onclick={emit(Action::ShowDocuments(true))}>{ "Save it as a file" }</button>
                </div>
            }
            if props.unfinished > 0 {
                <div class="notice" data-testid="unfinished">
                    { icon(IconKind::Warn) }
                    <p>{ if props.unfinished == 1 { "A training was interrupted.".to_owned() } else { format!("{} trainings were interrupted.", props.unfinished) } }</p>
                    <button type="button" data-testid="go-on" onclick={props.on_train.reform(|_: MouseEvent| Ask::GoOn)}>{ "Go on" }</button>
                    <button type="button" onclick={emit(Action::DismissUnfinished)}>{ "Dismiss" }</button>
                </div>
            }
            if !props.link_faults.is_empty() {
                <div class="notice" data-testid="link-fault">
                    { icon(IconKind::Warn) }
                    <p>{ props.link_faults.join(" ") }</p>
                    <button type="button" onclick={emit(Action::DismissLinkFaults)}>{ "Dismiss" }</button>
                </div>
            }
        </div>
    }
}
