//! The bar of one accuracy with its interval and its references.

use deepfog_resilience::Interval;
use yew::prelude::*;

use deepfog_chart::scale::percentage;

/// What is drawn of an accuracy; all shares are 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccuracyBar {
    /// The accuracy; `None` leaves the track bare.
    pub accuracy: Option<f64>,
    /// Its 95 % interval, drawn as a whisker.
    pub interval: Option<Interval>,
    /// Accuracy of a random guess: a dashed line.
    pub random_guess: Option<f64>,
    /// Accuracy without failure: a solid line.
    pub no_failure: Option<f64>,
}

/// An accuracy from 0 to 100 %. The figures stand beside it in text, so it is hidden from readers.
pub fn accuracy_bar(bar: AccuracyBar) -> Html {
    html! {
        <svg class="accuracy-bar" width="100%" height="18" aria-hidden="true">
            <rect class="bar-track" x="0" y="8" width="100%" height="2" />
            if let Some(accuracy) = bar.accuracy {
                <rect class="bar-fill" x="0" y="5" width={percentage(accuracy)} height="8" />
            }
            if let Some(interval) = bar.interval {
                <line class="bar-whisker" x1={percentage(interval.low)} x2={percentage(interval.high)} y1="9" y2="9" />
            }
            { reference("bar-guess", bar.random_guess) }
            { reference("bar-full", bar.no_failure) }
        </svg>
    }
}

fn reference(class: &'static str, share: Option<f64>) -> Html {
    share.map_or_else(Html::default, |share| {
        let x = percentage(share);
        html! { <line class={class} x1={x.clone()} x2={x} y1="1" y2="17" /> }
    })
}
