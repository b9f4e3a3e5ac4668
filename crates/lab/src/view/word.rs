//! The last sentence there is to say, with the way back where there is one.

use yew::prelude::*;

use super::TabProps;
use super::mark::{cross, warning};
use crate::action::Action;
use crate::errand::Errand;

/// The sentence. The live region is always there: one that comes with its words is not spoken.
pub fn last_word(props: &TabProps) -> Html {
    let state = &props.state;
    let dismiss = {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(Action::Dismiss)
    };
    let undo = state.deleted.clone().map(|bundle| {
        let (run, on) = (props.run.clone(), props.on.clone());
        move |_: MouseEvent| {
            on.emit(Action::DeletedNoMore);
            run.emit(Errand::Undo(bundle.clone()));
        }
    });
    html! {
        <div class="lab-words" role="status">
            if let Some(word) = &state.word {
                <div key={state.words} class={classes!("lab-word", word.is_fault.then_some("fault"))} data-testid="lab-word"
                    data-kind={if word.is_fault { "fault" } else { "info" }}>
                    if word.is_fault { { warning() } }
                    <p>{ &*word.text }</p>
                    if let Some(undo) = undo {
                        <button type="button" data-testid="own-undo" onclick={undo}>{ "Undo" }</button>
                    }
                    <button type="button" class="square quiet" aria-label="Dismiss" onclick={dismiss}>{ cross() }</button>
                </div>
            }
        </div>
    }
}
