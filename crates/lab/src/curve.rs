//! Where the curves of a training are drawn: loss above, accuracy on validation samples below, by epoch.

use deepfog_notation::number::place;
use deepfog_protocol::EpochPoint;
use deepfog_topology::Scheme;

/// Width of the whole drawing.
pub const WIDTH: f64 = 400.0;
/// Height of the whole drawing.
pub const HEIGHT: f64 = 236.0;
/// Left end of the axes: figures stand before it.
pub const LEFT: f64 = 40.0;
/// Right end of the axes.
pub const RIGHT: f64 = 392.0;
/// Top and bottom of the loss.
pub const LOSS: (f64, f64) = (22.0, 92.0);
/// Top and bottom of the accuracy.
pub const ACCURACY: (f64, f64) = (126.0, 206.0);
/// More epochs than these get no mark each.
const MARKED: usize = 24;

/// The epochs of one training.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its scheme.
    pub scheme: Scheme,
    /// The epochs so far.
    pub points: Vec<EpochPoint>,
}

/// A place.
pub type Place = (f64, f64);

/// One training's curves.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its scheme.
    pub scheme: Scheme,
    /// The loss, as an SVG path; empty below two epochs.
    pub loss: String,
    /// The accuracy, as an SVG path; empty below two epochs.
    pub accuracy: String,
    /// Where marks stand on the loss.
    pub loss_marks: Vec<Place>,
    /// Where marks stand on the accuracy.
    pub accuracy_marks: Vec<Place>,
    /// Where the best epoch stands on the accuracy.
    pub best: Option<Place>,
}

/// A figure at an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Its place along the axis.
    pub at: f64,
    /// What stands there.
    pub text: String,
}

/// Everything that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// The curves.
    pub curves: Vec<Curve>,
    /// Figures at the axis of the loss.
    pub loss_ticks: Vec<Tick>,
    /// Figures at the axis of the accuracy.
    pub accuracy_ticks: Vec<Tick>,
    /// Figures at the axis of the epochs.
    pub epoch_ticks: Vec<Tick>,
    /// Height of the line of a guess.
    pub guess: Option<f64>,
}

/// Lays the curves out. `epochs` is how many there will be, `guess` the accuracy of guessing.
pub fn plot(series: &[Series], epochs: u32, guess: Option<f64>) -> Plot {
    let points = || series.iter().flat_map(|series| &series.points);
    let last = points()
        .map(|point| point.epoch)
        .fold(epochs.max(1), u32::max);
    let highest = points()
        .map(|point| point.loss)
        .filter(|loss| loss.is_finite())
        .fold(0.0, f64::max);
    let top = ceiling(highest);
    let x = |epoch: f64| {
        let share = if last > 1 {
            (epoch - 1.0) / f64::from(last - 1)
        } else {
            0.5
        };
        LEFT + 8.0 + share * (RIGHT - LEFT - 16.0)
    };
    let between = |(high, low): (f64, f64), share: f64| low - share.clamp(0.0, 1.0) * (low - high);
    let loss = |value: f64| between(LOSS, if value.is_finite() { value / top } else { 1.0 });
    let accuracy = |value: f64| between(ACCURACY, value);
    let curves = series
        .iter()
        .map(|series| {
            let along = |y: &dyn Fn(&EpochPoint) -> f64| -> Vec<Place> {
                let place = |point: &EpochPoint| (x(f64::from(point.epoch)), y(point));
                series.points.iter().map(place).collect()
            };
            let losses = along(&|point| loss(point.loss));
            let accuracies = along(&|point| accuracy(point.validation_accuracy));
            let best = series.points.iter().rposition(|point| point.best);
            Curve {
                scheme: series.scheme,
                best: best.map(|at| accuracies[at]),
                loss: path(&losses),
                accuracy: path(&accuracies),
                loss_marks: marks(&losses),
                accuracy_marks: marks(&accuracies),
            }
        })
        .collect();
    let tick = |at: f64, text: String| Tick { at, text };
    Plot {
        curves,
        loss_ticks: [0.0, 0.5, 1.0]
            .map(|share| tick(loss(share * top), decimal(share * top)))
            .to_vec(),
        accuracy_ticks: [0.0, 0.5, 1.0]
            .map(|share| tick(accuracy(share), format!("{:.0}", 100.0 * share)))
            .to_vec(),
        epoch_ticks: epoch_ticks(last)
            .into_iter()
            .map(|epoch| tick(x(f64::from(epoch)), epoch.to_string()))
            .collect(),
        guess: guess.map(accuracy),
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is at least so much; 1 where there is nothing.
fn ceiling(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= value)
        .unwrap_or(10.0 * power)
}

/// The first and the last epoch, and round ones between that leave room for their figures.
fn epoch_ticks(last: u32) -> Vec<u32> {
    let step = (1..)
        .flat_map(|power| [1_u32, 2, 5].map(|digit| digit * 10_u32.pow(power - 1)))
        .find(|step| last / step <= 6)
        .unwrap_or(last);
    let mut ticks = vec![1];
    let mut at = step;
    while at < last {
        // Figures beside each other need room.
        if at > 1 && at > step / 2 && last - at >= step.div_ceil(2) {
            ticks.push(at);
        }
        at += step;
    }
    if last > 1 {
        ticks.push(last);
    }
    ticks
}

fn decimal(value: f64) -> String {
    place(value)
}

fn path(places: &[Place]) -> String {
    if places.len() < 2 {
        return String::new();
    }
    let mut text = String::with_capacity(places.len() * 14);
    for (at, (x, y)) in places.iter().enumerate() {
        text.push(if at == 0 { 'M' } else { 'L' });
        text.push_str(&place(*x));
        text.push(' ');
        text.push_str(&place(*y));
    }
    text
}

/// Every place where there are few, else the last one.
fn marks(places: &[Place]) -> Vec<Place> {
    if places.len() <= MARKED {
        places.to_vec()
    } else {
        places.last().copied().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::tests::point;

    fn series(points: Vec<EpochPoint>) -> Vec<Series> {
        vec![Series {
            scheme: Scheme::Vanilla,
            points,
        }]
    }

    #[test]
    fn curves_span_the_axes() {
        let points = vec![
            point(1, 0.0, true),
            point(2, 0.5, true),
            point(3, 0.25, false),
        ];
        let plot = plot(&series(points), 3, Some(0.1));
        let curve = &plot.curves[0];
        assert_eq!(curve.loss, "M48 22L216 57L384 68.67");
        assert_eq!(curve.accuracy, "M48 206L216 166L384 186");
        assert_eq!(curve.best, Some((216.0, 166.0)));
        assert_eq!(curve.accuracy_marks.len(), 3);
        assert_eq!(plot.guess, Some(198.0));
    }

    #[test]
    fn a_single_epoch_is_a_mark_and_no_line() {
        let plot = plot(&series(vec![point(1, 0.5, true)]), 1, None);
        assert_eq!(plot.curves[0].loss, "");
        assert_eq!(plot.curves[0].loss_marks.len(), 1);
        assert_eq!(plot.epoch_ticks.len(), 1);
    }

    #[test]
    fn a_loss_that_is_no_number_stands_at_the_top() {
        let mut bad = point(2, 0.1, false);
        bad.loss = f64::NAN;
        let plot = plot(&series(vec![point(1, 0.1, true), bad]), 2, None);
        assert_eq!(plot.curves[0].loss, "M48 22L384 22");
    }

    #[test]
    fn many_epochs_keep_the_last_mark() {
        let points: Vec<_> = (1..=100).map(|epoch| point(epoch, 0.5, false)).collect();
        let plot = plot(&series(points), 100, None);
        assert_eq!(plot.curves[0].loss_marks, [(384.0, 91.3)]);
        assert_eq!(plot.curves[0].best, None);
    }

    #[test]
    fn epochs_have_round_figures() {
        for (last, expected) in [
            (1, vec![1]),
            (2, vec![1, 2]),
            (6, vec![1, 2, 3, 4, 5, 6]),
            (10, vec![1, 2, 4, 6, 8, 10]),
            (60, vec![1, 10, 20, 30, 40, 50, 60]),
            (100, vec![1, 20, 40, 60, 80, 100]),
            (1_000, vec![1, 200, 400, 600, 800, 1_000]),
        ] {
            assert_eq!(epoch_ticks(last), expected);
        }
    }

    #[test]
    fn the_loss_has_a_round_top() {
        for (value, top) in [
            (0.0, 1.0),
            (0.7, 1.0),
            (1.2, 2.0),
            (2.3, 5.0),
            (7.0, 10.0),
            (0.03, 0.05),
        ] {
            assert!((ceiling(value) - top).abs() < 1e-9, "{value}");
        }
    }
}
