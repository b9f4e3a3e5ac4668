//! Documents as files: opened by a dialog or by dropping one on the page, and saved.

use std::rc::Rc;

use deepfog_topology::document::{self, DocumentError, MAX_BYTES, Read};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DragEvent, File, FileList, HtmlAnchorElement, Url};
use yew::prelude::*;

use crate::action::Action;
use crate::panels::number;
use crate::store::{self, Device};

/// What the names of saved documents end with.
const EXTENSION: &str = ".deepfog.json";

/// The longest part of a title that becomes a file's name, in characters.
const MAX_FILE_NAME: usize = 60;

/// The longest name that is repeated in a sentence, in characters.
const MAX_QUOTED: usize = 60;

/// How long a saved file's address stays valid, in milliseconds: the browser has taken it over by then.
const ADDRESS_LIFE: u32 = 10_000;

/// Why a file was not opened or saved. It displays as full sentences.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FileError {
    /// Nothing, or several at once.
    #[error("{count} files were given. Open one file at a time.")]
    NotOne {
        /// How many.
        count: u32,
    },
    /// More than a document may have; it was not read.
    #[error("“{name}” has {}. Drawings have at most 256 kB, so it was not opened.", number::bytes(*.bytes))]
    TooLarge {
        /// The file's name.
        name: String,
        /// Its size in bytes.
        bytes: u64,
    },
    /// The browser did not give its content.
    #[error(
        "“{name}” could not be read: it may be a folder, or was moved or deleted. Choose the file again."
    )]
    Unreadable {
        /// The file's name.
        name: String,
    },
    /// It holds no document that the page opens.
    #[error("“{name}” was not opened. {error}")]
    Refused {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        error: DocumentError,
    },
    /// The browser saves no files for the page.
    #[error("This browser did not let the page save a file. Copy the link instead.")]
    NotSaved,
}

/// A file's name as a sentence repeats it.
fn quoted(name: &str) -> String {
    if name.chars().count() <= MAX_QUOTED {
        return name.to_owned();
    }
    let start: String = name.chars().take(MAX_QUOTED - 1).collect();
    start + "…"
}

/// Checks a file's size before its content is taken into memory.
fn check_size(name: &str, bytes: f64) -> Result<(), FileError> {
    if bytes <= MAX_BYTES as f64 {
        return Ok(());
    }
    Err(FileError::TooLarge {
        name: quoted(name),
        bytes: bytes as u64,
    })
}

/// Reads the document in a file's content.
fn parse(name: &str, bytes: &[u8]) -> Result<Read, FileError> {
    document::read_bytes(bytes).map_err(|error| FileError::Refused {
        name: quoted(name),
        error,
    })
}

/// Reads the document in the one file that was given.
///
/// # Errors
/// [`FileError`]: none or several files, too large, unreadable, or refused.
pub async fn read(files: Option<FileList>) -> Result<Read, FileError> {
    let count = files.as_ref().map_or(0, FileList::length);
    let file: File = match files.and_then(|files| files.get(0)) {
        Some(file) if count == 1 => file,
        _ => return Err(FileError::NotOne { count }),
    };
    let name = file.name();
    check_size(&name, file.size())?;
    let content = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| FileError::Unreadable {
            name: quoted(&name),
        })?;
    parse(&name, &Uint8Array::new(&content).to_vec())
}

/// Opens what a file held: as the person's own document, under a new key unless the store has the same one already.
pub fn open(read: Read) -> Action {
    let own =
        store::find_same(&Device::Local, &read.document).unwrap_or_else(|| store::new_key().into());
    Action::OpenDocument {
        document: Box::new(read.document),
        own: Some(own),
        notes: read.notes,
    }
}

/// A name for a document's file: its title in the characters that every file system takes.
pub fn file_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.chars() {
        if character.is_alphanumeric() || character == '_' {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let short: String = name.chars().take(MAX_FILE_NAME).collect();
    let short = short.trim_end_matches('-');
    let stem = if short.is_empty() { "drawing" } else { short };
    format!("{stem}{EXTENSION}")
}

/// Gives a text to the browser to be saved as a file.
///
/// # Errors
/// [`FileError::NotSaved`].
pub fn save(name: &str, text: &str) -> Result<(), FileError> {
    download(name, text).map_err(|_| FileError::NotSaved)
}

fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
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

/// The attribute of the page's body while a file is held over it.
const HELD: &str = "data-file-over";

/// Opens a file that is dropped anywhere on the page. What is wrong with it is told, and nothing changes.
#[hook]
pub fn use_file_drop(on: &Callback<Action>) {
    let on = on.clone();
    use_effect_with((), move |()| {
        let target = gloo::utils::document();
        let active = EventListenerOptions::enable_prevent_default();
        let over = EventListener::new_with_options(&target, "dragover", active, |event| {
            if let Some(drag) = with_files(event) {
                // Without this, the browser would leave the page for the file.
                drag.prevent_default();
                if let Some(data) = drag.data_transfer() {
                    data.set_drop_effect("copy");
                }
                mark(true);
            }
        });
        let leave = EventListener::new(&target, "dragleave", |event| {
            // Out of the window rather than onto the next element.
            if with_files(event).is_some_and(|drag| drag.related_target().is_none()) {
                mark(false);
            }
        });
        let drop_on = Rc::new(on);
        let dropped = EventListener::new_with_options(&target, "drop", active, move |event| {
            mark(false);
            if let Some(drag) = with_files(event) {
                drag.prevent_default();
                let files = drag.data_transfer().and_then(|data| data.files());
                let on = Rc::clone(&drop_on);
                yew::platform::spawn_local(async move {
                    on.emit(match read(files).await {
                        Ok(read) => open(read),
                        Err(error) => Action::Refuse(error.to_string().into()),
                    });
                });
            }
        });
        let listeners = [over, leave, dropped];
        move || drop(listeners)
    });
}

/// The event, when files are dragged.
fn with_files(event: &web_sys::Event) -> Option<&DragEvent> {
    let drag = event.dyn_ref::<DragEvent>()?;
    let kinds = drag.data_transfer()?.types();
    kinds
        .includes(&JsValue::from_str("Files"), 0)
        .then_some(drag)
}

/// Shows that a file can be let go here, or no longer.
fn mark(is_over: bool) {
    let body = gloo::utils::body();
    // The name is a legal one.
    let _ = if is_over {
        body.set_attribute(HELD, "")
    } else {
        body.remove_attribute(HELD)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_file_names() {
        for (title, name) in [
            ("The smallest", "The-smallest.deepfog.json"),
            ("  Kühlhaus / Süd: 2 ", "Kühlhaus-Süd-2.deepfog.json"),
            ("../../etc/passwd", "etc-passwd.deepfog.json"),
            ("<b>&\"</b>", "b-b.deepfog.json"),
            ("", "drawing.deepfog.json"),
            ("…", "drawing.deepfog.json"),
            ("sensor_3", "sensor_3.deepfog.json"),
        ] {
            assert_eq!(file_name(title), name);
        }
        let long = file_name(&"long ".repeat(40));
        assert!(long.chars().count() <= MAX_FILE_NAME + EXTENSION.len());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_a_sentence() {
        let name = "a".repeat(300);
        let large = check_size(&name, 300_000.0).unwrap_err().to_string();
        assert!(large.contains("256 kB"), "{large}");
        assert!(large.len() < 250, "{large}");
        assert_eq!(check_size("a.json", MAX_BYTES as f64), Ok(()));
        for bytes in [&b""[..], b"{", b"\xff\xfe", b"[1, 2]", b"{\"version\": 99}"] {
            let refused = parse("a.json", bytes).unwrap_err().to_string();
            assert!(
                refused.starts_with("“a.json” was not opened. The "),
                "{refused}"
            );
            assert!(refused.ends_with('.'), "{refused}");
        }
    }
}
