//! The form with which a study begins.

use std::rc::Rc;

use deepfog_notation::words::counted;
use deepfog_topology::Scheme;
use yew::prelude::*;

use crate::action::{Action, Which};
use crate::browser::{new_key, now};
use crate::drawing::Drawing;
use crate::form::{Change, Form};
use crate::state::{State, Word};
use crate::study;
use crate::view::choice::segments;
use crate::view::options::{Options, failout, length};
use crate::view::parts::note;

/// The form.
pub fn begin_study(drawing: &Rc<Drawing>, state: &State, on: &Callback<Action>) -> Html {
    let form = Rc::clone(&state.study_form);
    let scheme = form
        .schemes
        .first()
        .copied()
        .unwrap_or(Scheme::DeepFogGuard);
    let options = form.options(drawing);
    let refusal = study::refusal(drawing, scheme).or_else(|| options.as_ref().err().cloned());
    let onsubmit = {
        let (on, drawing, refusal, options) = (
            on.clone(),
            Rc::clone(drawing),
            refusal.clone(),
            options.clone(),
        );
        move |event: SubmitEvent| {
            event.prevent_default();
            on.emit(match (&refusal, &options) {
                (None, Ok(options)) => begin(&drawing, scheme, options),
                (Some(why), _) | (None, Err(why)) => Action::Say(Word::fault(why.as_str())),
            });
        }
    };
    let skips = drawing.skips();
    let fields = Options {
        which: Which::Study,
        form: Rc::clone(&form),
        drawing: Rc::clone(drawing),
        on: on.clone(),
    };
    html! {
        <form class="draw-form lab-form" data-testid="study-form" {onsubmit}>
            <div class="lab-subject">
                <h3>{ "Which skips are worth it?" }</h3>
                { note(format!("Every subset of the {} of “{}” is trained anew and measured under every failure pattern.", counted(skips.len(), "skip hyperconnection"), drawing.topology.title)) }
            </div>
            { segments("Scheme", "study-scheme", scheme.slug(), &study::SCHEMES.map(|scheme| (scheme.slug(), scheme.name())), &choose(&form, on)) }
            { length(&fields) }
            { failout(&fields) }
            <div class="lab-start">
                <button type="submit" class="primary" data-testid="study-start" aria-disabled={refusal.is_some().then_some("true")} aria-describedby="study-why">{ "Begin the study" }</button>
                <p class="note" id="study-why">{ refusal.unwrap_or_else(|| promise(state, drawing, &form, skips.len())) }</p>
            </div>
        </form>
    }
}

/// A study has one scheme.
fn choose(form: &Form, on: &Callback<Action>) -> Callback<&'static str> {
    let (on, before) = (on.clone(), form.schemes.clone());
    Callback::from(move |slug: &'static str| {
        if let Some(scheme) = Scheme::parse(slug) {
            for other in &before {
                on.emit(Action::Fill(Which::Study, Change::Scheme(*other, false)));
            }
            on.emit(Action::Fill(Which::Study, Change::Scheme(scheme, true)));
        }
    })
}

fn begin(drawing: &Drawing, scheme: Scheme, options: &deepfog_protocol::TrainingOptions) -> Action {
    let name = &drawing.topology.title;
    match study::begin(drawing, name, scheme, options, &mut new_key, now()) {
        Ok((study, jobs)) => Action::BeginStudy(Box::new(study), jobs),
        Err(why) => Action::Say(Word::fault(why)),
    }
}

/// How many trainings it takes, and how long.
fn promise(state: &State, drawing: &Drawing, form: &Form, skips: usize) -> String {
    let trainings = 1_usize << skips.min(study::MAX_SKIPS);
    let known = state
        .own()
        .filter(|bundle| Some(&bundle.identity) == drawing.identity.as_ref())
        .find_map(|bundle| {
            let (epochs, seconds) = state.known(&bundle.key)?.took;
            Some((bundle.name.as_str(), epochs, seconds))
        });
    let time = form
        .options(drawing)
        .map(|options| study::estimate(&options, trainings, state.limit, known))
        .unwrap_or_default();
    format!(
        "{trainings} trainings, {} at a time: {time}. It goes on in the background, and after a reload.",
        state.limit.min(trainings)
    )
}
