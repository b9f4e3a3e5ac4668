//! A node's output as a heat map.

use deepfog_notation::number::{self, place};
use deepfog_protocol::NodeOutput;
use yew::prelude::*;

use super::data::Shared;
use super::heat::{Arrangement, HeatDrawing, draw};

/// Width over height that maps come near to.
const ASPECT: f64 = 2.2;

/// Properties of [`HeatMap`].
#[derive(Clone, PartialEq, Properties)]
pub struct HeatMapProps {
    /// The tensor.
    pub output: Shared<NodeOutput>,
}

/// A tensor in two hues whose strength grows with the values' size, with its range in words.
#[function_component]
pub fn HeatMap(props: &HeatMapProps) -> Html {
    let drawing = use_memo(props.output.clone(), |output| {
        let shape: Vec<usize> = output.shape.iter().map(|&dim| dim as usize).collect();
        draw(&shape, &output.values, ASPECT)
    });
    let Some(drawing) = drawing.as_ref() else {
        return html! { <p class="heat-note">{ "This output cannot be drawn: its values do not fit its shape." }</p> };
    };
    let arrangement = &drawing.arrangement;
    let view = format!(
        "0 0 {} {}",
        place(arrangement.width()),
        place(arrangement.height())
    );
    html! {
        <figure class="heat-map">
            <svg viewBox={view} role="img" aria-label={spoken(&props.output.shape, drawing)} preserveAspectRatio="xMinYMin meet">
                { for (0..arrangement.tiles).map(|tile| {
                    let (x, y) = arrangement.corner(tile);
                    html! {
                        <rect key={format!("tile-{tile}")} class="heat-ground" x={place(x)} y={place(y)} width={arrangement.columns.to_string()}
                            height={place(arrangement.rows as f64 * arrangement.cell_height)} />
                    }
                }) }
                { for drawing.shades.iter().enumerate().map(|(at, shade)| html! {
                    <path key={format!("shade-{at}")} class={if shade.negative { "heat-negative" } else { "heat-positive" }}
                        fill-opacity={place(shade.opacity)} d={shade.path.clone()} />
                }) }
            </svg>
            <figcaption class="heat-note">
                if drawing.zero {
                    { "every value is 0" }
                } else {
                    <span class="figure">{ number::value(drawing.low) }</span>{ " to " }
                    <span class="figure">{ number::value(drawing.high) }</span>
                }
                { arranged(arrangement) }
            </figcaption>
        </figure>
    }
}

/// In words, what stands where.
fn arranged(arrangement: &Arrangement) -> String {
    let shown = if arrangement.tiles < arrangement.channels {
        format!(
            ", first {} of {} channels",
            arrangement.tiles, arrangement.channels
        )
    } else {
        String::new()
    };
    let form = match (arrangement.tiles, arrangement.rows) {
        (2.., _) => ", a tile per channel",
        (_, 1) => "",
        _ if arrangement.gap == 0.0 && arrangement.cell_height != 1.0 => ", a row per channel",
        _ => "",
    };
    format!("{form}{shown}")
}

fn spoken(shape: &[u32], drawing: &HeatDrawing) -> String {
    let shape = number::shape(shape.iter().map(|&dim| dim as usize));
    format!(
        "Heat map of {shape} values from {} to {}",
        number::value(drawing.low),
        number::value(drawing.high)
    )
}
