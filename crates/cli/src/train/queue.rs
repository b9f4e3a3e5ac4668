//! Trains networks side by side, each on a thread of its own.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use deepfog_dataset::files::{LoadedTask, load};
use deepfog_dataset::{Split, SplitChoice};
use deepfog_network::bundle::{PartSizes, SplitFacts};
use deepfog_topology::TaskId;
use deepfog_training::TrainingData;
use deepfog_training::bundle::{FullData, people};

use super::TrainArguments;
use super::job::{Job, Outcome};
use crate::progress::Progress;
use crate::side_by_side::side_by_side;

/// A task's data under one split, loaded once for all networks that use it.
pub struct Data {
    /// The samples and what a manifest says of them.
    pub full: FullData,
    /// The people of each part, where the split is by person.
    pub people: Option<Split>,
}

impl From<LoadedTask> for Data {
    fn from(loaded: LoadedTask) -> Self {
        let rule = if loaded.people.is_some() {
            "by person: no person is in two parts"
        } else {
            "the official test images; 500 official training images of each class for validation; the other official training images"
        };
        let full = FullData {
            split: SplitFacts {
                name: loaded.choice.to_string(),
                rule: rule.to_owned(),
                people: loaded.people.clone().map(people),
                samples: PartSizes {
                    train: loaded.train.len(),
                    validation: loaded.validation.len(),
                    test: loaded.test.len(),
                },
            },
            training: Arc::new(TrainingData {
                train: loaded.train,
                validation: loaded.validation,
                normalisation: loaded.normalisation,
            }),
            test: loaded.test,
            class_prior: loaded.class_prior,
        };
        Self {
            full,
            people: loaded.people,
        }
    }
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
        let data = Arc::new(Data::from(load(self.folder, task, split)?));
        held.insert((task.clone(), split), Arc::clone(&data));
        Ok(data)
    }
}

/// Trains all networks, `workers` at a time, in order. The first error stops what has not begun.
pub fn run(jobs: Vec<Job>, workers: usize, arguments: &TrainArguments) -> Result<Vec<Outcome>> {
    let shelf = Shelf::new(&arguments.data);
    let mut work = 0.0;
    for job in &jobs {
        work += job.work();
    }
    let progress = Progress::new(work);
    side_by_side(jobs, workers, |job| {
        job.run(&shelf, &progress)
            .with_context(|| format!("training {job}"))
    })
}
