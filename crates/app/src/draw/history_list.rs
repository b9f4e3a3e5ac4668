//! The history of the document as a list: every step can be gone to.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::action::Action;

/// How many steps are shown at first, and how many more each time that earlier ones are asked for.
const SHOWN: usize = 200;

/// Properties of [`HistoryList`].
#[derive(Clone, PartialEq, Properties)]
pub struct HistoryListProps {
    /// The steps' names, the oldest first.
    pub steps: Vec<Rc<str>>,
    /// Index of the present step.
    pub at: usize,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The steps, the present one marked and in view; those that were undone stand after it.
#[function_component]
pub fn HistoryList(props: &HistoryListProps) -> Html {
    let earlier = use_state_eq(|| 0_usize);
    let list = use_node_ref();
    {
        let list = list.clone();
        use_effect_with((props.at, props.steps.len()), move |_| {
            let list = list.cast::<HtmlElement>();
            let present = list
                .as_ref()
                .and_then(|list| list.query_selector("[aria-current]").ok().flatten())
                .and_then(|element| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(element).ok());
            if let (Some(list), Some(present)) = (list, present) {
                // Not `scrollIntoView`: that moves the page as well.
                let (top, height) = (present.offset_top(), present.offset_height());
                if top < list.scroll_top() {
                    list.set_scroll_top(top);
                } else if top + height > list.scroll_top() + list.client_height() {
                    list.set_scroll_top(top + height - list.client_height());
                }
            }
        });
    }
    let first = first_shown(props.steps.len(), props.at, *earlier);
    let show_earlier = {
        let (earlier, count) = (earlier.setter(), *earlier + 1);
        move |_: MouseEvent| earlier.set(count)
    };
    html! {
        <section class="history" aria-label="History" data-testid="history">
            <h2>{ "History" }<span class="aside figure">{ format!("step {} of {}", props.at + 1, props.steps.len()) }</span></h2>
            <ol ref={list} class="history-list">
                if first > 0 {
                    <li key="earlier"><button type="button" class="plain" data-do="earlier-steps" onclick={show_earlier}>
                        { format!("Earlier steps ({first})") }
                    </button></li>
                }
                { for props.steps.iter().enumerate().skip(first).map(|(step, name)| {
                    let on = props.on.clone();
                    let undone = step > props.at;
                    html! {
                        <li key={step}>
                            <button type="button" class={classes!("step", undone.then_some("undone"))} data-step={step.to_string()}
                                aria-current={(step == props.at).then_some("step")}
                                onclick={move |_: MouseEvent| on.emit(Action::GoTo(step))}>
                                { name.to_string() }
                                if undone { <span class="unseen">{ ", undone" }</span> }
                            </button>
                        </li>
                    }
                }) }
            </ol>
        </section>
    }
}

/// The first step that is shown: the last so many, more where a person asked for them or where the present step is earlier.
fn first_shown(count: usize, at: usize, earlier: usize) -> usize {
    let wanted = SHOWN.saturating_mul(earlier.saturating_add(1));
    count.saturating_sub(wanted).min(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_steps_are_shown_and_the_present_one() {
        for (count, at, earlier, expected) in [
            (1, 0, 0, 0),
            (200, 199, 0, 0),
            (201, 200, 0, 1),
            (1000, 999, 0, 800),
            (1000, 999, 1, 600),
            (1000, 10, 0, 10),
            (1000, 999, 9, 0),
            (1000, 999, usize::MAX, 0),
        ] {
            assert_eq!(first_shown(count, at, earlier), expected);
        }
    }
}
