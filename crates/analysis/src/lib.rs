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
//! Figures in `data-` attributes have full precision. Every figure `[data-testid=NAME]` holds `svg[data-chart=NAME]` where it is drawn, and the
//! buttons `NAME-table`, `NAME-svg`, `NAME-png`, `NAME-csv`, `NAME-json`.
//!
//! | where | attributes |
//! |---|---|
//! | `[data-testid=analysis]` | `data-tab`, `data-complete` `true` once everything that is shown is measured; `analysis-close`, `analysis-tab-NAME`, `analysis-word` |
//! | `[data-testid=measured]` | per network: `data-scheme`, `data-n`, `data-total`, `data-engine`; beside it `measure-stop`, `measure-retry`, `engine` (`fastest`, `cpu`, `webgpu`), `failing` with `input[value=nodes\|links]`, `lens`, `lens-a`, `lens-b`, `odds-setting`, `odds-NAME`, `odds-tier-TIER`, `odds-links` |
//! | `[data-testid=readout]` | `data-pattern`; inside, per scheme or difference `[data-series]` with `data-value`. `pattern-search`; `[data-testid=pattern-table]`: `tr[data-pattern]`; `[data-testid=pairs]`: `g[data-pattern]` with `data-value`, `pairs-scheme`; `origin` |
//! | `[data-testid=expected-settings]` | per setting `[data-setting=NAME\|own]`, `aria-pressed` where its reliabilities are those chosen (a click chooses it); inside, per scheme `[data-series=SLUG]` or, of a difference, `SLUG-less-SLUG`: `data-value`, `data-low`, `data-high`; `[data-guess]` |
//! | `[data-testid=contributions]` | per scheme `g[data-scheme]` with `data-value` (the sum); inside, per number `[data-down]`: `data-value`, `data-probability`; of a difference `[data-row=NUMBER]` with `[data-value]` inside |
//! | `[data-testid=worst]` | `worst-scheme`; per pattern `[data-row=MASK]`, a button that has the page show it, `aria-pressed`; inside, `[data-value]` |
//! | `[data-testid=certainty]` | `[data-testid=quantiles]`: `tr[data-scheme]` with `td[data-at=.5\|.9\|.99\|.999]`: `data-value` |
//! | `[data-testid=estimates]` | `[data-testid=estimate]`: `data-running`, `data-done`, `data-target` (draws per scheme); `estimate-samples`, `estimate-stop`, `estimate-refine` (also "Go on"); `[data-testid=estimate-table]`: `tr[data-scheme]` with `data-value`, `data-low`, `data-high`, `data-evaluations`, `data-draws`, `data-manner` `exact`/`estimated`/`from what is known`/`waits` |
//! | `[data-testid=node-birnbaum\|node-shapley]` | per node `[data-row=NAME]`, a button that has the page show it down alone; inside, per scheme `[data-scheme]`: `data-value` |
//! | `[data-testid=skip-birnbaum\|skip-shapley]` | per skip `[data-row=FROM→TO]`; inside, per scheme `[data-scheme]`: `data-value`. `[data-testid=skip-table]`: `tr[data-skip=FROM→TO]` with `skip-cut` |
//! | `[data-testid=more-skips]` | `[data-testid=more-table]`: `tr[data-skip=FROM→TO]` with `data-gain`, `data-bytes`, `data-parameters` and a box; `more-work-out` where gains take a while; `more-train` |
//! | `[data-testid=trial-form]` | `trial-scheme`, `trial-epochs`, `trial-compared` |
//! | `[data-testid=trials]` | `[data-testid=trial-table]`: `tr[data-number]` with `data-stage` `waiting`/`training`/`measuring`/`measured`/`failed`, `data-change`, `data-value` (expected accuracy), `data-gain`, `data-n` |
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
pub mod candidate;
pub mod classes;
pub mod condition;
pub mod cost;
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
