//! Trains networks side by side, each on a thread of its own.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use deepfog_dataset::files::{LoadedTask, load};
use deepfog_dataset::{Samples, SplitChoice};
use deepfog_topology::TaskId;
use deepfog_training::TrainingData;

use super::TrainArguments;
use super::job::{Job, Outcome};

/// A task's data under one split, loaded once for all networks that use it.
pub struct Data {
    /// Everything but the samples, which are moved out.
    pub loaded: LoadedTask,
    /// Training and validation samples, not normalised.
    pub training: Arc<TrainingData>,
    /// Test samples, normalised.
    pub test: Samples,
}

/// The data that networks under way use.
pub struct Shelf<'a> {
    folder: &'a Path,
    held: Mutex<HashMap<(TaskId, SplitChoice), Arc<Data>>>,
}

impl<'a> Shelf<'a> {
    fn new(folder: &'a Path) -> Self {
        Self {
            folder,
            held: Mutex::new(HashMap::new()),
        }
    }

    /// The data of a task under a split.
    pub fn get(&self, task: &TaskId, split: SplitChoice) -> Result<Arc<Data>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(data) = held.get(&(task.clone(), split)) {
            return Ok(Arc::clone(data));
        }
        // What no network uses any more makes room.
        held.retain(|_, data| Arc::strong_count(data) > 1);
        let mut loaded = load(self.folder, task, split)?;
        let shape = loaded.train.shape().to_vec();
        let empty = || Samples::empty(shape.clone());
        let mut test = std::mem::replace(&mut loaded.test, empty()?);
        test.normalise(&loaded.normalisation)?;
        let training = TrainingData {
            train: std::mem::replace(&mut loaded.train, empty()?),
            validation: std::mem::replace(&mut loaded.validation, empty()?),
            normalisation: loaded.normalisation.clone(),
        };
        let data = Arc::new(Data {
            loaded,
            training: Arc::new(training),
            test,
        });
        held.insert((task.clone(), split), Arc::clone(&data));
        Ok(data)
    }
}

/// How far all networks together are.
pub struct Progress {
    start: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Work in all, done before this run, and done in it, in the units of [`Job::work`].
    work: f64,
    before: f64,
    done: f64,
}

impl Progress {
    /// Notes work that an earlier run did.
    pub fn resumed(&self, work: f64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.before += work;
    }

    /// Notes work done; gives what is left in words.
    pub fn advance(&self, work: f64) -> String {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += work;
        let left = (state.work - state.before - state.done).max(0.0);
        let seconds = self.start.elapsed().as_secs_f64() * left / state.done.max(f64::MIN_POSITIVE);
        format!("all done in {}", duration(seconds))
    }
}

/// Minutes and seconds.
pub fn duration(seconds: f64) -> String {
    let whole = Duration::try_from_secs_f64(seconds).map_or(0, |duration| duration.as_secs());
    format!("{}:{:02} min", whole / 60, whole % 60)
}

/// Trains all networks, `workers` at a time, in order. The first error stops what has not begun.
pub fn run(jobs: Vec<Job>, workers: usize, arguments: &TrainArguments) -> Result<Vec<Outcome>> {
    let shelf = Shelf::new(&arguments.data);
    let mut work = 0.0;
    for job in &jobs {
        work += job.work();
    }
    let progress = Progress {
        start: Instant::now(),
        state: Mutex::new(State {
            work,
            ..State::default()
        }),
    };
    let count = jobs.len();
    let waiting = Mutex::new(jobs.into_iter().enumerate());
    let outcomes: Mutex<Vec<(usize, Result<Outcome>)>> = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..workers.min(count) {
            scope.spawn(|| {
                loop {
                    let next = waiting
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .next();
                    let Some((place, job)) = next else { break };
                    let outcome = job
                        .run(&shelf, &progress)
                        .with_context(|| format!("training {job}"));
                    let failed = outcome.is_err();
                    outcomes
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((place, outcome));
                    if failed {
                        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
                        waiting.by_ref().for_each(drop);
                    }
                }
            });
        }
    });
    let mut outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
