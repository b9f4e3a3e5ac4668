//! The curves of the trainings of one run, and the same as a table.

use deepfog_notation::mark::{mark_class, mark_path, scheme_class};
use deepfog_notation::number::{loss, percent, percentage, place};
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::mark::mark;
use super::parts::{Cell, Line, table};
use crate::curve::{
    self, ACCURACY, Curve, HEIGHT, LEFT, LOSS, Place, Plot, RIGHT, Series, Tick, WIDTH,
};

/// Properties of [`Curves`].
#[derive(Clone, PartialEq, Properties)]
pub struct CurvesProps {
    /// Expected accuracy of a random guess on the validation samples; `None` before that is known.
    pub guess: Option<f64>,
    /// The epochs of each.
    pub series: Vec<Series>,
    /// How many epochs there will be.
    pub epochs: u32,
}

/// One drawing for all trainings of a run.
#[function_component]
pub fn Curves(props: &CurvesProps) -> Html {
    let plot = curve::plot(&props.series, props.epochs, props.guess);
    html! {
        <figure class="lab-curves">
            <svg viewBox={format!("0 0 {} {}", place(WIDTH), place(HEIGHT))} width="100%" role="img" aria-label={spoken(&props.series)}>
                { axes(&plot, props.guess) }
                { for plot.curves.iter().map(lines) }
            </svg>
            <figcaption class="lab-key">
                { for props.series.iter().map(|series| html! {
                    <span key={series.scheme.slug()}>{ mark(series.scheme) }{ " " }{ series.scheme.name() }</span>
                }) }
                <span><svg class="scheme-mark" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true"><path class="best-ring" d={mark_path(Scheme::ResilinetPlus, 0.0, 0.0, 5.0)} /></svg>{ " best epoch, kept" }</span>
            </figcaption>
            <details class="lab-more">
                <summary>{ "Every epoch as a table" }</summary>
                { every_epoch(&props.series) }
            </details>
        </figure>
    }
}

fn axes(plot: &Plot, guess: Option<f64>) -> Html {
    let frame = |(top, bottom): (f64, f64), ticks: &[Tick]| {
        html! {
            <>
                { for ticks.iter().map(|tick| html! {
                    <line class="grid" x1={place(LEFT)} x2={place(RIGHT)} y1={place(tick.at)} y2={place(tick.at)} />
                }) }
                { for ticks.iter().map(|tick| html! {
                    <text class="tick" x={place(LEFT - 5.0)} y={place(tick.at + 3.5)} text-anchor="end">{ &tick.text }</text>
                }) }
                <line class="axis" x1={place(LEFT)} x2={place(LEFT)} y1={place(top)} y2={place(bottom)} />
            </>
        }
    };
    html! {
        <g aria-hidden="true">
            <text class="tick" x="0" y={place(LOSS.0 - 10.0)}>{ "training loss" }</text>
            { frame(LOSS, &plot.loss_ticks) }
            <text class="tick" x="0" y={place(ACCURACY.0 - 10.0)}>{ "accuracy on validation samples, in %" }</text>
            { frame(ACCURACY, &plot.accuracy_ticks) }
            if let (Some(at), Some(guess)) = (plot.guess, guess) {
                <line class="guess-line" x1={place(LEFT)} x2={place(RIGHT)} y1={place(at)} y2={place(at)} />
                <text class="tick" x={place(RIGHT)} y={place(at - 3.0)} text-anchor="end">{ format!("random guess {}", percent(guess)) }</text>
            }
            { for plot.epoch_ticks.iter().map(|tick| html! {
                <text class="tick" x={place(tick.at)} y={place(ACCURACY.1 + 13.0)} text-anchor="middle">{ &tick.text }</text>
            }) }
            <text class="tick" x={place(RIGHT)} y={place(ACCURACY.1 + 26.0)} text-anchor="end">{ "epoch" }</text>
        </g>
    }
}

fn lines(curve: &Curve) -> Html {
    let marks = |places: &[Place]| -> String {
        places
            .iter()
            .map(|(x, y)| mark_path(curve.scheme, *x, *y, 2.6))
            .collect()
    };
    html! {
        <g key={curve.scheme.slug()} class={scheme_class(curve.scheme)} aria-hidden="true">
            <path class="curve" d={curve.loss.clone()} />
            <path class="curve" d={curve.accuracy.clone()} />
            <path class={classes!(mark_class(curve.scheme), "small")} d={marks(&curve.loss_marks)} />
            <path class={classes!(mark_class(curve.scheme), "small")} d={marks(&curve.accuracy_marks)} />
            if let Some((x, y)) = curve.best {
                <path class="best-ring" d={mark_path(Scheme::ResilinetPlus, x, y, 6.0)} />
            }
        </g>
    }
}

/// What the drawing shows, for who hears it.
fn spoken(series: &[Series]) -> String {
    let parts: Vec<String> = series
        .iter()
        .filter_map(|series| {
            let last = series.points.last()?;
            let best = series.points.iter().rev().find(|point| point.best);
            let best = best.map_or(String::new(), |best| {
                format!(
                    ", best {} in epoch {}",
                    percentage(best.validation_accuracy),
                    best.epoch
                )
            });
            Some(format!(
                "{}: epoch {}, loss {}, {} on validation{best}",
                series.scheme.name(),
                last.epoch,
                loss(last.loss),
                percentage(last.validation_accuracy)
            ))
        })
        .collect();
    if parts.is_empty() {
        "Curves of training, before the first epoch has ended".to_owned()
    } else {
        format!("Curves of training. {}", parts.join("; "))
    }
}

fn every_epoch(series: &[Series]) -> Html {
    let last = series
        .iter()
        .filter_map(|series| series.points.last())
        .map(|point| point.epoch)
        .max()
        .unwrap_or(0);
    let mut heading = vec!["epoch"];
    heading.extend(series.iter().map(|series| series.scheme.name()));
    let cell = |series: &Series, epoch: u32| {
        let point = series.points.iter().find(|point| point.epoch == epoch);
        let text = point.map_or(String::new(), |point| {
            let mark = if point.best { "*" } else { "" };
            format!(
                "{}  {}{mark}",
                loss(point.loss),
                percent(point.validation_accuracy)
            )
        });
        Cell::from(text)
    };
    let lines = (1..=last).map(|epoch| {
        let mut cells = vec![Cell::from(epoch.to_string())];
        cells.extend(series.iter().map(|series| cell(series, epoch)));
        Line {
            data: Vec::new(),
            cells,
        }
    });
    let caption =
        "Training loss, and accuracy on validation samples in %; the best are marked with *";
    html! {
        <div class="lab-scroll" tabindex="0" role="region" aria-label="Every epoch">
            { table("figures-table", caption, &heading, lines.collect()) }
        </div>
    }
}
