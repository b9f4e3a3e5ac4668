//! The whole page: the state, what the worker is asked, and the layout.

use std::rc::Rc;

use deepfog_topology::Scheme;
use gloo::timers::callback::Interval;
use yew::prelude::*;

use super::documents::Documents;
use super::engine::use_worker;
use super::entries::entries;
use super::failures::Failures;
use super::header::Header;
use super::help::Help;
use super::input::{Input, PACE};
use super::notices::Notices;
use super::stage::Stage;
use super::summary::summary;
use super::topology::DeskProps;
use crate::action::Action;
use crate::address::bar::use_address_bar;
use crate::autosave::use_autosave;
use crate::draw::{HistoryList, Meaning, Problems, Properties, untrained};
use crate::files::use_file_drop;
use crate::lab_link::use_lab;
use crate::panels::wording::pattern as pattern_words;
use crate::panels::{AnswersPanel, ExpectedPanel, PatternChart, SchemeEntry, random_guess};
use crate::state::{Engine, Mode, State};
use crate::wording;

/// The state that the page begins with; it is read once.
#[derive(Clone, Debug)]
pub struct Start(pub Rc<State>);

impl PartialEq for Start {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Properties of [`Page`].
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// The state to begin with.
    pub start: Start,
    /// Whether to start the inference worker. Component tests have none.
    #[prop_or(true)]
    pub with_worker: bool,
}

/// The page.
#[function_component]
pub fn Page(props: &PageProps) -> Html {
    let state = {
        let start = Rc::clone(&props.start.0);
        use_reducer(move || (*start).clone())
    };
    let on = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    use_worker(&state, &on, props.with_worker);
    use_stream(state.playing, &on);
    use_address_bar(&state, &on);
    use_file_drop(&on);
    let on_train = use_lab(&state, &on);
    let unsaved = use_autosave(&state, &on);

    let network = &state.network;
    let loaded = &state.loaded;
    let guess = use_memo(
        (
            loaded.samples.clone(),
            loaded.bundles.values().next().cloned(),
        ),
        |(samples, bundle)| {
            let labels = samples.iter().map(|sample| sample.label);
            random_guess(&bundle.as_ref()?.class_prior, labels)
        },
    );
    let on_choose = {
        let on = on.clone();
        use_callback((), move |pattern, ()| {
            on.emit(Action::ChoosePattern(pattern))
        })
    };
    let on_hover = {
        let on = on.clone();
        use_callback((), move |scheme, ()| on.emit(Action::PointAtScheme(scheme)))
    };
    let on_select = {
        let on = on.clone();
        use_callback((), move |scheme, ()| on.emit(Action::ChooseScheme(scheme)))
    };
    let on_retry = {
        let on = on.clone();
        use_callback((), move |(), ()| on.emit(Action::Retry))
    };

    let entries = entries(&state);
    let without_answers: Vec<SchemeEntry> =
        entries.iter().map(SchemeEntry::without_answer).collect();
    let shown = loaded.shown.as_ref();
    let facts_of = |sample: u32| {
        usize::try_from(sample)
            .ok()
            .and_then(|at| loaded.samples.get(at).copied())
    };
    let situation = pattern_words(&network.failable, state.pattern);
    let weighting = network.weightings.get(state.setting).cloned();
    let accuracies = without_answers.iter().map(|entry| {
        let table = entry.sweep.as_ref();
        let accuracy = table.and_then(|table| table.accuracy(state.pattern));
        (entry.scheme, accuracy)
    });
    let drawing = state.editor.mode == Mode::Draw;
    let is_trained = !state.sources.is_empty();
    let (schemes, own) = (state.schemes(), state.own());
    let values = state.values();
    html! {
        <div class="page" data-testid="page" data-preset={network.preset.or(network.bundle)}
            data-mode={state.editor.mode.slug()} data-own={state.editor.own.as_deref().map(str::to_owned)} data-bundle={if own.is_empty() { network.bundle } else { Some("own") }} data-schemes={scheme_words(&state)}
            data-nodes={network.graph.len().to_string()} data-links={network.graph.edges().len().to_string()}
            data-problems={network.error_count().to_string()} data-steps={state.editor.history.at().to_string()} data-pattern={state.pattern.0.to_string()}
            data-waiting={state.is_waiting().to_string()} data-swept={state.is_swept().to_string()}
            data-bundles={loaded.bundles.count().to_string()} data-engine={engine_word(&state.engine)}
            data-milliseconds={shown.map(|shown| shown.milliseconds.to_string())}>
            <Header networks={state.networks.clone()} network={network.clone()} mode={state.editor.mode} download={state.download()} swept={state.swept()} on_train={on_train.clone()} on={on.clone()} />
            <Notices faults={wording::faults(&state)} {unsaved} link_faults={state.link_faults.clone()} unfinished={state.interrupted()}
                on_train={on_train.clone()} on={on.clone()} />
            { summary(&situation, accuracies) }
            <main class={classes!(drawing.then_some("draws"))}>
                <Stage network={network.clone()} pattern={state.pattern} {schemes} scheme={state.scheme()} flow_scheme={state.flow_scheme()}
                    selected={state.selected} pointed={state.pointed} setting={state.setting} desk={DeskProps::of(&state.editor)} word={state.editor.word.clone()}
                    answer={(!state.is_waiting()).then(|| shown.and_then(|shown| shown.schemes.get(state.flow_scheme()).cloned())).flatten()}
                    serial={shown.map_or(0, |shown| shown.serial)} announcement={state.announcement.clone()} on={on.clone()} />
                if drawing {
                    <div class="left properties">
                        <Properties network={network.clone()} node={state.selected} link={state.editor.selection.link}
                            marked={state.editor.selection.marked} setting={state.setting} values={values.clone()} on={on.clone()} />
                    </div>
                }
                if drawing || !is_trained {
                    <section class="right" aria-label="Problems and meaning">
                        // Before the worker has told what this device holds, nobody knows.
                        if !is_trained && state.shelf.is_told {
                            { untrained(network.error_count(), state.shelf.fault.as_deref(), &on_train) }
                        }
                        <Problems network={network.clone()} on={on.clone()} />
                        <Meaning network={network.clone()} {is_trained} pattern={state.pattern} setting={state.setting} on={on.clone()} />
                        if drawing {
                            <HistoryList steps={history_names(&state)} at={state.editor.history.at()} on={on.clone()} />
                        }
                    </section>
                } else {
                    <section class="right" aria-label="Answers" data-testid="answers">
                        <AnswersPanel entries={entries} classes={network.classes.clone()}
                            truth={shown.and_then(|shown| facts_of(shown.sample)).map(|facts| usize::from(facts.label))}
                            pattern={state.pattern} situation={format!("with {situation}")} weighting={weighting.clone()}
                            random_guess={*guess} people={network.is_signal()} selected={Some(state.scheme())}
                            {on_hover} {on_select} {on_retry} />
                    </section>
                }
                if !drawing {
                    <div class="left">
                        <Input network={network.clone()} sample={state.sample} count={loaded.pack.as_ref().map(|pack| pack.count)}
                            come={state.sample_count()} facts={facts_of(state.sample)} {values}
                            class={state.class} playing={state.playing}
                            hovered={state.inspected().map(|node| network.name(node).clone())} on={on.clone()} />
                        <Failures network={network.clone()} pattern={state.pattern} setting={state.setting} draws={state.draws} on={on.clone()} />
                    </div>
                }
            </main>
            if !drawing && is_trained {
                <footer>
                    <section aria-label="Every failure pattern" data-testid="patterns">
                        <PatternChart entries={without_answers.clone()} names={network.failable.clone()} pattern={state.pattern}
                            random_guess={*guess} {on_choose} />
                    </section>
                    <section aria-label="Expected accuracy" data-testid="expected">
                        <ExpectedPanel entries={without_answers} {weighting} random_guess={*guess}
                            survival={network.survivals().get(state.setting).copied()} />
                    </section>
                </footer>
            }
            <Documents open={state.editor.documents} networks={state.networks.clone()} network={network.clone()} view={state.view()}
                own={state.editor.own.clone()} on={on.clone()} />
            <Help open={state.help} network={network.clone()} {schemes} {own} bundles={loaded.bundles.clone()} pack={loaded.pack.clone()} {on} />
        </div>
    }
}

fn history_names(state: &State) -> Vec<Rc<str>> {
    let steps = state.editor.history.steps();
    steps.iter().map(|step| Rc::clone(&step.name)).collect()
}

/// The schemes that a trained network is shown of.
fn scheme_words(state: &State) -> String {
    let slugs: Vec<&str> = state.trained().iter().map(Scheme::slug).collect();
    slugs.join(" ")
}

fn engine_word(engine: &Engine) -> &'static str {
    match engine {
        Engine::Starting => "starting",
        Engine::Ready => "ready",
        Engine::Failed(_) => "failed",
    }
}

/// Goes to the next sample at a steady pace while the stream plays.
#[hook]
fn use_stream(playing: bool, on: &Callback<Action>) {
    let on = on.clone();
    use_effect_with(playing, move |playing| {
        let interval = playing.then(|| Interval::new(PACE, move || on.emit(Action::Next)));
        move || drop(interval)
    });
}
