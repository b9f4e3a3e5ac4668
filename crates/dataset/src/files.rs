//! Packs, prepared data sets and shipped training sets on the disk. Not in the browser.

use std::path::{Path, PathBuf};

use deepfog_topology::{Task, TaskId};
use thiserror::Error;

use crate::header::{PackError, PackHeader, Part};
use crate::split::{Split, SplitChoice, SplitError};
use crate::{Normalisation, Samples, SamplesError, TrainingSet, TrainingSetError};

/// The header's file name in every pack.
pub const HEADER_FILE: &str = "pack.json";

/// Why a pack or a task cannot be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// There is no such pack.
    #[error("{path} does not exist; `cargo xtask data` prepares the data sets", path = path.display())]
    Missing {
        /// The file that was looked for.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A pack that is not as it should be.
    #[error("{folder}: {source}", folder = folder.display())]
    Pack {
        /// The pack's folder.
        folder: PathBuf,
        /// What is wrong.
        source: PackError,
    },
    /// A pack of another task.
    #[error("{folder} holds the task {found}, not {expected}", folder = folder.display())]
    OtherTask {
        /// The pack's folder.
        folder: PathBuf,
        /// The task asked for.
        expected: TaskId,
        /// The task found.
        found: TaskId,
    },
    /// A pack of another part of the split: test samples must not train.
    #[error("{folder} holds the part {found:?}, not {expected:?}", folder = folder.display())]
    OtherPart {
        /// The pack's folder.
        folder: PathBuf,
        /// The part that belongs there.
        expected: Part,
        /// The part found.
        found: Part,
    },
    /// No such split.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// Samples that do not fit each other.
    #[error(transparent)]
    Samples(#[from] SamplesError),
    /// Packs that are no training set.
    #[error("the packs of the task {task} in {folder}: {source}", folder = folder.display())]
    TrainingSet {
        /// The folder of packs.
        folder: PathBuf,
        /// The task.
        task: TaskId,
        /// What is wrong.
        source: TrainingSetError,
    },
}

/// A task's samples, split; values are raw (dequantised, not normalised).
#[derive(Clone, Debug)]
pub struct LoadedTask {
    /// Input space and classes.
    pub task: Task,
    /// Which split this is.
    pub choice: SplitChoice,
    /// The people of each part, where the split is by person.
    pub people: Option<Split>,
    /// What training sees.
    pub train: Samples,
    /// What chooses the checkpoint.
    pub validation: Samples,
    /// What is only measured on.
    pub test: Samples,
    /// Statistics of `train` alone.
    pub normalisation: Normalisation,
    /// Share of each class in `train`.
    pub class_prior: Vec<f64>,
}

/// Loads a task's full data set from the folder that `cargo xtask data` prepared, `data/` in the repository.
///
/// # Errors
/// [`LoadError`]: missing or damaged files, or a fold of a task that is not split by person.
pub fn load(data: &Path, task: &TaskId, choice: SplitChoice) -> Result<LoadedTask, LoadError> {
    let folder = data.join(task.as_str());
    if !folder.is_dir() {
        return Err(LoadError::Missing { path: folder });
    }
    let by_person = folder.join("all");
    let (task, people, [train, validation, test]) = if by_person.join(HEADER_FILE).is_file() {
        let split = Split::of_choice(choice)?;
        let (header, all) = read_pack_of(&by_person, task, Part::All)?;
        let part = |people: &[u32]| all.select(&all.indices_of_groups(people));
        let parts = [
            part(&split.train)?,
            part(&split.validation)?,
            part(&split.test)?,
        ];
        (header.task, Some(split), parts)
    } else {
        if choice != SplitChoice::Fixed {
            return Err(SplitError::NoPeople {
                task: task.to_string(),
            }
            .into());
        }
        let (header, train) = read_pack_of(&folder.join("train"), task, Part::Train)?;
        let (_, validation) = read_pack_of(&folder.join("validation"), task, Part::Validation)?;
        let (_, test) = read_pack_of(&folder.join("test"), task, Part::Test)?;
        (header.task, None, [train, validation, test])
    };
    Ok(LoadedTask {
        normalisation: Normalisation::of(&train),
        class_prior: train.class_shares(task.classes.len()),
        task,
        choice,
        people,
        train,
        validation,
        test,
    })
}

/// Loads what the browser trains on: the task's three packs below `models/`.
///
/// # Errors
/// [`LoadError`]: missing or damaged packs, packs of another task, or packs that are no training set.
pub fn load_shipped(models: &Path, task: &TaskId) -> Result<TrainingSet, LoadError> {
    let folder = models.join("packs");
    let [train, validation, test] = TrainingSet::folders(task);
    let read = |name: &str, part| read_pack_of(&folder.join(name), task, part);
    TrainingSet::assemble(
        read(&train, Part::Train)?,
        read(&validation, Part::Validation)?,
        read(&test, Part::Test)?,
    )
    .map_err(|source| LoadError::TrainingSet {
        folder,
        task: task.clone(),
        source,
    })
}

/// Reads a pack's header.
///
/// # Errors
/// [`LoadError::Missing`], [`LoadError::Io`], [`LoadError::Pack`].
pub fn read_header(folder: &Path) -> Result<PackHeader, LoadError> {
    let json = read(&folder.join(HEADER_FILE))?;
    PackHeader::parse(&json).map_err(|source| LoadError::Pack {
        folder: folder.to_owned(),
        source,
    })
}

/// Reads a whole pack: its header and all its samples in its order.
///
/// # Errors
/// [`LoadError::Missing`], [`LoadError::Io`], [`LoadError::Pack`].
pub fn read_pack(folder: &Path) -> Result<(PackHeader, Samples), LoadError> {
    let header = read_header(folder)?;
    let mut samples = Samples::empty(header.shape())?;
    for (index, entry) in header.chunks.iter().enumerate() {
        let bytes = read(&folder.join(&entry.file))?;
        let chunk = header
            .decode_chunk(index, &bytes)
            .map_err(|source| LoadError::Pack {
                folder: folder.to_owned(),
                source,
            })?;
        if index == 0 {
            // A checked header bounds how much that is.
            samples.reserve(header.samples);
        }
        samples.append(chunk)?;
    }
    Ok((header, samples))
}

fn read_pack_of(
    folder: &Path,
    task: &TaskId,
    part: Part,
) -> Result<(PackHeader, Samples), LoadError> {
    let (header, samples) = read_pack(folder)?;
    if header.part != part {
        return Err(LoadError::OtherPart {
            folder: folder.to_owned(),
            expected: part,
            found: header.part,
        });
    }
    if header.task.id != *task {
        return Err(LoadError::OtherTask {
            folder: folder.to_owned(),
            expected: task.clone(),
            found: header.task.id,
        });
    }
    Ok((header, samples))
}

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    std::fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => LoadError::Missing {
            path: path.to_owned(),
        },
        _ => LoadError::Io {
            path: path.to_owned(),
            source,
        },
    })
}
