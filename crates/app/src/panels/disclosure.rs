//! A small button that opens a table over the page: for what would not fit.

use web_sys::Element;
use yew::prelude::*;

use super::icon::{IconKind, named_icon};
use crate::view::dialog::use_dialog;

/// Properties of [`Disclosure`].
#[derive(Clone, PartialEq, Properties)]
pub struct DisclosureProps {
    /// The button's words.
    pub label: AttrValue,
    /// What opens: the dialog's heading.
    pub title: AttrValue,
    /// Makes the content; called only while it is open.
    pub content: Callback<(), Html>,
}

/// A button with a dialog. The browser keeps the focus in it, closes it on Escape and gives the focus back; a click
/// beside it closes it too.
#[function_component]
pub fn Disclosure(props: &DisclosureProps) -> Html {
    let open = use_state_eq(|| false);
    let dialog = use_dialog(*open);
    let show = {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(true))
    };
    let close = {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(false))
    };
    let on_close = {
        let open = open.setter();
        Callback::from(move |_: Event| open.set(false))
    };
    let on_click = {
        let (open, dialog) = (open.setter(), dialog.clone());
        Callback::from(move |event: MouseEvent| {
            // The dialog's content covers it, so a click on the dialog itself is one on what lies behind it.
            if event.target_dyn_into::<Element>() == dialog.cast::<Element>() {
                open.set(false);
            }
        })
    };
    html! {
        <span class="disclosure">
            <button type="button" class="disclosure-button" aria-haspopup="dialog" onclick={show}>{ &props.label }</button>
            <dialog class="sheet" ref={dialog} aria-label={props.title.clone()} onclose={on_close} onclick={on_click}>
                if *open {
                    <div class="sheet-content">
                        <header class="sheet-head">
                            <h2>{ &props.title }</h2>
                            <button type="button" class="sheet-close" onclick={close}>{ named_icon(IconKind::Cross, Some("Close")) }</button>
                        </header>
                        <div class="sheet-scroll" tabindex="0" role="region" aria-label={props.title.clone()}>
                            { props.content.emit(()) }
                        </div>
                    </div>
                }
            </dialog>
        </span>
    }
}
