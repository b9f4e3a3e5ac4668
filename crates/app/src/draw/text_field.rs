//! A text field that is checked as it is typed and taken when it is left.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::action::Action;
use crate::panels::{IconKind, icon};

/// Reads a text: gives what takes it, or a sentence that says what to type instead.
pub type Reader = Callback<String, Result<Callback<()>, String>>;

/// A reader that sends an action; `None` for a text that means what is there already.
pub fn asks(
    on: &Callback<Action>,
    read: impl Fn(&str) -> Result<Option<Action>, String> + 'static,
) -> Reader {
    let on = on.clone();
    Callback::from(move |text: String| {
        Ok(match read(&text)? {
            Some(action) => on.reform(move |()| action.clone()),
            None => Callback::noop(),
        })
    })
}

/// The identifier of a field's element. Names of reliability settings may hold spaces, which would part it in two.
pub fn element_id(field: &str) -> String {
    let mut id = String::from("field-");
    for character in field.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '_') {
            id.push(character);
        } else {
            id.push_str(&format!(".{:x}", u32::from(character)));
        }
    }
    id
}

/// What was typed and is not taken yet.
#[derive(Clone, Debug, PartialEq)]
struct Draft {
    text: String,
    fault: Option<String>,
}

/// Properties of [`TextField`].
#[derive(Clone, PartialEq, Properties)]
pub struct TextFieldProps {
    /// The visible label.
    pub label: AttrValue,
    /// The field's name in attributes; no other field on the page has it.
    pub field: AttrValue,
    /// The value that holds.
    pub value: AttrValue,
    /// Checks what is typed, with every key.
    pub read: Reader,
    /// The keyboard that a touch screen shows: `numeric`, `decimal`, or `text`.
    #[prop_or(AttrValue::Static("text"))]
    pub keyboard: AttrValue,
    /// Whether a good text is taken with every key, and not only when the field is left.
    #[prop_or_default]
    pub live: bool,
    /// The field's accessible name, where the label alone is not unique.
    #[prop_or_default]
    pub spoken: Option<AttrValue>,
    /// Classes of the whole.
    #[prop_or_default]
    pub class: Classes,
}

/// A labelled field. A text that cannot be taken stays, with what is wrong beside it, until it is mended or Escape brings
/// the value back. Enter takes a text as leaving the field does.
#[function_component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let draft = use_state_eq(|| None::<Draft>);
    {
        let draft = draft.setter();
        use_effect_with(props.value.clone(), move |_| draft.set(None));
    }
    let oninput = {
        let (draft, read, live) = (draft.setter(), props.read.clone(), props.live);
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            let fault = match read.emit(text.clone()) {
                Ok(take) => {
                    if live {
                        take.emit(());
                    }
                    None
                }
                Err(fault) => Some(fault),
            };
            draft.set(Some(Draft { text, fault }));
        }
    };
    // Browsers send `change` when a changed field is left and on Enter.
    let onchange = {
        let (draft, read, value) = (draft.setter(), props.read.clone(), props.value.clone());
        move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            if text.as_str() == value.as_str() {
                draft.set(None);
                return;
            }
            match read.emit(text.clone()) {
                Ok(take) => {
                    draft.set(None);
                    take.emit(());
                }
                Err(fault) => draft.set(Some(Draft {
                    text,
                    fault: Some(fault),
                })),
            }
        }
    };
    let onkeydown = {
        let (setter, typed) = (draft.setter(), draft.is_some());
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && typed {
                // The first Escape is for the text alone.
                event.prevent_default();
                event.stop_propagation();
                setter.set(None);
            }
        }
    };
    let fault = draft.as_ref().and_then(|draft| draft.fault.clone());
    let shown = draft
        .as_ref()
        .map_or(props.value.clone(), |draft| draft.text.clone().into());
    let id = element_id(&props.field);
    let fault_id = format!("{id}-fault");
    html! {
        <div class={classes!("field", fault.is_some().then_some("wrong"), props.class.clone())}>
            <label for={id.clone()}>{ &props.label }</label>
            <input type="text" {id} data-field={props.field.clone()} value={shown} inputmode={props.keyboard.clone()}
                autocomplete="off" spellcheck="false" aria-label={props.spoken.clone()}
                aria-invalid={fault.is_some().then_some("true")} aria-describedby={fault.is_some().then(|| fault_id.clone())}
                {oninput} {onchange} {onkeydown} />
            if let Some(fault) = fault {
                <p class="field-fault" id={fault_id}>{ icon(IconKind::Warn) }{ fault }</p>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn element_ids_have_no_spaces_and_stay_apart() {
        for (field, id) in [
            ("unit-1-width", "field-unit-1-width"),
            ("reliability-My own", "field-reliability-My.20own"),
            ("reliability-My-own", "field-reliability-My-own"),
            ("reliability-<é>", "field-reliability-.3c.e9.3e"),
        ] {
            assert_eq!(element_id(field), id);
        }
    }
}
