//! Files that a person saves, chooses and drops.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, DragEvent, Event, File, FileList, HtmlAnchorElement, Url,
};

/// How long a saved file's address stays valid, in milliseconds: the browser has taken it over by then.
const ADDRESS_LIFE: u32 = 10_000;
/// The attribute of the page's body while a file is held over it.
const HELD: &str = "data-file-over";

/// Gives bytes to the browser to be saved as a file of that name and kind.
///
/// # Errors
/// The browser's exception, where it saves no files for the page.
pub fn save(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = gloo::utils::document()
        .create_element("a")?
        .unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Timeout::new(ADDRESS_LIFE, move || {
        // It is known to be one.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// The bytes of a file.
///
/// # Errors
/// The browser's exception: it may be a folder, or was moved or deleted.
pub async fn content(file: &File) -> Result<Vec<u8>, JsValue> {
    let content = JsFuture::from(file.array_buffer()).await?;
    Ok(Uint8Array::new(&content).to_vec())
}

/// The files of a list that a browser may empty later.
pub fn of_list(list: Option<FileList>) -> Vec<File> {
    let list = list.as_ref();
    (0..list.map_or(0, FileList::length))
        .filter_map(|at| list?.get(at))
        .collect()
}

/// The event, when files are dragged.
pub fn dragged(event: &Event) -> Option<&DragEvent> {
    let drag = event.dyn_ref::<DragEvent>()?;
    let kinds = drag.data_transfer()?.types();
    kinds
        .includes(&JsValue::from_str("Files"), 0)
        .then_some(drag)
}

/// Says that files may be let go here. Without it the browser would leave the page for the file.
pub fn welcome(drag: &DragEvent) {
    drag.prevent_default();
    if let Some(data) = drag.data_transfer() {
        data.set_drop_effect("copy");
    }
}

/// The files that were let go.
pub fn dropped(drag: &DragEvent) -> Vec<File> {
    of_list(drag.data_transfer().as_ref().and_then(DataTransfer::files))
}

/// Shows that a file is held over the page, or no longer.
pub fn show_held(is_over: bool) {
    let body = gloo::utils::body();
    // The name is a legal one.
    let _ = if is_over {
        body.set_attribute(HELD, "")
    } else {
        body.remove_attribute(HELD)
    };
}
