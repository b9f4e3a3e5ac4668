//! The dialog of documents: begin, open, keep, save and share what is drawn.

mod begin;
mod own;
mod share;

use std::rc::Rc;

use deepfog_topology::document::View;
use yew::prelude::*;

use super::dialog::use_dialog;
use crate::action::Action;
use crate::network::Network;
use begin::Begin;
use own::OwnDocuments;
use share::Share;

/// Properties of [`Documents`].
#[derive(Clone, PartialEq, Properties)]
pub struct DocumentsProps {
    /// Whether it is open.
    pub open: bool,
    /// The shipped networks.
    pub networks: Rc<Vec<Rc<Network>>>,
    /// The network that is open.
    pub network: Rc<Network>,
    /// What is shown of it.
    pub view: View,
    /// Its key in the store, if it is the person's own.
    pub own: Option<Rc<str>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// A dialog that the browser keeps the focus in, and closes on Escape. What opens a document closes it.
#[function_component]
pub fn Documents(props: &DocumentsProps) -> Html {
    let dialog = use_dialog(props.open);
    let close = {
        let on = props.on.clone();
        move || on.emit(Action::ShowDocuments(false))
    };
    let (on_close, on_click) = (close.clone(), close);
    let on_open = {
        let on = props.on.clone();
        use_callback((), move |action: Action, ()| {
            on.emit(action);
            on.emit(Action::ShowDocuments(false));
        })
    };
    html! {
        <dialog class="documents" ref={dialog} aria-labelledby="documents-title" data-testid="documents-dialog" onclose={move |_: Event| on_close()}>
            if props.open {
                <div class="help-head">
                    <h2 id="documents-title">{ "Documents" }</h2>
                    <button type="button" data-testid="close-documents" onclick={move |_: MouseEvent| on_click()}>{ "Close" }</button>
                </div>
                <p class="note">{ "What you draw is kept on this device by itself, and sent nowhere." }</p>
                <div class="documents-columns">
                    <OwnDocuments own={props.own.clone()} on_open={on_open.clone()} />
                    <div>
                        <Share network={props.network.clone()} view={props.view.clone()} />
                        <Begin networks={props.networks.clone()} {on_open} />
                    </div>
                </div>
            }
        </dialog>
    }
}
