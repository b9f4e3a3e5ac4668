//! Axes of a chart.

use deepfog_chart::scale::Linear;
use deepfog_chart::ticks::ticks;
use deepfog_notation::number::place;
use yew::prelude::*;

/// An axis: its range of values, where they stand, its words and what stands at its ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// From values to places.
    pub scale: Linear,
    /// Ticks: values with their words.
    pub ticks: Vec<(f64, String)>,
    /// What it measures, with the unit.
    pub label: String,
}

impl Axis {
    /// An axis with round ticks, about `most` of them, each worded by `words`.
    pub fn new(
        (low, high): (f64, f64),
        places: (f64, f64),
        most: usize,
        label: impl Into<String>,
        words: impl Fn(f64) -> String,
    ) -> Self {
        Self {
            scale: Linear::new((low, high), places),
            ticks: ticks(low, high, most)
                .into_iter()
                .map(|value| (value, words(value)))
                .collect(),
            label: label.into(),
        }
    }

    /// An axis of shares from 0 to 1, in percent.
    pub fn shares(places: (f64, f64), most: usize, label: impl Into<String>) -> Self {
        Self::new((0.0, 1.0), places, most, label, |value| {
            format!("{:.0}", 100.0 * value)
        })
    }

    /// The place of a value.
    pub fn at(&self, value: f64) -> f64 {
        self.scale.at(value)
    }
}

/// The vertical axis: words above it, figures before it, a line across the chart at each tick.
pub fn vertical(axis: &Axis, left: f64, right: f64, top: f64) -> Html {
    html! {
        <g aria-hidden="true">
            <text class="tick" x="0" y={place(top - 8.0)}>{ &axis.label }</text>
            { for axis.ticks.iter().map(|(value, words)| {
                let y = axis.at(*value);
                html! {
                    <g key={words.clone()}>
                        <line class="grid" x1={place(left)} x2={place(right)} y1={place(y)} y2={place(y)} />
                        <text class="tick" x={place(left - 6.0)} y={place(y + 3.5)} text-anchor="end">{ words }</text>
                    </g>
                }
            }) }
        </g>
    }
}

/// The horizontal axis: figures below it, a line up the chart at each tick, words at its right end.
pub fn horizontal(axis: &Axis, top: f64, bottom: f64, right: f64) -> Html {
    html! {
        <g aria-hidden="true">
            { for axis.ticks.iter().map(|(value, words)| {
                let x = axis.at(*value);
                html! {
                    <g key={words.clone()}>
                        <line class="grid" x1={place(x)} x2={place(x)} y1={place(top)} y2={place(bottom)} />
                        <text class="tick" x={place(x)} y={place(bottom + 13.0)} text-anchor="middle">{ words }</text>
                    </g>
                }
            }) }
            <text class="tick" x={place(right)} y={place(bottom + 27.0)} text-anchor="end">{ &axis.label }</text>
        </g>
    }
}
