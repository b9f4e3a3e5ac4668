//! How much some parts matter, as rows: the same for nodes and for skips.

use std::rc::Rc;

use deepfog_notation::number::points;
use deepfog_topology::{Scheme, order};

use crate::kind::Lens;
use crate::kit::{Datum, Row, Table};
use crate::matters::Importance;

/// Which of the two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figured {
    /// Birnbaum's importance.
    Birnbaum,
    /// The Shapley value.
    Shapley,
}

impl Figured {
    /// Its values.
    pub fn of(self, importance: &Importance) -> &[f64] {
        match self {
            Self::Birnbaum => &importance.birnbaum,
            Self::Shapley => &importance.shapley,
        }
    }
}

/// A part of the drawing that matters or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Whether it is down in what the page shows.
    pub is_down: bool,
}

/// Rows with their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Whose values.
    pub series: Vec<Option<Scheme>>,
    /// The rows, those that matter most first.
    pub rows: Rc<Vec<Row>>,
    /// Which part each row is.
    pub order: Vec<usize>,
    /// Everything in words.
    pub spoken: String,
}

/// The rows of a figure: per scheme, or the difference of two where both are known.
pub fn chart(found: &[Importance], parts: &[Part], figured: Figured, lens: Lens) -> Chart {
    let of = |scheme: Scheme| found.iter().find(|of| of.scheme == scheme);
    let pair = match lens {
        Lens::Difference(a, b) => of(a).zip(of(b)),
        Lens::Each => None,
    };
    let columns: Vec<(Option<Scheme>, String, Vec<f64>)> = match pair {
        None => found
            .iter()
            .map(|of| {
                let name = of.scheme.name().to_owned();
                (Some(of.scheme), name, figured.of(of).to_vec())
            })
            .collect(),
        Some((a, b)) => {
            let pairs = figured.of(a).iter().zip(figured.of(b));
            let name = format!("{} less {}", a.scheme.name(), b.scheme.name());
            vec![(Some(a.scheme), name, pairs.map(|(a, b)| a - b).collect())]
        }
    };
    let value = |part: usize, column: usize| columns[column].2.get(part).copied();
    let mean = |part: usize| -> f64 {
        (0..columns.len())
            .filter_map(|column| value(part, column))
            .sum()
    };
    let order = order::ordered(parts.len(), &mut |a, b| mean(b).total_cmp(&mean(a)));
    let rows: Vec<Row> = order
        .iter()
        .map(|&at| {
            let values: Vec<Option<f64>> =
                (0..columns.len()).map(|column| value(at, column)).collect();
            let told: Vec<String> = columns
                .iter()
                .zip(&values)
                .filter_map(|((_, name, _), value)| {
                    Some(format!("{name} {} points", points((*value)?)))
                })
                .collect();
            Row {
                name: parts[at].name.clone(),
                slug: parts[at].name.replace(' ', ""),
                spoken: format!("{}: {}", parts[at].name, told.join(", ")),
                values,
                is_pressed: parts[at].is_down,
            }
        })
        .collect();
    let spoken: Vec<&str> = rows.iter().map(|row| &*row.spoken).collect();
    Chart {
        series: columns.iter().map(|column| column.0).collect(),
        spoken: spoken.join(". "),
        rows: Rc::new(rows),
        order,
    }
}

/// Both figures of every part and scheme, with columns of their own after them.
pub fn table(
    caption: &str,
    noun: &str,
    found: &[Importance],
    parts: &[Part],
    more: &[(&str, Vec<Datum>)],
) -> Table {
    let mut heads = vec![noun.to_owned()];
    for of in found {
        heads.push(format!("{} Birnbaum", of.scheme.name()));
        heads.push(format!("{} Shapley", of.scheme.name()));
    }
    heads.extend(more.iter().map(|(head, _)| (*head).to_owned()));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(caption, &heads);
    table.rows = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let mut row = vec![Datum::Text(part.name.clone())];
            for of in found {
                row.push(Datum::points(of.birnbaum.get(at).copied()));
                row.push(Datum::points(of.shapley.get(at).copied()));
            }
            row.extend(
                more.iter()
                    .map(|(_, values)| values.get(at).cloned().unwrap_or(Datum::None)),
            );
            row
        })
        .collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn importance(scheme: Scheme, birnbaum: &[f64]) -> Importance {
        Importance {
            scheme,
            n: 100,
            birnbaum: birnbaum.to_vec(),
            shapley: birnbaum.iter().map(|value| value / 2.0).collect(),
        }
    }

    fn parts() -> Vec<Part> {
        ["e", "f2", "f1"]
            .map(|name| Part {
                name: name.to_owned(),
                is_down: name == "f2",
            })
            .to_vec()
    }

    #[test]
    fn what_matters_most_comes_first() {
        let found = [
            importance(Scheme::Vanilla, &[0.1, 0.5, 0.2]),
            importance(Scheme::Resilinet, &[0.3, 0.1, 0.0]),
        ];
        let each = chart(&found, &parts(), Figured::Birnbaum, Lens::Each);
        assert_eq!(each.order, [1, 0, 2]);
        assert_eq!(each.rows[0].values, [Some(0.5), Some(0.1)]);
        assert!(each.rows[0].is_pressed);
        assert!(each.spoken.starts_with("f2: Vanilla +50.0 points"));
        let lens = Lens::Difference(Scheme::Resilinet, Scheme::Vanilla);
        let apart = chart(&found, &parts(), Figured::Shapley, lens);
        assert_eq!(apart.order, [0, 2, 1]);
        assert_eq!(apart.rows[2].values, [Some(-0.2)]);
        let alone = chart(&found[..1], &parts(), Figured::Birnbaum, lens);
        assert_eq!(
            alone.series,
            [Some(Scheme::Vanilla)],
            "no difference of one"
        );
        let table = table(
            "c",
            "node",
            &found,
            &parts(),
            &[("sends", vec![Datum::Count(5)])],
        );
        assert_eq!(table.columns.len(), 6);
        assert_eq!(table.rows[0][5], Datum::Count(5));
        assert_eq!(table.rows[1][5], Datum::None);
    }
}
