//! Whether clicks break the network or draw it.

use yew::prelude::*;

use crate::action::Action;
use crate::state::Mode;

/// Break or draw.
pub fn mode_switch(present: Mode, on: &Callback<Action>) -> Html {
    html! {
        <fieldset class="segments mode" data-testid="mode">
            <legend class="unseen">{ "What a click on the network does" }</legend>
            { for [(Mode::Break, "Break", "A click fails a node, or restores it"), (Mode::Draw, "Draw", "Add, connect, move and change nodes")].into_iter().map(|(mode, name, title)| {
                let on = on.clone();
                html! {
                    <label key={mode.slug()} {title}>
                        <input type="radio" name="mode" value={mode.slug()} checked={present == mode}
                            onchange={move |_: Event| on.emit(Action::SetMode(mode))} />
                        <span>{ name }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}
