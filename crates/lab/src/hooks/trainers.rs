//! The training workers: each training that has a place has one.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::WorkerLink;
use deepfog_browser::site::address_of;
use deepfog_browser::worker_link::Fail;
use deepfog_protocol::{TrainReport, TrainRequest};
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::BeforeUnloadEvent;
use yew::prelude::*;

use super::Same;
use crate::action::Action;
use crate::browser::now;
use crate::few::Few;
use crate::queue::{Works, is_busy};
use crate::state::State;
use crate::work::{Order, Phase, Work, order};

/// A worker that trains.
struct Trainer {
    link: WorkerLink,
    /// Which start of the training it belongs to.
    run: u32,
    /// What it was told last; `None` before it has begun.
    told: Option<Order>,
}

type Trainers = Rc<RefCell<Few<String, Trainer>>>;

/// Starts, tells and ends workers as the trainings say. While any trains, the browser asks before it leaves the page.
#[hook]
pub fn use_trainers(state: &State, on: &Callback<Action>) {
    let trainers: Trainers = use_mut_ref(Few::default);
    {
        let (trainers, on) = (Rc::clone(&trainers), on.clone());
        use_effect_with(Same(Rc::clone(&state.works)), move |works| {
            follow(&trainers, &works.0, &on);
        });
    }
    use_effect_with(is_busy(&state.works), move |busy| {
        let listener = busy.then(|| {
            EventListener::new_with_options(
                &gloo::utils::window(),
                "beforeunload",
                EventListenerOptions::enable_prevent_default(),
                |event| {
                    event.prevent_default();
                    // Some browsers ask only so.
                    if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                        event.set_return_value("A training is under way.");
                    }
                },
            )
        });
        move || drop(listener)
    });
}

fn follow(trainers: &Trainers, works: &Works, on: &Callback<Action>) {
    let mut ended = Vec::new();
    {
        let mut trainers = trainers.borrow_mut();
        let keys: Vec<String> = trainers.iter().map(|(key, _)| key.clone()).collect();
        for key in keys {
            let work = works.iter().find(|work| *work.key() == key);
            let is_its = work.is_some_and(|work| {
                order(work).is_some()
                    && trainers
                        .get(&key)
                        .is_some_and(|known| known.run == work.runs)
            });
            if !is_its {
                ended.extend(trainers.take(&key));
            }
        }
    }
    drop(ended);
    for work in works {
        if let Some(order) = order(work) {
            tell(trainers, work, order, on);
        }
    }
}

/// Gives a training its worker, and tells that what it does not know yet.
fn tell(trainers: &Trainers, work: &Work, order: Order, on: &Callback<Action>) {
    if !trainers.borrow().has(work.key()) {
        match start(work, on) {
            Ok(trainer) => {
                trainers.borrow_mut().set(work.key().to_owned(), trainer);
            }
            Err(why) => on.emit(died(work.key(), &why)),
        }
        return;
    }
    let is_ready = work.live.is_some_and(|live| live.phase != Phase::Starting);
    let mut all = trainers.borrow_mut();
    let Some(trainer) = all.get_mut(work.key()) else {
        return;
    };
    if trainer.told.is_none() && order == Order::Cancel {
        // It has not begun: there is nothing to stop.
        trainer.told = Some(order);
        drop(all);
        on.emit(Action::Heard {
            key: work.key().to_owned(),
            report: Box::new(TrainReport::Cancelled),
            now: now(),
        });
        return;
    }
    if !is_ready {
        return;
    }
    if trainer.told.is_none()
        && let Some(models) = address_of("models/")
    {
        trainer.link.send(&TrainRequest::Begin {
            job: work.key().to_owned(),
            models,
            spec: Box::new(work.spec().clone()),
            study: work.job.study.clone(),
        });
        trainer.told = Some(Order::Run);
    }
    if trainer.told != Some(order) {
        trainer.link.send(&match order {
            Order::Run => TrainRequest::Resume,
            Order::Pause => TrainRequest::Pause,
            Order::Finish => TrainRequest::Finish,
            Order::Cancel => TrainRequest::Cancel,
        });
        trainer.told = Some(order);
    }
}

fn start(work: &Work, on: &Callback<Action>) -> Result<Trainer, String> {
    let hear = {
        let (on, key) = (on.clone(), work.key().to_owned());
        move |report: TrainReport| {
            on.emit(Action::Heard {
                key: key.clone(),
                report: Box::new(report),
                now: now(),
            });
        }
    };
    let fail: Fail = {
        let (on, key) = (on.clone(), work.key().to_owned());
        Rc::new(move |why| on.emit(died(&key, &why)))
    };
    Ok(Trainer {
        link: WorkerLink::start("trainer.js", hear, &fail)?,
        run: work.runs,
        told: None,
    })
}

fn died(key: &str, why: &str) -> Action {
    Action::Died {
        key: key.to_owned(),
        why: format!("The training program has stopped or could not be started. {why}"),
    }
}
