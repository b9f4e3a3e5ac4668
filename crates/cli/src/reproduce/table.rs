//! Means over repeats, and tables in Markdown.

use std::fmt::{self, Write};

use serde::Serialize;

/// Mean and spread of one figure over the repeats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The sample standard deviation; none of a single repeat.
    pub deviation: Option<f64>,
}

impl Spread {
    /// Of at least one value.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (!values.is_empty()).then(|| Self {
            mean,
            deviation: (values.len() > 1).then(|| (squares / (count - 1.0)).sqrt()),
        })
    }
}

/// In per cent.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", 100.0 * self.mean)?;
        match self.deviation {
            Some(deviation) => write!(f, " ± {:.1}", 100.0 * deviation),
            None => Ok(()),
        }
    }
}

/// A table in Markdown; the first column is text, the others are numbers.
pub struct Table {
    text: String,
}

impl Table {
    /// A table with those columns and no row.
    pub fn new<T: fmt::Display>(columns: impl IntoIterator<Item = T>) -> Self {
        let mut table = Self {
            text: String::new(),
        };
        let count = table.row(columns);
        table.text += "|---|";
        for _ in 1..count {
            table.text += "---:|";
        }
        table.text += "\n";
        table
    }

    /// Adds a row; gives its number of cells.
    pub fn row<T: fmt::Display>(&mut self, cells: impl IntoIterator<Item = T>) -> usize {
        let mut count = 0;
        self.text += "|";
        for cell in cells {
            // Writing to a string does not fail.
            let _ = write!(self.text, " {cell} |");
            count += 1;
        }
        self.text += "\n";
        count
    }

    /// The table.
    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_are_sample_deviations() {
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[0.5]).unwrap().to_string(), "50.0");
        let two = Spread::of(&[0.6, 0.8]).unwrap();
        assert!((two.mean - 0.7).abs() < 1e-12);
        // The root of (0.01 + 0.01) / 1.
        assert!((two.deviation.unwrap() - 0.02_f64.sqrt()).abs() < 1e-12);
        assert_eq!(two.to_string(), "70.0 ± 14.1");
    }

    #[test]
    fn tables_are_markdown() {
        let mut table = Table::new(["scheme", "Normal", "Poor"]);
        table.row(["Vanilla", "1", "2"]);
        assert_eq!(
            table.finish(),
            "| scheme | Normal | Poor |\n|---|---:|---:|\n| Vanilla | 1 | 2 |\n"
        );
    }
}
