//! Documents that were saved once are read to the same value for ever.

use std::path::{Path, PathBuf};

use deepfog_topology::document;
use deepfog_topology::link;

use super::schema::Schema;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/golden/documents")
        .join(name)
}

/// Names and bytes of the files of a folder, by name.
pub fn files(name: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_golden_document_is_read_as_ever() {
    let documents = files("");
    let written = files("written");
    let names = |files: &[(String, Vec<u8>)]| {
        files
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&documents), names(&written));
    assert!(!documents.is_empty());
    for ((name, text), (_, written)) in documents.iter().zip(written) {
        let read = document::read_bytes(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read.notes, Vec::<String>::new(), "{name}");
        let now = document::write_document(&read.document).unwrap();
        assert_eq!(
            now,
            String::from_utf8(written).unwrap().trim_end(),
            "{name}"
        );
        assert_eq!(
            document::read(&now).unwrap().document,
            read.document,
            "{name}"
        );
    }
}

#[test]
fn every_golden_link_is_read_as_ever() {
    let links = files("links");
    assert!(!links.is_empty());
    for (name, text) in links {
        let decoded = link::decode(std::str::from_utf8(&text).unwrap()).unwrap();
        let document = folder(&name.replace(".txt", ".json"));
        let read = document::read_bytes(&std::fs::read(document).unwrap()).unwrap();
        assert_eq!(decoded, read, "{name}");
    }
}

#[test]
fn the_example_of_the_description_is_read() {
    let text = include_str!("../../../../docs/document-format.md");
    let (_, rest) = text.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let read = document::read(example).unwrap();
    assert_eq!(read.notes, Vec::<String>::new());
    Schema::of_documents()
        .check(&serde_json::from_str(example).unwrap())
        .unwrap();
}
