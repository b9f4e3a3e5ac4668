//! A folder of files, one per person.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use thiserror::Error;

use super::CHANNELS;
use super::row::{self, RowError};
use crate::{Samples, SamplesError};

/// The largest file that is read, in bytes after unpacking; the largest of UCI has about 30 million.
pub const MAX_FILE_BYTES: u64 = 1 << 28;
/// The longest line that is read.
pub const MAX_LINE_BYTES: u64 = 4096;

/// Why mHealth cannot be read.
#[derive(Debug, Error)]
pub enum MhealthError {
    /// The folder or a file cannot be read, or cannot be unpacked.
    #[error("{path} cannot be read: {source}", path = path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder holds none of the files.
    #[error("{folder} holds no file like mHealth_subject1.log or mHealth_subject1.log.gz", folder = folder.display())]
    NoFiles {
        /// The folder.
        folder: PathBuf,
    },
    /// One person in two files.
    #[error("{first} and {second} are of the same person; keep one of them", first = first.display(), second = second.display())]
    Twice {
        /// One file.
        first: PathBuf,
        /// The other file.
        second: PathBuf,
    },
    /// A row that is not as it should be.
    #[error("{path}, line {line}: {source}", path = path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: RowError,
    },
    /// A line that is far too long for a row.
    #[error("{path}, line {line}: longer than {MAX_LINE_BYTES} bytes", path = path.display())]
    LongLine {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A line that is no text.
    #[error("{path}, line {line}: not a line of text", path = path.display())]
    NoText {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A file that holds more than any of the data set.
    #[error("{path}, line {line}: more than {MAX_FILE_BYTES} bytes come before it", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// No row of an activity in any file.
    #[error("{folder}: no row has a label from 1 to 12", folder = folder.display())]
    NoRows {
        /// The folder.
        folder: PathBuf,
    },
    /// The rows make no table.
    #[error(transparent)]
    Samples(#[from] SamplesError),
}

/// Reads all files of a folder: one sample of shape (23, 1) per row of an activity, in the order of people and of lines. The group
/// of a sample is its person, its label the activity's index in the task. Rows of no activity (label 0) are left out; files with
/// other names are passed over.
///
/// # Errors
/// [`MhealthError`]: the first thing that is wrong, with file and line.
pub fn read_folder(folder: &Path) -> Result<Samples, MhealthError> {
    let mut table = Table::default();
    for (person, path) in files(folder)? {
        read_file(person, &path, &mut table)?;
    }
    if table.labels.is_empty() {
        return Err(MhealthError::NoRows {
            folder: folder.to_owned(),
        });
    }
    Ok(Samples::new(
        vec![CHANNELS, 1],
        table.values,
        table.labels,
        table.people,
        Vec::new(),
    )?)
}

/// The rows so far.
#[derive(Default)]
struct Table {
    values: Vec<f32>,
    labels: Vec<u8>,
    people: Vec<u32>,
}

/// The files by person.
fn files(folder: &Path) -> Result<BTreeMap<u32, PathBuf>, MhealthError> {
    let failed = |source| MhealthError::Io {
        path: folder.to_owned(),
        source,
    };
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(person) = name.and_then(person) else {
            continue;
        };
        if let Some(other) = files.insert(person, path.clone()) {
            // The folder's order is not always the same, the message is.
            let (first, second) = if other < path {
                (other, path)
            } else {
                (path, other)
            };
            return Err(MhealthError::Twice { first, second });
        }
    }
    if files.is_empty() {
        return Err(MhealthError::NoFiles {
            folder: folder.to_owned(),
        });
    }
    Ok(files)
}

/// The person of a file name.
fn person(name: &str) -> Option<u32> {
    let rest = name.strip_prefix("mHealth_subject")?;
    let digits = rest
        .strip_suffix(".gz")
        .unwrap_or(rest)
        .strip_suffix(".log")?;
    digits.parse().ok()
}

fn read_file(person: u32, path: &Path, table: &mut Table) -> Result<(), MhealthError> {
    let failed = |source| MhealthError::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    // One byte more than is taken: a file that has it is too large.
    let limit = MAX_FILE_BYTES + 1;
    if path.extension().is_some_and(|extension| extension == "gz") {
        let unpacked = MultiGzDecoder::new(BufReader::new(file)).take(limit);
        read_rows(person, path, BufReader::new(unpacked), table)
    } else {
        read_rows(person, path, BufReader::new(file.take(limit)), table)
    }
}

fn read_rows(
    person: u32,
    path: &Path,
    mut reader: impl BufRead,
    table: &mut Table,
) -> Result<(), MhealthError> {
    let mut bytes = Vec::new();
    let mut total = 0;
    for line in 1.. {
        bytes.clear();
        let path = || path.to_owned();
        let taken = (&mut reader)
            .take(MAX_LINE_BYTES + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(|source| MhealthError::Io {
                path: path(),
                source,
            })?;
        if taken == 0 {
            break;
        }
        total += taken as u64;
        if total > MAX_FILE_BYTES {
            return Err(MhealthError::TooLarge { path: path(), line });
        }
        if taken as u64 > MAX_LINE_BYTES {
            return Err(MhealthError::LongLine { path: path(), line });
        }
        let text =
            std::str::from_utf8(&bytes).map_err(|_| MhealthError::NoText { path: path(), line })?;
        // Some files end with an empty line.
        if text.trim().is_empty() {
            continue;
        }
        let class = row::read(text, &mut table.values).map_err(|source| MhealthError::Row {
            path: path(),
            line,
            source,
        })?;
        if let Some(class) = class {
            table.labels.push(class);
            table.people.push(person);
        }
    }
    Ok(())
}
