//! An image region drawn with the pointer on a sample.

use deepfog_topology::{NodeId, Region};
use web_sys::Element;
use yew::prelude::*;

use super::region::{Pixel, between, pixel_at};
use crate::panels::Shared;
use crate::panels::image::ImageView;

/// Properties of [`RegionPicker`].
#[derive(Clone, PartialEq, Properties)]
pub struct RegionPickerProps {
    /// The source whose region it is.
    pub source: NodeId,
    /// Colour planes.
    pub channels: usize,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// The sample: planes × rows × columns.
    pub values: Option<Shared<Vec<f32>>>,
    /// The region now.
    pub region: Region,
    /// What other sources see.
    pub others: Vec<(NodeId, Region)>,
    /// Takes a region that a person drew.
    pub on_choose: Callback<Region>,
}

/// The sample with the regions of all sources. A drag draws the region of one; the number fields beside it do the same for
/// the keyboard.
#[function_component]
pub fn RegionPicker(props: &RegionPickerProps) -> Html {
    let picture = use_node_ref();
    // Where the drag began and where it is.
    let drag = use_state_eq(|| None::<(Pixel, Pixel)>);
    let pixel = {
        let (picture, height, width) = (picture.clone(), props.height, props.width);
        move |event: &PointerEvent| {
            let drawing = picture.cast::<Element>()?.first_element_child()?;
            let place = drawing.get_bounding_client_rect();
            let x = (f64::from(event.client_x()) - place.left()) / place.width();
            let y = (f64::from(event.client_y()) - place.top()) / place.height();
            pixel_at(x, y, height, width)
        }
    };
    let onpointerdown = {
        let (drag, pixel, picture) = (drag.setter(), pixel.clone(), picture.clone());
        move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            if let Some(pixel) = pixel(&event) {
                event.prevent_default();
                if let Some(picture) = picture.cast::<Element>() {
                    // Without it a drag only ends over the picture.
                    let _ = picture.set_pointer_capture(event.pointer_id());
                }
                drag.set(Some((pixel, pixel)));
            }
        }
    };
    let onpointermove = {
        let (drag, pixel) = (drag.clone(), pixel.clone());
        move |event: PointerEvent| {
            if let (Some((from, _)), Some(pixel)) = (*drag, pixel(&event)) {
                drag.set(Some((from, pixel)));
            }
        }
    };
    let onpointerup = {
        let (drag, on_choose, present) = (drag.clone(), props.on_choose.clone(), props.region);
        move |event: PointerEvent| {
            let Some((from, last)) = *drag else {
                return;
            };
            drag.set(None);
            let to = pixel(&event).unwrap_or(last);
            let region = between(from, to);
            // A click draws nothing.
            if from != to && region != present {
                on_choose.emit(region);
            }
        }
    };
    let onpointercancel = {
        let drag = drag.setter();
        move |_: PointerEvent| drag.set(None)
    };
    let region = match *drag {
        Some((from, to)) if from != to => between(from, to),
        _ => props.region,
    };
    let mut regions = props.others.clone();
    regions.push((props.source.clone(), region));
    html! {
        <div class="region-picker" ref={picture} data-testid="region-picker" {onpointerdown} {onpointermove} {onpointerup} {onpointercancel}>
            <ImageView channels={props.channels} height={props.height} width={props.width} values={props.values.clone()} {regions}
                hovered={props.source.clone()} label={format!("The region that {} sees, on the present sample", props.source)} />
        </div>
    }
}
