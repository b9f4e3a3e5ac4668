//! With which probability an accuracy is reached: a step curve per scheme, and its quantiles.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{percentage, place, share};
use deepfog_resilience::probabilities;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::PartProps;
use crate::kind::Lens;
use crate::kit::axis::{Axis, horizontal, vertical};
use crate::kit::parts;
use crate::kit::{Datum, Figure, Frame, Table};
use crate::ranked::{Ranked, Step};

const HEIGHT: f64 = 250.0;
/// The curve has no more steps than these: finer than a pixel.
const STEPS: usize = 1_024;
/// The probabilities whose quantiles are told.
const AT: [f64; 4] = [0.5, 0.9, 0.99, 0.999];
const WORDS: [&str; 4] = [".5", ".9", ".99", ".999"];

/// What is known of a scheme.
#[derive(Clone, PartialEq)]
struct Certain {
    scheme: Scheme,
    quantiles: Vec<f64>,
    curve: Vec<Step>,
}

/// The chart.
#[function_component]
pub fn Certainty(props: &PartProps) -> Html {
    let root = use_node_ref();
    let width = use_width(&root, 880.0);
    let ranked: Rc<Vec<(Scheme, Ranked)>> = use_memo(props.evidence.clone(), |evidence| {
        let all = evidence.iter();
        all.map(|found| (found.scheme, Ranked::new(Rc::clone(&found.accuracy))))
            .collect()
    });
    let found: Rc<Vec<Certain>> = use_memo(
        (props.evidence.clone(), props.kind, props.odds.clone()),
        |(_, kind, odds)| {
            let chances = probabilities(odds.reliabilities(*kind).values());
            let all = ranked.iter();
            all.filter_map(|(scheme, ranked)| {
                Some(Certain {
                    scheme: *scheme,
                    quantiles: ranked.quantiles(&chances, &AT)?,
                    curve: ranked.curve(&chances, STEPS),
                })
            })
            .collect()
        },
    );
    // Of a difference both are shown: their curves cannot be taken off one another.
    let is_looked_at = |scheme: Scheme| match props.tab.state.lens {
        Lens::Each => true,
        Lens::Difference(a, b) => scheme == a || scheme == b,
    };
    let shown: Vec<&Certain> = found.iter().filter(|of| is_looked_at(of.scheme)).collect();
    let frame = Frame::new(width, HEIGHT);
    let across = Axis::shares(
        (frame.left, frame.right),
        (width / 64.0) as usize,
        "accuracy x, in %",
    );
    let up = Axis::new(
        (0.0, 1.0),
        (frame.bottom, frame.top),
        5,
        "probability that the accuracy is at least x",
        share,
    );
    let table = Rc::new(table(&shown));
    let guess = props.tab.state.random_guess();
    html! {
        <Figure name="certainty" title="How sure an accuracy is" aside="marks: reached with probability .5, .9, .99, .999" table={Rc::clone(&table)}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="certainty" width={place(frame.width)} height={place(HEIGHT)} role="img" aria-label={spoken(&shown)}>
                    { horizontal(&across, frame.top, frame.bottom, frame.right) }
                    { vertical(&up, frame.left, frame.right, frame.top) }
                    if let Some(guess) = guess {
                        <g aria-hidden="true">
                            <line class="guess-line" x1={place(across.at(guess))} x2={place(across.at(guess))} y1={place(frame.top)} y2={place(frame.bottom)} />
                            <text class="tick" x={place(across.at(guess) + 4.0)} y={place(frame.bottom - 5.0)}>{ "random guess" }</text>
                        </g>
                    }
                    { for shown.iter().rev().map(|of| curve(of, &across, &up)) }
                </svg>
            </div>
            <div class="analysis-scroll">
                <table class="figures-table" data-testid="quantiles">
                    <caption>{ "With this probability the accuracy is at least, in %" }</caption>
                    <thead><tr><th scope="col">{ "scheme" }</th>{ for WORDS.iter().map(|words| html! { <th scope="col">{ *words }</th> }) }</tr></thead>
                    <tbody>
                        { for shown.iter().map(|of| html! {
                            <tr key={of.scheme.slug()} data-scheme={of.scheme.slug()}>
                                <th scope="row">{ parts::scheme(of.scheme) }</th>
                                { for of.quantiles.iter().zip(WORDS).map(|(value, words)| html! { <td data-at={words} data-value={value.to_string()}>{ Datum::Share(*value).shown() }</td> }) }
                            </tr>
                        }) }
                    </tbody>
                </table>
            </div>
        </Figure>
    }
}

/// A scheme's curve: it falls where an accuracy is reached.
fn curve(of: &Certain, across: &Axis, up: &Axis) -> Html {
    let mut path = format!("M{} {}", place(across.at(0.0)), place(up.at(1.0)));
    for (at, step) in of.curve.iter().enumerate() {
        let below = of.curve.get(at + 1).map_or(0.0, |next| next.probability);
        path += &format!(
            "H{}V{}",
            place(across.at(step.accuracy)),
            place(up.at(below))
        );
    }
    path += &format!("H{}", place(across.at(1.0)));
    let marks: String = of
        .quantiles
        .iter()
        .zip(AT)
        .map(|(value, p)| mark_path(of.scheme, across.at(*value), up.at(p), 4.2))
        .collect();
    html! {
        <g key={of.scheme.slug()} class={scheme_class(of.scheme)} data-scheme={of.scheme.slug()} aria-hidden="true">
            <path class="curve" d={path} />
            <path class={classes!(mark_class(of.scheme), "small")} d={marks} />
        </g>
    }
}

fn spoken(shown: &[&Certain]) -> String {
    let each: Vec<String> = shown
        .iter()
        .map(|of| {
            let pairs = of.quantiles.iter().zip(WORDS);
            let told: Vec<String> = pairs
                .map(|(value, words)| format!("{} with probability {words}", percentage(*value)))
                .collect();
            format!("{} has at least {}", of.scheme.name(), told.join(", "))
        })
        .collect();
    format!("How sure an accuracy is. {}", each.join(". "))
}

fn table(shown: &[&Certain]) -> Table {
    let heads: Vec<String> = WORDS
        .iter()
        .map(|words| format!("at least with {words}"))
        .collect();
    let mut all = vec!["scheme"];
    all.extend(heads.iter().map(String::as_str));
    let mut table = Table::new("With this probability the accuracy is at least, in %", &all);
    table.rows = shown
        .iter()
        .map(|of| {
            let mut row = vec![Datum::Text(of.scheme.name().to_owned())];
            row.extend(of.quantiles.iter().map(|value| Datum::Share(*value)));
            row
        })
        .collect();
    table
}
