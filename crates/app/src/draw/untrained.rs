//! What stands in the place of answers where no network is trained for a drawing.

use yew::prelude::*;

use crate::lab_link::Ask;

/// That there is none, and the way to one. `errors` counts the problems that stand in the way of training; `fault` is a
/// sentence why it cannot be told what this device holds.
pub fn untrained(errors: usize, fault: Option<&str>, on_train: &Callback<Ask>) -> Html {
    html! {
        <div class="untrained" data-testid="untrained">
            <p>
                { "No network is trained for this drawing." }
                if errors > 0 { { " Problems stand in the way of training it." } }
                if let Some(fault) = fault { { format!(" {fault}") } }
            </p>
            if errors == 0 {
                <button type="button" class="primary" onclick={on_train.reform(|_: MouseEvent| Ask::Train)}>{ "Train" }</button>
            }
        </div>
    }
}
