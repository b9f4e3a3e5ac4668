//! Chooses the scheme whose flow the drawing shows.

use deepfog_topology::Scheme;
use yew::prelude::*;

use crate::action::Action;
use crate::panels::scheme_mark;
use crate::schemes::Schemes;

/// A radio button for each scheme there is, with the one chosen and the one that is shown now: the scheme pointed at, or
/// else the one chosen.
pub fn scheme_switch(
    schemes: Schemes,
    chosen: Scheme,
    shown: Scheme,
    on: &Callback<Action>,
) -> Html {
    html! {
        <fieldset class="segments scheme-switch" data-testid="scheme-switch">
            <legend>{ "Flow of" }</legend>
            { for schemes.iter().map(|scheme| {
                let on = on.clone();
                html! {
                    <label key={scheme.slug()} class={classes!((shown == scheme).then_some("shown"))}>
                        <input type="radio" name="scheme" value={scheme.slug()} checked={chosen == scheme}
                            onchange={move |_: Event| on.emit(Action::ChooseScheme(scheme))} />
                        <span>{ scheme_mark(scheme) }{ scheme.name() }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}
