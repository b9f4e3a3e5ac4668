//! The confusion matrix of one scheme.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::scheme_class;
use deepfog_notation::number::{count, percent, percentage, place};
use yew::prelude::*;

use super::PartProps;
use crate::classes::Confusion;
use crate::condition::Condition;
use crate::kit::{Datum, Figure, Table};

/// Largest and smallest side of a cell.
const CELL: (f64, f64) = (36.0, 22.0);
/// Letters of a name, at about six pixels each.
const LETTER: f64 = 6.0;

/// The matrix.
#[function_component]
pub fn Matrix(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let root = use_node_ref();
    let width = use_width(&root, 600.0);
    let condition = state.condition;
    let matrix = use_memo(
        (Rc::clone(&props.told), props.scheme, condition),
        |(told, scheme, condition)| {
            let told = told.iter().find(|told| told.scheme == *scheme);
            let detail = state
                .evidence_of(*scheme)
                .and_then(|found| found.detail.clone());
            told.zip(detail)
                .map_or_else(Confusion::default, |(told, detail)| {
                    Confusion::of(&detail, told.mixture(*condition))
                })
        },
    );
    let classes = matrix.classes;
    let names: Vec<String> = (0..classes).map(|class| props.class(class)).collect();
    let longest = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(1);
    let left = (longest as f64 * LETTER + 12.0).min(120.0);
    // Names above stand at an angle of 60 degrees.
    let top = 0.87 * left + 24.0;
    let cell = ((width - left - 0.5 * left) / classes.max(1) as f64).clamp(CELL.1, CELL.0);
    let (width, height) = (
        1.5 * left + classes as f64 * cell,
        top + classes as f64 * cell + 4.0,
    );
    let words = format!("{} {}", props.scheme.name(), condition.words(state));
    let told = spoken(&matrix, &names);
    html! {
        <Figure name="confusion" title="Which class is taken for which" aside={words.clone()} table={Rc::new(table(&matrix, &names, &words))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-scroll analysis-tall" ref={root} tabindex="0" role="region" aria-label={format!("Confusion matrix of {words}")}>
                <svg data-chart="confusion" class={scheme_class(props.scheme)} width={place(width)} height={place(height)} role="img"
                    aria-label={format!("Confusion matrix of {words}. {told}")} data-scheme={props.scheme.slug()} data-condition={condition.slug()}>
                    <text class="tick" x="0" y="10">{ "true class ↓, taken for →" }</text>
                    { for names.iter().enumerate().map(|(at, name)| {
                        let (x, y) = (left + (at as f64 + 0.5) * cell, top + (at as f64 + 0.5) * cell);
                        html! {
                            <g key={at}>
                                <text class="tick" x={place(left - 6.0)} y={place(y + 3.5)} text-anchor="end">{ shortened(name) }</text>
                                <text class="tick" x={place(x)} y={place(top - 5.0)} transform={format!("rotate(-60 {} {})", place(x), place(top - 5.0))}>{ shortened(name) }</text>
                            </g>
                        }
                    }) }
                    { for (0..classes * classes).map(|at| {
                        let (class, answered) = (at / classes, at % classes);
                        let (x, y) = (left + answered as f64 * cell, top + class as f64 * cell);
                        square(&matrix, &names, (class, answered), (x, y), cell)
                    }) }
                </svg>
            </div>
            <p class="note" data-testid="confusion-told">{ told }{ guessed(props, condition) }</p>
        </Figure>
    }
}

/// A name as it stands beside the matrix.
fn shortened(name: &str) -> String {
    if name.chars().count() <= 19 {
        return name.to_owned();
    }
    let start: String = name.chars().take(18).collect();
    format!("{start}…")
}

fn square(
    matrix: &Confusion,
    names: &[String],
    (class, answered): (usize, usize),
    (x, y): (f64, f64),
    side: f64,
) -> Html {
    let value = matrix.at(class, answered);
    let share = matrix.share(class, answered).unwrap_or(0.0);
    let shade = if class == answered {
        "analysis-cell"
    } else {
        "analysis-cell less"
    };
    let words = format!(
        "{} taken for {}: {} ({})",
        names[class],
        names[answered],
        figure(value),
        percentage(share)
    );
    html! {
        <g key={class * matrix.classes + answered} class={classes!(shade, "still")} data-class={class.to_string()} data-answered={answered.to_string()}
            data-value={value.to_string()} data-share={share.to_string()}>
            <title>{ words }</title>
            <rect class="shade" x={place(x)} y={place(y)} width={place(side - 1.5)} height={place(side - 1.5)} fill-opacity={place(0.04 + 0.56 * share)} />
            if value >= 0.5 || class == answered { <text x={place(x + side / 2.0 - 0.75)} y={place(y + side / 2.0 + 3.0)} text-anchor="middle">{ figure(value) }</text> }
        </g>
    }
}

/// A number of samples; of an expected one the nearest whole number.
fn figure(value: f64) -> String {
    count(value.round().max(0.0) as u64)
}

fn spoken(matrix: &Confusion, names: &[String]) -> String {
    let n: f64 = matrix.values.iter().sum();
    let right: f64 = (0..matrix.classes)
        .map(|class| matrix.at(class, class))
        .sum();
    if n <= 0.0 {
        return "No samples.".to_owned();
    }
    let start = format!(
        "{} % of {} samples are right.",
        percent(right / n),
        figure(n)
    );
    match matrix.worst() {
        Some((class, answered)) => format!(
            "{start} Most often confused: {} taken for {}, {} of {} ({} %).",
            names[class],
            names[answered],
            figure(matrix.at(class, answered)),
            figure(
                (0..matrix.classes)
                    .map(|other| matrix.at(class, other))
                    .sum()
            ),
            percent(matrix.share(class, answered).unwrap_or(0.0))
        ),
        None => start,
    }
}

/// What stands for an answer where there is none.
fn guessed(props: &PartProps, condition: Condition) -> String {
    let told = props.told.iter().find(|told| told.scheme == props.scheme);
    let guess = told.map_or(0.0, |told| told.mixture(condition).guess);
    match guess {
        0.0 => String::new(),
        1.0 => " No information reaches the cloud: every sample is taken for each class with the class’s share in training, an expectation.".to_owned(),
        guess => format!(
            " With probability {} no information reaches the cloud; then every sample is taken for each class with the class’s share in training.",
            crate::kit::table::probability(guess)
        ),
    }
}

fn table(matrix: &Confusion, names: &[String], words: &str) -> Table {
    let heads = ["true class", "taken for", "samples", "share of the class"];
    let mut table = Table::new(format!("Confusion matrix of {words}"), &heads);
    table.rows = (0..matrix.values.len())
        .map(|at| {
            let (class, answered) = (at / matrix.classes, at % matrix.classes);
            vec![
                Datum::Text(names[class].clone()),
                Datum::Text(names[answered].clone()),
                Datum::Number(
                    matrix.at(class, answered),
                    format!("{:.1}", matrix.at(class, answered)),
                ),
                Datum::share(matrix.share(class, answered)),
            ]
        })
        .collect();
    table
}
