//! Which of a few rectangles lie around a point, found without looking at all of them.

use super::plane::{Point, Rect};

/// As many rectangles as a sieve can tell apart: as many nodes as a document can have.
pub(super) const MOST: usize = 64;
/// Stripes on each axis.
const STRIPES: usize = 256;

/// Rectangles by the upright and level stripes of the plane that they touch: one bit for each of them.
pub(super) struct Sieve {
    area: Rect,
    upright: Vec<u64>,
    level: Vec<u64>,
}

impl Sieve {
    /// A sieve without rectangles, sharpest in `area`.
    pub fn new(area: Rect) -> Self {
        Self {
            area,
            upright: vec![0; STRIPES],
            level: vec![0; STRIPES],
        }
    }

    /// Adds the rectangle with that number; from [`MOST`] on, numbers are passed over.
    pub fn add(&mut self, number: usize, rect: &Rect) {
        if number >= MOST {
            return;
        }
        let (left, right) = (self.column(rect.x), self.column(rect.right()));
        let (top, bottom) = (self.row(rect.y), self.row(rect.bottom()));
        for stripe in &mut self.upright[left..=right.max(left)] {
            *stripe |= 1 << number;
        }
        for stripe in &mut self.level[top..=bottom.max(top)] {
            *stripe |= 1 << number;
        }
    }

    /// The numbers of all rectangles that a point may lie in, and of few others.
    pub fn around(&self, point: Point) -> impl Iterator<Item = usize> + use<> {
        let mut bits = self.upright[self.column(point.x)] & self.level[self.row(point.y)];
        std::iter::from_fn(move || {
            let number = bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
            (number < u64::BITS).then_some(number as usize)
        })
    }

    fn column(&self, x: f32) -> usize {
        stripe(x - self.area.x, self.area.width)
    }

    fn row(&self, y: f32) -> usize {
        stripe(y - self.area.y, self.area.height)
    }
}

/// What lies outside of the area is in its first or last stripe.
fn stripe(at: f32, extent: f32) -> usize {
    // A float becomes the nearest number that there is, no number becomes 0.
    ((at / extent.max(1.0) * STRIPES as f32) as usize).min(STRIPES - 1)
}
