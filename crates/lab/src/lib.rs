//! The laboratory: a panel beside the page in which what is drawn is trained, and trained networks are kept, compared and
//! studied.
//!
//! The state is one value ([`state::State`]), every event is a value ([`action::Action`]), and one reducer
//! ([`reducer::reduce`]) makes the next state. Pure, and tested natively: the drawing with its problems ([`drawing`]), the
//! form ([`form`], [`field`], [`rule`]), what a training can begin with ([`known`]), one training and the queue of all
//! ([`work`], [`queue`]), curves ([`curve`]), measuring ([`measure`]), comparisons ([`comparison`]), studies ([`study`]), and
//! the words and figures ([`wording`], [`duration`]). The rest meets the browser: [`hooks`] hold state,
//! device, workers and panel together, [`errand`] does on the device what a person asks for, [`gauge`] runs the inference
//! worker, [`page_link`] talks to the page, [`view`] draws the state with Yew.
//!
//! Trainings run in workers of their own, one each, and go on while the page is used. Everything that a training needs to go
//! on after a reload stands on the device.
//!
//! # Events of the document
//! `deepfog-train` opens the panel, `deepfog-resume` too and lets interrupted trainings go on at
//! once; `deepfog-order` opens it and trains what another program of the page wants. All carry the page's document, as `deepfog-document` does when it has changed. `deepfog-shelf` tells the page that
//! what the device holds has changed, `deepfog-open` asks it to open a document.
//!
//! # What end-to-end tests may rely on
//! Figures in `data-` attributes have full precision.
//!
//! | where | attributes |
//! |---|---|
//! | `[data-testid=lab]` | `data-tab`; `lab-close` closes; `body` has `data-lab=open` meanwhile |
//! | `[data-testid=lab-tab-train\|networks\|compare\|study]` | the tabs |
//! | `[data-testid=lab-word]` | the last sentence: `data-kind` `info`/`fault`; inside, `own-undo` after a deletion |
//! | `[data-testid=train-form]` | `train-scheme` with `input[value=SLUG]`; `train-length` with `input[value=recipe\|epochs\|seconds]`; `train-epochs`, `train-seconds`, `train-seed`; `train-failout-kind` with `input[value=same\|nodes\|setting]`, `train-failout`, `train-failout-NODE`, `train-failout-setting`; `train-rule`, `train-rule-setting`; `train-engine` with `input[value=fastest\|cpu\|webgpu]`; `train-name`; `train-warm` with its box; `train-start`, `aria-disabled` where nothing can be trained; `train-problems` |
//! | `[data-testid=job]` | `data-scheme`, `data-key`, `data-status` `waiting`/`running`/`paused`/`failed`/`interrupted` (its page was closed)/`elsewhere` (another tab has it), `data-epoch`, `data-epochs`, `data-speed` (samples/s), `data-validation`; inside: `job-pause`, `job-resume` (also "Go on"), `job-finish`, `job-cancel`, `job-facts`, and `job-save`, `job-keep` where the device did not take the result |
//! | `[data-testid=job-done]` | a training of this page's life that is trained; `job-dismiss` |
//! | `[data-testid=own]` | `data-key`, `data-scheme`, `data-test` (accuracy on test samples), `data-epochs`, `data-fits`, `data-shown`; inside: `own-use`, `own-open`, `own-rename` with `own-name`, `own-export`, `own-delete` |
//! | `[data-testid=import-file]`, `[data-testid=usage]` | the input for a file; the room that is used |
//! | `[data-testid=compare-a]`, `compare-b` | the two choices: values `own:KEY`, `shipped:PRESET:SLUG` |
//! | `[data-testid=comparison]` | `data-ready` `true` once both are measured; `tr[data-row]` with `data-a`, `data-b`; `tr[data-pattern]`; `unmatched`, `compare-order`, `compare-csv`, `compare-retry` |
//! | `[data-testid=study-form]` | `study-scheme`, fields as in `train-form` with `study-`, `study-start` |
//! | `[data-testid=study]` | `data-key`, `data-measured`, `data-subsets`; inside: `[data-testid=study-row]` with `data-skips` (bits), `data-stage` `missing`/`waiting`/`training`/`resting`/`trained`/`measured`, `data-accuracy`; `study-go-on`, `study-csv`, `study-remove`, `study-remove-really` |

pub mod action;
pub mod browser;
pub mod comparison;
pub mod curve;
pub mod device;
pub mod drawing;
pub mod duration;
pub mod errand;
pub mod few;
pub mod field;
pub mod files;
pub mod form;
pub mod gauge;
pub mod hooks;
pub mod known;
pub mod manifest;
pub mod measure;
pub mod page_link;
pub mod queue;
pub mod reducer;
pub mod rule;
pub mod state;
pub mod study;
pub mod view;
pub mod wording;
pub mod work;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Puts the laboratory into its element beside the page. It is hidden until the page asks for it, and hears the page from
/// here on.
pub fn run() {
    let Ok(Some(host)) = gloo::utils::document().query_selector("#lab") else {
        return;
    };
    let inbox = page_link::Inbox::listen();
    let Ok(element) = host.clone().dyn_into::<HtmlElement>() else {
        return;
    };
    let props = view::LabProps {
        inbox,
        host: element,
    };
    yew::Renderer::<view::Lab>::with_root_and_props(host, props).render();
}
