//! An image sample, pixel by pixel, with the regions that sources see.

use deepfog_notation::number::place;
use deepfog_topology::{NodeId, Region};
use yew::prelude::*;

use super::data::Shared;
use super::heat::draw_in_shades;

/// Shades of grey.
const GREYS: usize = 64;

/// One plane of an image as values of 0 to 1. Recorded values above 1 mean a range up to 255.
pub fn plane(values: &[f32]) -> Vec<f32> {
    let largest = values
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .fold(0.0_f32, f32::max);
    let full = if largest > 1.0 { 255.0 } else { 1.0 };
    values
        .iter()
        .map(|value| {
            if value.is_finite() {
                (value / full).clamp(0.0, 1.0)
            } else {
                0.0
            }
        })
        .collect()
}

/// Grey values of an image of any number of planes: their mean.
pub fn grey(values: &[f32], channels: usize, pixels: usize) -> Option<Vec<f32>> {
    if channels == 0 || pixels == 0 || values.len() != channels * pixels {
        return None;
    }
    let values = plane(values);
    Some(
        (0..pixels)
            .map(|pixel| {
                let sum: f32 = (0..channels)
                    .map(|channel| values[channel * pixels + pixel])
                    .sum();
                sum / channels as f32
            })
            .collect(),
    )
}

/// Properties of [`ImageView`].
#[derive(Clone, PartialEq, Properties)]
pub struct ImageViewProps {
    /// Colour planes.
    pub channels: usize,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// The sample: planes × rows × columns.
    pub values: Option<Shared<Vec<f32>>>,
    /// What each source sees.
    pub regions: Vec<(NodeId, Region)>,
    /// The source that is pointed at.
    pub hovered: Option<NodeId>,
    /// Accessible name.
    pub label: AttrValue,
}

/// An image on a black ground, as it was recorded, in both themes.
#[function_component]
pub fn ImageView(props: &ImageViewProps) -> Html {
    let (width, height) = (props.width, props.height);
    let (rows, columns) = (height.to_string(), width.to_string());
    html! {
        <svg class="image-view" viewBox={format!("-0.5 -0.5 {} {}", width + 1, height + 1)} role="img" aria-label={props.label.clone()}>
            <rect class="image-ground" width={columns} height={rows} />
            <Pixels channels={props.channels} {height} {width} values={props.values.clone()} />
            { for regions(props) }
        </svg>
    }
}

fn regions(props: &ImageViewProps) -> impl Iterator<Item = Html> + '_ {
    props.regions.iter().map(|(id, region)| {
        let hovered = props.hovered.as_ref() == Some(id);
        let whole = region.width == props.width && region.height == props.height;
        let class = classes!("region", hovered.then_some("hovered"), whole.then_some("whole"));
        // Inside by half a line, so that neighbours' outlines both show.
        let inset = 0.35;
        html! {
            <g key={id.to_string()} {class}>
                <rect x={place(region.left as f64 + inset)} y={place(region.top as f64 + inset)}
                    width={place(region.width as f64 - 2.0 * inset)} height={place(region.height as f64 - 2.0 * inset)} />
                if !whole {
                    <text x={place(region.left as f64 + 1.0)} y={place(region.top as f64 + 2.3)}>{ id.to_string() }</text>
                }
            </g>
        }
    })
}

/// Properties of [`Pixels`].
#[derive(Clone, PartialEq, Properties)]
struct PixelsProps {
    channels: usize,
    height: usize,
    width: usize,
    values: Option<Shared<Vec<f32>>>,
}

/// The pixels, drawn again only with another sample.
#[function_component]
fn Pixels(props: &PixelsProps) -> Html {
    let pixels = props.height * props.width;
    let drawing = props
        .values
        .as_deref()
        .and_then(|values| grey(values, props.channels, pixels))
        .and_then(|values| draw_in_shades(&[1, props.height, props.width], &values, 1.0, GREYS));
    let Some(drawing) = drawing else {
        return Html::default();
    };
    // Shades are relative to the brightest pixel; an image's white is absolute.
    let brightest = f64::from(drawing.high);
    html! {
        { for drawing.shades.into_iter().enumerate().map(|(at, shade)| html! {
            <path key={at} class="pixels" fill-opacity={place(shade.opacity * brightest)} d={shade.path} />
        }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_are_brought_to_one() {
        for (values, expected) in [
            (vec![0.0, 0.5, 1.0], vec![0.0, 0.5, 1.0]),
            (vec![0.0, 51.0, 255.0], vec![0.0, 0.2, 1.0]),
            (vec![-1.0, f32::NAN], vec![0.0, 0.0]),
        ] {
            assert_eq!(plane(&values), expected);
        }
    }

    #[test]
    fn colours_become_grey() {
        assert_eq!(
            grey(&[0.0, 1.0, 0.5, 1.0, 1.0, 1.0], 3, 2),
            Some(vec![0.5, 1.0])
        );
        assert_eq!(grey(&[0.0; 5], 3, 2), None);
        assert_eq!(grey(&[], 0, 0), None);
    }
}
