//! The tab of the own networks.

use deepfog_browser::file;
use deepfog_notation::mark::scheme_class;
use deepfog_notation::number::{bytes, count, percentage};
use deepfog_notation::words::counted;
use deepfog_protocol::OwnBundle;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::TabProps;
use super::mark::{mark, tick};
use super::parts::{Button, bullets, button, fault, instead, more, note};
use crate::action::Action;
use crate::browser::date;
use crate::errand::Errand;
use crate::field;
use crate::state::State;

/// The tab.
pub fn networks(props: &TabProps) -> Html {
    let state = &props.state;
    let own: Vec<&OwnBundle> = state.own().collect();
    let studied = state.shelf.bundles.len() - own.len();
    let onchange = {
        let run = props.run.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let files = file::of_list(input.files());
            // The same file may be chosen again.
            input.set_value("");
            run.emit(Errand::Import(files));
        }
    };
    html! {
        <section aria-labelledby="lab-own-title">
            <div class="lab-subject">
                <h3 id="lab-own-title">{ "Your trained networks on this device" }</h3>
                <span class="file-choice">
                    <input type="file" accept=".zip,application/zip" aria-label="Import a trained network" data-testid="import-file" {onchange} />
                    <span aria-hidden="true">{ "Import a file…" }</span>
                </span>
            </div>
            { note("Or drop the file here. It is checked to the last byte before it is kept.") }
            if own.is_empty() && state.shelf.is_read {
                { instead("None yet. Train the drawing, or import what was exported before.") }
            }
            <ul class="lab-own-list">
                { for own.iter().map(|bundle| one(bundle, props)) }
            </ul>
            if studied > 0 {
                { note(format!("{} more belong to studies and are shown there.", count(studied as u64))) }
            }
            if let Some((used, quota)) = state.shelf.usage {
                <p class="note" data-testid="usage">{ format!("This page keeps {} on this device, of {} that the browser allows.", bytes(used as u64), bytes(quota as u64)) }</p>
            }
        </section>
    }
}

/// One own network.
fn one(bundle: &OwnBundle, props: &TabProps) -> Html {
    let state = &props.state;
    let renaming = state
        .renaming
        .as_ref()
        .filter(|(key, _)| *key == bundle.key);
    let fits = state.fits(bundle);
    let is_shown = state.is_shown(bundle);
    let named = |testid: &'static str, words: &'static str| Button {
        testid,
        words: words.into(),
        spoken: Some(format!("{words} {} {}", bundle.name, bundle.scheme.name())),
        ..Button::default()
    };
    let act = |testid: &'static str, words: &'static str, errand: Errand| {
        let run = props.run.clone();
        let onclick = Callback::from(move |_| run.emit(errand.clone()));
        button(named(testid, words), onclick)
    };
    let key = || bundle.key.clone();
    let mut buttons = Vec::new();
    if fits && !is_shown {
        buttons.push(act("own-use", "Use", Errand::Use(bundle.clone())));
    }
    if !fits {
        buttons.push(act("own-open", "Open its drawing", Errand::Open(key())));
    }
    if renaming.is_none() {
        let (on, entry) = (props.on.clone(), (key(), bundle.name.clone()));
        let onclick = Callback::from(move |_| on.emit(Action::Rename(Some(entry.clone()))));
        buttons.push(button(named("own-rename", "Rename"), onclick));
    }
    buttons.push(act("own-export", "Export", Errand::Export(key())));
    buttons.push(act("own-delete", "Delete", Errand::Delete(key())));
    html! {
        <li key={key()} class={scheme_class(bundle.scheme)} data-testid="own" data-key={key()} data-scheme={bundle.scheme.slug()} data-test={bundle.test.0.to_string()} data-epochs={bundle.epochs.to_string()} data-fits={fits.to_string()} data-shown={is_shown.to_string()}>
            if let Some((_, text)) = renaming {
                { rename_form(bundle, text, props) }
            } else {
                <p class="lab-job-head">
                    { mark(bundle.scheme) }<b class="lab-name">{ &bundle.name }</b><span class="note">{ bundle.scheme.name() }</span>
                    if is_shown { <span class="lab-end good">{ tick() }{ " runs now" }</span> }
                </p>
            }
            { note(facts(bundle)) }
            { fit(bundle, state, fits) }
            <div class="buttons">{ buttons }</div>
        </li>
    }
}

fn facts(bundle: &OwnBundle) -> String {
    let (test, n) = bundle.test;
    let accuracies = format!(
        "{} on validation, {} on test (n {})",
        percentage(bundle.validation),
        percentage(test),
        count(u64::from(n))
    );
    let training = format!(
        "{}, seed {}",
        counted(bundle.epochs as usize, "epoch"),
        bundle.seed
    );
    let size = format!(
        "{} parameters, {}",
        count(bundle.parameters),
        bytes(bundle.bytes)
    );
    format!(
        "{accuracies} · {training} · {size} · {}",
        date(bundle.created)
    )
}

/// Whether it fits the open drawing, and what differs.
fn fit(bundle: &OwnBundle, state: &State, fits: bool) -> Html {
    if fits {
        return note("Fits the drawing.");
    }
    let changes = match (state.known.get(&bundle.key), state.drawing()) {
        (Some(Err(why)), _) => vec![format!("It cannot be read. {why}")],
        (Some(Ok(known)), Some(drawing)) => known.changes(drawing),
        _ => Vec::new(),
    };
    let words = format!("For another drawing, “{}”", bundle.title);
    if changes.is_empty() {
        return note(format!("{words}."));
    }
    more(format!("{words}: what changed since"), bullets(&changes))
}

fn rename_form(bundle: &OwnBundle, text: &str, props: &TabProps) -> Html {
    let why = field::name(text).err();
    let rename = |to: Option<String>| {
        let (on, key) = (props.on.clone(), bundle.key.clone());
        move || on.emit(Action::Rename(to.clone().map(|text| (key.clone(), text))))
    };
    let oninput = {
        let (on, key) = (props.on.clone(), bundle.key.clone());
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            on.emit(Action::Rename(Some((key.clone(), text))));
        }
    };
    let onsubmit = {
        let (end, run, bundle, text) = (
            rename(None),
            props.run.clone(),
            bundle.clone(),
            text.to_owned(),
        );
        move |event: SubmitEvent| {
            event.prevent_default();
            if let Ok(name) = field::name(&text) {
                end();
                if name != bundle.name {
                    run.emit(Errand::Rename(bundle.clone(), name));
                }
            }
        }
    };
    let end = rename(None);
    let onkeydown = {
        let end = rename(None);
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                // The first Escape is for the name alone.
                event.prevent_default();
                end();
            }
        }
    };
    let id = format!("own-name-{}", bundle.key);
    html! {
        <form class="draw-form lab-rename" {onsubmit} {onkeydown}>
            <label class="unseen" for={id.clone()}>{ "Name" }</label>
            <input type="text" {id} data-testid="own-name" value={text.to_owned()} autocomplete="off"
                aria-invalid={why.is_some().then_some("true")} {oninput} />
            <button type="submit" aria-disabled={why.is_some().then_some("true")}>{ "Rename" }</button>
            <button type="button" onclick={move |_: MouseEvent| end()}>{ "Keep" }</button>
            if let Some(why) = why { { fault(why) } }
        </form>
    }
}
