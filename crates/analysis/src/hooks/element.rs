//! The element below the page: shown or hidden, with the focus in it or given back.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::state::State;

/// The page's button that opens the analysis.
const BUTTON: &str = "[data-testid=analyse]";

/// Shows the element while the analysis is open, tells the page so, and moves the focus to `heading` and back.
#[hook]
pub fn use_element(state: &State, host: &HtmlElement, heading: &NodeRef) {
    let (host, heading) = (host.clone(), heading.clone());
    use_effect_with((state.open, state.opened), move |&(open, opened)| {
        host.set_hidden(!open);
        let body = gloo::utils::body();
        // The name is a legal one.
        let _ = if open {
            body.set_attribute("data-analysis", "open")
        } else {
            body.remove_attribute("data-analysis")
        };
        if open {
            host.scroll_into_view();
            focus(heading.cast::<HtmlElement>());
        } else if opened > 0 {
            let button = gloo::utils::document().query_selector(BUTTON);
            focus(
                button
                    .ok()
                    .flatten()
                    .and_then(|found| found.dyn_into().ok()),
            );
        }
    });
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // An element on the page takes it.
        let _ = element.focus();
    }
}
