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

    /// The same, with these words where two neighbours have the same.
    pub fn told_apart(mut self, words: impl Fn(f64) -> String) -> Self {
        let mut pairs = self.ticks.windows(2);
        if pairs.any(|pair| pair[0].1 == pair[1].1) {
            for (value, told) in &mut self.ticks {
                *told = words(*value);
            }
        }
        self
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
                    <g key={value.to_string()}>
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
                    <g key={value.to_string()}>
                        <line class="grid" x1={place(x)} x2={place(x)} y1={place(top)} y2={place(bottom)} />
                        <text class="tick" x={place(x)} y={place(bottom + 13.0)} text-anchor="middle">{ words }</text>
                    </g>
                }
            }) }
            <text class="tick" x={place(right)} y={place(bottom + 27.0)} text-anchor="end">{ &axis.label }</text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_that_would_read_the_same_are_told_apart() {
        let axis = |low: f64, high: f64| {
            let short = Axis::new((low, high), (0.0, 100.0), 5, "", |value| {
                format!("{:.0} k", value / 1e3)
            });
            let told = short.told_apart(|value| format!("{value:.0}"));
            told.ticks
                .into_iter()
                .map(|(_, words)| words)
                .collect::<Vec<_>>()
        };
        assert_eq!(axis(0.0, 4_000.0)[1], "1 k");
        let close = axis(1_300.0, 1_420.0);
        assert!(close.windows(2).all(|pair| pair[0] != pair[1]), "{close:?}");
        assert!(close.iter().all(|words| words.len() == 4), "{close:?}");
    }
}
