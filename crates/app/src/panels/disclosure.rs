//! A small button that opens a sheet over the page: for tables that would not fit.

use web_sys::{FocusEvent, HtmlElement, Node};
use yew::prelude::*;

/// Properties of [`Disclosure`].
#[derive(Clone, PartialEq, Properties)]
pub struct DisclosureProps {
    /// The button's words.
    pub label: AttrValue,
    /// What the sheet holds, for readers.
    pub title: AttrValue,
    /// Where the sheet opens: `above` or `below` the button.
    #[prop_or(AttrValue::Static("below"))]
    pub side: AttrValue,
    /// Makes the sheet's content; called only while it is open.
    pub content: Callback<(), Html>,
}

/// A button with a sheet. Escape or leaving closes it; Escape gives the focus back to the button.
#[function_component]
pub fn Disclosure(props: &DisclosureProps) -> Html {
    let open = use_state(|| false);
    let root = use_node_ref();
    let button = use_node_ref();
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let on_key = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *open && event.key() == "Escape" {
                event.stop_propagation();
                open.set(false);
                if let Some(button) = button.cast::<HtmlElement>() {
                    // A button that is gone cannot take the focus, and nothing is lost then.
                    let _ = button.focus();
                }
            }
        })
    };
    let on_leave = {
        let (open, root) = (open.clone(), root.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event
                .related_target()
                .and_then(|target| wasm_bindgen::JsCast::dyn_into::<Node>(target).ok());
            let inside = root
                .cast::<Node>()
                .is_some_and(|root| to.is_some_and(|to| root.contains(Some(&to))));
            if !inside {
                open.set(false);
            }
        })
    };
    html! {
        <span class="disclosure" ref={root} onkeydown={on_key} onfocusout={on_leave}>
            <button type="button" class="disclosure-button" ref={button} aria-expanded={open.to_string()} onclick={toggle}>
                { &props.label }
            </button>
            if *open {
                <div class={classes!("disclosure-sheet", props.side.to_string())} role="region" aria-label={props.title.clone()} tabindex="0">
                    { props.content.emit(()) }
                </div>
            }
        </span>
    }
}
