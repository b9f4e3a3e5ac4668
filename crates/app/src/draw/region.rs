//! Image regions as they are drawn with the pointer or chosen from a row of buttons.

use deepfog_topology::Region;

/// One pixel of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pixel {
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
}

/// The pixel of an image of `height` × `width` under a place of its picture, given as shares of the picture's width and
/// height. The picture shows half a pixel more than the image on every side, as the image view draws it; a place outside
/// gives the nearest pixel. `None` for an image without pixels.
pub fn pixel_at(x: f64, y: f64, height: usize, width: usize) -> Option<Pixel> {
    let along = |share: f64, count: usize| {
        let last = count.checked_sub(1)?;
        let place = share * (count as f64 + 1.0) - 0.5;
        // A cast takes what is not finite, or below 0, as 0.
        Some((place.floor() as usize).min(last))
    };
    Some(Pixel {
        row: along(y, height)?,
        column: along(x, width)?,
    })
}

/// The smallest region that holds two pixels.
pub fn between(a: Pixel, b: Pixel) -> Region {
    let (top, left) = (a.row.min(b.row), a.column.min(b.column));
    Region {
        top,
        left,
        height: a.row.max(b.row) - top + 1,
        width: a.column.max(b.column) - left + 1,
    }
}

/// One of a region's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// First row.
    Top,
    /// First column.
    Left,
    /// Number of rows.
    Height,
    /// Number of columns.
    Width,
}

impl Side {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Top, Self::Left, Self::Height, Self::Width];

    /// Its name, for labels and attributes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Left => "left",
            Self::Height => "height",
            Self::Width => "width",
        }
    }

    /// Its value in a region.
    pub fn of(self, region: &Region) -> usize {
        match self {
            Self::Top => region.top,
            Self::Left => region.left,
            Self::Height => region.height,
            Self::Width => region.width,
        }
    }

    /// The values that keep a region inside an image of `height` × `width`, given where the region begins.
    pub fn range(
        self,
        region: &Region,
        height: usize,
        width: usize,
    ) -> std::ops::RangeInclusive<usize> {
        match self {
            Self::Top => 0..=height.saturating_sub(1),
            Self::Left => 0..=width.saturating_sub(1),
            Self::Height => 1..=height.saturating_sub(region.top).max(1),
            Self::Width => 1..=width.saturating_sub(region.left).max(1),
        }
    }

    /// The region with this number changed. A region that begins further on ends at the image's edge at the latest.
    pub fn changed(self, region: &Region, value: usize, height: usize, width: usize) -> Region {
        let mut region = *region;
        match self {
            Self::Top => region.top = value,
            Self::Left => region.left = value,
            Self::Height => region.height = value,
            Self::Width => region.width = value,
        }
        region.height = region.height.min(height.saturating_sub(region.top)).max(1);
        region.width = region.width.min(width.saturating_sub(region.left)).max(1);
        region
    }
}

/// A region that has a name: the whole image, a half, a quadrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedRegion {
    /// Its name, for example `top left quarter`.
    pub name: &'static str,
    /// Its name in attributes.
    pub slug: &'static str,
    /// Where it begins and how far it goes, in halves of the image: top, left, height, width.
    halves: [usize; 4],
}

/// The named regions, in the order of their buttons.
pub const NAMED: [NamedRegion; 9] = [
    named("whole image", "whole", [0, 0, 2, 2]),
    named("left half", "left-half", [0, 0, 2, 1]),
    named("right half", "right-half", [0, 1, 2, 1]),
    named("top half", "top-half", [0, 0, 1, 2]),
    named("bottom half", "bottom-half", [1, 0, 1, 2]),
    named("top left quarter", "top-left", [0, 0, 1, 1]),
    named("top right quarter", "top-right", [0, 1, 1, 1]),
    named("bottom left quarter", "bottom-left", [1, 0, 1, 1]),
    named("bottom right quarter", "bottom-right", [1, 1, 1, 1]),
];

const fn named(name: &'static str, slug: &'static str, halves: [usize; 4]) -> NamedRegion {
    NamedRegion { name, slug, halves }
}

impl NamedRegion {
    /// The region in an image of `height` × `width`. Of an odd number of rows or columns the second half has one more.
    pub fn of(&self, height: usize, width: usize) -> Region {
        let [top, left, down, right] = self.halves;
        let along = |start: usize, halves: usize, count: usize| {
            let from = start * (count / 2);
            let to = if start + halves == 2 {
                count
            } else {
                count / 2
            };
            (from, (to - from).max(1))
        };
        let (top, height) = along(top, down, height);
        let (left, width) = along(left, right, width);
        Region {
            top,
            left,
            height,
            width,
        }
    }

    /// The region as a part of a picture of this side: top, left, height, width.
    pub fn part(&self, side: usize) -> [usize; 4] {
        self.halves.map(|half| half * side / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn region(top: usize, left: usize, height: usize, width: usize) -> Region {
        Region {
            top,
            left,
            height,
            width,
        }
    }

    #[test]
    fn places_of_the_picture_are_pixels() {
        for (x, y, expected) in [
            (0.0, 0.0, (0, 0)),
            // 28 pixels and half a one on both sides: pixel 14 begins in the middle.
            (0.5, 0.5, (14, 14)),
            (0.49, 0.51, (14, 13)),
            (1.0, 1.0, (27, 27)),
            (-3.0, 9.0, (27, 0)),
            (f64::NAN, f64::INFINITY, (27, 0)),
        ] {
            let pixel = pixel_at(x, y, 28, 28).unwrap();
            assert_eq!((pixel.row, pixel.column), expected, "{x} {y}");
        }
        assert_eq!(pixel_at(0.5, 0.5, 0, 28), None);
    }

    #[test]
    fn a_drag_in_any_direction_gives_a_region() {
        let pixel = |row, column| Pixel { row, column };
        for (from, to, expected) in [
            (pixel(2, 3), pixel(5, 9), region(2, 3, 4, 7)),
            (pixel(5, 9), pixel(2, 3), region(2, 3, 4, 7)),
            (pixel(5, 3), pixel(2, 9), region(2, 3, 4, 7)),
            (pixel(4, 4), pixel(4, 4), region(4, 4, 1, 1)),
        ] {
            assert_eq!(between(from, to), expected);
        }
    }

    #[test]
    fn changed_numbers_keep_the_region_inside() {
        let whole = region(0, 0, 28, 28);
        for (side, value, expected) in [
            (Side::Top, 14, region(14, 0, 14, 28)),
            (Side::Left, 27, region(0, 27, 28, 1)),
            (Side::Height, 3, region(0, 0, 3, 28)),
            (Side::Width, 28, whole),
        ] {
            assert!(side.range(&whole, 28, 28).contains(&value));
            let changed = side.changed(&whole, value, 28, 28);
            assert_eq!(changed, expected);
            assert_eq!(side.of(&changed), value);
        }
        // A document may hold a region outside the image: the form still gives ranges, and mends it.
        let outside = region(40, 0, 9, 9);
        assert_eq!(Side::Height.range(&outside, 28, 28), 1..=1);
        assert_eq!(Side::Top.changed(&outside, 20, 28, 28), region(20, 0, 8, 9));
    }

    #[test]
    fn named_regions_cover_the_image() {
        for (height, width) in [(28, 28), (27, 5), (1, 1), (2, 3)] {
            for named in NAMED {
                let region = named.of(height, width);
                assert!(region.height > 0 && region.width > 0, "{named:?}");
                if height > 1 && width > 1 {
                    assert!(region.top + region.height <= height, "{named:?}");
                    assert!(region.left + region.width <= width, "{named:?}");
                }
            }
            assert_eq!(NAMED[0].of(height, width), region(0, 0, height, width));
        }
        assert_eq!(NAMED[8].of(28, 28), region(14, 14, 14, 14));
        assert_eq!(NAMED[2].of(27, 5), region(0, 2, 27, 3));
    }
}
