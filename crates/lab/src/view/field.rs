//! A labelled text field with what is wrong beside it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::mark::warning;

/// What a text field is.
pub struct TextField {
    /// The visible label.
    pub label: AttrValue,
    /// The element's identifier, which is its name for tests too; no other element has it.
    pub id: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it, as a sentence.
    pub fault: Option<String>,
    /// The keyboard that a touch screen shows.
    pub keyboard: &'static str,
    /// Takes what is typed, with every key.
    pub on_text: Callback<String>,
}

/// The field. It shows what it is given, so that a text that cannot be taken stays until it is mended.
pub fn text_field(field: TextField) -> Html {
    let on_text = field.on_text;
    let oninput = move |event: InputEvent| {
        on_text.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    };
    let fault_id = format!("{}-fault", field.id);
    let is_wrong = field.fault.is_some();
    html! {
        <div class={classes!("field", is_wrong.then_some("wrong"))}>
            <label for={field.id.clone()}>{ field.label }</label>
            <input type="text" data-testid={field.id.clone()} id={field.id} value={field.value} inputmode={field.keyboard}
                autocomplete="off" spellcheck="false" aria-invalid={is_wrong.then_some("true")}
                aria-describedby={is_wrong.then(|| fault_id.clone())} {oninput} />
            if let Some(fault) = field.fault {
                <p class="field-fault" id={fault_id}>{ warning() }{ fault }</p>
            }
        </div>
    }
}
