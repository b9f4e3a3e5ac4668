//! An unfinished sweep on the disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use deepfog_dataset::Samples;
use deepfog_inference::{SweepPlan, Tally};
use deepfog_network::bundle::sha256_hex;
use serde::{Deserialize, Serialize};

use crate::checkpoint_file::write_whole;

/// What a file begins with; the number is that of its format.
const MAGIC: &[u8] = b"deepfog sweep 1\n";
/// Digits of a SHA-256.
const DIGITS: usize = 64;

/// What is done of a sweep.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Everything that the counts depend on: [`key`].
    pub key: String,
    /// The samples that are counted, as first and one past the last.
    pub done: Vec<(usize, usize)>,
    /// The counts.
    pub tally: Tally,
}

/// What was found where an unfinished sweep may be.
#[derive(Debug)]
pub enum Found {
    /// No file.
    Nothing,
    /// This sweep, as far as it is.
    Kept(Box<Kept>),
    /// A file of another sweep.
    Foreign,
    /// A file of a sweep that cannot be read, and why.
    Damaged(String),
}

/// Everything that counts depend on, as a SHA-256: network and patterns, samples, version of this program.
pub fn key(plan: &SweepPlan, samples: &Samples) -> String {
    let mut bytes = format!(
        "{}\n{}\n{:?}\n",
        env!("CARGO_PKG_VERSION"),
        plan.identity(),
        samples.shape()
    )
    .into_bytes();
    bytes.extend_from_slice(samples.labels());
    bytes.extend(
        samples
            .groups()
            .iter()
            .flat_map(|group| group.to_le_bytes()),
    );
    bytes.extend(
        samples
            .values()
            .iter()
            .flat_map(|value| value.to_le_bytes()),
    );
    sha256_hex(&bytes)
}

/// Where a sweep is kept if no place is given.
pub fn default_place(key: &str) -> PathBuf {
    Path::new("data/sweeps").join(format!("{}.sweep", &key[..16]))
}

/// Looks for what is done of a sweep of so many samples.
///
/// # Errors
/// A file that is no sweep at all: it would be overwritten.
pub fn find(path: &Path, key: &str, plan: &SweepPlan, samples: usize) -> Result<Found> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    };
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        bail!(
            "{} is no unfinished sweep; it is not overwritten",
            path.display()
        );
    };
    let damaged = |what: &str| Ok(Found::Damaged(what.to_owned()));
    let Some((checksum, payload)) = rest.split_at_checked(DIGITS) else {
        return damaged("it is cut off");
    };
    if checksum != sha256_hex(payload).as_bytes() {
        return damaged("its checksum is another");
    }
    let kept: Kept = match postcard::from_bytes(payload) {
        Ok(kept) => kept,
        Err(error) => return damaged(&error.to_string()),
    };
    if kept.key != key {
        return Ok(Found::Foreign);
    }
    if let Err(error) = kept.tally.check(plan) {
        return damaged(&error.to_string());
    }
    if !is_sound(&kept, samples) {
        return damaged("the samples that it has counted");
    }
    Ok(Found::Kept(Box::new(kept)))
}

/// Whether the ranges are disjoint, of this many samples, and as many as were counted.
fn is_sound(kept: &Kept, samples: usize) -> bool {
    let mut done = kept.done.clone();
    done.sort_unstable();
    let mut last = 0;
    let mut counted = 0;
    for (start, end) in done {
        if start < last || end <= start || end > samples {
            return false;
        }
        counted += end - start;
        last = end;
    }
    counted == kept.tally.n()
}

/// Writes down what is done; an interruption leaves the old file or the new one.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, kept: &Kept) -> Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let payload = postcard::to_allocvec(kept)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(sha256_hex(&payload).as_bytes());
    bytes.extend_from_slice(&payload);
    write_whole(path, &bytes)
}
