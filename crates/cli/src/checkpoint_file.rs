//! Unfinished work on the disk. Of a training: the seconds spent on it, then the trainer's checkpoint.

use std::fs;
use std::path::Path;
#[cfg(feature = "train")]
use std::time::Duration;

use anyhow::{Context, Result};

/// A checkpoint is written when the last one is older than this.
#[cfg(feature = "train")]
pub const CHECKPOINT_EVERY: Duration = Duration::from_secs(20);

/// Seconds and checkpoint; `None` where there is no such file or it is cut off.
#[cfg(feature = "train")]
pub fn read(path: &Path) -> Option<(f64, Vec<u8>)> {
    let bytes = fs::read(path).ok()?;
    let (seconds, state) = bytes.split_first_chunk::<8>()?;
    Some((f64::from_le_bytes(*seconds), state.to_vec()))
}

/// Writes seconds and checkpoint.
#[cfg(feature = "train")]
pub fn save(path: &Path, seconds: f64, state: &[u8]) -> Result<()> {
    let mut bytes = seconds.to_le_bytes().to_vec();
    bytes.extend_from_slice(state);
    write_whole(path, &bytes)
}

/// Writes a file so that an interruption leaves the old one or the new one.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let fresh = path.with_extension("new");
    fs::write(&fresh, bytes)
        .and_then(|()| fs::rename(&fresh, path))
        .with_context(|| format!("cannot write {}", path.display()))
}
