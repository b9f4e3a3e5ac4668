//! A bundle's files, held against what the manifest says of them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A file beside the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name: letters, digits, `-`, `_`, and a last `.onnx`.
    pub name: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// A file that is not the one of which the manifest speaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It was not given.
    #[error("{file} is missing")]
    Missing {
        /// The file's name.
        file: String,
    },
    /// Another length: cut off, or another file.
    #[error("{file} has {found} bytes where the manifest says {expected}")]
    Length {
        /// The file's name.
        file: String,
        /// Length in the manifest.
        expected: usize,
        /// Length found.
        found: usize,
    },
    /// The right length, but other bytes.
    #[error("{file} is corrupt: its sha256 is {found}, the manifest says {expected}")]
    Checksum {
        /// The file's name.
        file: String,
        /// In the manifest.
        expected: String,
        /// Of the bytes.
        found: String,
    },
}

/// Checks length and SHA-256 of a file. Nothing should be done with its bytes before.
///
/// # Errors
/// [`FileError::Length`] or [`FileError::Checksum`].
pub fn verify(bytes: &[u8], entry: &FileEntry) -> Result<(), FileError> {
    if bytes.len() != entry.bytes {
        return Err(FileError::Length {
            file: entry.name.clone(),
            expected: entry.bytes,
            found: bytes.len(),
        });
    }
    let found = sha256_hex(bytes);
    if found != entry.sha256 {
        return Err(FileError::Checksum {
            file: entry.name.clone(),
            expected: entry.sha256.clone(),
            found,
        });
    }
    Ok(())
}

/// The SHA-256 of some bytes: 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether a name stays in the bundle's folder, as a path and as a relative link.
pub(super) fn is_plain_name(name: &str) -> bool {
    name.strip_suffix(".onnx").is_some_and(|stem| {
        !stem.is_empty()
            && stem.len() <= 64
            && stem
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    })
}

/// Whether a text is a SHA-256 in the form of [`sha256_hex`].
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
