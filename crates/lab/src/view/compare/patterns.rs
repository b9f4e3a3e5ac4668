//! Every failure pattern of two networks, as a chart whose rows are a table.

use deepfog_notation::number::{count, percent, place, points};
use deepfog_resilience::Pattern;
use deepfog_topology::{NodeId, order};
use yew::prelude::*;

use crate::action::Action;
use crate::comparison::{Accuracy, Comparison, Row};
use crate::view::choice::segments;
use crate::view::mark::{side_class, side_path};
use crate::view::parts::{Cell, Line, note, table};

/// Most rows that are shown.
const SHOWN: usize = 64;
/// The orders of the rows.
const ORDERS: [(&str, &str); 2] = [
    ("down", "fewest nodes down"),
    ("difference", "largest difference"),
];
/// Width and height of a row's chart.
const SIZE: (f64, f64) = (140.0, 18.0);

/// The rows, fewest nodes down first or largest difference first; nothing where patterns cannot be matched or are not measured.
pub fn pattern_rows(found: &Comparison, by_difference: bool, on: &Callback<Action>) -> Html {
    if found.patterns.is_empty() {
        return Html::default();
    }
    let rows = sorted(&found.patterns, by_difference);
    let choose = on.reform(|value: &'static str| Action::SortByDifference(value == "difference"));
    let order = if by_difference { "difference" } else { "down" };
    let guess = found.guess.a.or(found.guess.b);
    let lines = rows
        .iter()
        .take(SHOWN)
        .map(|row| one(row, &found.names, guess));
    let heading = ["down", "", "A", "B", "B − A"];
    let caption = "Accuracy in %; the dashed line is a random guess";
    html! {
        <div class="form-part lab-wide">
            { segments("Every failure pattern, first", "compare-order", order, &ORDERS, &choose) }
            { table("figures-table lab-table lab-patterns", caption, &heading, lines.collect()) }
            if rows.len() > SHOWN {
                { note(format!("The first {SHOWN} of {}. The CSV file has all of them.", count(rows.len() as u64))) }
            }
        </div>
    }
}

fn sorted(rows: &[Row<Pattern, Accuracy>], by_difference: bool) -> Vec<Row<Pattern, Accuracy>> {
    let gap = |row: &Row<Pattern, Accuracy>| {
        row.a
            .zip(row.b)
            .map_or(-1.0, |(a, b)| (a.value - b.value).abs())
    };
    let mut rows = rows.to_vec();
    order::sort(&mut rows, |one, other| {
        let fewer =
            (one.label.down_count(), one.label).cmp(&(other.label.down_count(), other.label));
        if by_difference {
            gap(other).total_cmp(&gap(one)).then(fewer)
        } else {
            fewer
        }
    });
    rows
}

fn one(row: &Row<Pattern, Accuracy>, names: &[NodeId], guess: Option<f64>) -> Line {
    let cell = |accuracy: Option<Accuracy>| {
        Cell::from(accuracy.map_or("–".to_owned(), |accuracy| percent(accuracy.value)))
    };
    let both = row.a.zip(row.b);
    let difference = both.map_or("–".to_owned(), |(a, b)| points(b.value - a.value));
    let drawn = Cell {
        content: chart(row, guess),
        ..Cell::default()
    };
    Line {
        data: vec![("data-pattern", row.label.0.to_string())],
        cells: vec![
            words(row.label, names).into(),
            drawn,
            cell(row.a),
            cell(row.b),
            difference.into(),
        ],
    }
}

fn words(pattern: Pattern, names: &[NodeId]) -> String {
    let down: Vec<&str> = names
        .iter()
        .enumerate()
        .filter(|(bit, _)| pattern.is_down(*bit))
        .map(|(_, name)| name.as_str())
        .collect();
    if down.is_empty() {
        "none".to_owned()
    } else {
        down.join(" ")
    }
}

/// Both accuracies with their intervals on one line from 0 to 100 %. The figures stand beside it.
fn chart(row: &Row<Pattern, Accuracy>, guess: Option<f64>) -> Html {
    let (width, height) = SIZE;
    let x = |share: f64| 6.0 + share.clamp(0.0, 1.0) * (width - 12.0);
    let whisker = |side: usize, accuracy: Option<Accuracy>| {
        let y = place(height / 2.0 + if side == 0 { -2.0 } else { 2.0 });
        accuracy.map(|accuracy| {
            let class = if side == 0 { "whisker-a" } else { "whisker-b" };
            html! { <line {class} x1={place(x(accuracy.interval.low))} x2={place(x(accuracy.interval.high))} y1={y.clone()} y2={y} /> }
        })
    };
    let dot = |side: usize, accuracy: Option<Accuracy>| {
        accuracy.map(|accuracy| {
            html! { <path class={side_class(side)} d={side_path(side, x(accuracy.value), height / 2.0)} /> }
        })
    };
    html! {
        <svg class="lab-dots" width={place(width)} height={place(height)} viewBox={format!("0 0 {} {}", place(width), place(height))} aria-hidden="true">
            <line class="grid" x1={place(x(0.0))} x2={place(x(1.0))} y1={place(height / 2.0)} y2={place(height / 2.0)} />
            if let Some(guess) = guess {
                <line class="guess-line" x1={place(x(guess))} x2={place(x(guess))} y1="1" y2={place(height - 1.0)} />
            }
            { for whisker(0, row.a) }{ for whisker(1, row.b) }
            { for dot(0, row.a) }{ for dot(1, row.b) }
        </svg>
    }
}
