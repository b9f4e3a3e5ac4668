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
//!
//! # What end-to-end tests may rely on
//! Figures in `data-` attributes have full precision. Every figure has `FIGURE-table`, `FIGURE-svg`, `FIGURE-png`, `FIGURE-csv`,
//! `FIGURE-json`, and `svg[data-chart]` inside.
//!
//! | where | attributes |
//! |---|---|
//! | `[data-testid=classes-controls]` | `data-schemes` (how many are measured to the end), `data-pattern`; inside: `condition` with `input[value=pattern\|expected]`, `matrix-scheme` with `input[value=SLUG]` |
//! | `[data-testid=confusion] svg` | `data-scheme`, `data-condition`; inside: `g[data-class][data-answered]` with `data-value` (samples), `data-share` (of the class) |
//! | `[data-testid=recall] svg` | inside: `g[data-scheme][data-class]` with `data-none` (without failure), `data-value` (under the condition), `data-other` (under the other one) |
//! | `[data-testid=calibration] svg` | inside: `g[data-scheme]` with `data-error`, `data-n`; in it `g[data-bin]` with `data-n`, `data-probability`, `data-value` (share that is right), `data-low`, `data-high` |
//! | `[data-testid=sureness] svg` | inside: `g[data-scheme][data-condition=none\|pattern\|expected]`, in it `g[data-when=right\|wrong]` with `data-value`, `data-low`, `data-high` |
//! | `[data-testid=schedule] svg` | `data-pattern`; inside: `g[data-scheme]` with `data-answer` (ms), `data-bytes`; in it `g[data-node]` with `data-ready`, `data-done` |
//! | `[data-testid=sums]` | inside: `[data-scheme]` with the expected `data-latency` (ms), `data-bytes`, `data-answered` |
//! | `[data-testid=front] svg` | `data-points`, `data-best` (how many no other one beats); inside: `g[data-best]` with `data-scheme`, `data-cut` (bits of skips), `data-accuracy`, `data-bytes`, `data-latency`; `measure` with `input[value=bytes\|latency]`; `front-told` |
//! | `[data-testid=prices]` | inside: `rate-HOP`, `latency-HOP` (HOP as `edge-fog`), `slowdown-TIER`, `speed`, each with `data-value`; `prices-reset` |

pub mod action;
pub mod classes;
pub mod condition;
pub mod cost;
pub mod evidence;
pub mod filter;
pub mod hooks;
pub mod kind;
pub mod kit;
pub mod odds;
pub mod page_link;
pub mod reducer;
pub mod series;
pub mod state;
pub mod subject;
pub mod tab;
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
