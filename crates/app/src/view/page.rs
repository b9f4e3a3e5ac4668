//! The whole page: the state, what the worker is asked, and the layout.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_protocol::{Item, Report, Request};
use deepfog_topology::Scheme;
use gloo::timers::callback::Interval;
use yew::prelude::*;

use super::documents::Documents;
use super::failures::Failures;
use super::header::Header;
use super::help::Help;
use super::input::{Input, PACE};
use super::notices::Notices;
use super::stage::Stage;
use super::summary::Summary;
use super::topology::DeskProps;
use crate::action::Action;
use crate::address::bar::use_address_bar;
use crate::autosave::use_autosave;
use crate::courier::{Courier, Wish};
use crate::draw::{HistoryList, Meaning, Problems, Properties};
use crate::files::use_file_drop;
use crate::panels::wording::pattern as pattern_words;
use crate::panels::{
    AnswersPanel, ExpectedPanel, PatternChart, SchemeEntry, Stage as BundleStage, random_guess,
};
use crate::state::{Engine, Mode, State};
use crate::worker_link::WorkerLink;
use crate::{browser, wording};

/// What the page keeps beside its state: the worker and what it was asked.
#[derive(Default)]
struct Link {
    worker: Option<WorkerLink>,
    courier: Courier,
}

impl Link {
    fn send(&self, request: Option<Request>) {
        if let (Some(worker), Some(request)) = (&self.worker, request) {
            worker.send(&request);
        }
    }
}

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
    let link = use_mut_ref(Link::default);
    use_worker(&state, &on, &link, props.with_worker);
    use_stream(state.playing, &on);
    use_address_bar(&state, &on);
    use_file_drop(&on);
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
    let accuracies: Vec<(Scheme, Option<f64>)> = entries
        .iter()
        .map(|entry| {
            let table = entry.sweep.as_ref();
            (
                entry.scheme,
                table.and_then(|table| table.accuracy(state.pattern)),
            )
        })
        .collect();
    let drawing = state.editor.mode == Mode::Draw;
    let values = state.values();
    html! {
        <div class="page" data-testid="page" data-preset={network.preset.or(network.bundle)}
            data-mode={state.editor.mode.slug()} data-own={state.editor.own.as_deref().map(str::to_owned)} data-bundle={network.bundle}
            data-nodes={network.graph.len().to_string()} data-links={network.graph.edges().len().to_string()}
            data-problems={network.error_count().to_string()} data-steps={state.editor.history.at().to_string()} data-pattern={state.pattern.0.to_string()}
            data-waiting={state.is_waiting().to_string()} data-swept={state.is_swept().to_string()}
            data-bundles={loaded.bundles.len().to_string()} data-engine={engine_word(&state.engine)}
            data-milliseconds={shown.map(|shown| shown.milliseconds.to_string())}>
            <Header networks={state.networks.clone()} network={network.clone()} mode={state.editor.mode} download={state.download()} swept={state.swept()} on={on.clone()} />
            <Notices faults={wording::faults(&state)} {unsaved} link_faults={state.link_faults.clone()} on={on.clone()} />
            <Summary situation={situation.clone()} {accuracies} />
            <main class={classes!(drawing.then_some("draws"))}>
                <Stage network={network.clone()} pattern={state.pattern} scheme={state.scheme} flow_scheme={state.flow_scheme()}
                    selected={state.selected} pointed={state.pointed} setting={state.setting} desk={DeskProps::of(&state.editor)} word={state.editor.word.clone()}
                    answer={(!state.is_waiting()).then(|| shown.and_then(|shown| shown.schemes.get(&state.flow_scheme()).cloned())).flatten()}
                    serial={shown.map_or(0, |shown| shown.serial)} announcement={state.announcement.clone()} on={on.clone()} />
                if drawing {
                    <div class="left properties">
                        <Properties network={network.clone()} node={state.selected} link={state.editor.selection.link}
                            marked={state.editor.selection.marked.clone()} setting={state.setting} values={values.clone()} on={on.clone()} />
                    </div>
                }
                if drawing || network.bundle.is_none() {
                    <section class="right" aria-label="Problems and meaning">
                        <Problems network={network.clone()} on={on.clone()} />
                        <Meaning network={network.clone()} pattern={state.pattern} setting={state.setting} on={on.clone()} />
                        if drawing {
                            <HistoryList steps={history_names(&state)} at={state.editor.history.at()} on={on.clone()} />
                        }
                    </section>
                } else {
                    <section class="right" aria-label="Answers" data-testid="answers">
                        <AnswersPanel entries={entries} classes={network.classes.clone()}
                            truth={shown.and_then(|shown| facts_of(shown.sample)).map(|facts| usize::from(facts.label))}
                            pattern={state.pattern} situation={format!("with {situation}")} weighting={weighting.clone()}
                            random_guess={*guess} people={network.is_signal()} selected={Some(state.scheme)}
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
            if !drawing && network.bundle.is_some() {
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
            <Help open={state.help} network={network.clone()} bundles={loaded.bundles.clone()} pack={loaded.pack.clone()} {on} />
        </div>
    }
}

fn history_names(state: &State) -> Vec<Rc<str>> {
    let steps = state.editor.history.steps();
    steps.iter().map(|step| Rc::clone(&step.name)).collect()
}

fn engine_word(engine: &Engine) -> &'static str {
    match engine {
        Engine::Starting => "starting",
        Engine::Ready => "ready",
        Engine::Failed(_) => "failed",
    }
}

/// What the panels are told of each scheme.
fn entries(state: &State) -> Vec<SchemeEntry> {
    let loaded = &state.loaded;
    let fault = |wanted: &Item| {
        loaded
            .faults
            .iter()
            .find(|(item, _)| item == wanted)
            .map(|(_, fault)| AttrValue::from(fault.message.clone()))
    };
    Scheme::ALL
        .into_iter()
        .map(|scheme| {
            let item = Item::Bundle(scheme);
            let progress = loaded.progress.iter().find(|(known, _)| *known == item);
            let stage = if loaded.bundles.contains_key(&scheme) {
                BundleStage::Ready
            } else if let Some(why) = fault(&item) {
                BundleStage::Failed(why)
            } else if matches!(state.engine, Engine::Failed(_)) {
                BundleStage::Failed("The worker that runs it has stopped.".into())
            } else {
                BundleStage::Loading {
                    received: progress.map_or(0, |(_, progress)| progress.received),
                    total: progress.and_then(|(_, progress)| progress.total),
                }
            };
            let sweep = loaded.sweeps.get(&scheme);
            SchemeEntry {
                scheme,
                stage,
                answer: loaded
                    .shown
                    .as_ref()
                    .and_then(|shown| shown.schemes.get(&scheme).cloned()),
                sweep: sweep.map(|sweep| sweep.table.clone()),
                total: sweep.map_or(0, |sweep| sweep.total),
                sweep_fault: fault(&Item::Sweep(scheme)),
            }
        })
        .collect()
}

/// Starts the worker, opens the preset, and asks for an answer whenever what is shown changes.
#[hook]
fn use_worker(state: &State, on: &Callback<Action>, link: &Rc<RefCell<Link>>, wanted: bool) {
    {
        let (on, link) = (on.clone(), Rc::clone(link));
        use_effect_with((state.workers, wanted), move |(_, wanted)| {
            if *wanted {
                start_worker(&on, &link);
            }
            move || {
                let ended = link.borrow_mut().worker.take();
                drop(ended);
            }
        });
    }
    let ready = state.engine == Engine::Ready;
    {
        let (link, network) = (Rc::clone(link), Rc::clone(&state.network));
        use_effect_with((state.session, ready), move |&(session, ready)| {
            if ready && let Some(models) = browser::address_of("models/") {
                link.borrow().send(Some(Request::Open {
                    session,
                    models,
                    bundle: network.bundle.map(str::to_owned),
                    pack: network.task.id.to_string(),
                    schemes: Scheme::ALL.to_vec(),
                }));
            }
        });
    }
    let wish = (ready && state.sample < state.sample_count()).then_some(Wish {
        session: state.session,
        sample: state.sample,
        pattern: state.pattern,
        bundles: state.loaded.bundles.len(),
    });
    {
        // Before the wish: the courier must forget before it is asked again.
        let (link, session) = (Rc::clone(link), state.session);
        use_effect_with(state.retries, move |retries| {
            if *retries > 0 {
                let mut link = link.borrow_mut();
                link.courier.forget();
                link.send(Some(Request::Retry { session }));
            }
        });
    }
    {
        let link = Rc::clone(link);
        use_effect_with((wish, state.retries), move |(wish, _)| {
            if let Some(wish) = wish {
                let mut link = link.borrow_mut();
                let request = link.courier.want(*wish);
                link.send(request);
            }
        });
    }
}

fn start_worker(on: &Callback<Action>, link: &Rc<RefCell<Link>>) {
    let hear = {
        let (on, link) = (on.clone(), Rc::clone(link));
        Callback::from(move |report: Report| {
            {
                let mut link = link.borrow_mut();
                let next = match &report {
                    Report::Answer(answer) => link.courier.answered(answer.ticket),
                    _ => None,
                };
                link.send(next);
            }
            on.emit(Action::Heard(Box::new(report)));
        })
    };
    let fail = {
        let on = on.clone();
        Callback::from(move |why: String| on.emit(Action::EngineFailed(why)))
    };
    let started = WorkerLink::start(hear, &fail);
    let mut link = link.borrow_mut();
    link.courier = Courier::default();
    match started {
        Ok(worker) => link.worker = Some(worker),
        Err(why) => {
            drop(link);
            fail.emit(why);
        }
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
