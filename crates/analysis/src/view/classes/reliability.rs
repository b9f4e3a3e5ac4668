//! Reliability diagrams: how often a network is right when it says that it is so sure.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{percent, place};
use yew::prelude::*;

use super::PartProps;
use crate::classes::calibration::{Bin, ends};
use crate::classes::{Calibration, SchemeClasses};
use crate::kit::axis::{Axis, horizontal};
use crate::kit::{Datum, Facets, Figure, Table};

const LEFT: f64 = 30.0;
const TOP: f64 = 40.0;
const FOOT: f64 = 38.0;
/// Height of the longest bar of a number of samples.
const BAR: f64 = 26.0;

/// The diagrams.
#[function_component]
pub fn Reliability(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let condition = state.condition;
    let wide = Facets::new(props.told.len(), (0.0, width), 170.0, 0.0);
    let side = (wide.step - LEFT - 14.0).clamp(90.0, 260.0);
    let facets = Facets {
        height: TOP + side + FOOT,
        step: wide.step.min(side + LEFT + 14.0),
        ..wide
    };
    let (whole_width, whole_height) = facets.size();
    let words = condition.words(state);
    html! {
        <Figure name="calibration" title="As often right as it says?" aside={words.clone()} table={Rc::new(table(props, &words))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="calibration" width={place(whole_width)} height={place(whole_height)} role="img" data-condition={condition.slug()}
                    aria-label={spoken(&props.told, props, &words)}>
                    { for props.told.iter().enumerate().map(|(at, told)| {
                        facet(told, told.calibration_in(condition), facets.corner(at), side, props.classes())
                    }) }
                </svg>
            </div>
            <p class="note">{ "Each mark: the samples whose winning probability lies in one tenth, with the 95 % interval of the share that is right; grey bars: how many they are. On the diagonal a network is as often right as it says. A random guess states no probability and is left out; of an expectation the numbers of samples are expected ones, and their intervals are approximate." }</p>
        </Figure>
    }
}

fn facet(
    told: &SchemeClasses,
    calibration: &Calibration,
    (x, y): (f64, f64),
    side: f64,
    classes: usize,
) -> Html {
    let (left, right, top, bottom) = (x + LEFT, x + LEFT + side, y + TOP, y + TOP + side);
    let across = Axis::shares((left, right), 4, "winning probability, in %");
    let up = Axis::shares((bottom, top), 4, "right, in %");
    let error = calibration.expected_error();
    let most = calibration
        .bins
        .iter()
        .fold(0.0_f64, |most, bin| most.max(bin.n));
    html! {
        <g key={told.scheme.slug()} class={scheme_class(told.scheme)} data-scheme={told.scheme.slug()} data-error={error.map(|error| error.to_string())} data-n={calibration.n().to_string()}>
            <path class={mark_class(told.scheme)} d={mark_path(told.scheme, left + 5.0, y + 9.0, 4.6)} />
            <text class="analysis-facet" x={place(left + 14.0)} y={place(y + 13.0)}>{ told.scheme.name() }</text>
            <text class="tick" x={place(left)} y={place(y + 30.0)}>{ error.map_or_else(|| "no answers".to_owned(), |error| format!("calibration error {} %", percent(error))) }</text>
            { horizontal(&across, top, bottom, right) }
            { for up.ticks.iter().map(|(value, words)| {
                let y = up.at(*value);
                html! {
                    <g key={words.clone()}>
                        <line class="grid" x1={place(left)} x2={place(right)} y1={place(y)} y2={place(y)} />
                        <text class="tick" x={place(left - 5.0)} y={place(y + 3.5)} text-anchor="end">{ words }</text>
                    </g>
                }
            }) }
            <line class="guess-line" x1={place(left)} x2={place(right)} y1={place(bottom)} y2={place(top)} />
            { for calibration.bins.iter().enumerate().map(|(at, bin)| mark(told, bin, at, (&across, &up), (bottom, most), classes)) }
        </g>
    }
}

fn mark(
    told: &SchemeClasses,
    bin: &Bin,
    at: usize,
    (across, up): (&Axis, &Axis),
    (bottom, most): (f64, f64),
    classes: usize,
) -> Html {
    let (Some(probability), Some(share), Some(range)) =
        (bin.probability(), bin.share(), bin.interval())
    else {
        return Html::default();
    };
    let (low, high) = ends(at, classes);
    let (x, y) = (across.at(probability), up.at(share));
    let (from, to) = (across.at(at as f64 / 10.0), across.at(high));
    let height = if most > 0.0 { BAR * bin.n / most } else { 0.0 };
    html! {
        <g key={at} data-bin={at.to_string()} data-n={bin.n.to_string()} data-value={share.to_string()} data-probability={probability.to_string()}
            data-low={range.low.to_string()} data-high={range.high.to_string()}>
            <title>{ format!("{:.0} samples at {} to {} %: {} % sure, {} % right", bin.n, percent(low), percent(high), percent(probability), percent(share)) }</title>
            <rect class="analysis-many" x={place(from + 1.0)} y={place(bottom - height)} width={place((to - from - 2.0).max(1.0))} height={place(height)} />
            <path class="whisker" d={format!("M{} {}V{}", place(x), place(up.at(range.low)), place(up.at(range.high)))} />
            <path class={classes!(mark_class(told.scheme), "small")} d={mark_path(told.scheme, x, y, 3.8)} />
        </g>
    }
}

fn spoken(told: &[SchemeClasses], props: &PartProps, words: &str) -> String {
    let condition = props.tab.state.condition;
    let each: Vec<String> = told
        .iter()
        .map(
            |told| match told.calibration_in(condition).expected_error() {
                Some(error) => format!("{} {} %", told.scheme.name(), percent(error)),
                None => format!("{} has no answers", told.scheme.name()),
            },
        )
        .collect();
    format!(
        "Reliability diagrams {words}. Expected calibration error: {}",
        each.join("; ")
    )
}

fn table(props: &PartProps, words: &str) -> Table {
    let heads = [
        "scheme",
        "probability from",
        "probability to",
        "samples",
        "mean probability",
        "right",
        "right 95 % low",
        "right 95 % high",
        "expected calibration error",
    ];
    let mut table = Table::new(format!("Calibration {words}"), &heads);
    let condition = props.tab.state.condition;
    for told in props.told.iter() {
        let calibration = told.calibration_in(condition);
        for (at, bin) in calibration.bins.iter().enumerate() {
            let range = bin.interval();
            table.rows.push(vec![
                Datum::Text(told.scheme.name().to_owned()),
                Datum::Share(at as f64 / 10.0),
                Datum::Share((at + 1) as f64 / 10.0),
                Datum::Number(bin.n, format!("{:.1}", bin.n)),
                Datum::share(bin.probability()),
                Datum::share(bin.share()),
                Datum::share(range.map(|range| range.low)),
                Datum::share(range.map(|range| range.high)),
                Datum::share(calibration.expected_error()),
            ]);
        }
    }
    table
}
