//! How sure the networks are when they are right, and when they are wrong.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{percent, percent_range, place};
use yew::prelude::*;

use super::PartProps;
use super::suffering::cross;
use crate::classes::{Calibration, Mean, SchemeClasses};
use crate::condition::Condition;
use crate::kit::axis::{Axis, horizontal};
use crate::kit::{Datum, Figure, Frame, Table};

const ROW: f64 = 20.0;
const HEAD: f64 = 20.0;
const TOP: f64 = 8.0;
const FOOT: f64 = 36.0;

/// The chart.
#[function_component]
pub fn Sureness(props: &PartProps) -> Html {
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let conditions = conditions(props);
    let longest = conditions
        .iter()
        .map(|words| words.chars().count())
        .max()
        .unwrap_or(1);
    let left = (longest as f64 * 5.6 + 16.0).clamp(80.0, width * 0.45);
    let group = HEAD + 3.0 * ROW + 6.0;
    let height = TOP + props.told.len() as f64 * group + FOOT;
    let frame = Frame::new(width.min(720.0), height).after(left);
    let bottom = height - FOOT;
    let axis = Axis::shares(
        (frame.left, frame.right),
        5,
        "mean winning probability, in %",
    );
    html! {
        <Figure name="sureness" title="How sure when it is wrong" aside="mean winning probability of right and of wrong answers" table={Rc::new(table(props, &conditions))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="sureness" width={place(frame.width)} height={place(height)} role="img" aria-label={spoken(props, &conditions)}>
                    { horizontal(&axis, TOP, bottom, frame.right) }
                    { for props.told.iter().enumerate().map(|(at, told)| {
                        let top = TOP + at as f64 * group;
                        html! {
                            <g key={told.scheme.slug()} class={scheme_class(told.scheme)}>
                                <path class={mark_class(told.scheme)} d={mark_path(told.scheme, 7.0, top + 9.0, 4.6)} />
                                <text class="analysis-facet" x="16" y={place(top + 13.0)}>{ told.scheme.name() }</text>
                                { for conditions.iter().zip(&told.calibration).enumerate().map(|(row, (words, calibration))| {
                                    let y = top + HEAD + (row as f64 + 0.5) * ROW;
                                    html! {
                                        <g key={row} data-scheme={told.scheme.slug()} data-condition={SLUGS[row]}>
                                            <text class="tick" x={place(left - 8.0)} y={place(y + 3.5)} text-anchor="end">{ words }</text>
                                            if calibration.n() <= 0.0 { <text class="tick" x={place(left + 6.0)} y={place(y + 3.5)}>{ "no answers" }</text> }
                                            { one(told, calibration.when_right(), &axis, y, true) }
                                            { one(told, calibration.when_wrong(), &axis, y, false) }
                                        </g>
                                    }
                                }) }
                            </g>
                        }
                    }) }
                </svg>
            </div>
            <p class="note">{ "Mark: right answers. Cross: wrong ones. Right and wrong answers are counted by tenths of the winning probability; within a tenth both are taken to be equally sure, and the line shows what is possible at all." }</p>
        </Figure>
    }
}

const SLUGS: [&str; 3] = ["none", "pattern", "expected"];

/// The three conditions in words.
fn conditions(props: &PartProps) -> [String; 3] {
    let state = &props.tab.state;
    [
        "without failure".to_owned(),
        format!("now, {}", Condition::Pattern.words(state)),
        "expected".to_owned(),
    ]
}

fn one(told: &SchemeClasses, mean: Option<Mean>, axis: &Axis, y: f64, is_right: bool) -> Html {
    let Some(mean) = mean else {
        return Html::default();
    };
    let (x, middle) = (
        axis.at(mean.value),
        if is_right { y - 2.0 } else { y + 2.0 },
    );
    let slug = if is_right { "right" } else { "wrong" };
    html! {
        <g data-when={slug} data-value={mean.value.to_string()} data-low={mean.low.to_string()} data-high={mean.high.to_string()}>
            <title>{ format!("{} % sure when {slug}; possible: {} %", percent(mean.value), percent_range(mean.low, mean.high)) }</title>
            <path class="whisker" d={format!("M{} {}H{}", place(axis.at(mean.low)), place(middle), place(axis.at(mean.high)))} />
            if is_right {
                <path class={classes!(mark_class(told.scheme), "small")} d={mark_path(told.scheme, x, middle, 4.0)} />
            } else {
                <path class="analysis-cross" d={cross(x, middle)} />
            }
        </g>
    }
}

fn spoken(props: &PartProps, conditions: &[String; 3]) -> String {
    let words = |mean: Option<Mean>| {
        mean.map_or_else(
            || "never".to_owned(),
            |mean| format!("{} %", percent(mean.value)),
        )
    };
    let each: Vec<String> = props
        .told
        .iter()
        .flat_map(|told| {
            let of = |(condition, calibration): (&String, &Calibration)| {
                format!(
                    "{} {condition}: right {}, wrong {}",
                    told.scheme.name(),
                    words(calibration.when_right()),
                    words(calibration.when_wrong())
                )
            };
            conditions
                .iter()
                .zip(&told.calibration)
                .map(of)
                .collect::<Vec<String>>()
        })
        .collect();
    format!("Mean winning probability. {}", each.join("; "))
}

fn table(props: &PartProps, conditions: &[String; 3]) -> Table {
    let heads = [
        "scheme",
        "condition",
        "samples answered",
        "sure when right",
        "sure when right at least",
        "sure when right at most",
        "sure when wrong",
        "sure when wrong at least",
        "sure when wrong at most",
    ];
    let mut table = Table::new(
        "Mean winning probability of right and of wrong answers",
        &heads,
    );
    for told in props.told.iter() {
        for (words, calibration) in conditions.iter().zip(&told.calibration) {
            let mut row = vec![
                Datum::Text(told.scheme.name().to_owned()),
                Datum::Text(words.clone()),
                Datum::Number(calibration.n(), format!("{:.1}", calibration.n())),
            ];
            for mean in [calibration.when_right(), calibration.when_wrong()] {
                row.push(Datum::share(mean.map(|mean| mean.value)));
                row.push(Datum::share(mean.map(|mean| mean.low)));
                row.push(Datum::share(mean.map(|mean| mean.high)));
            }
            table.rows.push(row);
        }
    }
    table
}
