//! A study's table.

use std::rc::Rc;

use deepfog_notation::mark::scheme_class;
use deepfog_notation::number::{count, percent, percent_range, survival};
use deepfog_notation::words::{counted, sentence};
use deepfog_protocol::{Job, Study};
use yew::prelude::*;

use crate::action::Action;
use crate::browser::{date, now};
use crate::duration::about;
use crate::errand::Errand;
use crate::files;
use crate::measure::Source;
use crate::queue::can_resume;
use crate::state::Word;
use crate::study::{self, Outline, Row, Stage};
use crate::view::TabProps;
use crate::view::mark::mark;
use crate::view::parts::{Button, Cell, Line, button, fault, note, table};
use crate::wording::length;

/// The table, and what can be done with the study.
pub fn study_table(study: &Rc<Study>, props: &TabProps) -> Html {
    let state = &props.state;
    let outline = match state.outlines.get(&study.key) {
        None => return Html::default(),
        Some(Ok(outline)) => Rc::clone(outline),
        Some(Err(why)) => {
            return html! {
                <article key={study.key.clone()} class="lab-study"><p class="lab-note fault">{ format!("The study “{}” cannot be read. {why}", study.name) }</p>{ remove(study, props) }</article>
            };
        }
    };
    let rows = study::rows(study, &outline, &state.works, &state.shelf.bundles);
    let measured = rows
        .iter()
        .filter(|row| row.stage == Stage::Measured)
        .count();
    let save = {
        let (run, text) = (props.run.clone(), study::csv(&outline, &rows));
        let name = files::name(
            &format!("{} skips {}", study.name, study.scheme.name()),
            ".csv",
        );
        move |_: MouseEvent| run.emit(Errand::SaveText(name.clone(), text.clone()))
    };
    html! {
        <article key={study.key.clone()} class={classes!("lab-study", scheme_class(study.scheme))} data-testid="study" data-key={study.key.clone()} data-measured={measured.to_string()} data-subsets={rows.len().to_string()}>
            <p class="lab-job-head">{ mark(study.scheme) }<b class="lab-name">{ &study.name }</b><span class="note">{ study.scheme.name() }</span></p>
            { note(format!("{measured} of {} measured · {}, seed {} · {}", counted(rows.len(), "subset"), length(study.options.length), study.options.seed, date(study.created))) }
            if let Some(seconds) = study::seconds_left(&study.key, &state.works, state.limit) {
                { note(format!("{} left.", sentence(&about(seconds)).trim_end_matches('.'))) }
            }
            { figures(&outline, &rows) }
            { note(skip_key(&outline)) }
            { unmeasured(study, props) }
            <div class="buttons">
                { go_on(study, &rows, &outline, props) }
                if measured > 0 { { act("study-csv", "Save as CSV".to_owned(), save) } }
                { remove(study, props) }
            </div>
        </article>
    }
}

fn figures(outline: &Outline, rows: &[Row]) -> Html {
    let mut heading = vec!["skips", "no failure"];
    heading.extend(outline.settings.iter().map(String::as_str));
    let caption = "Accuracy in %: without failures with its 95 % interval, and expected under each setting; below that the probability that a path lives";
    let lines = rows.iter().map(one).collect();
    html! {
        <div class="lab-scroll" tabindex="0" role="region" aria-label="Table of the study">
            { table("figures-table lab-table lab-study-table", caption, &heading, lines) }
        </div>
    }
}

fn one(row: &Row) -> Line {
    let names: Vec<String> = row
        .skips
        .iter()
        .map(|(from, to)| format!("{from}→{to}"))
        .collect();
    let names = if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    };
    let mut data = vec![
        ("data-testid", "study-row".to_owned()),
        ("data-skips", row.bits.clone()),
        ("data-stage", stage_slug(row.stage).to_owned()),
    ];
    let plain = match row.plain {
        None => Cell {
            content: stage(row.stage).into(),
            class: "quiet",
            ..Cell::default()
        },
        Some(plain) => {
            data.push(("data-accuracy", plain.value.to_string()));
            Cell {
                content: percent(plain.value).into(),
                under: vec![
                    percent_range(plain.interval.low, plain.interval.high),
                    format!("n {}", count(u64::from(plain.n))),
                ],
                ..Cell::default()
            }
        }
    };
    let mut cells = vec![
        Cell {
            content: row.bits.clone().into(),
            under: vec![names],
            class: "lab-bits",
        },
        plain,
    ];
    for (expected, lives) in row.expected.iter().zip(&row.survivals) {
        cells.push(Cell {
            content: expected.map_or("–".to_owned(), percent).into(),
            under: vec![survival(lives.value())],
            ..Cell::default()
        });
    }
    Line { data, cells }
}

fn stage(stage: Stage) -> String {
    match stage {
        Stage::Missing => "not trained".to_owned(),
        Stage::Waiting => "waits".to_owned(),
        Stage::Training(0) => "begins".to_owned(),
        Stage::Training(epoch) => format!("epoch {epoch}"),
        Stage::Resting => "rests".to_owned(),
        Stage::Trained => "is measured".to_owned(),
        Stage::Measured => String::new(),
    }
}

fn stage_slug(stage: Stage) -> &'static str {
    match stage {
        Stage::Missing => "missing",
        Stage::Waiting => "waiting",
        Stage::Training(_) => "training",
        Stage::Resting => "resting",
        Stage::Trained => "trained",
        Stage::Measured => "measured",
    }
}

/// What the digits stand for.
fn skip_key(outline: &Outline) -> String {
    let names: Vec<String> = outline
        .skips
        .iter()
        .map(|link| format!("{}→{}", link.from, link.to))
        .collect();
    format!(
        "The digits stand for {}, in this order: 1 is there, 0 is not.",
        names.join(", ")
    )
}

/// The button that goes on with what rests or is missing.
fn go_on(study: &Rc<Study>, rows: &[Row], outline: &Outline, props: &TabProps) -> Html {
    let state = &props.state;
    let rests = state
        .works
        .iter()
        .any(|work| work.job.study.as_deref() == Some(&study.key) && can_resume(work));
    let missing: Vec<usize> = (0..rows.len())
        .filter(|at| rows[*at].stage == Stage::Missing)
        .collect();
    if !rests && (missing.is_empty() || !state.shelf.is_read) {
        return Html::default();
    }
    let onclick = {
        let (on, study, drawing) = (
            props.on.clone(),
            Rc::clone(study),
            Rc::clone(&outline.drawing),
        );
        move |_: MouseEvent| {
            let now = now();
            let jobs: Result<Vec<Job>, String> = missing
                .iter()
                .map(|at| study::job(&study, &drawing, *at, now))
                .collect();
            on.emit(match jobs {
                Ok(jobs) => Action::GoOnStudy {
                    key: study.key.clone(),
                    jobs,
                    now,
                },
                Err(why) => Action::Say(Word::fault(why)),
            });
        }
    };
    act("study-go-on", "Go on".to_owned(), onclick)
}

/// The button that removes it, which asks first.
fn remove(study: &Rc<Study>, props: &TabProps) -> Html {
    let ask = |key: Option<String>| {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(Action::AskRemoval(key.clone()))
    };
    if props.state.removing.as_ref() != Some(&study.key) {
        let ask = ask(Some(study.key.clone()));
        return act("study-remove", "Remove".to_owned(), ask);
    }
    let onclick = {
        let (run, study) = (props.run.clone(), Rc::clone(study));
        move |_: MouseEvent| run.emit(Errand::RemoveStudy(Rc::clone(&study)))
    };
    let really = format!(
        "Remove it with its {}",
        counted(study.subsets.len(), "network")
    );
    let really = Button {
        testid: "study-remove-really",
        words: really.into(),
        class: "danger",
        ..Button::default()
    };
    html! {
        <>
            { button(really, Callback::from(onclick)) }
            { act("study-keep", "Keep it".to_owned(), ask(None)) }
        </>
    }
}

fn act(testid: &'static str, words: String, onclick: impl Fn(MouseEvent) + 'static) -> Html {
    let named = Button {
        testid,
        words: words.into(),
        ..Button::default()
    };
    button(named, Callback::from(onclick))
}

/// The first subset that could not be measured, with a way to try again.
fn unmeasured(study: &Study, props: &TabProps) -> Html {
    let failed = study.subsets.iter().find_map(|subset| {
        let source = Source::Own(subset.job.clone());
        let why = props.state.results.get(&source)?.as_ref().err()?;
        Some((source, why))
    });
    let Some((source, why)) = failed else {
        return Html::default();
    };
    let on = props.on.clone();
    html! {
        <>
            { fault(format!("A subset could not be measured. {why}")) }
            { act("study-retry", "Measure it again".to_owned(), move |_| on.emit(Action::Retry(source.clone()))) }
        </>
    }
}
