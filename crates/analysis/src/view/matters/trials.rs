//! Trials: changed networks, trained and measured, against the untouched one.

use std::rc::Rc;

use deepfog_notation::number::{count, percent_range, percentage, points};
use yew::prelude::*;

use crate::expected::expected;
use crate::kind::Kind;
use crate::kit::parts::scheme as named;
use crate::kit::{Datum, Figure, Table};
use crate::odds::Odds;
use crate::state::State;
use crate::subject::Subject;
use crate::trial::{Outcome, Stage, Tried, twin};
use crate::view::TabProps;

/// What a trial is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Against {
    /// The unchanged network, trained alike.
    Twin(f64),
    /// The network that is analysed, which had its own training.
    Shown(f64),
}

/// The table of trials; nothing before the first.
#[function_component]
pub fn Trials(props: &TabProps) -> Html {
    let state = &props.state;
    let (Some(subject), Some(odds)) = (&state.subject, &state.odds) else {
        return Html::default();
    };
    let own: Vec<Tried> = state
        .trials
        .iter()
        .filter(|tried| tried.trial.base == subject.identity)
        .cloned()
        .collect();
    if own.is_empty() {
        return Html::default();
    }
    let lines: Vec<(Tried, Option<Outcome>, Option<Against>)> = own
        .iter()
        .map(|tried| {
            let outcome = tried.outcome(subject, odds);
            (
                tried.clone(),
                outcome,
                against(state, subject, odds, &own, tried),
            )
        })
        .collect();
    let is_apart = lines.iter().any(|(_, outcome, against)| {
        outcome.is_some() && matches!(against, Some(Against::Shown(_)))
    });
    html! {
        <Figure name="trials" title="Trained and measured" aside="expected accuracy under the present reliabilities; 95 % over samples, at the most" drawn=false tabled=true
            table={Rc::new(table(&lines))} source={Rc::clone(&props.source)} on_fault={props.on_fault()}>
            <div class="analysis-scroll" tabindex="0" role="region" aria-label="Trials">
                <table class="figures-table" data-testid="trial-table">
                    <thead><tr>{ for ["network", "gain in\u{a0}points", "expected", "95 %", "n", "without failure", "scheme", "epochs"].into_iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                    <tbody>{ for lines.iter().map(line) }</tbody>
                </table>
            </div>
            if is_apart {
                <p class="note">{ "A gain with a star is against the network that is analysed, which had another training: part of it may be the training’s. Training the unchanged network alike tells them apart." }</p>
            }
        </Figure>
    }
}

fn against(
    state: &State,
    subject: &Subject,
    odds: &Odds,
    all: &[Tried],
    tried: &Tried,
) -> Option<Against> {
    let alike = twin(all, &tried.trial).filter(|twin| twin.number != tried.number);
    if let Some(outcome) = alike.and_then(|twin| twin.outcome(subject, odds)) {
        return Some(Against::Twin(outcome.expected));
    }
    let evidence = state.evidence_in(Kind::Nodes, tried.trial.scheme)?;
    let shown = expected(evidence, &odds.reliabilities(Kind::Nodes))?;
    Some(Against::Shown(shown.value))
}

fn gain(outcome: Option<Outcome>, against: Option<Against>) -> Option<(f64, bool)> {
    let own = outcome?.expected;
    Some(match against? {
        Against::Twin(other) => (own - other, true),
        Against::Shown(other) => (own - other, false),
    })
}

fn stage(tried: &Tried) -> (&'static str, String) {
    match &tried.stage {
        Stage::Waiting => ("waiting", "waits".to_owned()),
        Stage::Training(done) if *done < 1.0 => {
            ("training", format!("trains, {:.0} %", 100.0 * done))
        }
        Stage::Training(_) => ("training", "is trained, waits to be measured".to_owned()),
        Stage::Measuring(done) => ("measuring", format!("is measured, {:.0} %", 100.0 * done)),
        Stage::Measured(_) => ("measured", String::new()),
        Stage::Failed(why) => ("failed", why.to_string()),
    }
}

fn line((tried, outcome, against): &(Tried, Option<Outcome>, Option<Against>)) -> Html {
    let (slug, words) = stage(tried);
    let gained = gain(*outcome, *against);
    html! {
        <tr key={tried.number} data-number={tried.number.to_string()} data-stage={slug} data-change={tried.trial.change.words()}
            data-value={outcome.map(|found| found.expected.to_string())} data-gain={gained.map(|(gain, _)| gain.to_string())} data-n={outcome.map(|found| found.n.to_string())}>
            <th scope="row">{ tried.trial.change.words() }</th>
            if let Some(found) = outcome {
                <td>{ gained.map_or("–".to_owned(), |(gain, is_alike)| format!("{}{}", points(gain), if is_alike { "" } else { "*" })) }</td>
                <td>{ percentage(found.expected) }</td>
                <td>{ percent_range(found.interval.low, found.interval.high) }</td>
                <td>{ count(found.n.into()) }</td>
                <td>{ percentage(found.without_failure) }</td>
            } else {
                <td class="aside" colspan="5">{ words }</td>
            }
            <td>{ named(tried.trial.scheme) }</td>
            <td>{ tried.trial.epochs }</td>
        </tr>
    }
}

fn table(lines: &[(Tried, Option<Outcome>, Option<Against>)]) -> Table {
    let heads = [
        "network",
        "scheme",
        "epochs",
        "state",
        "expected accuracy",
        "95 % low",
        "95 % high",
        "without failure",
        "samples",
        "gain",
        "compared with",
    ];
    let mut table = Table::new("Changed networks, trained and measured, in %", &heads);
    table.rows = lines
        .iter()
        .map(|(tried, outcome, against)| {
            let gained = gain(*outcome, *against);
            vec![
                Datum::Text(tried.trial.change.words()),
                Datum::Text(tried.trial.scheme.name().to_owned()),
                Datum::Count(tried.trial.epochs.into()),
                Datum::Text(stage(tried).0.to_owned()),
                Datum::share(outcome.map(|found| found.expected)),
                Datum::share(outcome.map(|found| found.interval.low)),
                Datum::share(outcome.map(|found| found.interval.high)),
                Datum::share(outcome.map(|found| found.without_failure)),
                outcome.map_or(Datum::None, |found| Datum::Count(found.n.into())),
                Datum::points(gained.map(|(gain, _)| gain)),
                gained.map_or(Datum::None, |(_, is_alike)| {
                    let words = if is_alike {
                        "the unchanged network, trained alike"
                    } else {
                        "the network that is analysed"
                    };
                    Datum::Text(words.to_owned())
                }),
            ]
        })
        .collect();
    table
}
