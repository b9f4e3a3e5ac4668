//! The whole drawing, small, when the pane shows only a part of it.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::node::number;
use crate::geometry::{Camera, Drawing, Point, Size};

/// Width of the minimap in CSS pixels.
const WIDTH: f32 = 132.0;
/// Its greatest height.
const HEIGHT: f32 = 92.0;

/// Properties of [`Minimap`].
#[derive(Clone, PartialEq, Properties)]
pub struct MinimapProps {
    /// The drawing.
    pub drawing: Rc<Drawing>,
    /// Where the pane looks from.
    pub camera: Camera,
    /// Size of the pane in CSS pixels.
    pub pane: Size,
    /// The place in drawing units that is to stand in the middle of the pane.
    pub on_look: Callback<Point>,
}

/// A map of the nodes with the part in sight; a click or a drag looks there. Keys walk to every node anyway: it is
/// hidden from readers.
#[function_component]
pub fn Minimap(props: &MinimapProps) -> Html {
    let map = use_node_ref();
    let held = use_mut_ref(|| false);
    let bounds = props.drawing.bounds();
    let (w, h) = (bounds.width.max(1.0), bounds.height.max(1.0));
    let scale = (WIDTH / w).min(HEIGHT / h);
    let look = {
        let (map, on_look) = (map.clone(), props.on_look.clone());
        move |event: &PointerEvent| {
            if let Some(element) = map.cast::<Element>() {
                let rect = element.get_bounding_client_rect();
                on_look.emit(Point {
                    x: bounds.x + (event.client_x() as f32 - rect.left() as f32) / scale,
                    y: bounds.y + (event.client_y() as f32 - rect.top() as f32) / scale,
                });
            }
        }
    };
    let (on_down, on_move) = {
        let (held, down_held) = (held.clone(), held.clone());
        let down_look = look.clone();
        (
            move |event: PointerEvent| {
                *down_held.borrow_mut() = true;
                if let Some(element) = event.target_dyn_into::<Element>() {
                    let _ = element.set_pointer_capture(event.pointer_id());
                }
                down_look(&event);
            },
            move |event: PointerEvent| {
                if *held.borrow() {
                    look(&event);
                }
            },
        )
    };
    let on_up = move |_: PointerEvent| *held.borrow_mut() = false;
    let seen = props.camera.seen(props.pane);
    html! {
        <svg ref={map} class="minimap" aria-hidden="true" data-testid="minimap" width={number(w * scale)} height={number(h * scale)}
            viewBox={format!("{:.1} {:.1} {w:.1} {h:.1}", bounds.x, bounds.y)}
            onpointerdown={on_down} onpointermove={on_move} onpointerup={on_up}>
            { for props.drawing.nodes.iter().enumerate().map(|(node, place)| html! {
                <rect key={node} class="minimap-node" x={number(place.centre.x - place.width / 2.0)} y={number(place.centre.y - place.height / 2.0)}
                    width={number(place.width)} height={number(place.height)} />
            }) }
            <rect class="minimap-sight" x={number(seen.x)} y={number(seen.y)} width={number(seen.width)} height={number(seen.height)} />
        </svg>
    }
}
