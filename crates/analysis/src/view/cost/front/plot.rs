//! The plot: marks of all networks, the line of those that no other one beats, and their names.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path};
use deepfog_notation::number::{self, percent, place};
use deepfog_topology::{Scheme, order};
use web_sys::Element;
use yew::prelude::*;

use super::Shown;
use super::told::{Measure, NAMED, aside, note, spoken, words};
use crate::cost::Point;
use crate::cost::points::name;
use crate::kind::Kind;
use crate::kit::axis::{Axis, horizontal, vertical};
use crate::kit::parts::{mark, segments};
use crate::kit::{Figure, Frame};
use crate::state::State;
use crate::view::cost::PartProps;

const HEIGHT: f64 = 320.0;
/// Height of a name below the plot.
const LINE: f64 = 15.0;

/// Width of a letter of a name below the plot, about.
const LETTER: f64 = 5.8;

/// Properties of [`Plot`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct PlotProps {
    /// What every part needs.
    pub part: PartProps,
    /// What is shown; at least one network.
    pub shown: Rc<Shown>,
    /// What a network costs.
    pub measure: Measure,
    /// What can fail in what is measured.
    pub kind: Kind,
    /// Where another measure goes.
    pub on_measure: Callback<Measure>,
}

/// The plot.
#[function_component]
pub(super) fn Plot(props: &PlotProps) -> Html {
    let state = &props.part.tab.state;
    let (root, chart) = (use_node_ref(), use_node_ref());
    let width = use_width(&root, 880.0);
    let active = use_state_eq(|| None::<(Scheme, u64)>);
    let Some(subject) = &state.subject else {
        return Html::default();
    };
    let (measure, kind) = (props.measure, props.kind);
    let Shown {
        all,
        pairs,
        best,
        table,
    } = &*props.shown;
    let named = best.len().min(NAMED);
    let height = HEIGHT + named as f64 * LINE + if best.len() > named { LINE } else { 0.0 } + 6.0;
    let frame = Frame::new(width, HEIGHT).after(44.0);
    let (across, up) = axes(pairs, measure, &frame);
    let at = |index: usize| (across.at(pairs[index].0), up.at(pairs[index].1));
    let chosen = active.and_then(|key| {
        all.iter()
            .position(|point| (point.scheme, point.cut) == key)
    });
    let told = chosen.map(|index| words(subject, &all[index], best.contains(&index)));
    let choose = {
        let active = active.clone();
        let keys: Vec<(Scheme, u64)> = all.iter().map(|point| (point.scheme, point.cut)).collect();
        move |index: Option<usize>| active.set(index.and_then(|index| keys.get(index).copied()))
    };
    let onpointermove = {
        let (chart, choose) = (chart.clone(), choose.clone());
        let places: Vec<(f64, f64)> = (0..all.len()).map(at).collect();
        move |event: PointerEvent| {
            let Some(room) = chart
                .cast::<Element>()
                .map(|chart| chart.get_bounding_client_rect())
            else {
                return;
            };
            let (x, y) = (
                f64::from(event.client_x()) - room.left(),
                f64::from(event.client_y()) - room.top(),
            );
            choose(nearest(&places, x, y));
        }
    };
    let onpointerleave = {
        let choose = choose.clone();
        move |_: PointerEvent| choose(None)
    };
    let onblur = {
        let choose = choose.clone();
        move |_: FocusEvent| choose(None)
    };
    let onkeydown = {
        let order = order::ordered(all.len(), &mut |a, b| {
            pairs[a]
                .0
                .total_cmp(&pairs[b].0)
                .then(pairs[a].1.total_cmp(&pairs[b].1))
        });
        let choose = choose.clone();
        let best = best.clone();
        move |event: KeyboardEvent| {
            let place = chosen.and_then(|index| order.iter().position(|at| *at == index));
            let last = order.len() - 1;
            let on_front = |forward: bool| {
                let now = chosen.and_then(|index| best.iter().position(|at| *at == index));
                let next = match (now, forward) {
                    (None, _) => 0,
                    (Some(at), true) => (at + 1).min(best.len() - 1),
                    (Some(at), false) => at.saturating_sub(1),
                };
                best[next]
            };
            let index = match event.key().as_str() {
                "ArrowRight" => order[place.map_or(0, |at| (at + 1).min(last))],
                "ArrowLeft" => order[place.map_or(0, |at| at.saturating_sub(1))],
                "ArrowUp" => on_front(true),
                "ArrowDown" => on_front(false),
                "Home" => order[0],
                "End" => order[last],
                _ => return,
            };
            event.prevent_default();
            choose(Some(index));
        }
    };
    let choices = [
        (Measure::Bytes, "bytes", "bytes per sample"),
        (Measure::Latency, "latency", "latency"),
    ];
    let joined: String = best
        .iter()
        .enumerate()
        .map(|(rank, index)| {
            let (x, y) = at(*index);
            // The front is a step: what lies between two of them is not to be had.
            if rank == 0 {
                format!("M{} {}", place(x), place(y))
            } else {
                format!("H{}V{}", place(x), place(y))
            }
        })
        .collect();
    let places: Vec<(f64, f64)> = best.iter().take(named).map(|index| at(*index)).collect();
    let ranks = ranks(&places);
    html! {
        <Figure name="front" title="Resilience against cost" aside={aside(subject, state, kind, all.len())} table={Rc::clone(table)}
            source={Rc::clone(&props.part.tab.source)} on_fault={props.part.tab.on_fault()}>
            <div class="analysis-bar">
                { segments("measure", "Cost", &choices, measure, &props.on_measure) }
                <p class="analysis-readout" data-testid="front-told" role="status">{ told.clone().unwrap_or_else(|| "Point at a mark, or use the arrow keys: up and down along the best ones.".to_owned()) }</p>
            </div>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="front" ref={chart} width={place(width)} height={place(height)} role="listbox" tabindex="0" data-points={all.len().to_string()}
                    data-best={best.len().to_string()} aria-label={spoken(subject, all, best, measure)} aria-activedescendant={chosen.map(|_| "analysis-front-chosen")}
                    {onpointermove} {onpointerleave} {onblur} {onkeydown}>
                    { vertical(&up, frame.left, frame.right, frame.top) }
                    { horizontal(&across, frame.top, frame.bottom, frame.right) }
                    { guess_line(state, &up, &frame) }
                    <path class="analysis-front" d={joined} />
                    { for Scheme::ALL.into_iter().rev().map(|scheme| marks(scheme, all, &at)) }
                    { for best.iter().take(named).enumerate().map(|(rank, index)| {
                        let point = &all[*index];
                        let line = HEIGHT + (rank as f64 + 0.7) * LINE;
                        let words = format!("{} %, {}: {}", percent(point.accuracy), measure.words(measure.of(point)), name(subject, point.scheme, point.cut));
                        let words = shortened(&words, (width - 40.0) / LETTER);
                        html! {
                            <g key={*index} data-best={rank.to_string()} data-scheme={point.scheme.slug()} data-cut={point.cut.to_string()} data-accuracy={point.accuracy.to_string()}
                                data-bytes={point.cost.bytes.to_string()} data-latency={point.cost.latency.to_string()}>
                                <text class="analysis-rank" x="14" y={place(line)} text-anchor="end">{ rank + 1 }</text>
                                <path class={classes!(mark_class(point.scheme), "small")} d={mark_path(point.scheme, 24.0, line - 3.5, 4.2)} />
                                <text class="analysis-named" x="34" y={place(line)}>{ words }</text>
                            </g>
                        }
                    }) }
                    { for ranks.iter().map(|rank| html! {
                        <text key={rank.words.clone()} class="analysis-rank" x={place(rank.x)} y={place(rank.y - 8.0)} text-anchor="middle">{ &rank.words }</text>
                    }) }
                    if best.len() > named { <text class="tick" x="34" y={place(HEIGHT + (named as f64 + 0.7) * LINE)}>{ format!("and {} more: the table has all", best.len() - named) }</text> }
                    if let Some(index) = chosen {
                        <circle class="analysis-chosen" cx={place(at(index).0)} cy={place(at(index).1)} r="8.5" />
                        <g id="analysis-front-chosen" role="option" aria-selected="true" aria-label={told}></g>
                    }
                </svg>
            </div>
            <p class="note">{ note(subject, kind == Kind::NodesAndSkips) }</p>
            <p class="analysis-legend">{ for props.part.priced.iter().map(|priced| html! { <span key={priced.wiring.scheme.slug()}>{ mark(priced.wiring.scheme) }{ " " }{ priced.wiring.scheme.name() }</span> }) }</p>
        </Figure>
    }
}

fn axes(pairs: &[(f64, f64)], measure: Measure, frame: &Frame) -> (Axis, Axis) {
    let range = |of: fn(&(f64, f64)) -> f64, least: f64| {
        let low = pairs.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = pairs.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let room = (0.08 * (high - low)).max(least);
        (low - room, high + room)
    };
    // So much room that ticks around a single cost differ.
    let (label, least) = match measure {
        Measure::Bytes => ("expected bytes per sample", 4.0),
        Measure::Latency => ("expected latency, in ms", 0.05),
    };
    let (low, high) = range(|pair| pair.0, least);
    let bytes = |value: f64| value.round().max(0.0) as u64;
    let across = Axis::new(
        (low.max(0.0), high),
        (frame.left + 8.0, frame.right),
        5,
        label,
        |value| match measure {
            Measure::Bytes => number::bytes(bytes(value)),
            Measure::Latency => place(value),
        },
    )
    .told_apart(|value| format!("{}\u{202f}B", number::count(bytes(value))));
    let (low, high) = range(|pair| pair.1, 0.005);
    let up = Axis::new(
        (low.max(0.0), high.min(1.0)),
        (frame.bottom, frame.top),
        5,
        "expected accuracy, in %",
        percent,
    );
    (across, up)
}

/// All marks of a scheme are one path.
fn marks(scheme: Scheme, all: &[Point], at: &impl Fn(usize) -> (f64, f64)) -> Html {
    let own = all
        .iter()
        .enumerate()
        .filter(|(_, point)| point.scheme == scheme);
    let path: String = own
        .map(|(index, point)| {
            let (x, y) = at(index);
            mark_path(scheme, x, y, if point.cut == 0 { 5.0 } else { 3.2 })
        })
        .collect();
    if path.is_empty() {
        return Html::default();
    }
    html! { <path key={scheme.slug()} class={classes!(mark_class(scheme), "small", "analysis-point")} d={path} /> }
}

/// The random guess, where it lies within the plot.
fn guess_line(state: &State, up: &Axis, frame: &Frame) -> Html {
    let guess = state.random_guess().map(|guess| up.at(guess));
    let inside = guess.filter(|y| (frame.top..=frame.bottom).contains(y));
    inside.map_or_else(Html::default, |y| {
        html! {
            <g aria-hidden="true">
                <line class="guess-line" x1={place(frame.left)} x2={place(frame.right)} y1={place(y)} y2={place(y)} />
                <text class="tick" x={place(frame.right - 2.0)} y={place(y - 4.0)} text-anchor="end">{ "random guess" }</text>
            </g>
        }
    })
}

/// Ranks of neighbours, told together.
#[derive(Clone, Debug, PartialEq)]
struct Ranks {
    /// Above which place they stand.
    x: f64,
    y: f64,
    words: String,
}

/// The ranks of the best ones, from left to right: those whose numbers would lie over each other are one, such as `3–5`.
fn ranks(places: &[(f64, f64)]) -> Vec<Ranks> {
    /// Room of a number, and of a span of numbers.
    const ROOM: (f64, f64) = (13.0, 24.0);
    let mut spans: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        match spans.last_mut() {
            Some(span) => {
                let middle = middle(&places[span.clone()]);
                let room = if span.len() > 1 { ROOM.1 } else { ROOM.0 };
                if place.0 - middle.0 < room && (place.1 - middle.1).abs() < ROOM.0 {
                    span.end = at + 1;
                } else {
                    spans.push(at..at + 1);
                }
            }
            None => spans.push(at..at + 1),
        }
    }
    let told = spans.into_iter().map(|span| {
        let (x, y) = middle(&places[span.clone()]);
        let words = match span.len() {
            1 => span.end.to_string(),
            _ => format!("{}–{}", span.start + 1, span.end),
        };
        Ranks { x, y, words }
    });
    told.collect()
}

/// The middle of some places, above the highest.
fn middle(places: &[(f64, f64)]) -> (f64, f64) {
    let across: f64 = places.iter().map(|place| place.0).sum();
    let highest = places
        .iter()
        .map(|place| place.1)
        .fold(f64::INFINITY, f64::min);
    (across / places.len().max(1) as f64, highest)
}

/// Words that fit the room for so many letters.
fn shortened(words: &str, most: f64) -> String {
    let most = (most as usize).max(8);
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let start: String = words.chars().take(most - 1).collect();
    format!("{start}…")
}

/// The mark that is nearest, within reach.
fn nearest(places: &[(f64, f64)], x: f64, y: f64) -> Option<usize> {
    let distance = |place: &(f64, f64)| (place.0 - x).powi(2) + (place.1 - y).powi(2);
    let near = places
        .iter()
        .enumerate()
        .filter(|(_, place)| distance(place) < 20.0 * 20.0);
    let found = near.fold(None, |best: Option<(usize, f64)>, (at, place)| match best {
        Some(best) if best.1 <= distance(place) => Some(best),
        _ => Some((at, distance(place))),
    });
    found.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn ranks_that_would_lie_over_each_other_are_told_together() {
        for (places, words) in [
            (vec![], vec![]),
            (vec![(10.0, 50.0)], vec!["1"]),
            (vec![(10.0, 50.0), (40.0, 50.0)], vec!["1", "2"]),
            (vec![(10.0, 50.0), (12.0, 20.0)], vec!["1", "2"]),
            (
                vec![(10.0, 50.0), (18.0, 46.0), (60.0, 46.0)],
                vec!["1–2", "3"],
            ),
            (vec![(10.0, 50.0), (16.0, 48.0), (24.0, 44.0)], vec!["1–3"]),
        ] {
            let found: Vec<String> = ranks(&places).into_iter().map(|rank| rank.words).collect();
            assert_eq!(found, words, "{places:?}");
        }
    }
}
