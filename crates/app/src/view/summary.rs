//! One line that stays in sight on a narrow page: what is down, and what it does to every scheme.

use deepfog_notation::number;
use deepfog_topology::Scheme;
use yew::prelude::*;

use crate::panels::scheme_mark;

/// What is down in words, and each scheme's accuracy under it, where known. It repeats what the answers say, so it is hidden
/// from readers.
pub fn summary(situation: &str, accuracies: impl Iterator<Item = (Scheme, Option<f64>)>) -> Html {
    html! {
        <div class="summary" aria-hidden="true" data-testid="summary">
            <b>{ situation }</b>
            { for accuracies.map(|(scheme, accuracy)| html! {
                <span key={scheme.slug()}>
                    { scheme_mark(scheme) }
                    <span class="figure">{ accuracy.map_or("–".to_owned(), number::percent) }</span>
                </span>
            }) }
        </div>
    }
}
