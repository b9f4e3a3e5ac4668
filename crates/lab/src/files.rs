//! Files that a person saves and brings.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, FileList, HtmlAnchorElement, Url};

use crate::number::bytes;

/// Largest file that is read, in bytes: larger bundles are refused anyway.
const MAX_BYTES: f64 = 270e6;
/// The longest part of a name that becomes a file's name, in characters.
const MAX_FILE_NAME: usize = 60;
/// The longest name that is repeated in a sentence, in characters.
const MAX_QUOTED: usize = 60;
/// How long a saved file's address stays valid, in milliseconds: the browser has taken it over by then.
const ADDRESS_LIFE: u32 = 10_000;

/// A name for a file: the words in the characters that every file system takes, and an ending.
pub fn name(words: &str, ending: &str) -> String {
    let mut name = String::new();
    for character in words.chars() {
        if character.is_alphanumeric() || character == '_' {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let short: String = name.chars().take(MAX_FILE_NAME).collect();
    let short = short.trim_end_matches('-');
    let stem = if short.is_empty() { "network" } else { short };
    format!("{stem}{ending}")
}

/// A file's name as a sentence repeats it.
pub fn quoted(name: &str) -> String {
    if name.chars().count() <= MAX_QUOTED {
        return name.to_owned();
    }
    let start: String = name.chars().take(MAX_QUOTED - 1).collect();
    start + "…"
}

/// What a network is called that came in a file: the file's name without its ending.
pub fn stem(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    let stem: String = stem
        .chars()
        .filter(|character| !character.is_control())
        .take(MAX_FILE_NAME)
        .collect();
    if stem.is_empty() {
        "imported".to_owned()
    } else {
        stem
    }
}

/// Gives bytes to the browser to be saved as a file.
///
/// # Errors
/// A sentence, where the browser saves no files for the page.
pub fn save(name: &str, kind: &str, bytes: &[u8]) -> Result<(), String> {
    download(name, kind, bytes)
        .map_err(|_| "This browser did not let the page save a file.".to_owned())
}

fn download(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = gloo::utils::document()
        .create_element("a")?
        .unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Timeout::new(ADDRESS_LIFE, move || {
        // It is known to be one.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// The files of a list that a browser may empty later.
pub fn of_list(list: Option<FileList>) -> Vec<File> {
    let list = list.as_ref();
    (0..list.map_or(0, FileList::length))
        .filter_map(|at| list?.get(at))
        .collect()
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
    let content = JsFuture::from(file.array_buffer()).await.map_err(|_| {
        format!(
            "“{}” could not be read: it may be a folder, or was moved or deleted. Choose the file again.",
            quoted(&name)
        )
    })?;
    Ok((name, Uint8Array::new(&content).to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_file_names_and_back() {
        for (words, file) in [
            ("The smallest ResiliNet+", "The-smallest-ResiliNet.zip"),
            ("../../etc/passwd", "etc-passwd.zip"),
            ("", "network.zip"),
        ] {
            assert_eq!(name(words, ".zip"), file);
        }
        for (file, words) in [
            ("mine.zip", "mine"),
            ("a.b.zip", "a.b"),
            (".zip", "imported"),
            ("x", "x"),
        ] {
            assert_eq!(stem(file), words);
        }
        assert_eq!(quoted(&"a".repeat(100)).chars().count(), MAX_QUOTED);
    }
}
