//! Saving and sharing what is open: a file, or a link that holds all of it.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_topology::document::{Document, View, write_document};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::address::{self, SAFE_LENGTH, bar};
use crate::files;
use crate::network::Network;

/// Properties of [`Share`].
#[derive(Clone, PartialEq, Properties)]
pub struct ShareProps {
    /// The network that is open.
    pub network: Rc<Network>,
    /// What is shown of it.
    pub view: View,
}

/// The buttons to save and to copy, and the link to be seen.
#[function_component]
pub fn Share(props: &ShareProps) -> Html {
    let outcome = use_state_eq(AttrValue::default);
    let field = use_node_ref();
    let link = use_memo(
        (props.network.clone(), props.view.clone()),
        |(network, view)| {
            address::of(network, view)
                .map(|address| format!("{}{address}", bar::base()))
                .map_err(|error| error.to_string())
        },
    );
    let on_save = {
        let (network, view, outcome) =
            (props.network.clone(), props.view.clone(), outcome.setter());
        move |_: MouseEvent| outcome.set(save(&network, &view).into())
    };
    let on_copy = {
        let (link, field, outcome) = (Rc::clone(&link), field.clone(), outcome.setter());
        move |_: MouseEvent| {
            if let Ok(link) = &*link {
                copy(link.clone(), field.clone(), outcome.clone());
            }
        }
    };
    let on_focus = |event: FocusEvent| {
        event.target_unchecked_into::<HtmlInputElement>().select();
    };
    let note = match &*link {
        Ok(link) => length_note(link.chars().count(), props.network.preset.is_some()),
        Err(why) => why.clone(),
    };
    html! {
        <section aria-labelledby="share-title">
            <h3 id="share-title">{ "Save or share what is open" }</h3>
            <div class="buttons">
                <button type="button" data-testid="save-file" onclick={on_save}>{ "Save as a file" }</button>
                <button type="button" data-testid="copy-link" aria-disabled={link.is_err().then_some("true")} aria-describedby="link-note"
                    onclick={on_copy}>{ "Copy link" }</button>
            </div>
            <p role="status" data-testid="share-outcome">{ &*outcome }</p>
            <label class="link-field">
                <span>{ "Link" }</span>
                <input type="text" readonly=true ref={field} data-testid="shared-link" aria-describedby="link-note"
                    value={link.as_ref().as_ref().ok().cloned().unwrap_or_default()} onfocus={on_focus} />
            </label>
            <p class="note" id="link-note" data-testid="link-note">{ note }</p>
        </section>
    }
}

/// How long the link is, what it holds, and what that means for sending it.
fn length_note(characters: usize, is_preset: bool) -> String {
    let length = number::count(characters as u64);
    let what = if is_preset {
        "It names this network and holds what is shown of it."
    } else {
        "It holds the whole network and what is shown of it."
    };
    let advice = if characters > SAFE_LENGTH {
        format!(
            " Some programs cut links after {} characters: send the file instead.",
            number::count(SAFE_LENGTH as u64)
        )
    } else {
        String::new()
    };
    format!("{length} characters. {what}{advice}")
}

/// Saves what is open as a file, and says so.
fn save(network: &Network, view: &View) -> String {
    let document = Document {
        topology: (*network.topology).clone(),
        view: view.clone(),
    };
    let name = files::file_name(&document.topology.title);
    let text = match write_document(&document) {
        Ok(text) => text,
        Err(error) => return error.to_string(),
    };
    match files::save(&name, &text) {
        Ok(()) => format!("Saved as {name} where this browser puts downloads."),
        Err(error) => error.to_string(),
    }
}

/// Copies the link; where the browser does not let the page, it is selected for the person to copy.
fn copy(link: String, field: NodeRef, outcome: UseStateSetter<AttrValue>) {
    yew::platform::spawn_local(async move {
        if write_to_clipboard(&link).await {
            outcome.set("The link is copied.".into());
        } else {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // It is on the page, so it takes the focus.
                let _ = field.focus();
                field.select();
            }
            outcome.set(
                "This browser does not let the page copy. The link is selected: copy it with Ctrl+C or ⌘C."
                    .into(),
            );
        }
    });
}

async fn write_to_clipboard(text: &str) -> bool {
    let navigator = gloo::utils::window().navigator();
    // Pages that did not come over https have no clipboard.
    let has_clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_links_come_with_advice() {
        for (length, is_long) in [(100, false), (SAFE_LENGTH, false), (SAFE_LENGTH + 1, true)] {
            let note = length_note(length, false);
            assert_eq!(note.contains("send the file"), is_long, "{note}");
        }
    }
}
