//! A list to choose one of, and a row of which one is chosen.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Properties of [`Choice`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChoiceProps {
    /// The label.
    pub label: AttrValue,
    /// The element's identifier; no other element has it.
    pub id: AttrValue,
    /// The name for tests.
    pub testid: AttrValue,
    /// The value chosen.
    pub value: AttrValue,
    /// Values, and the words for them.
    pub options: Vec<(AttrValue, AttrValue)>,
    /// Takes the value that a person chose.
    pub on_choose: Callback<String>,
}

/// A labelled list. It always shows the value that it is given.
#[function_component]
pub fn Choice(props: &ChoiceProps) -> Html {
    let list = use_node_ref();
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
            on_choose.emit(event.target_unchecked_into::<HtmlSelectElement>().value());
        }
    };
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            <span class="select">
                <select ref={list} id={props.id.clone()} data-testid={props.testid.clone()} {onchange}>
                    { for props.options.iter().map(|(value, words)| html! {
                        <option key={value.to_string()} value={value.clone()} selected={*value == props.value}>{ words }</option>
                    }) }
                </select>
                <svg class="glyph open" width="12" height="12" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 6l5 5 5-5" /></svg>
            </span>
        </div>
    }
}

/// A row of which one is chosen. `name` is the group's, and its name for tests; no other group has it.
pub fn segments(
    legend: &'static str,
    name: &str,
    value: &str,
    options: &[(&'static str, &'static str)],
    on_choose: &Callback<&'static str>,
) -> Html {
    html! {
        <fieldset class="segments form-segments" data-testid={name.to_owned()}>
            <legend>{ legend }</legend>
            { for options.iter().map(|&(slug, words)| {
                let on = on_choose.clone();
                html! {
                    <label key={slug}>
                        <input type="radio" name={name.to_owned()} value={slug} checked={slug == value} onchange={move |_: Event| on.emit(slug)} />
                        <span>{ words }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}
