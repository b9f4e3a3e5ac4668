//! What is to be trained, and how.

use std::rc::Rc;

use deepfog_browser::store::persist;
use deepfog_notation::words::{counted, list};
use deepfog_protocol::{Job, TrainingSpec};
use deepfog_topology::Scheme;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::action::{Action, Which};
use crate::browser::{new_key, now};
use crate::drawing::Drawing;
use crate::form::{Change, FailoutKind, Form};
use crate::known::WarmStart;
use crate::state::{State, Word};
use crate::view::mark::{mark, warning};
use crate::view::options::{Options, engine, failout, length, name, weights};
use crate::view::parts::{bullets, more, note};

/// The form.
pub fn train_form(drawing: &Rc<Drawing>, state: &State, on: &Callback<Action>) -> Html {
    let form = Rc::clone(&state.form);
    let chosen: Vec<(Scheme, WarmStart)> = state
        .warm
        .iter()
        .filter(|(scheme, _)| form.schemes.contains(scheme))
        .cloned()
        .collect();
    let specs = form.specs(drawing, |scheme| {
        let start = chosen.iter().find(|(other, _)| *other == scheme)?;
        Some(start.1.key.clone())
    });
    let refusal = specs.as_ref().err().cloned();
    let onsubmit = {
        let on = on.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            on.emit(match &specs {
                Ok(specs) => {
                    spawn_local(persist());
                    Action::Train(jobs(specs))
                }
                Err(why) => Action::Say(Word::fault(why.as_str())),
            });
        }
    };
    let options = Options {
        which: Which::Train,
        form: Rc::clone(&form),
        drawing: Rc::clone(drawing),
        on: on.clone(),
    };
    html! {
        <form class="draw-form lab-form" data-testid="train-form" {onsubmit}>
            <div class="lab-subject">
                <h3>{ format!("Train “{}”", drawing.topology.title) }</h3>
                { note(facts(drawing)) }
            </div>
            if !drawing.common_problems().is_empty() {
                { problems("It cannot be trained as it is drawn:", drawing.common_problems()) }
            } else {
                { schemes(drawing, &form, on) }
                { length(&options) }
                { warm_choice(&chosen, &form, on) }
                <details class="lab-more lab-rarer" data-testid="train-more">
                    <summary>{ rarer(&form, drawing) }</summary>
                    { failout(&options) }
                    { weights(&options) }
                    { engine(&options) }
                    { name(&options) }
                </details>
                <div class="lab-start">
                    <button type="submit" class="primary" data-testid="train-start" aria-disabled={refusal.is_some().then_some("true")}
                        aria-describedby="train-why">{ "Train" }</button>
                    <p class="note" id="train-why">{ refusal.unwrap_or_else(|| promise(&form, state.limit)) }</p>
                </div>
            }
        </form>
    }
}

/// What is chosen of the fields that are seldom changed.
fn rarer(form: &Form, drawing: &Drawing) -> String {
    let weights = if form.trains_a_copy(drawing) {
        form.rule.words()
    } else {
        "as drawn"
    };
    let failout = match form.failout {
        FailoutKind::Same => form.survival.as_str(),
        FailoutKind::Nodes => "node by node",
        FailoutKind::Setting => "variable",
    };
    if form.has_failout() {
        format!("Failout {failout}, weights {weights}, engine, name")
    } else {
        format!("Weights {weights}, engine, name")
    }
}

fn facts(drawing: &Drawing) -> String {
    let nodes = drawing.graph.len();
    let skips = drawing.skips().len();
    let mut text = format!(
        "{}, {} that can fail, {}.",
        counted(nodes, "node"),
        drawing.patterns.failable_count(),
        counted(skips, "skip hyperconnection")
    );
    if skips == 0 {
        text += " Without skips deepFogGuard is Vanilla, and ResiliNet is ResiliNet+.";
    }
    text
}

fn promise(form: &Form, limit: usize) -> String {
    let at_once = form.schemes.len().min(limit);
    match (form.schemes.len(), at_once) {
        (1, _) => "It trains in the background and runs live when it is trained.".to_owned(),
        (all, some) if all == some => {
            format!(
                "{all} networks train side by side in the background and run live when they are trained."
            )
        }
        (all, 1) => format!(
            "{all} networks train in the background, one after the other, and run live when they are trained."
        ),
        (all, some) => format!(
            "{all} networks train in the background, {some} at a time, and run live when they are trained."
        ),
    }
}

pub(super) fn problems(heading: &'static str, sentences: &[String]) -> Html {
    html! {
        <div class="lab-problems" data-testid="train-problems">
            <p>{ warning() }{ heading }</p>
            { bullets(sentences) }
        </div>
    }
}

fn schemes(drawing: &Drawing, form: &Form, on: &Callback<Action>) -> Html {
    html! {
        <fieldset class="form-part" data-testid="train-scheme">
            <legend>{ "Schemes" }</legend>
            <div class="lab-schemes">
                { for Scheme::ALL.into_iter().map(|scheme| {
                    let why_not = drawing.problems(scheme);
                    let id = format!("train-scheme-{}", scheme.slug());
                    let reason = format!("{id}-why");
                    let is_refused = !why_not.is_empty();
                    let on = on.clone();
                    let onchange = move |event: Event| {
                        let wanted = event.target_unchecked_into::<HtmlInputElement>().checked();
                        on.emit(Action::Fill(Which::Train, Change::Scheme(scheme, wanted)));
                    };
                    html! {
                        <div key={scheme.slug()}>
                            <label for={id.clone()}>
                                <input type="checkbox" {id} value={scheme.slug()} checked={form.schemes.contains(&scheme)}
                                    disabled={is_refused && !form.schemes.contains(&scheme)} aria-describedby={is_refused.then(|| reason.clone())} {onchange} />
                                { mark(scheme) }{ scheme.name() }
                            </label>
                            if is_refused {
                                <p class="field-fault" id={reason}>{ warning() }{ why_not.join(" ") }</p>
                            }
                        </div>
                    }
                }) }
            </div>
        </fieldset>
    }
}

/// Whether to begin with what is the same in earlier networks, and what that is.
fn warm_choice(starts: &[(Scheme, WarmStart)], form: &Form, on: &Callback<Action>) -> Html {
    let Some((_, first)) = starts.first() else {
        return Html::default();
    };
    let is_one = starts.iter().all(|(_, start)| start.name == first.name);
    let label = if is_one {
        format!("Begin with what is the same in “{}”", first.name)
    } else {
        "Begin with what is the same in earlier networks".to_owned()
    };
    let onchange = {
        let on = on.clone();
        move |event: Event| {
            let warm = event.target_unchecked_into::<HtmlInputElement>().checked();
            on.emit(Action::Fill(Which::Train, Change::Warm(warm)));
        }
    };
    html! {
        <div class="form-part" data-testid="train-warm">
            <label class="lab-check" for="train-warm-box">
                <input type="checkbox" id="train-warm-box" checked={form.warm} {onchange} />{ label }
            </label>
            <ul class="note lab-warm">
                { for starts.iter().map(|(scheme, start)| html! {
                    <li key={scheme.slug()}>
                        { mark(*scheme) }{ " " }
                        { if is_one { String::new() } else { format!("“{}”: ", start.name) } }
                        { kept(start) }
                    </li>
                }) }
            </ul>
            if !first.changes.is_empty() {
                { more(format!("What changed since “{}”", first.name), bullets(&first.changes)) }
            }
        </div>
    }
}

fn kept(start: &WarmStart) -> String {
    if start.fresh.is_empty() {
        "all nodes are kept.".to_owned()
    } else {
        format!(
            "{} kept, {} from the beginning.",
            list(&start.kept),
            list(&start.fresh)
        )
    }
}

/// The trainings of one run: made at the same time.
fn jobs(specs: &[TrainingSpec]) -> Vec<Job> {
    let now = now();
    specs
        .iter()
        .map(|spec| Job::new(new_key(), spec.clone(), now))
        .collect()
}
