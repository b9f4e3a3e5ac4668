//! The tab in which the open drawing is trained, and all trainings are seen.

mod form;
mod job;
mod runs;

use yew::prelude::*;

use super::parts::instead;

use super::TabProps;
use form::train_form;
use runs::runs;

/// The tab.
pub fn train(props: &TabProps, trainings: &NodeRef) -> Html {
    let state = &props.state;
    html! {
        <>
            { match &state.drawing {
                None => instead("The page has not told its drawing yet."),
                Some(Err(why)) => html! { <p class="lab-note fault">{ format!("The drawing cannot be read. {why}") }</p> },
                Some(Ok(drawing)) => train_form(drawing, state, &props.on),
            } }
            { runs(props, trainings) }
        </>
    }
}
