//! Expected accuracy: under each setting, by how many parts fail, in its worst cases, with which certainty; and its estimate where failure
//! patterns are too many to measure each.

mod certainty;
mod contributions;
mod estimates;
mod settings;
mod worst;

use yew::prelude::*;

use super::TabProps;
use crate::evidence::Evidence;
use crate::kind::{Kind, Lens};
use crate::kit::parts::instead;
use crate::odds::Odds;

/// Properties of the parts of this tab.
#[derive(Clone, PartialEq, Properties)]
pub struct PartProps {
    /// What every part needs.
    pub tab: TabProps,
    /// What was measured, in the schemes' order.
    pub evidence: Vec<Evidence>,
    /// What can fail.
    pub kind: Kind,
    /// The reliabilities.
    pub odds: Odds,
}

impl PartProps {
    /// The two whose difference is looked at, where there are both.
    fn difference(&self) -> Option<(&Evidence, &Evidence)> {
        let Lens::Difference(a, b) = self.tab.state.lens else {
            return None;
        };
        let of = |scheme| self.evidence.iter().find(|found| found.scheme == scheme);
        of(a).zip(of(b))
    }
}

/// The tab.
#[function_component]
pub fn ExpectedAccuracy(props: &TabProps) -> Html {
    let state = &props.state;
    let Some(odds) = &state.odds else {
        return Html::default();
    };
    if state.is_beyond() {
        return html! { <estimates::Estimates ..props.clone() /> };
    }
    let part = PartProps {
        tab: props.clone(),
        evidence: state.shown().cloned().collect(),
        kind: state.kind,
        odds: odds.clone(),
    };
    if part.evidence.is_empty() {
        return instead("Failure patterns are being measured.");
    }
    html! {
        <>
            <settings::Settings ..part.clone() />
            <contributions::Contributions ..part.clone() />
            <worst::Worst ..part.clone() />
            <certainty::Certainty ..part />
        </>
    }
}
