//! A list to choose one of.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::text_field::element_id;
use crate::view::glyph::{GlyphKind, glyph};

/// Properties of [`Choice`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChoiceProps {
    /// The label.
    pub label: AttrValue,
    /// Whether the label is spoken only, as in a table whose column has it.
    #[prop_or_default]
    pub unseen: bool,
    /// The field's name in attributes.
    pub field: AttrValue,
    /// The value chosen; one that no option has leaves the list blank.
    pub value: AttrValue,
    /// Values, and the words for them.
    pub options: Vec<(AttrValue, AttrValue)>,
    /// Takes the value that a person chose.
    pub on_choose: Callback<String>,
}

/// A labelled list. It always shows the value that it is given, also after a choice that was refused.
#[function_component]
pub fn Choice(props: &ChoiceProps) -> Html {
    let list = use_node_ref();
    let again = use_force_update();
    {
        // A list that a person has touched no longer follows the attribute `selected`.
        let (list, value) = (list.clone(), props.value.clone());
        use_effect(move || {
            if let Some(list) = list.cast::<HtmlSelectElement>()
                && list.value() != value.as_str()
            {
                list.set_value(&value);
            }
        });
    }
    let onchange = {
        let on_choose = props.on_choose.clone();
        move |event: Event| {
            let list: HtmlSelectElement = event.target_unchecked_into();
            on_choose.emit(list.value());
            again.force_update();
        }
    };
    let id = element_id(&props.field);
    let select = |id: Option<String>, spoken: Option<AttrValue>| {
        html! {
            <span class="select">
                <select ref={list.clone()} {id} aria-label={spoken} data-field={props.field.clone()} {onchange}>
                    { for props.options.iter().map(|(value, words)| html! {
                        <option key={value.to_string()} value={value.clone()} selected={*value == props.value}>{ words }</option>
                    }) }
                </select>
                { glyph(GlyphKind::Open) }
            </span>
        }
    };
    if props.unseen {
        select(None, Some(props.label.clone()))
    } else {
        html! {
            <div class="field">
                <label for={id.clone()}>{ &props.label }</label>
                { select(Some(id), None) }
            </div>
        }
    }
}
