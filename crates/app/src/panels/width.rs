//! How wide a chart may be: its container's width, followed as it changes.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The width of an element in CSS pixels, whole, followed with a `ResizeObserver`; `initial` before it is known.
#[hook]
pub fn use_width(node: &NodeRef, initial: f64) -> f64 {
    let width = use_state_eq(|| initial);
    {
        let width = width.setter();
        use_effect_with(node.clone(), move |node| {
            let observed = node.cast::<Element>().and_then(|element| {
                let measure = {
                    let element = element.clone();
                    move || {
                        let measured = f64::from(element.client_width());
                        // 0 while it is not displayed: keep what was drawn.
                        if measured > 0.0 {
                            width.set(measured);
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
    *width
}
