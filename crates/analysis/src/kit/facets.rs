//! Several small charts of one kind beside each other, in one drawing.

/// Where small charts stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facets {
    /// How many stand beside each other.
    pub columns: usize,
    /// How many rows of them there are.
    pub rows: usize,
    /// Width of one, with its gap.
    pub step: f64,
    /// Height of one, with its gap.
    pub height: f64,
    /// Where the first one begins.
    pub left: f64,
}

impl Facets {
    /// As many charts as there are, at least `least` wide each, between `left` and `width`; rows are filled evenly.
    pub fn new(count: usize, (left, width): (f64, f64), least: f64, height: f64) -> Self {
        let room = (width - left).max(least);
        let fitting = ((room / least) as usize).clamp(1, count.max(1));
        let rows = count.max(1).div_ceil(fitting);
        let columns = count.max(1).div_ceil(rows);
        Self {
            columns,
            rows,
            step: room / columns as f64,
            height,
            left,
        }
    }

    /// The left upper corner of a chart.
    pub fn corner(&self, at: usize) -> (f64, f64) {
        let (row, column) = (at / self.columns, at % self.columns);
        (
            self.left + column as f64 * self.step,
            row as f64 * self.height,
        )
    }

    /// Width and height of the whole drawing.
    pub fn size(&self) -> (f64, f64) {
        (
            self.left + self.columns as f64 * self.step,
            self.rows as f64 * self.height,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_fill_rows_evenly() {
        for (count, width, columns, rows) in [
            (4, 800.0, 4, 1),
            (4, 500.0, 2, 2),
            (4, 100.0, 1, 4),
            (3, 900.0, 3, 1),
            (3, 450.0, 2, 2),
            (1, 900.0, 1, 1),
            (0, 900.0, 1, 1),
        ] {
            let found = Facets::new(count, (50.0, width), 150.0, 200.0);
            assert_eq!(
                (found.columns, found.rows),
                (columns, rows),
                "{count} in {width}"
            );
            assert_eq!(found.size().1, 200.0 * rows as f64);
        }
        let found = Facets::new(4, (50.0, 450.0), 150.0, 200.0);
        assert_eq!(found.corner(3), (250.0, 200.0));
    }
}
