//! What costs most: the failure patterns that take the most from the expected accuracy.

use std::rc::Rc;

use deepfog_notation::number::{percentage, points};
use deepfog_resilience::{Loss, Pattern, worst_cases};
use deepfog_topology::{Scheme, order};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::PartProps;
use crate::evidence::Evidence;
use crate::kit::parts::instead;
use crate::kit::table::probability;
use crate::kit::{Datum, Figure, Row, Rows, Table, Unit};
use crate::odds::Odds;
use crate::view::pattern::{apply, down};

/// So many are shown.
const MOST: usize = 12;

/// The chart: a bar per pattern; a click has the page show it.
#[function_component]
pub fn Worst(props: &PartProps) -> Html {
    let chosen = use_state_eq(|| None::<Scheme>);
    let of_chosen =
        chosen.and_then(|scheme| props.evidence.iter().find(|found| found.scheme == scheme));
    let pair = props.difference().map(|(a, b)| (a.clone(), b.clone()));
    let of = of_chosen.or_else(|| props.evidence.last()).cloned();
    let cases = use_memo(
        (pair.clone(), of.clone(), props.kind, props.odds.clone()),
        |(pair, of, kind, odds)| {
            let reliabilities = odds.reliabilities(*kind);
            match (pair, of) {
                (Some((a, b)), _) => differing(a, b, odds, *kind),
                (None, Some(found)) => found
                    .outcomes(&reliabilities)
                    .map_or_else(Vec::new, |outcomes| worst_cases(&outcomes, MOST)),
                _ => Vec::new(),
            }
        },
    );
    let Some(of) = of else {
        return Html::default();
    };
    let state = &props.tab.state;
    let rows: Rc<Vec<Row>> = Rc::new(
        cases
            .iter()
            .map(|case| row(props, case, pair.is_some()))
            .collect(),
    );
    let onchange = {
        let chosen = chosen.clone();
        move |event: Event| {
            chosen.set(Scheme::parse(
                &event.target_unchecked_into::<HtmlSelectElement>().value(),
            ));
        }
    };
    let on_choose = {
        let (state, on, cases) = (Rc::clone(state), props.tab.on.clone(), Rc::clone(&cases));
        Callback::from(move |at: usize| {
            if let Some(case) = cases.get(at) {
                apply(&state, &on, case.pattern);
            }
        })
    };
    let (title, axis, scheme) = match &pair {
        Some((a, b)) => (
            "Where the two differ most",
            format!(
                "points of expected accuracy, {} less {}",
                a.scheme.name(),
                b.scheme.name()
            ),
            a.scheme,
        ),
        None => (
            "What costs most",
            "points of expected accuracy lost".to_owned(),
            of.scheme,
        ),
    };
    let told: Vec<&str> = rows.iter().map(|row| &*row.spoken).collect();
    html! {
        <Figure name="worst" {title} aside="probability × loss of each failure pattern; click one to see it above" table={Rc::new(table(props, &cases, pair.is_some()))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()}>
            if pair.is_none() && props.evidence.len() > 1 {
                <label class="analysis-field"><span>{ "Scheme" }</span>
                    <select data-testid="worst-scheme" {onchange}>
                        { for props.evidence.iter().map(|other| html! {
                            <option key={other.scheme.slug()} value={other.scheme.slug()} selected={other.scheme == of.scheme}>{ other.scheme.name() }</option>
                        }) }
                    </select>
                </label>
            }
            if rows.is_empty() {
                { instead("With these reliabilities no failure costs anything.") }
            } else {
                <Rows chart="worst" spoken={format!("{title}. {}", told.join(". "))} series={vec![Some(scheme)]} rows={Rc::clone(&rows)} {axis} unit={Unit::Points} {on_choose} />
            }
        </Figure>
    }
}

/// The patterns that add most to the difference of two, whichever way: their `accuracy` is the difference of accuracies.
fn differing(a: &Evidence, b: &Evidence, odds: &Odds, kind: crate::kind::Kind) -> Vec<Loss> {
    let reliabilities = odds.reliabilities(kind);
    let Some(probabilities) = a
        .outcomes(&reliabilities)
        .map(|outcomes| outcomes.probabilities())
    else {
        return Vec::new();
    };
    let count = probabilities.len().min(b.accuracy.len());
    let apart = |mask: usize| a.accuracy[mask] - b.accuracy[mask];
    let found = order::largest(count, MOST, &mut |mask| {
        (probabilities[mask] * apart(mask)).abs()
    });
    found
        .into_iter()
        .map(|mask| Loss {
            pattern: Pattern(mask as u64),
            probability: probabilities[mask],
            accuracy: apart(mask),
            loss: probabilities[mask] * apart(mask),
        })
        .filter(|case| case.loss != 0.0)
        .collect()
}

fn row(props: &PartProps, case: &Loss, is_difference: bool) -> Row {
    let state = &props.tab.state;
    let name = down(state, case.pattern);
    // A loss is drawn as what it takes away.
    let value = if is_difference { case.loss } else { -case.loss };
    let accuracy = if is_difference {
        format!("{} points apart", points(case.accuracy))
    } else {
        format!("accuracy {}", percentage(case.accuracy))
    };
    Row {
        spoken: format!(
            "{name}: {} points, probability {}, {accuracy}",
            points(value),
            probability(case.probability)
        ),
        name: name.trim_end_matches(" down").to_owned(),
        slug: case.pattern.0.to_string(),
        values: vec![Some(value)],
        is_pressed: case.pattern == state.pattern,
    }
}

fn table(props: &PartProps, cases: &[Loss], is_difference: bool) -> Table {
    let heads = if is_difference {
        [
            "down",
            "probability",
            "accuracies apart",
            "adds to the difference",
        ]
    } else {
        ["down", "probability", "accuracy", "costs"]
    };
    let mut table = Table::new(
        "The failure patterns that matter most for the expected accuracy",
        &heads,
    );
    table.rows = cases
        .iter()
        .map(|case| {
            let name = down(&props.tab.state, case.pattern);
            vec![
                Datum::Text(name.trim_end_matches(" down").to_owned()),
                Datum::Probability(case.probability),
                if is_difference {
                    Datum::Points(case.accuracy)
                } else {
                    Datum::Share(case.accuracy)
                },
                Datum::Points(if is_difference { case.loss } else { -case.loss }),
            ]
        })
        .collect();
    table
}
