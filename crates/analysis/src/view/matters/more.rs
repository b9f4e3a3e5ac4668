//! What one more skip hyperconnection would buy: first what it does to the paths, then, where a person wants it, trained and measured.

use std::rc::Rc;

use deepfog_notation::number::{bytes, count, survival};
use deepfog_notation::words::counted;
use deepfog_topology::Link;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{MattersProps, Training};
use crate::candidate::{CHOSEN, Candidate, candidates, gains, is_quick, ranked};
use crate::kind::Kind;
use crate::kit::parts::instead;
use crate::kit::{Datum, Figure, Row, Rows, Table, Unit};
use crate::odds::Odds;
use crate::subject::link_name;
use crate::trial::Change;

/// Bars that are drawn, and rows that are shown at once; the files have all.
const BARS: usize = 12;
const ROWS: usize = 40;

/// Properties of [`More`].
#[derive(Clone, PartialEq, Properties)]
pub struct MoreProps {
    /// What the tab has.
    pub matters: MattersProps,
    /// How a changed network is trained.
    pub training: Training,
    /// What a person changes of it.
    pub form: Html,
}

/// The candidates.
#[function_component]
pub fn More(props: &MoreProps) -> Html {
    let tab = &props.matters.tab;
    let state = &tab.state;
    // What a person ticked; before that, the best few.
    let ticked = use_state_eq(|| None::<Vec<Link>>);
    // For which reliabilities a person asked, where working it out takes a while.
    let asked = use_state_eq(|| None::<Odds>);
    let all: Rc<Vec<Candidate>> = use_memo(state.subject.clone(), |subject| {
        subject
            .as_ref()
            .map_or_else(Vec::new, |subject| candidates(subject))
    });
    let is_quick = state
        .subject
        .as_ref()
        .is_some_and(|subject| is_quick(subject, &all));
    let is_measurable = state
        .subject
        .as_ref()
        .is_some_and(|subject| subject.patterns(Kind::Nodes).count().is_some());
    let is_wanted = is_quick || asked.as_ref() == state.odds.as_ref();
    let found: Rc<Vec<Option<f64>>> = use_memo(
        (
            state.subject.clone(),
            state.odds.as_ref().filter(|_| is_wanted).cloned(),
        ),
        |(subject, odds)| match (subject, odds) {
            (Some(subject), Some(odds)) => gains(subject, &all, &odds.as_setting(subject)),
            _ => vec![None; all.len()],
        },
    );
    if all.is_empty() {
        return instead(
            "No skip hyperconnection can be added: every node feeds all that come after it on a path.",
        );
    }
    let order = ranked(&all, &found);
    let ticked_now: Vec<Link> = ticked.as_ref().cloned().unwrap_or_else(|| {
        let best = order
            .iter()
            .filter(|at| found[**at].is_some_and(|gain| gain > 0.0));
        best.take(CHOSEN).map(|at| all[*at].link.clone()).collect()
    });
    let toggle = |link: &Link| {
        let (ticked, now, link) = (ticked.clone(), ticked_now.clone(), link.clone());
        move |event: Event| {
            let mut now = now.clone();
            now.retain(|other| *other != link);
            if event.target_unchecked_into::<HtmlInputElement>().checked() {
                now.push(link.clone());
            }
            ticked.set(Some(now));
        }
    };
    let work_out = {
        let (asked, odds) = (asked.clone(), state.odds.clone());
        move |_: MouseEvent| asked.set(odds.clone())
    };
    // Of another drawing, what was ticked may not be there.
    let wanted: Vec<Link> = all
        .iter()
        .map(|candidate| &candidate.link)
        .filter(|link| ticked_now.contains(link))
        .cloned()
        .collect();
    let train = {
        let (props, wanted) = (props.clone(), wanted.clone());
        move |_: MouseEvent| {
            let changes = wanted.iter().cloned().map(Change::Add).collect();
            props.matters.try_out(changes, props.training);
        }
    };
    let bars: Vec<Row> = order
        .iter()
        .take(BARS)
        .filter_map(|at| bar(&all[*at], found[*at]?))
        .collect();
    let spoken: Vec<&str> = bars.iter().map(|row| &*row.spoken).collect();
    html! {
        <Figure name="more-skips" title="What one more skip would buy" aside={format!("{} could be added; gain of the probability that a path lives", counted(all.len(), "skip"))}
            table={Rc::new(table(&all, &found, &order))} source={Rc::clone(&tab.source)} on_fault={tab.on_fault()}>
            if bars.is_empty() {
                if is_wanted && found.iter().any(Option::is_some) {
                    { instead("Under these reliabilities no skip gains anything. Choose others to see what one would buy.") }
                } else if is_wanted {
                    { instead("This drawing has too many ways to fail to tell exactly what one more skip gains.") }
                } else {
                    <p><button type="button" data-testid="more-work-out" onclick={work_out}>{ "Work out what each gains" }</button></p>
                }
            } else {
                <Rows chart="more-skips" spoken={format!("What one more skip gains. {}", spoken.join(". "))} series={vec![None]} rows={Rc::new(bars.clone())}
                    axis="gain of path survival" unit={Unit::Probability} />
            }
            <div class="analysis-scroll" tabindex="0" role="region" aria-label="Skips that could be added">
                <table class="figures-table" data-testid="more-table">
                    <thead><tr><th scope="col">{ "skip" }</th><th scope="col">{ "gains" }</th><th scope="col">{ "sends per sample" }</th><th scope="col">{ "parameters more" }</th></tr></thead>
                    <tbody>{ for order.iter().take(ROWS).map(|at| {
                        let candidate = &all[*at];
                        let name = link_name(&candidate.link);
                        html! {
                            <tr key={name.clone()} data-skip={name.replace(' ', "")} data-gain={found[*at].map(|gain| gain.to_string())}
                                data-bytes={candidate.bytes.map(|bytes| bytes.to_string())} data-parameters={candidate.parameters.map(|more| more.to_string())}>
                                <th scope="row"><label class="analysis-check">
                                    <input type="checkbox" checked={ticked_now.contains(&candidate.link)} onchange={toggle(&candidate.link)} />{ &name }
                                </label></th>
                                <td>{ found[*at].map_or("–".to_owned(), survival) }</td>
                                <td>{ candidate.bytes.map_or("–".to_owned(), bytes) }</td>
                                <td>{ candidate.parameters.map_or("–".to_owned(), count) }</td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
                if all.len() > ROWS { <p class="note">{ format!("… and {} more: the files have all.", all.len() - ROWS) }</p> }
            </div>
            if is_measurable {
                { props.form.clone() }
                <p><button type="button" class="primary" data-testid="more-train" disabled={wanted.is_empty()} onclick={train}>
                    if wanted.is_empty() {
                        { "Tick a skip to train and measure" }
                    } else {
                        { format!("Train and measure {}", counted(wanted.len(), "network")) }
                    }
                </button></p>
            } else {
                <p class="note">{ "More than 16 nodes can fail: a changed network cannot be measured under every failure, and is not trained here." }</p>
            }
        </Figure>
    }
}

fn bar(candidate: &Candidate, gain: f64) -> Option<Row> {
    let name = link_name(&candidate.link);
    (gain > 0.0).then(|| Row {
        spoken: format!("{name} gains {}", survival(gain)),
        slug: name.replace(' ', ""),
        name,
        values: vec![Some(gain)],
        is_pressed: false,
    })
}

fn table(all: &[Candidate], found: &[Option<f64>], order: &[usize]) -> Table {
    let heads = [
        "skip",
        "gain of path survival",
        "bytes per sample",
        "parameters more",
    ];
    let mut table = Table::new("What one more skip hyperconnection would buy", &heads);
    table.rows = order
        .iter()
        .map(|&at| {
            vec![
                Datum::Text(link_name(&all[at].link)),
                found[at].map_or(Datum::None, Datum::Probability),
                all[at].bytes.map_or(Datum::None, Datum::Count),
                all[at].parameters.map_or(Datum::None, Datum::Count),
            ]
        })
        .collect();
    table
}
