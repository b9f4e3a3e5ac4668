//! How much room something has: its container's size, followed as it changes.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Width and height of an element in CSS pixels, whole; `initial` before they are known.
#[hook]
pub fn use_size(node: &NodeRef, initial: (i32, i32)) -> (i32, i32) {
    use_measure(node, initial, |element| {
        (element.client_width(), element.client_height())
    })
}

/// The width of an element in CSS pixels, whole; `initial` before it is known.
#[hook]
pub fn use_width(node: &NodeRef, initial: f64) -> f64 {
    use_measure(node, initial, |element| f64::from(element.client_width()))
}

/// What `measure` gives of an element, followed with a `ResizeObserver`; `initial` before it is known.
#[hook]
fn use_measure<T: Copy + PartialEq + 'static>(
    node: &NodeRef,
    initial: T,
    measure: fn(&Element) -> T,
) -> T {
    let measured = use_state_eq(|| initial);
    {
        let measured = measured.setter();
        use_effect_with(node.clone(), move |node| {
            let observed = node.cast::<Element>().and_then(|element| {
                let look = {
                    let element = element.clone();
                    move || {
                        // No width while it is not displayed: keep what was drawn.
                        if element.client_width() > 0 {
                            measured.set(measure(&element));
                        }
                    }
                };
                look();
                let closure = Closure::<dyn FnMut()>::new(look);
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
    *measured
}
