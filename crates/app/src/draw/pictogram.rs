//! The pictures on the buttons of forms and beside problems, drawn rather than taken from a font.

use yew::prelude::*;

use super::region::NamedRegion;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictogramKind {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
    /// Away with it.
    Remove,
    /// Something stops the network from running: an octagon.
    Error,
    /// Something is doubtful: a triangle.
    Warning,
    /// A part of an image.
    Part(NamedRegion),
}

/// A picture of the size of the text around it, in its colour. Words beside it, or the button's name, say the same.
pub fn pictogram(kind: PictogramKind) -> Html {
    let content = match kind {
        PictogramKind::Up => html! { <path d="M8 13V3.5M4 7l4-4 4 4" /> },
        PictogramKind::Down => html! { <path d="M8 3v9.5M4 9l4 4 4-4" /> },
        PictogramKind::Remove => html! { <path d="M4 4l8 8M12 4l-8 8" /> },
        PictogramKind::Error => {
            html! { <path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" /> }
        }
        PictogramKind::Warning => html! { <path d="M8 2.2l6.4 11.3H1.6zM8 6.4v3.4M8 11.5v.3" /> },
        PictogramKind::Part(region) => {
            let [top, left, height, width] = region.part(12).map(|number| number + 2);
            html! {
                <>
                    <path d="M2 2h12v12H2z" />
                    <rect x={left.to_string()} y={top.to_string()} width={(width - 2).to_string()} height={(height - 2).to_string()} />
                </>
            }
        }
    };
    html! {
        <svg class="pictogram" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">{ content }</svg>
    }
}
