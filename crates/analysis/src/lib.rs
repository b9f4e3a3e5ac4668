//! The analysis of every failure: a program of its own below the page.
//!
//! The state is one value ([`state::State`]), every event is a value ([`action::Action`]), and one reducer
//! ([`reducer::reduce`]) makes the next state. What is measured comes from the page's inference worker, which the page lends
//! ([`worker_port`]); everything else is derived: accuracies are weighed by probabilities whenever a reliability changes, so
//! that a slider and its figures move in the same frame.
//!
//! # Events of the document
//! `deepfog-analyse` opens it, with the page's document; `deepfog-view` tells what the page shows since. `deepfog-worker-wanted` asks
//! the page for its worker, `deepfog-worker` hands it over. `deepfog-fail` has the page show a failure pattern.

pub mod action;
pub mod candidate;
pub mod estimation;
pub mod evidence;
pub mod expected;
pub mod filter;
pub mod hooks;
pub mod kind;
pub mod kit;
pub mod matters;
pub mod odds;
pub mod page_link;
pub mod ranked;
pub mod reducer;
pub mod series;
pub mod state;
pub mod subject;
pub mod tab;
pub mod trial;
pub mod view;
pub mod worker_port;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Puts the analysis into its element below the page. It is hidden until the page asks for it, and hears the page from here on.
pub fn run() {
    let Ok(Some(host)) = gloo::utils::document().query_selector("#analysis") else {
        return;
    };
    let inbox = page_link::Inbox::listen();
    let Ok(element) = host.clone().dyn_into::<HtmlElement>() else {
        return;
    };
    let props = view::AnalysisProps {
        inbox,
        host: element,
    };
    yew::Renderer::<view::Analysis>::with_root_and_props(host, props).render();
}
