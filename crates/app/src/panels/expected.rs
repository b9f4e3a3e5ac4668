//! Expected accuracy under a reliability setting.

use deepfog_notation::mark::scheme_class;
use deepfog_notation::number;
use deepfog_notation::words::counted;
use deepfog_resilience::pattern::MAX_EXACT;
use deepfog_resilience::{Pattern, expected_accuracy};
use yew::prelude::*;

use super::accuracy_bar::{AccuracyBar, accuracy_bar};
use super::data::{SchemeEntry, Shared, Weighting};
use super::mark::scheme_mark;

/// Probability that a live path joins a source to the cloud.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Survival {
    /// With the skip hyperconnections.
    pub with_skips: deepfog_resilience::Survival,
    /// Without them.
    pub without_skips: deepfog_resilience::Survival,
}

/// Properties of [`ExpectedPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct ExpectedPanelProps {
    /// One entry per scheme, without its answer.
    pub entries: Vec<SchemeEntry>,
    /// The setting chosen.
    pub weighting: Option<Shared<Weighting>>,
    /// Expected accuracy of a random guess.
    pub random_guess: Option<f64>,
    /// Path survival under the setting.
    #[prop_or_default]
    pub survival: Option<Survival>,
}

/// A bar per scheme: its accuracy, each failure pattern weighed by its probability.
#[function_component]
pub fn ExpectedPanel(props: &ExpectedPanelProps) -> Html {
    let name = props
        .weighting
        .as_deref()
        .map(|weighting| weighting.name.clone());
    html! {
        <div class="expected-panel">
            <h2>{ "Expected accuracy" }<span class="aside">{ name.map_or(AttrValue::Static(""), |name| format!("under {name}").into()) }</span></h2>
            { for props.entries.iter().map(|entry| row(props, entry)) }
            if let Some(weighting) = props.weighting.as_deref() {
                <p class="expected-note" title={reliabilities(weighting, usize::MAX)}>{ reliabilities(weighting, NAMED) }</p>
            }
            if let Some(survival) = props.survival {
                <p class="expected-note" data-with-skips={survival.with_skips.value().to_string()} data-without-skips={survival.without_skips.value().to_string()}>
                    { "a path lives: " }<span class="figure">{ number::survival(survival.without_skips.value()) }</span>
                    { " without skips, " }<span class="figure">{ number::survival(survival.with_skips.value()) }</span>{ " with" }
                </p>
            }
        </div>
    }
}

fn row(props: &ExpectedPanelProps, entry: &SchemeEntry) -> Html {
    let table = entry.sweep.as_deref();
    let expected = table
        .zip(props.weighting.as_deref())
        .and_then(|(table, weighting)| {
            expected_accuracy(&weighting.reliabilities, &table.accuracies())
        });
    let no_failure = table.and_then(|table| table.accuracy(Pattern::NONE_DOWN));
    html! {
        <div key={entry.scheme.slug()} class={classes!("expected-row", scheme_class(entry.scheme))}
            data-scheme={entry.scheme.slug()} data-expected={expected.map(|value| value.to_string())}
            data-n={table.map(|table| table.n.to_string())}>
            <span class="expected-name">{ scheme_mark(entry.scheme) }{ entry.scheme.name() }</span>
            { accuracy_bar(AccuracyBar { accuracy: expected, random_guess: props.random_guess, no_failure, ..AccuracyBar::default() }) }
            <span class="figure">{ expected.map_or("–".to_owned(), number::percent) }</span>
        </div>
    }
}

/// Up to so many nodes are listed each; more are summed up.
const NAMED: usize = 4;

/// The setting in one line: `e .78 · f2 .80 · f1 .85, exact over 8 patterns`.
fn reliabilities(weighting: &Weighting, named: usize) -> String {
    let values = weighting.reliabilities.values();
    let nodes = if values.iter().all(|&value| value == 1.0) {
        "every node up".to_owned()
    } else if values.len() <= named {
        weighting
            .names
            .iter()
            .zip(values)
            .map(|(name, &value)| format!("{name} {}", number::share(value)))
            .collect::<Vec<_>>()
            .join(" · ")
    } else {
        let (low, high) = values
            .iter()
            .fold((1.0_f64, 0.0_f64), |(low, high), &value| {
                (low.min(value), high.max(value))
            });
        format!(
            "{} nodes, {} to {}",
            values.len(),
            number::share(low),
            number::share(high)
        )
    };
    if values.len() > MAX_EXACT {
        return format!("{nodes}; too many failure patterns to weigh each");
    }
    format!(
        "{nodes}; exact over {}",
        counted(1 << values.len(), "pattern")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_resilience::Reliabilities;

    #[test]
    fn a_setting_in_one_line() {
        for (values, text) in [
            (
                vec![0.78, 0.8, 0.85],
                "n0 .78 · n1 .80 · n2 .85; exact over 8 patterns",
            ),
            (vec![1.0, 1.0], "every node up; exact over 4 patterns"),
            (vec![], "every node up; exact over 1 pattern"),
            (
                vec![0.7, 0.8, 0.65, 0.7, 0.7],
                "5 nodes, .65 to .80; exact over 32 patterns",
            ),
            (
                vec![0.5; 17],
                "17 nodes, .50 to .50; too many failure patterns to weigh each",
            ),
        ] {
            let weighting = Weighting {
                name: "Hazardous".into(),
                names: (0..values.len())
                    .map(|at| format!("n{at}").as_str().into())
                    .collect(),
                reliabilities: Reliabilities::new(values),
            };
            assert_eq!(reliabilities(&weighting, NAMED), text);
        }
    }
}
