//! The pictures on buttons and in nodes, drawn rather than taken from a font.

use deepfog_topology::{InputSpace, Sense, Unit};
use yew::prelude::*;

/// What a picture on a button shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlyphKind {
    /// To the sample before.
    Back,
    /// Let samples follow each other.
    Play,
    /// Stop.
    Pause,
    /// To the next sample.
    Step,
    /// A list opens.
    Open,
}

/// Properties of [`Glyph`].
#[derive(Clone, PartialEq, Properties)]
pub struct GlyphProps {
    /// What it shows.
    pub kind: GlyphKind,
}

/// A picture for a button whose name stands in words beside it or in its label.
#[function_component]
pub fn Glyph(props: &GlyphProps) -> Html {
    let d = match props.kind {
        GlyphKind::Back => "M11 2v12L4 8zM3 2v12",
        GlyphKind::Step => "M5 2v12l7-6zM13 2v12",
        GlyphKind::Play => "M4 2v12l9-6z",
        GlyphKind::Pause => "M5 2v12M11 2v12",
        GlyphKind::Open => "M3 6l5 5 5-5",
    };
    let class = if matches!(props.kind, GlyphKind::Open) {
        "glyph open"
    } else {
        "glyph"
    };
    html! {
        <svg {class} width="12" height="12" viewBox="0 0 16 16" aria-hidden="true"><path {d} /></svg>
    }
}

/// Width of one unit's mark.
pub const UNIT_WIDTH: f32 = 8.0;
/// Distance between the middles of two marks.
pub const UNIT_STEP: f32 = 12.0;
/// Height of a mark.
pub const UNIT_HEIGHT: f32 = 16.0;

/// A unit's mark around a point: a bar for a dense layer, three squares for a convolution, a wedge for pooling
/// and averaging.
pub fn unit_path(unit: &Unit, x: f32, y: f32) -> String {
    let left = x - UNIT_WIDTH / 2.0;
    let top = y - UNIT_HEIGHT / 2.0;
    match unit {
        Unit::Dense { .. } => format!("M{left:.1} {top:.1}h8v16h-8z"),
        Unit::Conv1d { .. } | Unit::Conv2d { .. } => (0..3)
            .map(|square| format!("M{left:.1} {:.1}h8v4.4h-8z", top + 5.8 * square as f32))
            .collect(),
        Unit::MaxPool { .. } | Unit::GlobalAverage => {
            format!("M{left:.1} {top:.1}h8l-2.4 16h-3.2z")
        }
    }
}

/// The classifying layer's mark: a bar that is hollow.
pub fn classifier_path(x: f32, y: f32) -> String {
    format!("M{:.1} {:.1}h6.4v14.4h-6.4z", x - 3.2, y - 7.2)
}

/// What a source senses, as a small picture around a point: a wave, or the region of the image.
pub fn sense_path(sense: &Sense, space: &InputSpace, x: f32, y: f32) -> String {
    match (sense, space) {
        (Sense::Region { region }, InputSpace::Image { height, width, .. }) => {
            let side = 18.0_f32;
            let (left, top) = (x - side / 2.0, y - side / 2.0);
            let scale_x = side / (*width).max(1) as f32;
            let scale_y = side / (*height).max(1) as f32;
            let (w, h) = (
                region.width as f32 * scale_x,
                region.height as f32 * scale_y,
            );
            format!(
                "M{left:.1} {top:.1}h{side}v{side}h-{side}zM{:.1} {:.1}h{w:.1}v{h:.1}h-{w:.1}z",
                left + region.left as f32 * scale_x,
                top + region.top as f32 * scale_y
            )
        }
        _ => format!("M{:.1} {y:.1}c5-11 9 9 15 0s8-9 13 2 7 3 12-2", x - 20.0),
    }
}
