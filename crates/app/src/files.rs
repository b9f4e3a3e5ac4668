//! Documents as files: opened by a dialog or by dropping one on the page, and saved.

use std::rc::Rc;

use deepfog_browser::file::{self, dragged, dropped, show_held, welcome};
use deepfog_notation::name::{of_file, quoted};
use deepfog_notation::number;
use deepfog_topology::document::{self, DocumentError, MAX_BYTES, Read};
use gloo::events::{EventListener, EventListenerOptions};
use web_sys::File;
use yew::prelude::*;

use crate::action::Action;
use crate::store::{self, Device};

/// What the names of saved documents end with.
const EXTENSION: &str = ".deepfog.json";

/// Why a file was not opened or saved. It displays as full sentences.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FileError {
    /// Nothing, or several at once.
    #[error("{count} files were given. Open one file at a time.")]
    NotOne {
        /// How many.
        count: usize,
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
pub async fn read(files: &[File]) -> Result<Read, FileError> {
    let [file] = files else {
        return Err(FileError::NotOne { count: files.len() });
    };
    let name = file.name();
    check_size(&name, file.size())?;
    let content = file::content(file)
        .await
        .map_err(|_| FileError::Unreadable {
            name: quoted(&name),
        })?;
    parse(&name, &content)
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
    of_file(title, "drawing", EXTENSION)
}

/// Gives a text to the browser to be saved as a file.
///
/// # Errors
/// [`FileError::NotSaved`].
pub fn save(name: &str, text: &str) -> Result<(), FileError> {
    file::save(name, "application/json", text.as_bytes()).map_err(|_| FileError::NotSaved)
}

/// Opens a file that is dropped anywhere on the page. What is wrong with it is told, and nothing changes.
#[hook]
pub fn use_file_drop(on: &Callback<Action>) {
    let on = on.clone();
    use_effect_with((), move |()| {
        let target = gloo::utils::document();
        let active = EventListenerOptions::enable_prevent_default();
        let over = EventListener::new_with_options(&target, "dragover", active, |event| {
            if let Some(drag) = dragged(event) {
                welcome(drag);
                show_held(true);
            }
        });
        let leave = EventListener::new(&target, "dragleave", |event| {
            // Out of the window rather than onto the next element.
            if dragged(event).is_some_and(|drag| drag.related_target().is_none()) {
                show_held(false);
            }
        });
        let drop_on = Rc::new(on);
        let let_go = EventListener::new_with_options(&target, "drop", active, move |event| {
            show_held(false);
            if let Some(drag) = dragged(event) {
                drag.prevent_default();
                let files = dropped(drag);
                let on = Rc::clone(&drop_on);
                yew::platform::spawn_local(async move {
                    on.emit(match read(&files).await {
                        Ok(read) => open(read),
                        Err(error) => Action::Refuse(error.to_string().into()),
                    });
                });
            }
        });
        let listeners = [over, leave, let_go];
        move || drop(listeners)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_file_names() {
        for (title, name) in [
            ("The smallest", "The-smallest.deepfog.json"),
            ("", "drawing.deepfog.json"),
        ] {
            assert_eq!(file_name(title), name);
        }
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
