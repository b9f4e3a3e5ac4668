//! The page: a distributed network that a person breaks, and what four schemes still answer.
//!
//! The state is one value ([`state::State`]), every event is a value ([`action::Action`]), and one reducer
//! ([`reducer::reduce`], with [`editing`] for what changes the document) makes the next state. What follows from the
//! state is derived: the network ([`network`]), the sentence ([`mod@sentence`]), what flows ([`flow`]), the drawing
//! ([`geometry`]), the link ([`address`]). These modules know no browser (but for [`address::bar`]) and are tested
//! natively. [`view`] draws the state with Yew, [`panels`] draws answers and figures, [`draw`] the forms and lists
//! beside a drawing, [`courier`] decides what the worker is asked, [`autosave`] and
//! [`store`] keep what a person drew, [`files`] reads and saves it. [`shelf`] knows the networks that a person trained,
//! [`lab_link`] the laboratory where that is done.
//!
//! # What end-to-end tests may rely on
//! Figures in `data-` attributes have full precision.
//!
//! | where | attributes |
//! |---|---|
//! | `[data-testid=page]` | `data-preset`; `data-mode` `break`/`draw`; `data-own` the key of the person's own document; `data-bundle` whose trained networks are shown: a preset's name, or `own` where any is the person's own; `data-schemes` the slugs of the schemes that have one, with spaces between; `data-nodes`, `data-links`, `data-problems` (errors), `data-steps` (place in the history); `data-pattern` (bit mask); `data-engine` `starting`/`ready`/`failed`; `data-bundles` number loaded; `data-waiting` `false` once the answer shown is that of the present sample and pattern; `data-swept` `true` once all accuracies cover all samples; `data-milliseconds` of the last answer |
//! | `[data-testid=network] [data-node=NAME]` | `data-state` `up`/`down`, `data-delivers`, `data-tier`; a click fails or restores |
//! | `[data-testid=network] [data-link="e→f1"]` | `data-kind` `normal`/`skip`; `data-flow` `carrying`/`idle`/`dead`/`absent` |
//! | `[data-testid=failure-list] [data-toggle=NAME]` | `data-state`; a click fails or restores |
//! | `[data-testid=settings] input[value=NAME]` | the reliability settings; `fail-at-random` and `restore-all` are the buttons below |
//! | `[data-testid=input]` | `data-sample` (from 1), `data-label`; inside: `sample-number`, `sample-count`, `true-class`, `class-choice`, `back`, `play`, `step`; `[data-testid=stream]` has `data-playing` |
//! | `[data-testid=preset]`, `[data-testid=task] input[value=TASK]` | the choosers |
//! | `[data-testid=scheme-switch] input[value=SLUG]` | the scheme whose flow is drawn |
//! | `[data-testid=sentence]`, `[data-testid=announcement]` | what the failures mean; what the live region says |
//! | `[data-testid=answers] [data-scheme=SLUG]` | see [`panels`]: `data-accuracy`, `data-answer`, `data-expected`, ...; `data-own` where the network is the person's own |
//! | `[data-testid=expected] [data-scheme=SLUG]` | `data-expected`, `data-n` |
//! | `[data-testid=patterns]`, `[data-testid=inspector]`, `[data-testid=summary]` | chart, node facts, the narrow page's line |
//! | `[data-testid=fault]` with `[data-testid=retry]`, `[data-testid=link-fault]` | what went wrong |
//! | `[data-testid=progress]` | `data-progress` `download`/`sweep`; gone when all is done |
//! | `[data-testid=mode] input[value=break\|draw]` | what a click does |
//! | `[data-testid=palette] [data-add=TIER]`, `[data-testid=tools] [data-tool=NAME]` | the toolbar; `aria-disabled` where it does nothing now |
//! | `[data-testid=network] [data-port=NAME]` | the dot from which hyperconnections are drawn |
//! | `[data-testid=minimap]` | where the pane shows a part only |
//! | `[data-testid=word]` | `data-word` `refused`/`noted`: what there is to say of the last edit |
//! | `[data-testid=document-form]`, `node-form`, `link-form`, `nodes-form` | the properties: `data-field`, `data-do` |
//! | `[data-testid=problems] [data-problem=error\|warning]` | `data-place`; a button in `[data-repair]` |
//! | `[data-testid=meaning] [data-setting=NAME]` | `data-without`, `data-with`: probability that a path lives |
//! | `[data-testid=history] [data-step=INDEX]` | the named steps |
//! | `[data-testid=table-switch]`, `[data-testid=table] [data-row=NAME]` | nodes and hyperconnections as a table |
//! | `[data-testid=documents]`, `[data-testid=documents-dialog]` | `new-motion`, `new-image`, `open-file` (the input), `file-fault`, `save-file`, `copy-link`, `shared-link`, `undo-delete`, `close-documents`; `[data-start=PRESET]`; `[data-document=KEY]` with `[data-act=open\|duplicate\|delete]` |
//! | `[data-testid=train]`, `[data-testid=untrained]` | ask for the laboratory: see [`lab_link`] |
//! | `[data-testid=unfinished]` | trainings were interrupted: `go-on`, and a button that dismisses it |
//! | `[data-testid=unsaved]` | why the drawing is not kept on this device |
//! | `[data-testid=help]`, `[data-testid=help-dialog]`, `[data-testid=close-help]` | the help |

pub mod action;
pub mod address;
pub mod announcement;
pub mod autosave;
pub mod browser;
pub mod chance;
pub mod courier;
pub mod draw;
pub mod editing;
pub mod files;
pub mod flow;
pub mod geometry;
pub mod lab_link;
pub mod network;
pub mod node_set;
pub mod panels;
pub mod reducer;
pub mod schemes;
pub mod sentence;
pub mod shelf;
pub mod state;
pub mod store;
pub mod view;
pub mod wording;

use std::rc::Rc;

use network::Network;
use view::page::{PageProps, Start};

/// Puts the page in the place of the first paint.
pub fn run() {
    let Ok(Some(root)) = gloo::utils::document().query_selector("#app") else {
        return;
    };
    let Some(start) = address::start(Rc::new(Network::all())) else {
        return;
    };
    let props = PageProps {
        start: Start(Rc::new(start)),
        with_worker: true,
    };
    yew::Renderer::<view::Page>::with_root_and_props(root, props).render();
}
