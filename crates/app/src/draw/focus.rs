//! Where the keyboard's focus goes when what had it is gone.

use web_sys::HtmlElement;
use yew::prelude::*;

/// Gives a callback that takes CSS selectors: after the next time that `shown` has changed, the focus goes to the first
/// element inside `root` that matches the first of them that any element matches.
#[hook]
pub fn use_focus_after<T: PartialEq + 'static>(root: &NodeRef, shown: T) -> Callback<Vec<String>> {
    let wanted = use_mut_ref(Vec::<String>::new);
    {
        let (root, wanted) = (root.clone(), wanted.clone());
        use_effect_with(shown, move |_| {
            let selectors = std::mem::take(&mut *wanted.borrow_mut());
            let Some(root) = root.cast::<web_sys::Element>() else {
                return;
            };
            let found = selectors
                .iter()
                .find_map(|selector| root.query_selector(selector).ok().flatten());
            if let Some(element) = found
                .and_then(|element| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(element).ok())
            {
                // Refused only where it cannot have the focus: then it stays where the browser put it.
                let _ = element.focus();
            }
        });
    }
    use_callback((), move |selectors: Vec<String>, ()| {
        *wanted.borrow_mut() = selectors;
    })
}
