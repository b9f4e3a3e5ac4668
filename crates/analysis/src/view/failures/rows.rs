//! Every failure pattern as a row: searched, sorted, clicked.

use std::rc::Rc;

use deepfog_resilience::Pattern;
use deepfog_topology::order;
use yew::prelude::*;

use super::{PartProps, apply, chance};
use crate::kit::{Datum, Figure, Table};
use crate::series::{Series, interval};
use crate::state::State;

/// Rows that are shown at once; the files have all.
const ROWS: usize = 100;

/// By which column rows are sorted, and whether from the largest on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sorting {
    column: usize,
    is_falling: bool,
}

/// The table.
#[function_component]
pub fn Rows(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let sorting = use_state_eq(|| Sorting {
        column: 2,
        is_falling: true,
    });
    let (table, patterns) = sorted(state, props, *sorting);
    let table = Rc::new(table);
    let more = patterns.len().saturating_sub(ROWS);
    let head = |at: usize, words: &str| {
        let now = *sorting;
        let order = (now.column == at).then_some(if now.is_falling {
            "descending"
        } else {
            "ascending"
        });
        let onclick = {
            let sorting = sorting.clone();
            move |_: MouseEvent| {
                let is_falling = if now.column == at {
                    !now.is_falling
                } else {
                    at > 0
                };
                sorting.set(Sorting {
                    column: at,
                    is_falling,
                });
            }
        };
        html! {
            <th key={at} scope="col" aria-sort={order}><button type="button" class="quiet" {onclick}>{ words.to_owned() }</button></th>
        }
    };
    html! {
        <Figure name="pattern-rows" title="Every failure pattern as a table" drawn=false tabled=true table={Rc::new(Table::clone(&table))}
            source={Rc::clone(&props.tab.source)} on_fault={props.tab.on_fault()} aside={format!("{} patterns", patterns.len())}>
            <div class="analysis-scroll" tabindex="0" role="region" aria-label={table.caption.clone()}>
                <table class="figures-table analysis-rows" data-testid="pattern-table">
                    <thead><tr>{ for table.columns.iter().enumerate().map(|(at, column)| head(at, &column.head)) }</tr></thead>
                    <tbody>
                        { for patterns.iter().zip(&table.rows).take(ROWS).map(|(pattern, row)| line(props, *pattern, row)) }
                    </tbody>
                </table>
                if more > 0 { <p class="note">{ format!("… and {more} more: search for names, or save the file.") }</p> }
                if patterns.is_empty() { <p class="note">{ "No failure pattern fits what you search for." }</p> }
            </div>
        </Figure>
    }
}

fn line(props: &PartProps, pattern: Pattern, row: &[Datum]) -> Html {
    let onclick = {
        let (state, on) = (Rc::clone(&props.tab.state), props.tab.on.clone());
        move |_: MouseEvent| apply(&state, &on, pattern)
    };
    let is_present = pattern == props.tab.state.pattern;
    html! {
        <tr key={pattern.0} data-pattern={pattern.0.to_string()} class={is_present.then_some("present")}>
            { for row.iter().enumerate().map(|(at, datum)| match at {
                0 => html! { <th scope="row"><button type="button" class="link" aria-pressed={is_present.to_string()} onclick={onclick.clone()}>{ datum.shown() }</button></th> },
                _ => html! { <td>{ datum.shown() }</td> },
            }) }
        </tr>
    }
}

/// The table in its order, and the pattern of each row.
fn sorted(state: &State, props: &PartProps, sorting: Sorting) -> (Table, Vec<Pattern>) {
    let mut heads = vec![
        "down".to_owned(),
        "how many".to_owned(),
        "probability".to_owned(),
    ];
    for series in &props.series {
        heads.push(series.name());
        if series.less.is_none() {
            heads.push(format!("{} 95 % low", series.name()));
            heads.push(format!("{} 95 % high", series.name()));
        }
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new("Every failure pattern: accuracy in %", &heads);
    let count = props.series.first().map_or(0, |series| series.values.len());
    let masks: Vec<Pattern> = (0..count as u64)
        .map(Pattern)
        .filter(|pattern| props.filter.takes(*pattern))
        .collect();
    let rows: Vec<Vec<Datum>> = masks
        .iter()
        .map(|pattern| row(state, &props.series, *pattern))
        .collect();
    let column = sorting.column.min(heads.len() - 1);
    let order = order::ordered(rows.len(), &mut |a, b| {
        let found = rows[a][column].order(&rows[b][column]);
        if sorting.is_falling {
            found.reverse()
        } else {
            found
        }
    });
    table.rows = order.iter().map(|at| rows[*at].clone()).collect();
    (table, order.into_iter().map(|at| masks[at]).collect())
}

fn row(state: &State, series: &[Series], pattern: Pattern) -> Vec<Datum> {
    let down = state
        .subject
        .as_ref()
        .map_or_else(Vec::new, |subject| subject.down(state.kind, pattern));
    let mut row = vec![
        Datum::Text(if down.is_empty() {
            "none".to_owned()
        } else {
            down.join(", ")
        }),
        Datum::Count(pattern.down_count() as u64),
        chance(state, pattern).map_or(Datum::None, Datum::Probability),
    ];
    for series in series {
        match series.less {
            Some(_) => row.push(Datum::points(series.value(pattern))),
            None => {
                let range = interval(state, series.scheme, pattern);
                row.push(Datum::share(series.value(pattern)));
                row.push(Datum::share(range.map(|range| range.low)));
                row.push(Datum::share(range.map(|range| range.high)));
            }
        }
    }
    row
}
