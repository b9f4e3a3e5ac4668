//! Trials: ordered of the laboratory, followed on the device, measured once they are trained.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::event::{self, ORDER};
use deepfog_browser::store::Store;
use deepfog_browser::{WorkerLink, site, worker_link};
use deepfog_protocol::{
    BundleSource, Job, JobStatus, Origin, Report, Request, TrainOrder, TrainingLength,
    TrainingOptions, TrainingSpec,
};
use gloo::timers::callback::Interval;
use yew::prelude::*;

use crate::action::Action;
use crate::state::State;
use crate::trial::{Stage, Tried};

/// Milliseconds between two looks at the device.
const LOOK: u32 = 1_000;
/// Looks without any sign of a training after which it counts as given up: the laboratory, which may have to be fetched first, writes
/// it down when it begins.
const GIVEN_UP: u32 = 20;
/// The same for one that was seen before: its network is kept before the laboratory takes it off its list.
const GONE: u32 = 3;

/// A trial that was ordered.
#[derive(Clone)]
struct Ordered {
    number: u32,
    key: String,
    tried: Tried,
    /// Looks since its training was last seen.
    unseen: u32,
    /// Looks without a sign of it that are borne.
    patience: u32,
    is_measuring: bool,
}

/// What is kept beside the state.
#[derive(Default)]
struct Desk {
    ordered: Vec<Ordered>,
    /// The last number that was ordered.
    last: u32,
    measuring: Option<WorkerLink>,
}

/// Orders the trials that wait, and tells how far they are.
#[hook]
pub fn use_trials(state: &State, on: &Callback<Action>) {
    let desk = use_mut_ref(Desk::default);
    {
        let (desk, trials, document) = (
            Rc::clone(&desk),
            state.trials.clone(),
            state.document.clone(),
        );
        use_effect_with(trials, move |trials| {
            let mut desk = desk.borrow_mut();
            let fresh: Vec<&Tried> = trials
                .iter()
                .filter(|tried| tried.number > desk.last)
                .collect();
            if let (false, Some(document)) = (fresh.is_empty(), document) {
                order(&mut desk, &fresh, &document);
            }
        });
    }
    let is_waiting = state
        .trials
        .iter()
        .any(|tried| matches!(tried.stage, Stage::Waiting | Stage::Training(_)));
    let on = on.clone();
    use_effect_with(is_waiting, move |is_waiting| {
        let looks = is_waiting.then(|| {
            Interval::new(LOOK, move || {
                let (desk, on) = (Rc::clone(&desk), on.clone());
                wasm_bindgen_futures::spawn_local(async move { look(&desk, &on).await });
            })
        });
        move || drop(looks)
    });
}

/// Orders trainings of the laboratory, all at once.
fn order(desk: &mut Desk, fresh: &[&Tried], document: &str) {
    let mut trainings = Vec::new();
    for tried in fresh {
        let key = new_key(tried.number);
        let trial = &tried.trial;
        trainings.push((
            key.clone(),
            TrainingSpec {
                name: trial.name.clone(),
                document: trial.document.to_string(),
                scheme: trial.scheme,
                options: TrainingOptions {
                    length: TrainingLength::Epochs(trial.epochs),
                    ..TrainingOptions::default()
                },
                warm_start: None,
            },
        ));
        desk.last = desk.last.max(tried.number);
        desk.ordered.push(Ordered {
            number: tried.number,
            key,
            tried: (*tried).clone(),
            unseen: 0,
            patience: GIVEN_UP,
            is_measuring: false,
        });
    }
    let order = TrainOrder {
        document: document.to_owned(),
        trainings,
    };
    // It holds nothing that JSON cannot.
    if let Ok(text) = serde_json::to_string(&order) {
        event::tell(ORDER, &text);
    }
}

/// A key that nothing else on this device has: the time, a number and a random one.
fn new_key(number: u32) -> String {
    let random = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!(
        "{:011x}{number:04x}{random:08x}",
        js_sys::Date::now() as u64
    )
}

/// Looks how far each trial is; measures the first one that is trained.
async fn look(desk: &Rc<RefCell<Desk>>, on: &Callback<Action>) {
    let tell = |number: u32, stage: Stage| on.emit(Action::Tried(number, stage));
    let store = match Store::open().await {
        Ok(store) => store,
        Err(error) => {
            for ordered in std::mem::take(&mut desk.borrow_mut().ordered) {
                tell(ordered.number, Stage::Failed(error.to_string().into()));
            }
            return;
        }
    };
    let Ok(jobs) = store.jobs().await else { return };
    let open = desk.borrow().ordered.clone();
    for ordered in open.into_iter().filter(|ordered| !ordered.is_measuring) {
        let number = ordered.number;
        let job = jobs.iter().find(|job| job.key == ordered.key);
        if let Some(job) = job {
            seen(desk, number);
            match &job.status {
                JobStatus::Failed { why, .. } => {
                    forget(desk, number);
                    tell(number, Stage::Failed(why.as_str().into()));
                }
                _ => tell(number, standing(job, ordered.tried.trial.epochs)),
            }
            continue;
        }
        match store.bundle(&ordered.key).await {
            Ok(Some(_)) if desk.borrow().measuring.is_none() => measure(desk, on, &ordered),
            Ok(Some(_)) => {}
            Ok(None) if is_gone(desk, number) => {
                forget(desk, number);
                tell(
                    number,
                    Stage::Failed("The training was given up in the laboratory.".into()),
                );
            }
            _ => {}
        }
    }
}

/// How far a training is.
fn standing(job: &Job, epochs: u32) -> Stage {
    if job.history.is_empty() && job.status == JobStatus::Waiting {
        Stage::Waiting
    } else {
        Stage::Training(job.history.len() as f64 / f64::from(epochs.max(1)))
    }
}

fn seen(desk: &Rc<RefCell<Desk>>, number: u32) {
    let mut desk = desk.borrow_mut();
    if let Some(ordered) = desk
        .ordered
        .iter_mut()
        .find(|ordered| ordered.number == number)
    {
        ordered.unseen = 0;
        ordered.patience = GONE;
    }
}

/// Whether a training that is not there now has not been there for too long.
fn is_gone(desk: &Rc<RefCell<Desk>>, number: u32) -> bool {
    let mut desk = desk.borrow_mut();
    let ordered = desk
        .ordered
        .iter_mut()
        .find(|ordered| ordered.number == number);
    ordered.is_some_and(|ordered| {
        ordered.unseen += 1;
        ordered.unseen > ordered.patience
    })
}

fn forget(desk: &Rc<RefCell<Desk>>, number: u32) {
    let mut desk = desk.borrow_mut();
    desk.ordered.retain(|ordered| ordered.number != number);
}

/// Measures a trained trial under all failures, by an inference worker of its own: the page's has another network open.
fn measure(desk: &Rc<RefCell<Desk>>, on: &Callback<Action>, ordered: &Ordered) {
    let (number, subject) = (ordered.number, Rc::clone(&ordered.tried.subject));
    let end = {
        let (desk, on) = (Rc::clone(desk), on.clone());
        move |stage: Stage| {
            forget(&desk, number);
            // Dropped after this message has been heard: the worker ends with its link.
            let link = desk.borrow_mut().measuring.take();
            wasm_bindgen_futures::spawn_local(async move { drop(link) });
            on.emit(Action::Tried(number, stage));
        }
    };
    let fail: worker_link::Fail = {
        let end = end.clone();
        Rc::new(move |why: String| end(Stage::Failed(why.into())))
    };
    let open = site::address_of("models/").map(|models| Request::Open {
        session: number,
        models,
        bundles: vec![BundleSource {
            scheme: ordered.tried.trial.scheme,
            origin: Origin::Own(ordered.key.clone()),
            identity: subject.identity.clone().unwrap_or_default(),
        }],
        pack: subject.topology.task.to_string(),
        is_helper: false,
    });
    let Some(open) = open else {
        return end(Stage::Failed(
            "The page does not know its own address.".into(),
        ));
    };
    let hear = {
        let (desk, on, end) = (Rc::clone(desk), on.clone(), end.clone());
        move |report: Report| match report {
            // What is sent before is lost: the worker does not listen yet.
            Report::Ready => {
                if let Some(link) = &desk.borrow().measuring {
                    link.send(&open);
                }
            }
            Report::Sweep { total, table, .. } if table.n == total => {
                end(Stage::Measured(Rc::new(table)));
            }
            Report::Sweep { total, table, .. } => {
                let share = f64::from(table.n) / f64::from(total.max(1));
                on.emit(Action::Tried(number, Stage::Measuring(share)));
            }
            Report::Failed { fault, .. } => end(Stage::Failed(fault.message.into())),
            _ => {}
        }
    };
    match WorkerLink::start("worker.js", hear, &fail) {
        Ok(link) => {
            let mut desk = desk.borrow_mut();
            let mut all = desk.ordered.iter_mut();
            if let Some(ordered) = all.find(|ordered| ordered.number == number) {
                ordered.is_measuring = true;
            }
            desk.measuring = Some(link);
            drop(desk);
            on.emit(Action::Tried(number, Stage::Measuring(0.0)));
        }
        Err(why) => end(Stage::Failed(why.into())),
    }
}
