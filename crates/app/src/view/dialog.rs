//! Dialogs that the browser keeps the focus in.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// The reference for a `<dialog>` that is shown while `open` says so. The browser closes it on Escape by itself: its
/// `onclose` has to tell the page's state.
#[hook]
pub fn use_dialog(open: bool) -> NodeRef {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(open, move |open| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                if *open && !dialog.open() {
                    // Refused only where it is shown already.
                    let _ = dialog.show_modal();
                } else if !*open && dialog.open() {
                    dialog.close();
                }
            }
        });
    }
    dialog
}
