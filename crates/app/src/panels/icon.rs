//! Small pictures, drawn rather than taken from a font.

use yew::prelude::*;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconKind {
    /// Right.
    Tick,
    /// Wrong, or down.
    Cross,
    /// Still on its way.
    Wait,
    /// Something failed.
    Warn,
    /// Nothing arrives.
    Silent,
}

impl IconKind {
    fn path(self) -> &'static str {
        match self {
            IconKind::Tick => "M3 8.5l3.5 3.5L13 4.5",
            IconKind::Cross => "M4 4l8 8M12 4l-8 8",
            IconKind::Wait => "M8 3.5v4.5l3 2M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0z",
            IconKind::Warn => "M8 2.5l6.2 11H1.8zM8 6.5v3.4M8 11.6v.4",
            IconKind::Silent => "M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0zM5 8h6",
        }
    }
}

/// A picture of the size of the text around it, in its colour: decoration beside words that say the same.
pub fn icon(kind: IconKind) -> Html {
    named_icon(kind, None)
}

/// A picture with an accessible name, or decoration without one.
pub fn named_icon(kind: IconKind, label: Option<&'static str>) -> Html {
    html! {
        <svg class="icon" width="14" height="14" viewBox="0 0 16 16"
            role={label.is_some().then_some("img")} aria-label={label}
            aria-hidden={label.is_none().then_some("true")}>
            <path d={kind.path()} />
        </svg>
    }
}
