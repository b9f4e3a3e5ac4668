//! A table of figures: shown on the page, and saved as CSV and JSON, from the same values.

use deepfog_notation::csv::Csv;
use deepfog_notation::number;
use serde_json::{Map, Value, json};

use super::source::Source;

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Words.
    Text(String),
    /// A share, 0 to 1, shown in percent.
    Share(f64),
    /// A difference of shares, shown in points.
    Points(f64),
    /// A probability, 0 to 1.
    Probability(f64),
    /// A count.
    Count(u64),
    /// Any other number, as it is shown.
    Number(f64, String),
    /// Nothing.
    None,
}

impl Datum {
    /// A share, where there is one.
    pub fn share(value: Option<f64>) -> Self {
        value.map_or(Self::None, Self::Share)
    }

    /// A difference, where there is one.
    pub fn points(value: Option<f64>) -> Self {
        value.map_or(Self::None, Self::Points)
    }

    /// As it is shown.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(_, text) => text.clone(),
            Self::Share(value) => number::percent(*value),
            Self::Points(value) => number::points(*value),
            Self::Probability(value) => probability(*value),
            Self::Count(value) => number::count(*value),
            Self::None => "–".to_owned(),
        }
    }

    /// With full precision, as text.
    pub fn precise(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Share(value)
            | Self::Points(value)
            | Self::Probability(value)
            | Self::Number(value, _) => value.to_string(),
            Self::Count(value) => value.to_string(),
            Self::None => String::new(),
        }
    }

    /// With full precision, as JSON.
    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Share(value)
            | Self::Points(value)
            | Self::Probability(value)
            | Self::Number(value, _) => json!(value),
            Self::Count(value) => json!(value),
            Self::None => Value::Null,
        }
    }

    /// How rows are ordered by it.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        // What is not there comes last.
        let absent = matches!(self, Self::None).cmp(&matches!(other, Self::None));
        absent.then_with(|| match (self.number(), other.number()) {
            (Some(own), Some(others)) => own.total_cmp(&others),
            _ => self.precise().cmp(&other.precise()),
        })
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Share(value)
            | Self::Points(value)
            | Self::Probability(value)
            | Self::Number(value, _) => Some(*value),
            Self::Count(value) => Some(*value as f64),
            Self::Text(_) | Self::None => None,
        }
    }
}

/// A probability: with as many digits as tell it from 0 and 1.
pub fn probability(value: f64) -> String {
    if value == 0.0 || value == 1.0 || (0.001..=0.999).contains(&value) {
        number::survival(value)
    } else {
        format!("{value:.1e}")
    }
}

/// A column: what is shown at its head, and its name in files.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// At its head.
    pub head: String,
    /// In files: words with underscores.
    pub key: String,
}

impl Column {
    /// A column whose name in files is made of its head.
    pub fn new(head: impl Into<String>) -> Self {
        let head = head.into();
        let key = head
            .chars()
            .map(|letter| {
                if letter.is_alphanumeric() || letter == '+' {
                    letter.to_ascii_lowercase()
                } else {
                    '_'
                }
            })
            .collect();
        Self { head, key }
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it is, as words.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has a datum per column.
    pub rows: Vec<Vec<Datum>>,
}

impl Table {
    /// An empty table with these heads.
    pub fn new(caption: impl Into<String>, heads: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            columns: heads.iter().map(|head| Column::new(*head)).collect(),
            rows: Vec::new(),
        }
    }

    /// The table as CSV, full precision; after an empty row, where its figures come from.
    pub fn csv(&self, source: &Source) -> String {
        let heads: Vec<&str> = self
            .columns
            .iter()
            .map(|column| column.key.as_str())
            .collect();
        let mut csv = Csv::new(&heads);
        for row in &self.rows {
            let values: Vec<String> = row.iter().map(Datum::precise).collect();
            csv.row(&values);
        }
        csv.row::<&str>(&[]);
        for (name, value) in source.entries() {
            csv.row(&[name, value.as_str()]);
        }
        csv.text().to_owned()
    }

    /// The table as JSON: what it is, where its figures come from, and an object per row.
    pub fn json(&self, source: &Source) -> String {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let pairs = self.columns.iter().zip(row);
                let object: Map<String, Value> = pairs
                    .map(|(column, datum)| (column.key.clone(), datum.json()))
                    .collect();
                Value::Object(object)
            })
            .collect();
        let origin: Map<String, Value> = source
            .entries()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Value::String(value)))
            .collect();
        let whole = json!({ "table": self.caption, "source": origin, "rows": rows });
        format!("{whole:#}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("Two nodes", &["node", "accuracy", "gain in points"]);
        table.rows = vec![
            vec![
                Datum::Text("e, f".into()),
                Datum::Share(0.8125),
                Datum::Points(-0.01),
            ],
            vec![Datum::Text("g".into()), Datum::None, Datum::Points(0.5)],
        ];
        table
    }

    #[test]
    fn files_have_full_precision_and_say_where_they_come_from() {
        let source = Source {
            link: "https://a/?preset=x".into(),
            ..Source::default()
        };
        let csv = table().csv(&source);
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some("node,accuracy,gain_in_points"));
        assert_eq!(lines.next(), Some("\"e, f\",0.8125,-0.01"));
        assert_eq!(lines.next(), Some("g,,0.5"));
        assert_eq!(lines.next(), Some(""));
        assert!(csv.contains("link,https://a/?preset=x"));
        let json: Value = serde_json::from_str(&table().json(&source)).unwrap();
        assert_eq!(json["rows"][0]["accuracy"], 0.8125);
        assert_eq!(json["rows"][1]["accuracy"], Value::Null);
        assert_eq!(json["source"]["link"], "https://a/?preset=x");
    }

    #[test]
    fn what_is_not_there_comes_last() {
        use std::cmp::Ordering::{Greater, Less};
        for (a, b, order) in [
            (Datum::Share(0.1), Datum::Share(0.2), Less),
            (Datum::Count(9), Datum::Number(2.0, String::new()), Greater),
            (Datum::None, Datum::Share(0.0), Greater),
            (Datum::Share(0.0), Datum::None, Less),
            (Datum::Text("b".into()), Datum::Text("a".into()), Greater),
        ] {
            assert_eq!(a.order(&b), order, "{a:?} {b:?}");
        }
    }
}
