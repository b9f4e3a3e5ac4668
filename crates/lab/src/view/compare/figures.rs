//! The figures of two networks in tables: A, B and the difference.

use deepfog_notation::number::{bytes, count, count_difference, percent, percent_range, points};
use deepfog_notation::words::sentence;
use yew::prelude::*;

use crate::comparison::{Accuracy, Comparison, Row};
use crate::view::parts::{Cell, Line, note, table};

/// Accuracies without failures and under each setting.
pub fn accuracies(found: &Comparison) -> Html {
    let mut lines = vec![plain(&found.plain)];
    for row in &found.expected {
        lines.push(shares(
            format!("expected under {}", row.label),
            row.a,
            row.b,
        ));
    }
    lines.push(shares(
        "random guess".to_owned(),
        found.guess.a,
        found.guess.b,
    ));
    html! {
        <>
            { table(CLASS, "Accuracy in %", &["", "A", "B", "B − A"], lines) }
            { note(format!("{} {}", interval_note(&found.plain), found.reliabilities)) }
        </>
    }
}

/// What each node is worth, what both cost, and how they were trained, as sentences.
pub fn worth_and_cost(found: &Comparison, trained: [Option<&str>; 2]) -> Html {
    let importance: Vec<Line> = found
        .importance
        .iter()
        .map(|row| shares(row.label.to_string(), row.a, row.b))
        .collect();
    let mut costs = vec![
        whole("parameters".to_owned(), &found.parameters, false),
        whole("sent per sample".to_owned(), &found.bytes, true),
    ];
    for row in &found.links {
        costs.push(whole(
            format!("{} → {}", row.label.0, row.label.1),
            row,
            true,
        ));
    }
    let mut parts = Vec::new();
    if !importance.is_empty() {
        let caption = "What each node is worth: points of accuracy lost when it alone is down";
        parts.push(table(
            CLASS,
            caption,
            &["node", "A", "B", "B − A"],
            importance,
        ));
    }
    parts.push(table(CLASS, "Cost", &["", "A", "B", "more in B"], costs));
    for (side, text) in ["A", "B"].into_iter().zip(trained) {
        if let Some(text) = text {
            parts.push(note(format!("{side}: {}", sentence(text))));
        }
    }
    parts.into_iter().collect()
}

const CLASS: &str = "figures-table lab-table";

fn plain(row: &Row<(), Accuracy>) -> Line {
    let cell = |accuracy: Option<Accuracy>| match accuracy {
        None => "–".into(),
        Some(Accuracy {
            value, interval, ..
        }) => Cell {
            content: percent(value).into(),
            under: vec![percent_range(interval.low, interval.high)],
            ..Cell::default()
        },
    };
    let value = |accuracy: Option<Accuracy>| accuracy.map(|accuracy| accuracy.value);
    let mut line = shares("no failure".to_owned(), value(row.a), value(row.b));
    line.cells[1] = cell(row.a);
    line.cells[2] = cell(row.b);
    line
}

fn shares(label: String, a: Option<f64>, b: Option<f64>) -> Line {
    let text = |value: Option<f64>| Cell::from(value.map_or("–".to_owned(), percent));
    let difference = a.zip(b).map_or("–".to_owned(), |(a, b)| points(b - a));
    let mut data = vec![("data-row", label.clone())];
    for (name, value) in [("data-a", a), ("data-b", b)] {
        data.extend(value.map(|value| (name, value.to_string())));
    }
    Line {
        data,
        cells: vec![label.into(), text(a), text(b), difference.into()],
    }
}

fn whole<L>(label: String, row: &Row<L, u64>, are_bytes: bool) -> Line {
    let words = if are_bytes { bytes } else { count };
    let more = match (row.a, row.b) {
        (Some(a), Some(b)) if are_bytes && a != b => {
            format!("{}{}", if b > a { "+" } else { "−" }, bytes(a.abs_diff(b)))
        }
        (Some(a), Some(b)) => count_difference(a, b),
        _ => "–".to_owned(),
    };
    let cell = |value: Option<u64>| Cell::from(value.map_or("–".to_owned(), words));
    Line {
        data: vec![("data-row", label.clone())],
        cells: vec![label.into(), cell(row.a), cell(row.b), more.into()],
    }
}

fn interval_note(row: &Row<(), Accuracy>) -> String {
    let n = |accuracy: Option<Accuracy>| accuracy.map(|accuracy| count(u64::from(accuracy.n)));
    match (n(row.a), n(row.b)) {
        (Some(a), Some(b)) if a == b => format!("n {a}; below the accuracy its 95 % interval."),
        (Some(a), Some(b)) => format!("n {a} and {b}; below the accuracy its 95 % interval."),
        _ => String::new(),
    }
}
