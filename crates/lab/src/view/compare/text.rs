//! A comparison as a text file.

use deepfog_resilience::Pattern;

use crate::comparison::{Accuracy, Comparison, Side};
use deepfog_notation::csv::{Csv, number};

/// Every figure of a comparison, in full precision.
pub fn csv(found: &Comparison, a: &Side, b: &Side) -> String {
    let mut csv = Csv::new(&[
        "what", "of", "A", "B", "B - A", "n A", "n B", "A low", "A high", "B low", "B high",
    ]);
    csv.row(&["network", "", &a.name, &b.name]);
    let accuracy =
        |csv: &mut Csv, what: &str, of: &str, a: Option<Accuracy>, b: Option<Accuracy>| {
            let value = |accuracy: Option<Accuracy>| accuracy.map(|accuracy| accuracy.value);
            let low = |accuracy: Option<Accuracy>| accuracy.map(|accuracy| accuracy.interval.low);
            let high = |accuracy: Option<Accuracy>| accuracy.map(|accuracy| accuracy.interval.high);
            let n = |accuracy: Option<Accuracy>| {
                accuracy.map_or(String::new(), |accuracy| accuracy.n.to_string())
            };
            csv.row(&[
                what.to_owned(),
                of.to_owned(),
                number(value(a)),
                number(value(b)),
                number(difference(value(a), value(b))),
                n(a),
                n(b),
                number(low(a)),
                number(high(a)),
                number(low(b)),
                number(high(b)),
            ]);
        };
    let plain = |csv: &mut Csv, what: &str, of: &str, a: Option<f64>, b: Option<f64>| {
        csv.row(&[what, of, &number(a), &number(b), &number(difference(a, b))]);
    };
    accuracy(
        &mut csv,
        "accuracy",
        "no failure",
        found.plain.a,
        found.plain.b,
    );
    for row in &found.expected {
        plain(&mut csv, "expected accuracy", &row.label, row.a, row.b);
    }
    plain(&mut csv, "random guess", "", found.guess.a, found.guess.b);
    for row in &found.importance {
        plain(
            &mut csv,
            "accuracy lost when it alone is down",
            row.label.as_str(),
            row.a,
            row.b,
        );
    }
    let whole = |value: Option<u64>| value.map(|value| value as f64);
    plain(
        &mut csv,
        "parameters",
        "",
        whole(found.parameters.a),
        whole(found.parameters.b),
    );
    plain(
        &mut csv,
        "bytes per sample",
        "",
        whole(found.bytes.a),
        whole(found.bytes.b),
    );
    for row in &found.links {
        let name = format!("{} → {}", row.label.0, row.label.1);
        plain(
            &mut csv,
            "bytes per sample",
            &name,
            whole(row.a),
            whole(row.b),
        );
    }
    for row in &found.patterns {
        let down: Vec<&str> = found
            .names
            .iter()
            .enumerate()
            .filter(|(bit, _)| row.label.is_down(*bit))
            .map(|(_, name)| name.as_str())
            .collect();
        let of = if row.label == Pattern::NONE_DOWN {
            "none".to_owned()
        } else {
            down.join(" ")
        };
        accuracy(&mut csv, "accuracy with these down", &of, row.a, row.b);
    }
    csv.text().to_owned()
}

fn difference(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some(b? - a?)
}
