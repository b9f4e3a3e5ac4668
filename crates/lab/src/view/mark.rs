//! A scheme's mark and small pictures in running text.

use deepfog_notation::mark::{mark_class, mark_path};
use deepfog_notation::number::place;
use deepfog_topology::Scheme;
use yew::prelude::*;

/// A scheme's mark in running text, hidden from readers: the scheme's name stands beside it.
pub fn mark(scheme: Scheme) -> Html {
    html! {
        <svg class="scheme-mark" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
            <path class={mark_class(scheme)} d={mark_path(scheme, 0.0, 0.0, 4.6)} />
        </svg>
    }
}

/// The mark of one of two networks in running text.
pub fn mark_of_side(side: usize) -> Html {
    let path = side_path(side, 0.0, 0.0);
    html! {
        <svg class="scheme-mark" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
            <path class={side_class(side)} d={path} />
        </svg>
    }
}

/// The classes of a side's mark: A is a disc, B a hollow diamond.
pub fn side_class(side: usize) -> &'static str {
    if side == 0 { "side-a" } else { "side-b" }
}

/// A side's mark around a point.
pub fn side_path(side: usize, x: f64, y: f64) -> String {
    if side == 0 {
        mark_path(Scheme::ResilinetPlus, x, y, 4.0)
    } else {
        format!(
            "M{} {}l4.6 4.6l-4.6 4.6l-4.6-4.6z",
            place(x),
            place(y - 4.6)
        )
    }
}

/// A warning sign beside words that say the same.
pub fn warning() -> Html {
    html! {
        <svg class="icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8 2.5l6.2 11H1.8zM8 6.5v3.4M8 11.6v.4" />
        </svg>
    }
}

/// A tick beside words that say the same.
pub fn tick() -> Html {
    html! {
        <svg class="icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.5 3.5L13 4.5" /></svg>
    }
}

/// A cross; its button has the name.
pub fn cross() -> Html {
    html! {
        <svg class="icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
    }
}
