//! One row of a file.

use thiserror::Error;

use super::{CHANNELS, CLASSES};

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowError {
    /// Too few or too many columns.
    #[error("{found} columns where {expected} are needed", expected = CHANNELS + 1)]
    Columns {
        /// How many there are.
        found: usize,
    },
    /// A column that is no finite number.
    #[error("column {column} is not a number: \"{text}\"")]
    Number {
        /// Counted from 1.
        column: usize,
        /// What stands there, shortened.
        text: String,
    },
    /// A label that is no activity.
    #[error("the label \"{text}\" is not a whole number from 0 to {last}", last = CLASSES.len())]
    Label {
        /// What stands there, shortened.
        text: String,
    },
}

/// Reads a row: adds its channels to `values` and gives its class; `None` for a row of no activity, which adds nothing.
pub(super) fn read(line: &str, values: &mut Vec<f32>) -> Result<Option<u8>, RowError> {
    let mut columns = [""; CHANNELS + 1];
    let mut found = 0;
    for text in line.split_ascii_whitespace() {
        if let Some(column) = columns.get_mut(found) {
            *column = text;
        }
        found += 1;
    }
    if found != columns.len() {
        return Err(RowError::Columns { found });
    }
    let before = values.len();
    for (at, text) in columns[..CHANNELS].iter().enumerate() {
        match text.parse::<f32>() {
            Ok(value) if value.is_finite() => values.push(value),
            _ => {
                return Err(RowError::Number {
                    column: at + 1,
                    text: shortened(text),
                });
            }
        }
    }
    let label = label(columns[CHANNELS])?;
    if label.is_none() {
        values.truncate(before);
    }
    Ok(label)
}

/// The class of a label: one less than the label, which some programs write as `3.0`.
fn label(text: &str) -> Result<Option<u8>, RowError> {
    match text.parse::<f64>() {
        Ok(label) if label.fract() == 0.0 && (0.0..=CLASSES.len() as f64).contains(&label) => {
            Ok((label as u8).checked_sub(1))
        }
        _ => Err(RowError::Label {
            text: shortened(text),
        }),
    }
}

/// Enough of a text to find it by.
fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(separator: &str, first: &str, label: &str) -> String {
        let mut columns = vec![first];
        columns.extend(["0"; CHANNELS - 1]);
        columns.push(label);
        columns.join(separator)
    }

    #[test]
    fn rows_are_read() {
        for (line, first, class) in [
            (row(" ", "-9", "1"), -9.0, 0),
            (row("\t", "-9.8184", "12"), -9.8184, 11),
            (row("\t", "1e-3", "3.0"), 0.001, 2),
            (format!("  {}\r", row("  ", "+2", "7")), 2.0, 6),
        ] {
            let mut values = vec![5.0];
            assert_eq!(read(&line, &mut values), Ok(Some(class)), "{line}");
            assert_eq!(values[..2], [5.0, first]);
            assert_eq!(values.len(), 1 + CHANNELS);
        }
        let mut values = vec![5.0];
        assert_eq!(read(&row(" ", "1", "0"), &mut values), Ok(None));
        assert_eq!(values, [5.0]);
    }

    #[test]
    fn damaged_rows_are_told() {
        let number = |text: &str| RowError::Number {
            column: 1,
            text: text.to_owned(),
        };
        let label = |text: &str| RowError::Label {
            text: text.to_owned(),
        };
        let columns = |found| RowError::Columns { found };
        for (line, error) in [
            (String::new(), columns(0)),
            ("1 2 3".to_owned(), columns(3)),
            (format!("{} 4", row(" ", "1", "2")), columns(25)),
            (row(",", "1", "2"), columns(1)),
            (row(" ", "x", "2"), number("x")),
            (row(" ", "NaN", "2"), number("NaN")),
            (row(" ", "inf", "2"), number("inf")),
            (row(" ", "1e99", "2"), number("1e99")),
            (row(" ", "1,5", "2"), number("1,5")),
            (row(" ", &"y".repeat(50), "2"), number(&"y".repeat(20))),
            (row(" ", "1", "13"), label("13")),
            (row(" ", "1", "-1"), label("-1")),
            (row(" ", "1", "1.5"), label("1.5")),
            (row(" ", "1", "NaN"), label("NaN")),
            (row(" ", "1", "run"), label("run")),
        ] {
            assert_eq!(read(&line, &mut Vec::new()), Err(error), "{line}");
        }
    }
}
