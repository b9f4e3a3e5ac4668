//! Accuracy under every failure pattern, by how many are down.

use std::rc::Rc;

use deepfog_chart::pattern_layout::{MAX_DRAWN, Manner, PatternLayout, Step, lay_out_some};
use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path};
use deepfog_notation::number::{percent, place, points};
use deepfog_notation::words::counted;
use deepfog_resilience::Pattern;
use web_sys::Element;
use yew::prelude::*;

use super::{PartProps, apply, told};
use crate::action::Action;
use crate::kit::axis::{Axis, vertical};
use crate::kit::{Datum, Figure, Frame, Table};
use crate::series::{Series, interval, mean};
use crate::state::State;

const HEIGHT: f64 = 280.0;
/// Room for a mark beside its neighbour in a column.
const MARK_STEP: f64 = 11.0;
/// Width of a letter of a name, about.
const LETTER: f64 = 6.0;
/// More patterns than these get no interval each.
const WITH_INTERVALS: usize = 64;

/// The chart.
#[function_component]
pub fn Dots(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let (root, listbox) = (use_node_ref(), use_node_ref());
    let width = use_width(&root, 880.0);
    let active = use_state_eq(|| None::<Pattern>);
    let Some(subject) = &state.subject else {
        return Html::default();
    };
    let bits = subject.patterns(state.kind).failable_count();
    let frame = Frame::new(width, HEIGHT - 14.0);
    let all_drawn = 1_usize << bits.min(20) <= MAX_DRAWN;
    let always = if all_drawn {
        Pattern::NONE_DOWN
    } else {
        state.pattern
    };
    let layout: Rc<PatternLayout> = use_memo(
        (
            bits,
            props.series.clone(),
            props.filter.clone(),
            always,
            width.to_bits(),
        ),
        |(bits, series, filter, always, _)| {
            let rank = mean(series);
            lay_out_some(
                *bits,
                rank.as_deref(),
                *always,
                frame.left + 6.0,
                frame.right,
                |pattern| filter.takes(pattern),
            )
        },
    );
    let at_pointer = {
        let (listbox, layout) = (listbox.clone(), Rc::clone(&layout));
        move |event: &MouseEvent| -> Option<Pattern> {
            let left = listbox.cast::<Element>()?.get_bounding_client_rect().left();
            let column = layout.nearest(f64::from(event.client_x()) - left)?;
            Some(layout.columns[column].pattern)
        }
    };
    let onclick = {
        let (at_pointer, active, state, on) = (
            at_pointer.clone(),
            active.clone(),
            Rc::clone(state),
            props.tab.on.clone(),
        );
        move |event: MouseEvent| {
            if let Some(pattern) = at_pointer(&event) {
                active.set(Some(pattern));
                apply(&state, &on, pattern);
            }
        }
    };
    let onpointermove = {
        let on = props.tab.on.clone();
        move |event: PointerEvent| on.emit(Action::Point(at_pointer(&event)))
    };
    let onpointerleave = props.tab.on.reform(|_: PointerEvent| Action::Point(None));
    let onkeydown = {
        let (active, layout, state, on) = (
            active.clone(),
            Rc::clone(&layout),
            Rc::clone(state),
            props.tab.on.clone(),
        );
        move |event: KeyboardEvent| {
            let from = active.unwrap_or(state.pattern);
            let step = match event.key().as_str() {
                "ArrowLeft" => Step::Left,
                "ArrowRight" => Step::Right,
                "ArrowUp" => Step::Fewer,
                "ArrowDown" => Step::More,
                "Home" => Step::First,
                "End" => Step::Last,
                "Enter" | " " => {
                    event.prevent_default();
                    apply(&state, &on, from);
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            let column = layout.step(layout.find(from).unwrap_or(0), step);
            if let Some(column) = layout.columns.get(column) {
                active.set(Some(column.pattern));
                on.emit(Action::Point(Some(column.pattern)));
            }
        }
    };
    let onblur = {
        let (active, on) = (active.clone(), props.tab.on.clone());
        move |_: FocusEvent| {
            active.set(None);
            on.emit(Action::Point(None));
        }
    };
    let axis = axis(&props.series, &frame);
    let drawn = layout.columns.len();
    let of = layout
        .groups
        .iter()
        .map(|group| group.patterns)
        .sum::<usize>();
    let aside = if drawn < of {
        format!("{drawn} of {of} drawn, evenly by rank")
    } else {
        counted(of, "pattern")
    };
    let width = layout.width.max(frame.width);
    html! {
        <Figure name="patterns" title="Every failure pattern" {aside} table={Rc::new(table(state, &props.series, &layout))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            <div class="analysis-frame" ref={root}>
                <svg data-chart="patterns" ref={listbox} width={place(width)} height={place(HEIGHT)} role="listbox" tabindex="0"
                    aria-label={spoken(&props.series, of)} aria-activedescendant={active.map(option_id)}
                    {onclick} {onpointermove} {onpointerleave} {onkeydown} {onblur}>
                    { vertical(&axis, frame.left, width - 10.0, frame.top) }
                    if let Some(guess) = state.random_guess().filter(|_| is_plain(&props.series)) {
                        <g aria-hidden="true">
                            <line class="guess-line" x1={place(frame.left)} x2={place(width - 10.0)} y1={place(axis.at(guess))} y2={place(axis.at(guess))} />
                            <text class="tick" x={place(frame.left + 8.0)} y={place(axis.at(guess) - 4.0)}>{ "random guess" }</text>
                        </g>
                    }
                    { column_of(&layout, state.pointed, &frame, "analysis-pointed") }
                    { column_of(&layout, Some(state.pattern), &frame, "analysis-present") }
                    { groups(&layout, &frame, subject.patterns(state.kind).names().len() == bits) }
                    { names(&layout, &frame, |pattern| subject.down(state.kind, pattern).join(" ")) }
                    <Marks state={Rc::clone(state)} series={props.series.clone()} layout={Rc::clone(&layout)} axis={axis.clone()} />
                    if let Some(pattern) = *active {
                        <g id={option_id(pattern)} role="option" aria-selected="true" aria-label={told(state, &props.series, pattern)}></g>
                    }
                </svg>
            </div>
        </Figure>
    }
}

fn option_id(pattern: Pattern) -> String {
    format!("analysis-pattern-{}", pattern.0)
}

/// Whether accuracies are shown, not a difference.
fn is_plain(series: &[Series]) -> bool {
    series.iter().all(|series| series.less.is_none())
}

fn axis(series: &[Series], frame: &Frame) -> Axis {
    let places = (frame.bottom, frame.top);
    if is_plain(series) {
        return Axis::shares(places, 5, "accuracy, in %");
    }
    let values = series.iter().flat_map(|series| series.values.iter());
    let most = values.fold(0.05_f64, |most, value| most.max(value.abs()));
    Axis::new(
        (-most, most),
        places,
        6,
        "difference of accuracies, in points",
        points,
    )
}

/// How many are down, below each group; where the patterns have columns of their own, what is.
fn groups(layout: &PatternLayout, frame: &Frame, are_nodes: bool) -> Html {
    let lower = if layout.manner == Manner::Columns {
        14.0
    } else {
        0.0
    };
    let noun = if are_nodes {
        "nodes down"
    } else {
        "nodes and hyperconnections down"
    };
    html! {
        <g aria-hidden="true">
            { for layout.groups.iter().filter(|group| group.patterns > 0).map(|group| html! {
                <g key={group.down}>
                    <line class="group-line" x1={place(group.from + 2.0)} x2={place(group.to - 2.0)} y1={place(frame.bottom + 6.0 + lower)} y2={place(frame.bottom + 6.0 + lower)} />
                    <text class="tick" x={place((group.from + group.to) / 2.0)} y={place(frame.bottom + 18.0 + lower)} text-anchor="middle">{ group.down }</text>
                </g>
            }) }
            <text class="tick" x={place(frame.right)} y={place(frame.bottom + 31.0 + lower)} text-anchor="end">{ noun }</text>
        </g>
    }
}

/// What is down, below each pattern that has a column of its own; shortened where it is narrow: the readout has all of it.
fn names(layout: &PatternLayout, frame: &Frame, down: impl Fn(Pattern) -> String) -> Html {
    if layout.manner != Manner::Columns {
        return Html::default();
    }
    let letters = (layout.column_width / LETTER) as usize;
    html! {
        <g aria-hidden="true">
            { for layout.columns.iter().filter(|column| column.pattern != Pattern::NONE_DOWN).map(|column| {
                let name = down(column.pattern);
                let text = if name.chars().count() > letters {
                    name.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
                } else {
                    name
                };
                html! { <text key={column.pattern.0} class="tick" x={place(column.x)} y={place(frame.bottom + 16.0)} text-anchor="middle">{ text }</text> }
            }) }
        </g>
    }
}

/// A frame around a pattern's place.
fn column_of(
    layout: &PatternLayout,
    pattern: Option<Pattern>,
    frame: &Frame,
    class: &'static str,
) -> Html {
    let column = pattern.and_then(|pattern| layout.find(pattern));
    column.map_or_else(Html::default, |at| {
        let column = layout.columns[at];
        let width = layout.column_width.max(5.0);
        html! {
            <rect {class} x={place(column.x - width / 2.0)} y={place(frame.top - 4.0)} width={place(width)} height={place(frame.bottom - frame.top + 8.0)} rx="3" aria-hidden="true" />
        }
    })
}

/// Properties of [`Marks`].
#[derive(Clone, PartialEq, Properties)]
struct MarksProps {
    state: Rc<State>,
    series: Vec<Series>,
    layout: Rc<PatternLayout>,
    axis: Axis,
}

/// All marks of a series are one path, so that thousands are a handful of elements.
#[function_component]
fn Marks(props: &MarksProps) -> Html {
    let layout = &props.layout;
    let with_intervals = layout.columns.len() <= WITH_INTERVALS && is_plain(&props.series);
    html! {
        <g aria-hidden="true">
            // The hollow circle of the first scheme comes last, so that a disc at the same place does not hide it.
            { for props.series.iter().enumerate().rev().map(|(slot, series)| {
                let shift = shift(layout, slot, props.series.len());
                let places = layout.columns.iter().filter_map(|column| {
                    Some((column.x + shift, props.axis.at(series.value(column.pattern)?)))
                });
                let radius = if layout.columns.len() > 256 { 2.6 } else { 4.2 };
                let marks: String = places.map(|(x, y)| mark_path(series.scheme, x, y, radius)).collect();
                let whiskers: String = if with_intervals {
                    layout.columns.iter().filter_map(|column| {
                        let range = interval(&props.state, series.scheme, column.pattern)?;
                        Some(format!("M{} {}V{}", place(column.x + shift), place(props.axis.at(range.low)), place(props.axis.at(range.high))))
                    }).collect()
                } else {
                    String::new()
                };
                html! {
                    <g key={series.slug()} data-series={series.slug()}>
                        if !whiskers.is_empty() { <path class={classes!("whisker", deepfog_notation::mark::scheme_class(series.scheme))} d={whiskers} /> }
                        <path class={classes!(mark_class(series.scheme), "small")} d={marks} />
                    </g>
                }
            }) }
        </g>
    }
}

/// How far a series' marks stand beside the middle of a column.
fn shift(layout: &PatternLayout, slot: usize, of: usize) -> f64 {
    match layout.manner {
        Manner::Columns => (slot as f64 - (of as f64 - 1.0) / 2.0) * MARK_STEP,
        Manner::Strips => 0.0,
    }
}

fn spoken(series: &[Series], patterns: usize) -> String {
    let each: Vec<String> = series
        .iter()
        .map(|series| {
            let low = series.values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = series
                .values
                .iter()
                .copied()
                .fold(f64::NEG_INFINITY, f64::max);
            match series.less {
                None => format!(
                    "{} from {} to {} %",
                    series.name(),
                    percent(low),
                    percent(high)
                ),
                Some(_) => format!(
                    "{} from {} to {} points",
                    series.name(),
                    points(low),
                    points(high)
                ),
            }
        })
        .collect();
    format!(
        "Accuracy under {}: {}",
        counted(patterns, "failure pattern"),
        each.join("; ")
    )
}

/// Every pattern that is wanted, drawn or not, in the order of the chart.
fn table(state: &State, series: &[Series], layout: &PatternLayout) -> Table {
    let names: Vec<String> = series.iter().map(Series::name).collect();
    let mut heads = vec!["down", "how many"];
    heads.extend(names.iter().map(String::as_str));
    let mut table = Table::new("Accuracy under every failure pattern, in %", &heads);
    table.rows = layout
        .columns
        .iter()
        .map(|column| {
            let pattern = column.pattern;
            let down = state
                .subject
                .as_ref()
                .map_or_else(Vec::new, |subject| subject.down(state.kind, pattern));
            let mut row = vec![
                Datum::Text(if down.is_empty() {
                    "none".to_owned()
                } else {
                    down.join(" ")
                }),
                Datum::Count(pattern.down_count() as u64),
            ];
            row.extend(series.iter().map(|series| match series.less {
                None => Datum::share(series.value(pattern)),
                Some(_) => Datum::points(series.value(pattern)),
            }));
            row
        })
        .collect();
    table
}
