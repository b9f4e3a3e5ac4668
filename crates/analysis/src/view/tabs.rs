//! The row of tabs: arrow keys walk, Home and End go to the ends.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::action::Action;
use crate::tab::Tab;

/// The identifier of a tab's button.
pub fn tab_id(tab: Tab) -> String {
    format!("analysis-tab-{}", tab.slug())
}

/// The row.
pub fn tabs(chosen: Tab, on: &Callback<Action>) -> Html {
    let onkeydown = {
        let on = on.clone();
        move |event: KeyboardEvent| {
            let last = Tab::ALL.len() - 1;
            let to = match event.key().as_str() {
                "ArrowRight" => chosen.further(1),
                "ArrowLeft" => chosen.further(last),
                "Home" => Tab::ALL[0],
                "End" => Tab::ALL[last],
                _ => return,
            };
            event.prevent_default();
            on.emit(Action::Choose(to));
            let button = gloo::utils::document().get_element_by_id(&tab_id(to));
            if let Some(button) = button.and_then(|element| element.dyn_into::<HtmlElement>().ok())
            {
                // A button on the page takes it.
                let _ = button.focus();
            }
        }
    };
    html! {
        <div class="analysis-tabs" role="tablist" aria-label="Analysis" {onkeydown}>
            { for Tab::ALL.into_iter().map(|tab| {
                let on = on.clone();
                let is_chosen = tab == chosen;
                html! {
                    <button key={tab.slug()} type="button" role="tab" id={tab_id(tab)} data-testid={tab_id(tab)} aria-selected={is_chosen.to_string()}
                        aria-controls="analysis-tab-panel" tabindex={if is_chosen { "0" } else { "-1" }}
                        onclick={move |_: MouseEvent| on.emit(Action::Choose(tab))}>{ tab.words() }</button>
                }
            }) }
        </div>
    }
}
