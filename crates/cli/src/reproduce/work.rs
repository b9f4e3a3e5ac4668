//! The work folder: what was asked for, finished trainings, unfinished ones.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::data::Split;
use super::experiment::{Experiment, Order};
use super::training::Finished;
use crate::checkpoint_file::write_whole;

/// The work folder.
pub struct Work {
    results: PathBuf,
    checkpoints: PathBuf,
    asked: PathBuf,
}

/// That a table was asked for: a file in the work folder. Its figures are in the finished trainings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    /// What is compared.
    pub experiment: Experiment,
    /// On which split.
    pub split: Split,
    /// Passes over the training rows.
    pub epochs: usize,
    /// The commands that asked for it.
    pub commands: Vec<String>,
}

impl Work {
    /// Opens the folder; makes it where there is none.
    pub fn open(folder: &Path) -> Result<Self> {
        let work = Self {
            results: folder.join("results"),
            checkpoints: folder.join("checkpoints"),
            asked: folder.join("asked"),
        };
        for folder in [&work.results, &work.checkpoints, &work.asked] {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(work)
    }

    /// Notes what is asked for, beside what was before.
    pub fn note(&self, order: &Order) -> Result<()> {
        for &split in &order.splits {
            let (experiment, epochs) = (order.experiment, order.epochs);
            let path = self
                .asked
                .join(format!("{experiment}-{split}-{epochs}.json"));
            let mut asked = read(&path)?.unwrap_or(Asked {
                experiment,
                split,
                epochs,
                commands: Vec::new(),
            });
            let command = order.command();
            asked.commands.retain(|other| *other != command);
            asked.commands.push(command);
            write(&path, &asked)?;
        }
        Ok(())
    }

    /// Everything that was asked for, in the order of the page.
    pub fn asked(&self) -> Result<Vec<Asked>> {
        let mut asked: Vec<Asked> = read_all(&self.asked)?;
        asked.sort_by(|a, b| {
            (a.experiment, a.split, b.epochs).cmp(&(b.experiment, b.split, a.epochs))
        });
        Ok(asked)
    }

    /// A finished training, if it is.
    pub fn finished(&self, key: &str) -> Result<Option<Finished>> {
        read(&self.results.join(format!("{key}.json")))
    }

    /// All finished trainings.
    pub fn all_finished(&self) -> Result<Vec<Finished>> {
        read_all(&self.results)
    }

    /// Keeps a finished training; its checkpoint is of no more use.
    pub fn finish(&self, key: &str, finished: &Finished) -> Result<()> {
        write(&self.results.join(format!("{key}.json")), finished)?;
        match fs::remove_file(self.checkpoint(key)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).context("cannot remove the checkpoint of a finished training")
            }
            _ => Ok(()),
        }
    }

    /// Where an unfinished training is kept.
    pub fn checkpoint(&self, key: &str) -> PathBuf {
        self.checkpoints.join(format!("{key}.checkpoint"))
    }
}

fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    let json = serde_json::to_string_pretty(value)?;
    write_whole(path, (json + "\n").as_bytes())
}

/// A file's value; `None` where there is no such file.
fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let json = match fs::read(path) {
        Ok(json) => json,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    };
    let value = serde_json::from_slice(&json).with_context(|| {
        format!(
            "{} is damaged; remove it to do its work again",
            path.display()
        )
    })?;
    Ok(Some(value))
}

fn read_all<T: DeserializeOwned>(folder: &Path) -> Result<Vec<T>> {
    let context = || format!("{} cannot be read", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            paths.push(path);
        }
    }
    // The folder's order is not always the same.
    paths.sort();
    let mut values = Vec::new();
    for path in paths {
        values.extend(read(&path)?);
    }
    Ok(values)
}
