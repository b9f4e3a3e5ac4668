//! The tab of sensitivity studies.

mod begin;
mod table;

use yew::prelude::*;

use super::parts::instead;

use super::TabProps;
use begin::begin_study;
use table::study_table;

/// The tab.
pub fn studies(props: &TabProps) -> Html {
    let state = &props.state;
    html! {
        <>
            { match state.drawing() {
                Some(drawing) => begin_study(drawing, state, &props.on),
                None => instead("There is no drawing to study."),
            } }
            { for state.studies.iter().map(|study| study_table(study, props)) }
        </>
    }
}
