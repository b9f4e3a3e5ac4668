//! The part of the drawing that is seen.

use super::plane::{NodeBox, Point, Rect, Size};

/// The size in drawing units that fits the page's own type; in a larger pane, everything grows.
const COMFORTABLE: Size = Size {
    width: 640.0,
    height: 300.0,
};
/// Between these, text is as large as the page's or a little smaller or larger.
const COMFORTABLE_ZOOM: (f32, f32) = (0.85, 1.8);
/// How far a drawing is made to fit.
const FITTING_ZOOM: (f32, f32) = (0.25, 1.8);
/// How far a person can zoom.
const ZOOM: (f32, f32) = (0.2, 4.0);
/// What is kept between a revealed node and the border of the pane, in the pane's units.
const REVEALED: f32 = 28.0;
/// How much of the drawing stays in the pane, in the pane's units.
const KEPT: f32 = 96.0;

/// Where the pane stands over the drawing, and how large the drawing is seen: what is at (`x`, `y`) in the drawing is
/// at the pane's upper left corner, and pane point = (drawing point − (x, y)) · zoom. Every method gives a new camera.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The pane's left border, in drawing units.
    pub x: f32,
    /// The pane's upper border, in drawing units.
    pub y: f32,
    /// Pane units, CSS pixels, per drawing unit.
    pub zoom: f32,
}

impl Default for Camera {
    /// The drawing as it is, from (0, 0).
    fn default() -> Self {
        Self {
            x: 0.0,
            y: 0.0,
            zoom: 1.0,
        }
    }
}

impl Camera {
    /// The zoom at which text in a pane of that size is comfortable to read, from 0.85 to 1.8. The frame of an
    /// automatic drawing is the pane divided by it.
    pub fn comfortable_zoom(pane: Size) -> f32 {
        (pane.width / COMFORTABLE.width)
            .min(pane.height / COMFORTABLE.height)
            .clamp(COMFORTABLE_ZOOM.0, COMFORTABLE_ZOOM.1)
    }

    /// Shows all of `bounds` in the middle of the pane, with `margin` pane units beside it: as large as is comfortable,
    /// and no smaller than a quarter, so that not everything may be seen of a very large drawing.
    pub fn fit(bounds: Rect, pane: Size, margin: f32) -> Self {
        let free = |pane: f32, drawn: f32| (pane - 2.0 * margin).max(1.0) / drawn.max(1.0);
        let zoom = free(pane.width, bounds.width)
            .min(free(pane.height, bounds.height))
            .min(Self::comfortable_zoom(pane))
            .clamp(FITTING_ZOOM.0, FITTING_ZOOM.1);
        Self {
            x: 0.0,
            y: 0.0,
            zoom,
        }
        .centred_on(bounds.centre(), pane)
    }

    /// Shows a point of the drawing in the middle of the pane; for a click into the minimap too.
    pub fn centred_on(self, point: Point, pane: Size) -> Self {
        Self {
            x: point.x - pane.width / self.zoom / 2.0,
            y: point.y - pane.height / self.zoom / 2.0,
            ..self
        }
    }

    /// Zooms by a factor, from 0.2 to 4 in all, so that what is under the point of the pane stays there.
    pub fn zoomed_at(self, pane_point: Point, factor: f32) -> Self {
        let zoom = (self.zoom * factor).clamp(ZOOM.0, ZOOM.1);
        if !zoom.is_finite() || !pane_point.is_finite() {
            return self;
        }
        let fixed = self.to_world(pane_point);
        Self {
            x: fixed.x - pane_point.x / zoom,
            y: fixed.y - pane_point.y / zoom,
            zoom,
        }
    }

    /// Moves the drawing in the pane by a way in pane units: to the right and down for positive ones, as if it were
    /// dragged.
    pub fn panned(self, dx: f32, dy: f32) -> Self {
        Self {
            x: self.x - dx / self.zoom,
            y: self.y - dy / self.zoom,
            ..self
        }
    }

    /// The point of the drawing that is seen at a point of the pane.
    pub fn to_world(self, pane_point: Point) -> Point {
        Point {
            x: self.x + pane_point.x / self.zoom,
            y: self.y + pane_point.y / self.zoom,
        }
    }

    /// The point of the pane at which a point of the drawing is seen.
    pub fn to_pane(self, point: Point) -> Point {
        Point {
            x: (point.x - self.x) * self.zoom,
            y: (point.y - self.y) * self.zoom,
        }
    }

    /// The part of the drawing that is in the pane.
    pub fn seen(self, pane: Size) -> Rect {
        Rect {
            x: self.x,
            y: self.y,
            width: pane.width / self.zoom,
            height: pane.height / self.zoom,
        }
    }

    /// The same as an SVG `viewBox`.
    pub fn view_box(self, pane: Size) -> String {
        let seen = self.seen(pane);
        format!(
            "{:.2} {:.2} {:.2} {:.2}",
            seen.x, seen.y, seen.width, seen.height
        )
    }

    /// Whether all of `bounds` is in the pane; otherwise a minimap is of use.
    pub fn shows(self, bounds: Rect, pane: Size) -> bool {
        // Rounding is not to bring up the minimap.
        self.seen(pane).grown(0.5).covers(&bounds)
    }

    /// Moves as little as is needed for a node to be well in the pane; a node larger than the pane is put in its middle.
    pub fn reveal(self, place: &NodeBox, pane: Size) -> Self {
        let wanted = place.rect().grown(REVEALED / self.zoom);
        let seen = self.seen(pane);
        let slide = |at: f32, size: f32, from: f32, extent: f32| {
            if extent > size {
                from + (extent - size) / 2.0
            } else {
                at.max(from + extent - size).min(from)
            }
        };
        Self {
            x: slide(seen.x, seen.width, wanted.x, wanted.width),
            y: slide(seen.y, seen.height, wanted.y, wanted.height),
            ..self
        }
    }

    /// Moves back so far that the drawing is not lost out of sight: a strip of its bounds stays in the pane.
    pub fn clamped(self, bounds: Rect, pane: Size) -> Self {
        let seen = self.seen(pane);
        let keep = |at: f32, size: f32, from: f32, extent: f32| {
            let kept = (KEPT / self.zoom).min(extent).min(size);
            // The order of both ends is certain but for rounding.
            at.max(from + kept - size).min(from + extent - kept)
        };
        Self {
            x: keep(seen.x, seen.width, bounds.x, bounds.width),
            y: keep(seen.y, seen.height, bounds.y, bounds.height),
            ..self
        }
    }
}
