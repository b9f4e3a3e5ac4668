//! Chooses the scheme whose flow the drawing shows.

use deepfog_topology::Scheme;
use yew::prelude::*;

use crate::action::Action;
use crate::panels::SchemeMark;

/// Properties of [`SchemeSwitch`].
#[derive(Clone, PartialEq, Properties)]
pub struct SchemeSwitchProps {
    /// The scheme chosen.
    pub scheme: Scheme,
    /// The scheme shown now: the one that is pointed at, or else the one chosen.
    pub shown: Scheme,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Four radio buttons, one per scheme.
#[function_component]
pub fn SchemeSwitch(props: &SchemeSwitchProps) -> Html {
    html! {
        <fieldset class="segments scheme-switch" data-testid="scheme-switch">
            <legend>{ "Flow of" }</legend>
            { for Scheme::ALL.into_iter().map(|scheme| {
                let on = props.on.clone();
                html! {
                    <label key={scheme.slug()} class={classes!((props.shown == scheme).then_some("shown"))}>
                        <input type="radio" name="scheme" value={scheme.slug()} checked={props.scheme == scheme}
                            onchange={move |_: Event| on.emit(Action::ChooseScheme(scheme))} />
                        <span><SchemeMark {scheme} />{ scheme.name() }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}
