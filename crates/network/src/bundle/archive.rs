//! A bundle as one zip file: what the page saves and opens.
//!
//! [`pack`] stores the files as they are (float weights hardly compress) and gives the same bytes every time. [`unpack`] reads what
//! a person brings, so also an archive that another program compressed or made of the bundle's folder. It trusts
//! nothing in it, and takes no memory before it knows how much.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use zip::read::{ArchiveOffset, Config, HasZipMetadata};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use super::files::is_plain_name;
use super::manifest::{MANIFEST_FILE, MAX_BYTES};
use super::validate::{MAX_BUNDLE_BYTES, MAX_FILE_BYTES};

/// Most entries that are read: a drawing has 64 nodes at most; some programs add a folder, or a file of theirs for each.
const MAX_ENTRIES: usize = 256;
/// Largest zip file that is read, in bytes: the largest bundle with what a zip file adds to it.
pub const MAX_ARCHIVE_BYTES: usize = MAX_BUNDLE_BYTES + MAX_BYTES + (1 << 20);
/// Length of the record that ends a zip file without a comment.
const END_BYTES: usize = 22;
/// Longest name that a message repeats, in characters.
const SHOWN: usize = 60;

/// A bundle's manifest and its ONNX files by name, as bytes.
pub type Contents = (Vec<u8>, Vec<(String, Vec<u8>)>);

/// Why a zip file is no bundle, or cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Larger than any bundle.
    #[error("the zip file has {bytes} bytes; at most {MAX_ARCHIVE_BYTES} are read")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Another kind of file, or cut off.
    #[error("this is no zip file, or only a part of one")]
    NotAnArchive,
    /// A zip file that cannot be read.
    #[error("the zip file cannot be read: {0}")]
    Unreadable(String),
    /// More entries than any bundle has.
    #[error("the zip file has {count} entries; a bundle has at most {MAX_ENTRIES}")]
    Entries {
        /// How many.
        count: usize,
    },
    /// A name that no bundle holds.
    #[error(
        "{name:?} does not belong to a bundle: that is {MANIFEST_FILE} and files with plain names that end in .onnx, in one folder at most"
    )]
    Name {
        /// The name, shortened.
        name: String,
    },
    /// Two files of one name; some file systems do not tell cases apart.
    #[error("{name} comes twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// No manifest.
    #[error("there is no {MANIFEST_FILE} in it, so it is no bundle")]
    NoManifest,
    /// A file that is larger than any of a bundle.
    #[error("{name} has {bytes} bytes; at most {limit} are read")]
    FileTooLarge {
        /// The file.
        name: String,
        /// Its length.
        bytes: u64,
        /// The largest length.
        limit: usize,
    },
    /// Files that are too large together.
    #[error("the files have {bytes} bytes together; at most {MAX_BUNDLE_BYTES} are read")]
    SumTooLarge {
        /// The sum of the lengths that were added up.
        bytes: u64,
    },
    /// A file whose bytes cannot be had.
    #[error("{name} in the zip file cannot be read: {problem}")]
    Entry {
        /// The file.
        name: String,
        /// Why.
        problem: String,
    },
}

/// Makes a zip file of a manifest and its ONNX files: the same bytes for the same bundle, anywhere.
///
/// # Errors
/// [`ArchiveError`] for what [`unpack`] would refuse.
pub fn pack(manifest: &[u8], files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ArchiveError> {
    let entries = || {
        std::iter::once((MANIFEST_FILE, manifest)).chain(
            files
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice())),
        )
    };
    let mut bounds = Bounds::default();
    for (name, bytes) in entries() {
        bounds.admit(name, bytes.len() as u64)?;
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::DEFAULT)
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries() {
        writer
            .start_file(name, options)
            .and_then(|()| Ok(writer.write_all(bytes)?))
            .map_err(|error| ArchiveError::Entry {
                name: name.to_owned(),
                problem: words(&error),
            })?;
    }
    let archive = writer.finish().map_err(unreadable)?;
    Ok(archive.into_inner())
}

/// Reads a zip file: the manifest, and the ONNX files in the archive's order. They are not compared with the manifest: that is
/// [`verify`](super::verify)'s.
///
/// # Errors
/// [`ArchiveError`]: the first thing that is wrong.
pub fn unpack(zip: &[u8]) -> Result<Contents, ArchiveError> {
    check_end(zip)?;
    let config = Config {
        archive_offset: ArchiveOffset::Known(0),
    };
    let mut archive = ZipArchive::with_config(config, Cursor::new(zip)).map_err(unreadable)?;
    if archive.has_duplicate_names() {
        return Err(ArchiveError::Unreadable(
            "two of its entries have the same name".to_owned(),
        ));
    }
    let entries = list(&archive)?;
    if !entries.iter().any(|entry| entry.name == MANIFEST_FILE) {
        return Err(ArchiveError::NoManifest);
    }
    let mut manifest = Vec::new();
    let mut files = Vec::with_capacity(entries.len());
    for entry in entries {
        let bytes = read(&mut archive, &entry)?;
        if entry.name == MANIFEST_FILE {
            manifest = bytes;
        } else {
            files.push((entry.name, bytes));
        }
    }
    Ok((manifest, files))
}

/// Checks length and last record, before anything is taken into memory: a plain zip file without a comment, whose few entries are listed right before
/// that record. So there is one way only to read it.
fn check_end(zip: &[u8]) -> Result<(), ArchiveError> {
    if zip.len() > MAX_ARCHIVE_BYTES {
        return Err(ArchiveError::TooLarge { bytes: zip.len() });
    }
    let Some((before, end)) = zip.split_last_chunk::<END_BYTES>() else {
        return Err(ArchiveError::NotAnArchive);
    };
    // Signature; two numbers of disks; entries here and in all; size and place of their list; length of the comment.
    let short = |at: usize| usize::from(u16::from_le_bytes([end[at], end[at + 1]]));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    let (size, place) = (long(12), long(16));
    if !end.starts_with(b"PK\x05\x06") || place.checked_add(size) != Some(before.len()) {
        return Err(ArchiveError::NotAnArchive);
    }
    if short(4) != 0 || short(6) != 0 || short(8) != short(10) || short(20) != 0 {
        return Err(ArchiveError::NotAnArchive);
    }
    let count = short(10);
    if count > MAX_ENTRIES {
        return Err(ArchiveError::Entries { count });
    }
    Ok(())
}

/// A file of the archive.
struct Entry {
    /// Its place in the archive.
    index: usize,
    /// Its name in the bundle.
    name: String,
    /// The length that it says it has.
    bytes: u64,
}

/// The files in the archive's order, all checked by what the archive's directory says of them.
fn list<R>(archive: &ZipArchive<R>) -> Result<Vec<Entry>, ArchiveError>
where
    R: Read + std::io::Seek,
{
    let mut bounds = Bounds::default();
    let mut folder: Option<Option<String>> = None;
    let mut entries = Vec::new();
    let metadata = archive.metadata();
    for index in 0..metadata.len() {
        let entry = metadata.entry(index).map_err(unreadable)?;
        let path = entry.name().map_err(unreadable)?.into_owned();
        if is_foreign(&path) {
            continue;
        }
        let misplaced = || ArchiveError::Name { name: shown(&path) };
        let (top, name) = match path.split_once('/') {
            Some((top, name)) => (Some(top), name),
            None => (None, path.as_str()),
        };
        if top.is_some_and(|top| matches!(top, "" | "." | "..") || top.contains('\\')) {
            return Err(misplaced());
        }
        // All entries in the same folder, or none in any.
        if folder
            .get_or_insert_with(|| top.map(str::to_owned))
            .as_deref()
            != top
        {
            return Err(misplaced());
        }
        if name.is_empty() && top.is_some() {
            continue;
        }
        let bytes = entry.get_metadata().uncompressed_size;
        bounds.admit(name, bytes)?;
        entries.push(Entry {
            index,
            name: name.to_owned(),
            bytes,
        });
    }
    Ok(entries)
}

/// What file managers add of their own.
fn is_foreign(path: &str) -> bool {
    path.starts_with("__MACOSX/") || path == ".DS_Store" || path.ends_with("/.DS_Store")
}

/// What was admitted so far.
#[derive(Default)]
struct Bounds {
    names: BTreeSet<String>,
    sum: u64,
}

impl Bounds {
    /// Checks a file's name and length, alone and with the others.
    fn admit(&mut self, name: &str, bytes: u64) -> Result<(), ArchiveError> {
        if name != MANIFEST_FILE && !is_plain_name(name) {
            return Err(ArchiveError::Name { name: shown(name) });
        }
        let name = name.to_owned();
        if !self.names.insert(name.to_ascii_lowercase()) {
            return Err(ArchiveError::Twice { name });
        }
        let count = self.names.len();
        if count > MAX_ENTRIES {
            return Err(ArchiveError::Entries { count });
        }
        let limit = if name == MANIFEST_FILE {
            MAX_BYTES
        } else {
            MAX_FILE_BYTES
        };
        if bytes > limit as u64 {
            return Err(ArchiveError::FileTooLarge { name, bytes, limit });
        }
        self.sum = self.sum.saturating_add(bytes);
        if self.sum > MAX_BUNDLE_BYTES as u64 {
            return Err(ArchiveError::SumTooLarge { bytes: self.sum });
        }
        Ok(())
    }
}

/// The bytes of one file. Its length was bounded; what is longer than it said is refused, and so is what has another CRC.
fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, entry: &Entry) -> Result<Vec<u8>, ArchiveError> {
    let wrong = |problem| ArchiveError::Entry {
        name: entry.name.clone(),
        problem,
    };
    let file = archive
        .by_index(entry.index)
        .map_err(|error| wrong(words(&error)))?;
    let mut bytes = Vec::new();
    file.take(entry.bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| wrong(error.to_string()))?;
    if bytes.len() as u64 != entry.bytes {
        return Err(wrong(format!(
            "it does not have the {} bytes that its entry says",
            entry.bytes
        )));
    }
    Ok(bytes)
}

fn unreadable(error: ZipError) -> ArchiveError {
    ArchiveError::Unreadable(words(&error))
}

/// The error without "invalid Zip archive" and the like before it.
fn words(error: &ZipError) -> String {
    match error {
        ZipError::InvalidArchive(problem) => problem.to_string(),
        ZipError::UnsupportedArchive(problem) => (*problem).to_owned(),
        ZipError::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

/// A name that came from outside, short enough for a message.
fn shown(name: &str) -> String {
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
