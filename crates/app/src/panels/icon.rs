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

/// Properties of [`Icon`].
#[derive(Clone, PartialEq, Properties)]
pub struct IconProps {
    /// What it shows.
    pub kind: IconKind,
    /// Its accessible name; without one it is decoration beside words that say the same.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// A picture of the size of the text around it, in its colour.
#[function_component]
pub fn Icon(props: &IconProps) -> Html {
    html! {
        <svg class="icon" width="14" height="14" viewBox="0 0 16 16"
            role={props.label.is_some().then_some("img")} aria-label={props.label.clone()}
            aria-hidden={props.label.is_none().then_some("true")}>
            <path d={props.kind.path()} />
        </svg>
    }
}
