//! One line that stays in sight on a narrow page: what is down, and what it does to every scheme.

use deepfog_topology::Scheme;
use yew::prelude::*;

use crate::panels::{SchemeMark, number};

/// Properties of [`Summary`].
#[derive(Clone, PartialEq, Properties)]
pub struct SummaryProps {
    /// What is down, in words.
    pub situation: AttrValue,
    /// Each scheme's accuracy under the present pattern, where known.
    pub accuracies: Vec<(Scheme, Option<f64>)>,
}

/// The summary. It repeats what the answers say, so it is hidden from readers.
#[function_component]
pub fn Summary(props: &SummaryProps) -> Html {
    html! {
        <div class="summary" aria-hidden="true" data-testid="summary">
            <b>{ &props.situation }</b>
            { for props.accuracies.iter().map(|(scheme, accuracy)| html! {
                <span key={scheme.slug()}>
                    <SchemeMark scheme={*scheme} />
                    <span class="figure">{ accuracy.map_or("–".to_owned(), number::percent) }</span>
                </span>
            }) }
        </div>
    }
}
