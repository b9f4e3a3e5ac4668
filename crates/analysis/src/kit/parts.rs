//! The small things that stand everywhere, each written once.

use deepfog_notation::mark::{mark_class, mark_path};
use deepfog_topology::Scheme;
use yew::prelude::*;

/// A scheme's mark in running text, hidden from readers: the scheme's name stands beside it.
pub fn mark(scheme: Scheme) -> Html {
    html! {
        <svg class="scheme-mark" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
            <path class={mark_class(scheme)} d={mark_path(scheme, 0.0, 0.0, 4.6)} />
        </svg>
    }
}

/// A scheme's mark and name.
pub fn scheme(scheme: Scheme) -> Html {
    html! { <span class="analysis-scheme">{ mark(scheme) }{ scheme.name() }</span> }
}

/// A sentence that stands where something else would.
pub fn instead(text: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! { <p class="analysis-instead">{ text }</p> }
}

/// A cross; its button has the name.
pub fn cross() -> Html {
    html! {
        <svg class="icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
    }
}

/// A row of choices of which one holds. `name` tells the inputs of one row from those of another; each choice has its name in
/// attributes and its words.
pub fn segments<T: Copy + PartialEq + 'static>(
    name: &'static str,
    legend: &'static str,
    choices: &[(T, &'static str, &'static str)],
    chosen: T,
    on: &Callback<T>,
) -> Html {
    html! {
        <fieldset class="segments analysis-choice" data-testid={name}>
            <legend>{ legend }</legend>
            { for choices.iter().map(|&(choice, slug, words)| {
                let on = on.clone();
                html! {
                    <label key={slug}>
                        <input type="radio" name={format!("analysis-{name}")} value={slug} checked={choice == chosen} onchange={move |_: Event| on.emit(choice)} />
                        <span>{ words }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}
