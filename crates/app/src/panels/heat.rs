//! Tensors as heat maps: where each value stands and how strong its colour is.
//!
//! A value's colour is one of two hues (positive, negative) whose opacity grows with its size, so that 0 is
//! the bare ground in both themes. All cells of one shade are one SVG path: a map of thousands of cells is a
//! few elements.

use deepfog_notation::number::place;

/// Shades per hue.
pub const SHADES: usize = 16;
/// Largest number of cells drawn; of a larger tensor the first channels are shown.
pub const MAX_CELLS: usize = 20_000;

/// How cells are arranged.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement {
    /// Cells from left to right in one tile.
    pub columns: usize,
    /// Cells from top to bottom in one tile.
    pub rows: usize,
    /// Tiles drawn: channels of an image, or 1.
    pub tiles: usize,
    /// Tiles that there are.
    pub channels: usize,
    /// Tiles beside each other.
    pub across: usize,
    /// Height of a cell, its width being 1.
    pub cell_height: f64,
    /// Room between tiles.
    pub gap: f64,
    /// Values in the last, perhaps incomplete, row count too; the others of that row are left bare.
    pub values: usize,
}

impl Arrangement {
    /// Arranges a tensor of this shape for a drawing of about that width over height: a vector as a grid in
    /// reading order, C×T as C rows, C×H×W as tiles. `None` for a tensor without values.
    pub fn new(shape: &[usize], aspect: f64) -> Option<Self> {
        let values = shape
            .iter()
            .try_fold(1_usize, |product, &dim| product.checked_mul(dim))?;
        if values == 0 {
            return None;
        }
        Some(match *shape {
            [] | [_] => {
                let columns = if values <= 16 {
                    values
                } else {
                    grid_columns(values, aspect)
                };
                let shown = values.min(MAX_CELLS);
                Self {
                    columns,
                    rows: shown.div_ceil(columns),
                    tiles: 1,
                    channels: 1,
                    across: 1,
                    cell_height: 1.0,
                    gap: 0.0,
                    values: shown,
                }
            }
            [channels, steps] => {
                let rows = channels.min((MAX_CELLS / steps).max(1));
                Self {
                    columns: steps,
                    rows,
                    tiles: 1,
                    channels: 1,
                    across: 1,
                    // Rows fill the drawing's height, within what still reads as a cell.
                    cell_height: (steps as f64 / aspect / rows as f64).clamp(0.5, 6.0),
                    gap: 0.0,
                    values: rows * steps,
                }
            }
            [channels, height, ref rest @ ..] => {
                let width: usize = rest.iter().product();
                let tiles = channels.min((MAX_CELLS / (height * width)).max(1));
                Self {
                    columns: width,
                    rows: height,
                    tiles,
                    channels,
                    across: tiles_across(tiles, width as f64 / height as f64, aspect),
                    cell_height: 1.0,
                    gap: (width as f64 / 12.0).max(0.5),
                    values: tiles * height * width,
                }
            }
        })
    }

    /// Width of the drawing, in cells.
    pub fn width(&self) -> f64 {
        self.across as f64 * (self.columns as f64 + self.gap) - self.gap
    }

    /// Height of the drawing, in widths of a cell.
    pub fn height(&self) -> f64 {
        let down = self.tiles.div_ceil(self.across) as f64;
        down * (self.rows as f64 * self.cell_height + self.gap) - self.gap
    }

    /// Left upper corner of a tile.
    pub fn corner(&self, tile: usize) -> (f64, f64) {
        let (column, row) = (tile % self.across, tile / self.across);
        (
            column as f64 * (self.columns as f64 + self.gap),
            row as f64 * (self.rows as f64 * self.cell_height + self.gap),
        )
    }
}

/// Columns of a grid of `values` cells near an aspect; a divisor of them when one is close, so that the last
/// row is full.
fn grid_columns(values: usize, aspect: f64) -> usize {
    let wanted = ((values as f64 * aspect).sqrt().round() as usize).clamp(1, values);
    (wanted..=(2 * wanted).min(values))
        .chain((wanted / 2..wanted).rev())
        .filter(|&columns| columns > 0 && values.is_multiple_of(columns))
        .min_by_key(|&columns| columns.abs_diff(wanted))
        .unwrap_or(wanted)
}

/// How many tiles of an aspect beside each other come nearest to the aspect of the whole.
fn tiles_across(tiles: usize, tile: f64, aspect: f64) -> usize {
    let distance = |across: usize| {
        let down = tiles.div_ceil(across) as f64;
        (across as f64 * tile / down / aspect).ln().abs()
    };
    (1..=tiles)
        .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
        .unwrap_or(1)
}

/// The cells of one shade.
#[derive(Clone, Debug, PartialEq)]
pub struct Shade {
    /// Whether the values are below 0.
    pub negative: bool,
    /// Opacity, above 0 up to 1.
    pub opacity: f64,
    /// An SVG path of rectangles.
    pub path: String,
}

/// A tensor ready to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatDrawing {
    /// Where cells stand.
    pub arrangement: Arrangement,
    /// The shades in use.
    pub shades: Vec<Shade>,
    /// Smallest finite value.
    pub low: f32,
    /// Largest finite value.
    pub high: f32,
    /// Whether every value is exactly 0.
    pub zero: bool,
}

/// Draws a tensor; `None` when there are no values, or not as many as the shape says.
pub fn draw(shape: &[usize], values: &[f32], aspect: f64) -> Option<HeatDrawing> {
    draw_in_shades(shape, values, aspect, SHADES)
}

/// Like [`draw`], with so many shades per hue.
pub fn draw_in_shades(
    shape: &[usize],
    values: &[f32],
    aspect: f64,
    shades: usize,
) -> Option<HeatDrawing> {
    let arrangement = Arrangement::new(shape, aspect)?;
    if shape.iter().product::<usize>() != values.len() {
        return None;
    }
    let (low, high) = values
        .iter()
        .filter(|value| value.is_finite())
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
    let (low, high) = if low > high { (0.0, 0.0) } else { (low, high) };
    let largest = low.abs().max(high.abs());
    let mut paths = vec![String::new(); 2 * shades];
    let per_tile = arrangement.columns * arrangement.rows;
    for tile in 0..arrangement.tiles {
        let (left, top) = arrangement.corner(tile);
        for row in 0..arrangement.rows {
            let first = tile * per_tile + row * arrangement.columns;
            let last = (first + arrangement.columns).min(arrangement.values);
            let y = top + row as f64 * arrangement.cell_height;
            let mut at = first;
            while at < last {
                let shade = shade_of(values[at], largest, shades);
                let mut run = 1;
                while at + run < last && shade_of(values[at + run], largest, shades) == shade {
                    run += 1;
                }
                if let Some(shade) = shade {
                    let path = &mut paths[shade];
                    path.push('M');
                    path.push_str(&place(left + (at - first) as f64));
                    path.push(' ');
                    path.push_str(&place(y));
                    path.push('h');
                    path.push_str(&run.to_string());
                    path.push('v');
                    path.push_str(&place(arrangement.cell_height));
                    path.push_str("h-");
                    path.push_str(&run.to_string());
                    path.push('z');
                }
                at += run;
            }
        }
    }
    Some(HeatDrawing {
        arrangement,
        shades: paths
            .into_iter()
            .enumerate()
            .filter(|(_, path)| !path.is_empty())
            .map(|(shade, path)| Shade {
                negative: shade >= shades,
                opacity: ((shade % shades) + 1) as f64 / shades as f64,
                path,
            })
            .collect(),
        low,
        high,
        zero: values.iter().all(|&value| value == 0.0),
    })
}

/// Index of a value's shade: first the positive ones, then the negative ones, each from faint to full.
/// `None` for what is drawn as bare ground: 0, next to 0, and what is not a number.
fn shade_of(value: f32, largest: f32, shades: usize) -> Option<usize> {
    if !value.is_finite() || largest == 0.0 {
        return None;
    }
    let level = (f64::from(value.abs() / largest) * shades as f64).round() as usize;
    let level = level.min(shades).checked_sub(1)?;
    Some(if value < 0.0 { shades + level } else { level })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_are_arranged_by_their_shape() {
        for (shape, columns, rows, tiles) in [
            (vec![7], 7, 1, 1),
            (vec![128], 16, 8, 1),
            (vec![250], 25, 10, 1),
            (vec![127], 16, 8, 1),
            (vec![16, 50], 50, 16, 1),
            (vec![1, 28, 28], 28, 28, 1),
            (vec![16, 14, 14], 14, 14, 16),
        ] {
            let found = Arrangement::new(&shape, 2.0).unwrap();
            assert_eq!(
                (found.columns, found.rows, found.tiles),
                (columns, rows, tiles),
                "{shape:?}"
            );
            assert_eq!(found.values, shape.iter().product::<usize>());
            assert!(found.width() > 0.0 && found.height() > 0.0);
        }
        for empty in [vec![0], vec![3, 0], vec![0, 4, 4], vec![usize::MAX, 2]] {
            assert_eq!(Arrangement::new(&empty, 2.0), None);
        }
    }

    #[test]
    fn sixteen_square_tiles_come_near_the_aspect() {
        let found = Arrangement::new(&[16, 14, 14], 1.7).unwrap();
        assert_eq!((found.across, found.tiles), (6, 16));
        assert_eq!(found.corner(0), (0.0, 0.0));
        assert!(found.corner(7).0 > 14.0 && found.corner(7).1 > 14.0);
    }

    #[test]
    fn a_large_tensor_shows_its_first_channels() {
        let found = Arrangement::new(&[64, 56, 56], 2.0).unwrap();
        assert_eq!((found.tiles, found.channels), (6, 64));
        let values = vec![1.0; 64 * 56 * 56];
        assert!(draw(&[64, 56, 56], &values, 2.0).is_some());
    }

    #[test]
    fn equal_neighbours_are_one_rectangle() {
        let drawing = draw(&[1, 4], &[1.0, 1.0, 0.0, -0.5], 4.0).unwrap();
        assert_eq!(
            (drawing.low, drawing.high, drawing.zero),
            (-0.5, 1.0, false)
        );
        let shades: Vec<(bool, f64, &str)> = drawing
            .shades
            .iter()
            .map(|shade| (shade.negative, shade.opacity, shade.path.as_str()))
            .collect();
        assert_eq!(
            shades,
            [(false, 1.0, "M0 0h2v1h-2z"), (true, 0.5, "M3 0h1v1h-1z")]
        );
    }

    #[test]
    fn zero_and_strange_values_are_bare() {
        let drawing = draw(&[3], &[0.0; 3], 2.0).unwrap();
        assert!(drawing.zero && drawing.shades.is_empty());
        let drawing = draw(&[3], &[f32::NAN, f32::INFINITY, 2.0], 2.0).unwrap();
        assert_eq!(
            (drawing.low, drawing.high, drawing.shades.len()),
            (2.0, 2.0, 1)
        );
        let drawing = draw(&[1], &[f32::NAN], 2.0).unwrap();
        assert!(!drawing.zero && drawing.shades.is_empty());
    }

    #[test]
    fn values_that_do_not_fit_the_shape_are_refused() {
        assert_eq!(draw(&[2, 2], &[1.0; 3], 2.0), None);
        assert_eq!(draw(&[], &[], 2.0), None);
    }

    #[test]
    fn an_incomplete_last_row_ends_at_the_last_value() {
        let drawing = draw(&[127], &[1.0; 127], 2.0).unwrap();
        assert_eq!(drawing.shades.len(), 1);
        assert!(drawing.shades[0].path.ends_with("M0 7h15v1h-15z"));
    }
}
