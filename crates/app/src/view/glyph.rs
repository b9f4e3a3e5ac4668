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
    /// Take the last edit back.
    Undo,
    /// Do it again.
    Redo,
    /// A hyperconnection from node to node.
    Connect,
    /// A rectangle around nodes.
    Marquee,
    /// Copy and paste in one step.
    Duplicate,
    /// Copy.
    Copy,
    /// Paste.
    Paste,
    /// Delete.
    Delete,
    /// Lay out automatically.
    LayOut,
    /// One column for each tier.
    Align,
    /// A skip hyperconnection.
    Skip,
    /// Come nearer.
    Nearer,
    /// Go farther away.
    Farther,
    /// Everything in sight.
    Fit,
}

/// A picture for a button whose name stands in words beside it or in its label.
pub fn glyph(kind: GlyphKind) -> Html {
    let d = match kind {
        GlyphKind::Back => "M11 2v12L4 8zM3 2v12",
        GlyphKind::Step => "M5 2v12l7-6zM13 2v12",
        GlyphKind::Play => "M4 2v12l9-6z",
        GlyphKind::Pause => "M5 2v12M11 2v12",
        GlyphKind::Open => "M3 6l5 5 5-5",
        GlyphKind::Undo => "M6 3L2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6",
        GlyphKind::Redo => "M10 3l3.5 3.5L10 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10",
        GlyphKind::Connect => "M1.5 5.5h4v5h-4zM10.5 5.5h4v5h-4zM5.5 8h5",
        GlyphKind::Marquee => "M2 5V2h3M7 2h2M11 2h3v3M14 7v2M14 11v3h-3M9 14H7M5 14H2v-3M2 9V7",
        GlyphKind::Duplicate => "M2 2h8v8H2zM6 13.5h7.5V6M6 4v4M4 6h4",
        GlyphKind::Copy => "M2 2h8v8H2zM6 13.5h7.5V6",
        GlyphKind::Paste => "M3 3h10v11H3zM6 1.5h4v3H6z",
        GlyphKind::Delete => "M2.5 4h11M6 4V2h4v2M4 4l.7 10h6.6L12 4",
        GlyphKind::LayOut => {
            "M1.5 6.5h4v3h-4zM10.5 2h4v3h-4zM10.5 11h4v3h-4zM5.5 8h2.5M8 3.5v9M8 3.5h2.5M8 12.5h2.5"
        }
        GlyphKind::Align => "M4 1.5v13M12 1.5v13M2 4h4v3H2zM2 9.5h4v3H2zM10 6.5h4v3h-4z",
        GlyphKind::Skip => "M1.5 10h3v3h-3zM6.5 10h3v3h-3zM11.5 10h3v3h-3zM3 9C4 2 12 2 13 8",
        GlyphKind::Nearer => "M8 3v10M3 8h10",
        GlyphKind::Farther => "M3 8h10",
        GlyphKind::Fit => "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
    };
    let class = match kind {
        GlyphKind::Back | GlyphKind::Step | GlyphKind::Play | GlyphKind::Pause => "glyph",
        GlyphKind::Open => "glyph open",
        _ => "glyph line",
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
