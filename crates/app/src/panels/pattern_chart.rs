//! Every failure pattern at a glance, and a way to choose one.

use std::rc::Rc;

use deepfog_notation::number::{self, place};
use deepfog_notation::words::counted;
use deepfog_protocol::SweepTable;
use deepfog_resilience::Pattern;
use deepfog_topology::{NodeId, Scheme};
use web_sys::Element;
use yew::prelude::*;

use super::data::{SchemeEntry, Shared};
use super::mark::lone_mark;
use super::pattern_marks::{HEIGHT, LEFT, PatternMarks, TOP, bottom};
use super::pattern_table::PatternTable;
use super::wording;
use deepfog_chart::pattern_layout::{MAX_DRAWN, PatternLayout, Step, lay_out};
use deepfog_chart::size::use_width;

/// Width before it is measured.
const FIRST_WIDTH: f64 = 880.0;
/// Right margin, for the words "random guess", where there is room for it.
const RIGHT_MARGIN: f64 = 74.0;

/// Properties of [`PatternChart`].
#[derive(Clone, PartialEq, Properties)]
pub struct PatternChartProps {
    /// One entry per scheme, without its answer, so that samples passing by draw nothing anew.
    pub entries: Vec<SchemeEntry>,
    /// Names of the nodes that can fail, in bit order.
    pub names: Shared<Vec<NodeId>>,
    /// The present pattern.
    pub pattern: Pattern,
    /// Expected accuracy of a random guess.
    pub random_guess: Option<f64>,
    /// A pattern is chosen.
    pub on_choose: Callback<Pattern>,
}

/// Accuracy of every scheme under every failure pattern, by number of nodes down. A click chooses the pattern;
/// arrow keys walk over the patterns and Enter or Space chooses.
#[function_component]
pub fn PatternChart(props: &PatternChartProps) -> Html {
    let frame = use_node_ref();
    let listbox = use_node_ref();
    let width = use_width(&frame, FIRST_WIDTH);
    let tables: Vec<(Scheme, Shared<SweepTable>)> = props
        .entries
        .iter()
        .filter_map(|entry| Some((entry.scheme, entry.sweep.clone()?)))
        .filter(|(_, table)| table.n > 0)
        .collect();
    let wide = width >= 600.0;
    let right = if wide {
        width - RIGHT_MARGIN
    } else {
        width - 6.0
    };
    let failable = props.names.len();
    // Where all patterns are drawn, their places do not depend on the present one.
    let always = if failable < 64 && 1_u64 << failable <= MAX_DRAWN as u64 {
        Pattern::NONE_DOWN
    } else {
        props.pattern
    };
    let layout: Rc<PatternLayout> = use_memo(
        (failable, tables.clone(), always, right.to_bits()),
        |(failable, tables, always, right)| {
            let rank = mean_accuracy(tables);
            lay_out(
                *failable,
                rank.as_deref(),
                *always,
                LEFT + 6.0,
                f64::from_bits(*right),
            )
        },
    );
    // The pattern under the pointer, and the one that the keys have walked to.
    let hovered = use_state_eq(|| None::<Pattern>);
    let active = use_state_eq(|| None::<Pattern>);

    let at_pointer = {
        let (listbox, layout) = (listbox.clone(), layout.clone());
        move |event: &MouseEvent| -> Option<Pattern> {
            let left = listbox.cast::<Element>()?.get_bounding_client_rect().left();
            let column = layout.nearest(f64::from(event.client_x()) - left)?;
            Some(layout.columns[column].pattern)
        }
    };
    let on_click = {
        let (choose, at_pointer, active) =
            (props.on_choose.clone(), at_pointer.clone(), active.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(pattern) = at_pointer(&event) {
                active.set(Some(pattern));
                choose.emit(pattern);
            }
        })
    };
    let on_move = {
        let hovered = hovered.clone();
        Callback::from(move |event: PointerEvent| hovered.set(at_pointer(&event)))
    };
    let on_out = {
        let hovered = hovered.clone();
        Callback::from(move |_: PointerEvent| hovered.set(None))
    };
    let on_focus = {
        let (active, present) = (active.clone(), props.pattern);
        Callback::from(move |_: FocusEvent| {
            if active.is_none() {
                active.set(Some(present));
            }
        })
    };
    let on_blur = {
        let active = active.clone();
        Callback::from(move |_: FocusEvent| active.set(None))
    };
    let on_key = {
        let (active, layout, frame) = (active.clone(), layout.clone(), frame.clone());
        let (present, choose) = (props.pattern, props.on_choose.clone());
        Callback::from(move |event: KeyboardEvent| {
            let from = active.unwrap_or(present);
            let step = match event.key().as_str() {
                "ArrowLeft" => Step::Left,
                "ArrowRight" => Step::Right,
                "ArrowUp" => Step::Fewer,
                "ArrowDown" => Step::More,
                "Home" => Step::First,
                "End" => Step::Last,
                "Enter" | " " => {
                    event.prevent_default();
                    choose.emit(from);
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            let column = layout.step(layout.find(from).unwrap_or(0), step);
            if let Some(column) = layout.columns.get(column) {
                active.set(Some(column.pattern));
                if let Some(frame) = frame.cast::<Element>() {
                    frame.set_scroll_left((column.x - width / 2.0) as i32);
                }
            }
        })
    };

    let read = active.or(*hovered).unwrap_or(props.pattern);
    let needed = layout.width.max(right);
    html! {
        <div class="pattern-chart">
            <div class="pattern-head">
                <h2>{ "Every failure pattern" }</h2>
                <Readout tables={tables.clone()} names={props.names.clone()} pattern={read} />
                if !tables.is_empty() {
                    <PatternTable tables={tables.clone()} names={props.names.clone()} layout={layout.clone()} />
                }
            </div>
            <div class="pattern-frame" ref={frame}>
                if tables.is_empty() {
                    <p class="empty">{ empty(failable) }</p>
                } else {
                    <PatternMarks tables={tables.clone()} names={props.names.clone()} layout={layout.clone()}
                        right={if wide { width } else { right }} random_guess={props.random_guess} />
                    <svg class="pattern-options" ref={listbox} width={place(needed)} height={place(HEIGHT)}
                        role="listbox" tabindex="0" aria-label="Failure pattern"
                        aria-activedescendant={active.map(option_id)}
                        onclick={on_click} onpointermove={on_move} onpointerleave={on_out}
                        onfocus={on_focus} onblur={on_blur} onkeydown={on_key}>
                        <PatternOptions {tables} names={props.names.clone()} layout={layout.clone()} pattern={props.pattern} />
                        { frame_of(&layout, *hovered, "pattern-hovered") }
                        { frame_of(&layout, Some(props.pattern), "pattern-present") }
                        { frame_of(&layout, *active, "pattern-active") }
                    </svg>
                }
            </div>
        </div>
    }
}

/// Mean accuracy of the schemes under each pattern, by bit mask: what strips are sorted by.
fn mean_accuracy(tables: &[(Scheme, Shared<SweepTable>)]) -> Option<Vec<f64>> {
    let count = tables.first()?.1.correct.len();
    let mut sum = vec![0.0; count];
    for (_, table) in tables {
        for (sum, accuracy) in sum.iter_mut().zip(table.accuracies()) {
            *sum += accuracy;
        }
    }
    Some(sum)
}

fn empty(failable: usize) -> String {
    if failable > deepfog_resilience::pattern::MAX_EXACT {
        format!(
            "{failable} nodes can fail: too many failure patterns to show each. Fail nodes in the network to see single ones."
        )
    } else {
        let patterns = counted(1 << failable, "failure pattern");
        format!("{patterns}: the accuracies appear here as they are measured.")
    }
}

fn option_id(pattern: Pattern) -> String {
    format!("pattern-option-{}", pattern.0)
}

/// A frame around a pattern's place.
fn frame_of(layout: &PatternLayout, pattern: Option<Pattern>, class: &'static str) -> Html {
    let Some(column) = pattern.and_then(|pattern| layout.columns.get(layout.find(pattern)?)) else {
        return Html::default();
    };
    let half = (layout.column_width / 2.0 - 1.0).clamp(4.0, 28.0);
    html! {
        <rect class={class} aria-hidden="true" x={place(column.x - half)} y={place(TOP - 6.0)} width={place(2.0 * half)}
            height={place(bottom(layout.manner) - TOP + 11.0)} rx="4" />
    }
}

/// Properties of [`Readout`].
#[derive(Clone, PartialEq, Properties)]
struct ReadoutProps {
    tables: Vec<(Scheme, Shared<SweepTable>)>,
    names: Shared<Vec<NodeId>>,
    pattern: Pattern,
}

/// The figures of the pattern that is pointed at, or else of the present one; at the same time the legend.
#[function_component]
fn Readout(props: &ReadoutProps) -> Html {
    html! {
        <p class="pattern-readout" data-pattern={props.pattern.0.to_string()}>
            <b>{ wording::pattern(&props.names, props.pattern) }</b>
            { for props.tables.iter().map(|(scheme, table)| html! {
                <span key={scheme.slug()} class="reading" data-scheme={scheme.slug()}>
                    { lone_mark(*scheme) }
                    <span class="reading-name" aria-hidden="true">{ scheme.name() }</span>
                    <span class="figure">{ table.accuracy(props.pattern).map_or("–".to_owned(), number::percent) }</span>
                </span>
            }) }
        </p>
    }
}

/// Properties of [`PatternOptions`].
#[derive(Clone, PartialEq, Properties)]
struct PatternOptionsProps {
    tables: Vec<(Scheme, Shared<SweepTable>)>,
    names: Shared<Vec<NodeId>>,
    layout: Rc<PatternLayout>,
    pattern: Pattern,
}

/// One option per pattern: what readers hear and tests click.
#[function_component]
fn PatternOptions(props: &PatternOptionsProps) -> Html {
    let labels: Rc<Vec<AttrValue>> = use_memo(
        (
            props.tables.clone(),
            props.names.clone(),
            props.layout.clone(),
        ),
        |(tables, names, layout)| {
            layout
                .columns
                .iter()
                .map(|column| AttrValue::from(label(tables, names, column.pattern)))
                .collect()
        },
    );
    let width = props.layout.column_width;
    let height = bottom(props.layout.manner) - TOP + 6.0;
    html! {
        { for props.layout.columns.iter().zip(labels.iter()).map(|(column, label)| html! {
            <rect key={column.pattern.0} class="pattern-option" role="option" id={option_id(column.pattern)}
                data-pattern={column.pattern.0.to_string()} aria-label={label.clone()}
                aria-selected={(column.pattern == props.pattern).to_string()}
                x={place(column.x - width / 2.0)} y={place(TOP - 3.0)} width={place(width)} height={place(height)} />
        }) }
    }
}

fn label(tables: &[(Scheme, Shared<SweepTable>)], names: &[NodeId], pattern: Pattern) -> String {
    let figures: Vec<String> = tables
        .iter()
        .filter_map(|(scheme, table)| {
            let accuracy = table.accuracy(pattern)?;
            Some(format!("{} {} %", scheme.name(), number::percent(accuracy)))
        })
        .collect();
    format!(
        "{}: {}",
        wording::pattern(names, pattern),
        figures.join(", ")
    )
}
