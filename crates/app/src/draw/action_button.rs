//! A button that sends an action.

use yew::prelude::*;

use super::pictogram::{PictogramKind, pictogram};
use crate::action::Action;

/// Properties of [`ActionButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct ActionButtonProps {
    /// The button's words; with a picture they are spoken only.
    pub label: AttrValue,
    /// Its name in the attribute `data-do`.
    pub name: AttrValue,
    /// What it sends.
    pub action: Action,
    /// Why it does nothing now, as a sentence. It can still be pressed: then the page says the same.
    #[prop_or_default]
    pub refused: Option<AttrValue>,
    /// A picture in place of the words.
    #[prop_or_default]
    pub picture: Option<PictogramKind>,
    /// The accessible name, where the words alone are not unique; it begins with them.
    #[prop_or_default]
    pub spoken: Option<AttrValue>,
    /// Whether it is on, for a button that stays down.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// Its classes.
    #[prop_or_default]
    pub class: Classes,
    /// Called when it is pressed, before the action is sent.
    #[prop_or_default]
    pub on_press: Callback<()>,
    /// Takes the action.
    pub on: Callback<Action>,
}

/// A button, or a square one with a picture. One that does nothing now keeps the focus and tells why.
#[function_component]
pub fn ActionButton(props: &ActionButtonProps) -> Html {
    let onclick = {
        let (on, on_press, action) = (
            props.on.clone(),
            props.on_press.clone(),
            props.action.clone(),
        );
        move |_: MouseEvent| {
            on_press.emit(());
            on.emit(action.clone());
        }
    };
    let spoken = props
        .spoken
        .clone()
        .or_else(|| props.picture.is_some().then(|| props.label.clone()));
    // A title is the description that is spoken after the name, too.
    let title = props
        .refused
        .clone()
        .or_else(|| props.picture.is_some().then(|| props.label.clone()));
    html! {
        <button type="button" class={classes!(props.class.clone(), props.picture.is_some().then_some("square"))}
            data-do={props.name.clone()} aria-label={spoken} aria-pressed={props.pressed.map(|on| on.to_string())}
            aria-disabled={props.refused.is_some().then_some("true")} {title} {onclick}>
            if let Some(kind) = props.picture {
                { pictogram(kind) }
            } else {
                { &props.label }
            }
        </button>
    }
}
