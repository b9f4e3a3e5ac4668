//! One entry of the store: a document and when it was saved.

use deepfog_topology::order;
use std::rc::Rc;

use deepfog_topology::TaskId;
use deepfog_topology::document::{self, Document, MAX_BYTES};
use serde::{Deserialize, Serialize};

use super::StoreError;

/// The largest entry that is read, in bytes: a document grows when it is put into a text.
const MAX_ENTRY: usize = 4 * MAX_BYTES;

/// What an entry holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    /// When it was saved, in milliseconds since 1970.
    pub saved_ms: u64,
    /// The document.
    pub document: Document,
}

/// An entry as it is written: the document stays the text that a file would hold, so that there is one format.
#[derive(Deserialize, Serialize)]
struct Wire {
    saved_ms: u64,
    document: String,
}

/// Writes an entry.
///
/// # Errors
/// [`StoreError::Document`]: the document cannot be written.
pub fn write(document: &Document, saved_ms: u64) -> Result<String, StoreError> {
    let wire = Wire {
        saved_ms,
        document: document::write_document(document)?,
    };
    serde_json::to_string(&wire).map_err(|error| StoreError::Unreadable(format!("{error}.")))
}

/// Reads an entry.
///
/// # Errors
/// [`StoreError::Unreadable`]: too large, of another shape, or its document is refused.
pub fn read(text: &str) -> Result<Contents, StoreError> {
    if text.len() > MAX_ENTRY {
        return Err(StoreError::Unreadable(format!(
            "it has {} bytes, and at most {MAX_ENTRY} are read.",
            text.len()
        )));
    }
    let wire: Wire = serde_json::from_str(text).map_err(|_| {
        StoreError::Unreadable("it is damaged, or another program wrote it.".to_owned())
    })?;
    let read = document::read(&wire.document)
        .map_err(|error| StoreError::Unreadable(error.to_string()))?;
    Ok(Contents {
        saved_ms: wire.saved_ms,
        document: read.document,
    })
}

/// What is told of a document in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Its title; it may be empty.
    pub title: String,
    /// What it recognises.
    pub task: TaskId,
    /// Number of nodes.
    pub nodes: usize,
    /// When it was saved, in milliseconds since 1970.
    pub saved_ms: u64,
}

/// One line of the list of documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The document's key.
    pub key: Rc<str>,
    /// What is known of it, or why nothing is.
    pub facts: Result<Facts, StoreError>,
}

impl Listed {
    /// The line about an entry's text.
    pub fn of(key: &str, text: &str) -> Self {
        Self {
            key: key.into(),
            facts: read(text).map(|contents| Facts {
                nodes: contents.document.topology.nodes.len(),
                title: contents.document.topology.title,
                task: contents.document.topology.task,
                saved_ms: contents.saved_ms,
            }),
        }
    }
}

/// The one saved last comes first; those that cannot be read come at the end.
pub fn sort(listed: &mut [Listed]) {
    order::sort(listed, |one, other| {
        let time = |listed: &Listed| listed.facts.as_ref().map_or(0, |facts| facts.saved_ms);
        (one.facts.is_err(), time(other), &one.key).cmp(&(
            other.facts.is_err(),
            time(one),
            &other.key,
        ))
    });
}

/// The longest key that this page makes.
pub const MAX_KEY: usize = 24;

/// A key from a time in milliseconds and a random number: letters and digits, different on every call.
pub fn key_of(now_ms: u64, random: u32) -> String {
    format!("{}{:0>7}", in_base_36(now_ms), in_base_36(random.into()))
}

fn in_base_36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).unwrap_or(0);
        digits.extend(char::from_digit(digit, 36));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::document::View;
    use deepfog_topology::{NodeId, Scheme, presets};

    fn document() -> Document {
        Document {
            topology: presets::find("four-cameras").unwrap().topology,
            view: View {
                bundle: Some("four-cameras".to_owned()),
                down: vec![NodeId::from("e1")],
                setting: "Poor".to_owned(),
                scheme: Scheme::Vanilla,
                sample: 12,
                draw: 3,
            },
        }
    }

    #[test]
    fn a_written_entry_reads_the_same() {
        let text = write(&document(), 1_764_000_000_000).unwrap();
        let contents = read(&text).unwrap();
        assert_eq!(contents.document, document());
        assert_eq!(contents.saved_ms, 1_764_000_000_000);
        let listed = Listed::of("k", &text);
        let facts = listed.facts.unwrap();
        assert_eq!(facts.nodes, document().topology.nodes.len());
        assert_eq!(facts.title, document().topology.title);
    }

    #[test]
    fn what_is_no_entry_is_said() {
        let large = format!("\"{}\"", "a".repeat(MAX_ENTRY));
        for (text, part) in [
            ("", "damaged"),
            ("null", "damaged"),
            ("{\"saved_ms\":1}", "damaged"),
            ("{\"saved_ms\":-1,\"document\":\"\"}", "damaged"),
            ("{\"saved_ms\":1,\"document\":\"\"}", "empty"),
            ("{\"saved_ms\":1,\"document\":\"{\"}", "JSON"),
            (large.as_str(), "bytes"),
        ] {
            let fault = read(text).unwrap_err().to_string();
            assert!(fault.contains(part), "{fault}");
            assert!(fault.ends_with('.'), "{fault}");
        }
    }

    #[test]
    fn keys_differ_and_are_short() {
        assert_eq!(key_of(0, 0), "00000000");
        assert_eq!(key_of(36, 35), "10000000z");
        let longest = key_of(u64::MAX, u32::MAX);
        assert!(longest.len() <= MAX_KEY, "{longest}");
        assert!(longest.chars().all(|c| c.is_ascii_alphanumeric()));
    }
}
