//! What page and laboratory say to each other: events of the document that carry a text, so that neither needs anything of
//! the other.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Event};

/// The page asks for the laboratory, with the document that is open.
pub const TRAIN: &str = "deepfog-train";
/// The same, and trainings that were interrupted go on.
pub const RESUME: &str = "deepfog-resume";
/// The analysis wants trainings of the laboratory: an order as JSON.
pub const ORDER: &str = "deepfog-order";
/// The page has another document.
pub const DOCUMENT: &str = "deepfog-document";
/// The laboratory has a document to be opened on the page.
pub const OPEN: &str = "deepfog-open";
/// What this device holds has changed.
pub const SHELF: &str = "deepfog-shelf";

/// The page asks for the analysis of failures, with the document that is open.
pub const ANALYSE: &str = "deepfog-analyse";
/// The page shows something else of its document, or another one.
pub const VIEW: &str = "deepfog-view";
/// The analysis has a failure pattern to be shown on the page: its bit mask as a decimal number.
pub const FAIL: &str = "deepfog-fail";
/// The analysis wants to speak to the page's inference worker.
pub const WORKER_WANTED: &str = "deepfog-worker-wanted";
/// The page's inference worker, handed over.
pub const WORKER: &str = "deepfog-worker";

/// Says it, with a text.
pub fn tell(event: &str, text: &str) {
    hand(event, &text.into());
}

/// Says it, and hands something over.
pub fn hand(event: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_detail(detail);
    // Both name and detail are legal: nothing is refused.
    if let Ok(event) = CustomEvent::new_with_event_init_dict(event, &init) {
        let _ = gloo::utils::document().dispatch_event(&event);
    }
}

/// The text of an event; `None` for one that somebody else has sent.
pub fn text_of(event: &Event) -> Option<String> {
    event.dyn_ref::<CustomEvent>()?.detail().as_string()
}
