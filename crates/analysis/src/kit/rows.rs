//! A chart of rows: a name, and for each scheme a mark on a stem from zero. Rows can be chosen.

use std::rc::Rc;

use deepfog_chart::size::use_width;
use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{place, points, survival};
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::axis::{Axis, horizontal};

/// Height of a row: what a finger needs at least.
const LEAST_HEIGHT: f64 = 24.0;
/// Height that each scheme's mark takes in it.
const SLOT: f64 = 9.0;
/// Letters of a name, at about six pixels each.
const LETTER: f64 = 6.2;
/// Room above the rows, and for the axis below them.
const TOP: f64 = 6.0;
const FOOT: f64 = 34.0;
/// The smallest range of values that fills the chart.
const LEAST_RANGE: f64 = 0.002;

/// What values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Differences of shares, in points.
    Points,
    /// Differences of probabilities.
    Probability,
}

impl Unit {
    /// A value in words.
    pub fn words(self, value: f64) -> String {
        match self {
            Self::Points => points(value),
            Self::Probability if value < 0.0 => format!("−{}", survival(-value)),
            Self::Probability => survival(value),
        }
    }

    /// The same with one more decimal, where points are few.
    fn finer(self, value: f64) -> String {
        match self {
            Self::Points if value < 0.0 => format!("−{:.2}", -100.0 * value),
            Self::Points if value > 0.0 => format!("+{:.2}", 100.0 * value),
            Self::Points | Self::Probability => self.words(value),
        }
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its name in attributes.
    pub slug: String,
    /// A value for each series.
    pub values: Vec<Option<f64>>,
    /// All that it says, for readers.
    pub spoken: String,
    /// Whether what it stands for is shown now.
    pub is_pressed: bool,
}

/// Properties of [`Rows`].
#[derive(Clone, PartialEq, Properties)]
pub struct RowsProps {
    /// Its name for files and tests.
    pub chart: &'static str,
    /// The text alternative.
    pub spoken: AttrValue,
    /// Whose values they are; `None` for those of the drawing itself.
    pub series: Vec<Option<Scheme>>,
    /// The rows, from top to bottom.
    pub rows: Rc<Vec<Row>>,
    /// What is measured.
    pub axis: AttrValue,
    /// In which unit.
    pub unit: Unit,
    /// Hears which row is chosen; without it rows cannot be.
    #[prop_or_default]
    pub on_choose: Option<Callback<usize>>,
}

/// The chart.
#[function_component]
pub fn Rows(props: &RowsProps) -> Html {
    let root = use_node_ref();
    let width = use_width(&root, 420.0).max(200.0);
    let slots = props.series.len();
    let height = LEAST_HEIGHT.max(SLOT * slots as f64 + 6.0);
    let longest = props.rows.iter().map(|row| row.name.chars().count()).max();
    let left = (longest.unwrap_or(0) as f64 * LETTER + 14.0).min(0.42 * width);
    // What was rounded must not cost a letter.
    let letters = ((left - 14.0) / LETTER + 0.01).max(1.0) as usize;
    // A single value stands beside its mark in figures.
    let right = width - if slots == 1 { 52.0 } else { 12.0 };
    let bottom = TOP + height * props.rows.len() as f64;
    let axis = Axis::new(
        range(&props.rows),
        (left + 6.0, right),
        ((right - left) / 64.0) as usize,
        props.axis.to_string(),
        |value| props.unit.words(value),
    )
    .told_apart(|value| props.unit.finer(value));
    html! {
        <div class="analysis-frame" ref={root}>
            <svg data-chart={props.chart} width={place(width)} height={place(bottom + FOOT)} role={if props.on_choose.is_some() { "group" } else { "img" }} aria-label={props.spoken.clone()}>
                { horizontal(&axis, TOP, bottom, width - 4.0) }
                <line class="axis" x1={place(axis.at(0.0))} x2={place(axis.at(0.0))} y1={place(TOP)} y2={place(bottom)} />
                { for props.rows.iter().enumerate().map(|(at, row)| {
                    let top = TOP + height * at as f64;
                    let middle = top + height / 2.0;
                    let inner = html! {
                        <>
                            <rect class="back" x="0" y={place(top)} width={place(width)} height={place(height)} />
                            <text class="tick name" x={place(left - 4.0)} y={place(middle + 3.5)} text-anchor="end">{ shortened(&row.name, letters) }</text>
                            { for row.values.iter().enumerate().filter_map(|(slot, value)| {
                                let shift = (slot as f64 - (slots as f64 - 1.0) / 2.0) * SLOT;
                                Some(stem(props, slot, (*value)?, middle + shift, &axis))
                            }) }
                        </>
                    };
                    drawn_row(props, at, row, inner)
                }) }
            </svg>
        </div>
    }
}

/// A row that can be chosen, or not.
fn drawn_row(props: &RowsProps, at: usize, row: &Row, inner: Html) -> Html {
    let Some(on) = &props.on_choose else {
        return html! { <g key={row.slug.clone()} data-row={row.slug.clone()}>{ inner }</g> };
    };
    let onclick = on.reform(move |_: MouseEvent| at);
    let onkeydown = {
        let on = on.clone();
        move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                on.emit(at);
            }
        }
    };
    html! {
        <g key={row.slug.clone()} class="analysis-row" data-row={row.slug.clone()} role="button" tabindex="0" aria-label={row.spoken.clone()}
            aria-pressed={row.is_pressed.to_string()} {onclick} {onkeydown}>{ inner }</g>
    }
}

fn stem(props: &RowsProps, slot: usize, value: f64, y: f64, axis: &Axis) -> Html {
    let (zero, x) = (axis.at(0.0), axis.at(value));
    let scheme = props.series.get(slot).copied().flatten();
    let class = scheme.map_or("scheme plain", scheme_class);
    html! {
        <g key={slot} class={class} data-scheme={scheme.map(Scheme::slug)} data-value={value.to_string()} aria-hidden="true">
            <line class="stem" x1={place(zero)} x2={place(x)} y1={place(y)} y2={place(y)} />
            <path class={classes!(scheme.map_or("mark", mark_class), "small")} d={mark_path(scheme.unwrap_or(Scheme::ResilinetPlus), x, y, 4.2)} />
            if props.series.len() == 1 {
                <text class="tick value" x={place(x.max(zero) + 8.0)} y={place(y + 3.5)}>{ props.unit.words(value) }</text>
            }
        </g>
    }
}

/// From the smallest value to the largest, zero included.
fn range(rows: &[Row]) -> (f64, f64) {
    let values = rows.iter().flat_map(|row| row.values.iter().flatten());
    let (low, high) = values.fold((0.0, 0.0), |(low, high): (f64, f64), value| {
        (low.min(*value), high.max(*value))
    });
    (
        low,
        if high - low < LEAST_RANGE {
            low + LEAST_RANGE
        } else {
            high
        },
    )
}

/// A name in so many letters.
fn shortened(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let start: String = name.chars().take(letters.saturating_sub(1)).collect();
    start + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ranges_fit() {
        assert_eq!(shortened("e, f2, f1", 20), "e, f2, f1");
        assert_eq!(shortened("e, f2, f1", 5), "e, f…");
        let row = |values: Vec<Option<f64>>| Row {
            name: String::new(),
            slug: String::new(),
            values,
            spoken: String::new(),
            is_pressed: false,
        };
        assert_eq!(range(&[]), (0.0, LEAST_RANGE));
        let rows = [row(vec![Some(-0.1), None]), row(vec![Some(0.3), Some(0.2)])];
        assert_eq!(range(&rows), (-0.1, 0.3));
        assert_eq!(Unit::Probability.words(-0.25), "−.2500");
        assert_eq!(Unit::Points.words(0.125), "+12.5");
    }
}
