//! How much room the drawing has: its container's size, followed as it changes.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Width and height of an element in CSS pixels, whole, followed with a `ResizeObserver`; `initial` before they
/// are known.
#[hook]
pub fn use_size(node: &NodeRef, initial: (i32, i32)) -> (i32, i32) {
    let size = use_state_eq(|| initial);
    {
        let size = size.setter();
        use_effect_with(node.clone(), move |node| {
            let observed = node.cast::<Element>().and_then(|element| {
                let measure = {
                    let element = element.clone();
                    move || {
                        let measured = (element.client_width(), element.client_height());
                        // 0 while it is not displayed: keep what was drawn.
                        if measured.0 > 0 {
                            size.set(measured);
                        }
                    }
                };
                measure();
                let closure = Closure::<dyn FnMut()>::new(measure);
                let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, closure))
            });
            move || {
                if let Some((observer, closure)) = observed {
                    observer.disconnect();
                    drop(closure);
                }
            }
        });
    }
    *size
}
