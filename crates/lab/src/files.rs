//! Files that a person saves and brings.

use deepfog_browser::file;
use deepfog_notation::name::{of_file, quoted};
use deepfog_notation::number::bytes;
use web_sys::File;

/// Largest file that is read, in bytes: larger bundles are refused anyway.
const MAX_BYTES: f64 = 270e6;

/// A name for a file: the words in the characters that every file system takes, and an ending.
pub fn name(words: &str, ending: &str) -> String {
    of_file(words, "network", ending)
}

/// Gives bytes to the browser to be saved as a file.
///
/// # Errors
/// A sentence, where the browser saves no files for the page.
pub fn save(name: &str, kind: &str, bytes: &[u8]) -> Result<(), String> {
    file::save(name, kind, bytes)
        .map_err(|_| "This browser did not let the page save a file.".to_owned())
}

/// Reads the one file that was given: its name and its bytes.
///
/// # Errors
/// A sentence: none or several, too large, or unreadable.
pub async fn read(files: &[File]) -> Result<(String, Vec<u8>), String> {
    let [file] = files else {
        return Err(format!(
            "{} files were given. Bring one file at a time.",
            files.len()
        ));
    };
    let name = file.name();
    if file.size() > MAX_BYTES {
        return Err(format!(
            "“{}” has {}. Trained networks have at most {}, so it was not read.",
            quoted(&name),
            bytes(file.size() as u64),
            bytes(MAX_BYTES as u64)
        ));
    }
    let content = file::content(file).await.map_err(|_| {
        format!(
            "“{}” could not be read: it may be a folder, or was moved or deleted. Choose the file again.",
            quoted(&name)
        )
    })?;
    Ok((name, content))
}
