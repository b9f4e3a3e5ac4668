//! The still part of the chart of all failure patterns: grid, names, and one mark per scheme and pattern.
//!
//! It is drawn again only when a table or the width changes, never with a sample or a chosen pattern. All marks
//! of a scheme are one path, and all whiskers another, so that 256 patterns are a dozen elements.

use std::rc::Rc;

use deepfog_notation::mark::{mark_class, mark_path};
use deepfog_notation::number::place;
use deepfog_protocol::SweepTable;
use deepfog_topology::{NodeId, Scheme};
use yew::prelude::*;

use super::data::Shared;
use super::wording;
use deepfog_chart::pattern_layout::{Manner, PatternLayout};
use deepfog_chart::scale::Linear;

/// Height of the chart in CSS pixels.
pub const HEIGHT: f64 = 111.0;
/// Left margin: the percentages.
pub const LEFT: f64 = 36.0;
/// Upper end of the plot: 100 %.
pub const TOP: f64 = 7.0;
/// Room for a mark beside its neighbour in a column.
const MARK_STEP: f64 = 11.0;

/// Lower end of the plot: 0 %.
pub fn bottom(manner: Manner) -> f64 {
    match manner {
        // Two lines of words below: node names, and how many are down.
        Manner::Columns => 78.0,
        Manner::Strips => 92.0,
    }
}

/// Properties of [`PatternMarks`].
#[derive(Clone, PartialEq, Properties)]
pub struct PatternMarksProps {
    /// The schemes that have been measured, with their tables.
    pub tables: Vec<(Scheme, Shared<SweepTable>)>,
    /// Names of the nodes that can fail, in bit order.
    pub names: Shared<Vec<NodeId>>,
    /// Where the patterns stand.
    pub layout: Rc<PatternLayout>,
    /// Right end of the plot.
    pub right: f64,
    /// Expected accuracy of a random guess.
    pub random_guess: Option<f64>,
}

/// Grid, names and marks; hidden from readers, who have the options and the table.
#[function_component]
pub fn PatternMarks(props: &PatternMarksProps) -> Html {
    let layout = &*props.layout;
    let bottom = bottom(layout.manner);
    let y = Linear::new((0.0, 1.0), (bottom, TOP));
    let right = props.right.max(layout.width);
    html! {
        <svg class="pattern-marks" width={place(layout.width.max(props.right))} height={place(HEIGHT)} aria-hidden="true">
            { for [0.0, 0.5, 1.0].into_iter().map(|share| html! {
                <g key={place(share)}>
                    <line class="grid" x1={place(LEFT)} x2={place(right)} y1={place(y.at(share))} y2={place(y.at(share))} />
                    <text class="tick" x={place(LEFT - 6.0)} y={place(y.at(share) + 3.5)} text-anchor="end">{ format!("{:.0} %", 100.0 * share) }</text>
                </g>
            }) }
            if let Some(share) = props.random_guess {
                <g>
                    <line class="guess-line" x1={place(LEFT)} x2={place(right)} y1={place(y.at(share))} y2={place(y.at(share))} />
                    <text class="tick guess-word" x={place(right)} y={place(y.at(share) - 4.0)} text-anchor="end">{ "random guess" }</text>
                </g>
            }
            { words(props, bottom) }
            // The hollow circle of the first scheme comes last, so that a disc at the same place does not hide it.
            { for props.tables.iter().enumerate().rev().map(|(slot, (scheme, table))| marks(props, slot, *scheme, table, &y)) }
        </svg>
    }
}

/// Node names below columns, and how many nodes are down below groups.
fn words(props: &PatternMarksProps, bottom: f64) -> Html {
    let layout = &*props.layout;
    let columns = layout.manner == Manner::Columns;
    // As many letters as fit at about 5.6 pixels each; the whole name stands in the readout and the table.
    let letters = (layout.column_width / 5.6) as usize;
    html! {
        <>
            if columns {
                { for layout.columns.iter().map(|column| {
                    let down = wording::down_names(&props.names, column.pattern).join(" ");
                    let text = if down.is_empty() { "–".to_owned() } else { shortened(&down, letters) };
                    html! {
                        <text key={column.pattern.0} class="tick names" x={place(column.x)} y={place(bottom + 14.0)} text-anchor="middle">{ text }</text>
                    }
                }) }
            }
            { for layout.groups.iter().map(|group| {
                let text = if columns { wording::nodes_down(group.down) } else { group.down.to_string() };
                let y = if columns { bottom + 29.0 } else { bottom + 15.0 };
                html! {
                    <g key={group.down}>
                        <line class="group-line" x1={place(group.from + 3.0)} x2={place(group.to - 3.0)}
                            y1={place(y - 10.5)} y2={place(y - 10.5)} />
                        <text class="tick" x={place((group.from + group.to) / 2.0)} y={place(y)} text-anchor="middle">{ text }</text>
                    </g>
                }
            }) }
            if !columns {
                <text class="tick" x="0" y={place(bottom + 15.0)}>{ "down" }</text>
            }
        </>
    }
}

/// A text of at most so many letters, with an ellipsis where it was longer.
fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Horizontal place of a scheme's mark beside its column's middle, and the mark's radius.
fn offset(layout: &PatternLayout, slot: usize, schemes: usize) -> (f64, f64) {
    match layout.manner {
        Manner::Columns => {
            let step = MARK_STEP.min((layout.column_width - 4.0) / schemes.max(1) as f64);
            ((slot as f64 - (schemes as f64 - 1.0) / 2.0) * step, 4.0)
        }
        Manner::Strips => (0.0, (layout.column_width * 0.62).clamp(1.7, 3.2)),
    }
}

fn marks(
    props: &PatternMarksProps,
    slot: usize,
    scheme: Scheme,
    table: &SweepTable,
    y: &Linear,
) -> Html {
    let layout = &*props.layout;
    let (shift, radius) = offset(layout, slot, props.tables.len());
    let mut path = String::new();
    let mut whiskers = String::new();
    for column in &layout.columns {
        let Some(accuracy) = table.accuracy(column.pattern) else {
            continue;
        };
        let x = column.x + shift;
        path.push_str(&mark_path(scheme, x, y.at(accuracy), radius));
        if layout.manner == Manner::Columns
            && let Some(interval) = table.interval(column.pattern)
        {
            whiskers.push_str(&format!(
                "M{0} {1}V{2}",
                place(x),
                place(y.at(interval.low)),
                place(y.at(interval.high))
            ));
        }
    }
    let small = layout.manner == Manner::Strips;
    html! {
        <g key={scheme.slug()} data-scheme={scheme.slug()}>
            if !whiskers.is_empty() {
                <path class={classes!("whiskers", mark_class(scheme))} d={whiskers} />
            }
            <path class={classes!(mark_class(scheme), small.then_some("small"))} d={path} />
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_shortened() {
        for (letters, expected) in [(8, "e1 f2 f3"), (7, "e1 f2…"), (3, "e1…"), (0, "…")] {
            assert_eq!(shortened("e1 f2 f3", letters), expected);
        }
    }
}
