//! The marks of the schemes in running text.

use deepfog_notation::mark::{mark_class, mark_path};
use deepfog_topology::Scheme;
use yew::prelude::*;

/// A scheme's mark in running text, beside its name.
pub fn scheme_mark(scheme: Scheme) -> Html {
    mark(scheme, None)
}

/// A scheme's mark that stands alone: it is spoken by the scheme's name.
pub fn lone_mark(scheme: Scheme) -> Html {
    mark(scheme, Some(scheme.name()))
}

fn mark(scheme: Scheme, label: Option<&'static str>) -> Html {
    html! {
        <svg class="scheme-mark" width="12" height="12" viewBox="-6 -6 12 12"
            role={label.is_some().then_some("img")} aria-label={label}
            aria-hidden={label.is_none().then_some("true")}>
            <path class={mark_class(scheme)} d={mark_path(scheme, 0.0, 0.0, 4.6)} />
        </svg>
    }
}
