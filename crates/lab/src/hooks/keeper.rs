//! Keeps this page's trainings and the studies on the device, as they change.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::store::StoreError;
use deepfog_protocol::{Job, JobStatus, Study};
use gloo::events::EventListener;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::Same;
use crate::action::Action;
use crate::browser::now;
use crate::device::Device;
use crate::errand::told;
use crate::few::Few;
use crate::page_link;
use crate::queue::Works;
use crate::state::{State, Word};
use crate::work::Holder;

/// How long a page that asked whether to leave waits with further signs of life, in milliseconds.
const LEAVING: f64 = 3_000.0;

/// What of a training changes while it goes on.
#[derive(Clone, Debug, PartialEq)]
struct Stamp {
    status: JobStatus,
    alive: f64,
    epochs: usize,
}

impl Stamp {
    fn of(job: &Job) -> Self {
        Self {
            status: job.status.clone(),
            alive: job.alive,
            epochs: job.history.len(),
        }
    }
}

/// Something to write.
enum Change {
    Put(Box<Job>),
    Delete(String),
    Study(Rc<Study>),
}

#[derive(Default)]
struct Keeper {
    kept: Few<String, Stamp>,
    deleted: Vec<String>,
    studies: Few<String, usize>,
    waiting: Vec<Change>,
    is_busy: bool,
    /// Whether it was said that nothing can be written, and nothing could be since.
    has_complained: bool,
    /// Until when nothing is written, because the page is about to be left.
    held_until: f64,
}

/// Writes what has changed. Where the device takes nothing, that is said once.
#[hook]
pub fn use_keeper(state: &State, device: &Device, on: &Callback<Action>) {
    let keeper = use_mut_ref(Keeper::default);
    {
        let (keeper, device, on) = (Rc::clone(&keeper), device.clone(), on.clone());
        let present = (
            Same(Rc::clone(&state.works)),
            Same(Rc::clone(&state.ended)),
            Same(Rc::clone(&state.studies)),
        );
        use_effect_with(present, move |(works, ended, studies)| {
            keeper.borrow_mut().collect(&works.0, &ended.0, &studies.0);
            write(&keeper, &device, &on);
        });
    }
    let works = use_mut_ref(|| Rc::clone(&state.works));
    *works.borrow_mut() = Rc::clone(&state.works);
    let device = device.clone();
    use_effect_with((), move |()| {
        let listeners = ["beforeunload", "pagehide"].map(|kind| {
            let (keeper, device, works) = (Rc::clone(&keeper), device.clone(), Rc::clone(&works));
            EventListener::new(&gloo::utils::window(), kind, move |_| {
                keeper.borrow_mut().held_until = now() + LEAVING;
                leave(&device, &works.borrow());
            })
        });
        move || drop(listeners)
    });
}

impl Keeper {
    /// Finds what has changed.
    fn collect(&mut self, works: &Works, ended: &[String], studies: &[Rc<Study>]) {
        if now() < self.held_until {
            return;
        }
        for work in works.iter().filter(|work| work.holder == Holder::Here) {
            let stamp = Stamp::of(&work.job);
            if work.done.is_none() && self.kept.get(work.key()) != Some(&stamp) {
                self.kept.set(work.key().to_owned(), stamp);
                self.deleted.retain(|key| key != work.key());
                self.put(work.job.clone());
            }
        }
        for key in ended {
            if !self.deleted.contains(key) {
                self.deleted.push(key.clone());
                self.kept.take(key);
                self.waiting.push(Change::Delete(key.clone()));
            }
        }
        for study in studies {
            let measured = study
                .subsets
                .iter()
                .filter(|subset| subset.accuracies.is_some());
            let measured = measured.count();
            if self.studies.get(&study.key) != Some(&measured) {
                self.studies.set(study.key.clone(), measured);
                self.waiting.push(Change::Study(Rc::clone(study)));
            }
        }
    }

    /// The newest form of a training takes the place of one that waits.
    fn put(&mut self, job: Job) {
        self.waiting
            .retain(|change| !matches!(change, Change::Put(other) if other.key == job.key));
        self.waiting.push(Change::Put(Box::new(job)));
    }
}

/// Writes what waits, one after the other.
fn write(keeper: &Rc<RefCell<Keeper>>, device: &Device, on: &Callback<Action>) {
    {
        let mut keeper = keeper.borrow_mut();
        if keeper.is_busy || keeper.waiting.is_empty() {
            return;
        }
        keeper.is_busy = true;
    }
    let (keeper, device, on) = (Rc::clone(keeper), device.clone(), on.clone());
    spawn_local(async move {
        let mut is_news = false;
        loop {
            if keeper.borrow().waiting.is_empty() {
                break;
            }
            let change = keeper.borrow_mut().waiting.remove(0);
            is_news |= !matches!(&change, Change::Put(job) if job.status == JobStatus::Running);
            let written = write_one(&device, &change).await;
            let complains = {
                let mut keeper = keeper.borrow_mut();
                let is_first = written.is_err() && !keeper.has_complained;
                keeper.has_complained = written.is_err();
                is_first
            };
            if let Err(error) = written
                && complains
            {
                let text = format!("Where trainings are cannot be kept. {}", told(error));
                on.emit(Action::Say(Word::fault(text)));
            }
        }
        keeper.borrow_mut().is_busy = false;
        if is_news {
            page_link::shelf();
        }
    });
}

async fn write_one(device: &Device, change: &Change) -> Result<(), StoreError> {
    let store = device.store().await?;
    match change {
        Change::Put(job) => store.keep_job(job).await,
        Change::Study(study) => store.keep_study(study).await,
        Change::Delete(key) => {
            store.delete_job(key).await?;
            store.delete_study(key).await
        }
    }
}

/// The page may be left now: its trainings are nobody's then, and whoever comes next need not wait to find that out.
fn leave(device: &Device, works: &Works) {
    let Some(store) = device.opened() else {
        return;
    };
    for work in works
        .iter()
        .filter(|work| work.is_running() || work.is_waiting())
    {
        let job = Job {
            alive: 0.0,
            ..work.job.clone()
        };
        let store = Rc::clone(&store);
        spawn_local(async move {
            // If it fails, it counts as left after a while.
            let _ = store.keep_job(&job).await;
        });
    }
}
