//! The document format: what is read, migrated, written and refused, and that the published schema says the same.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "document/golden.rs"]
mod golden;
#[path = "document/refused.rs"]
mod refused;
#[path = "document/schema.rs"]
mod schema;
#[path = "document/schema_agrees.rs"]
mod schema_agrees;
#[path = "document/view.rs"]
mod view;

use deepfog_topology::document::{self, Document, DocumentError, MAX_BYTES, Read, View};
use deepfog_topology::{Graph, Scheme, Tier, layout, presets, rules};
use deepfog_topology::{Node, Unit};

/// Every preset with a view that differs from the default in every part.
fn documents() -> Vec<Document> {
    let presets = presets::all().into_iter();
    let viewed = presets.map(|preset| Document {
        view: View {
            bundle: Some(preset.id.to_owned()),
            down: preset
                .topology
                .nodes
                .iter()
                .filter(|node| node.can_fail())
                .map(|node| node.id.clone())
                .collect(),
            setting: "Hazardous".to_owned(),
            scheme: Scheme::Vanilla,
            sample: 17,
            draw: 3,
        },
        topology: preset.topology,
    });
    viewed.collect()
}

#[test]
fn documents_survive_writing_and_reading() {
    for document in documents() {
        let text = document::write_document(&document).unwrap();
        let Read {
            document: read,
            notes,
        } = document::read(&text).unwrap();
        assert_eq!(read, document);
        assert!(notes.is_empty(), "{notes:?}");
        assert_eq!(
            document::read_bytes(text.as_bytes()).unwrap().document,
            document
        );
        // As editors on some systems save it.
        let marked = format!("\u{feff}{text}");
        assert_eq!(
            document::read_bytes(marked.as_bytes()).unwrap().document,
            document
        );
    }
}

#[test]
fn bare_topologies_survive_writing_and_reading() {
    for preset in presets::all() {
        let text = document::write(&preset.topology).unwrap();
        assert_eq!(
            document::parse(&text).unwrap(),
            preset.topology,
            "{}",
            preset.id
        );
        let read = document::read(&text).unwrap();
        assert_eq!(read.document.topology, preset.topology, "{}", preset.id);
        assert!(read.document.view.is_default() && read.notes.is_empty());
    }
}

#[test]
fn what_is_no_bare_topology_is_refused() {
    let valid = document::write(&presets::all()[0].topology).unwrap();
    let half = &valid[..valid.len() / 2];
    let later = valid.replacen("\"version\": 1", "\"version\": 9", 1);
    let large = " ".repeat(MAX_BYTES + 1);
    let document = document::write_document(&documents()[0]).unwrap();
    for (text, start) in [
        ("", "The document is empty."),
        (
            "{}",
            "The document is not a network: version: the field is missing.",
        ),
        (half, "The document is not valid JSON: line "),
        (
            &later,
            "The document has format version 9. This page reads up to version 1",
        ),
        (
            &document,
            "The document has format version 2. This page reads up to version 1",
        ),
        (
            &large,
            "The document has 262145 bytes. At most 262144 (256 kB) can be read.",
        ),
    ] {
        let sentence = document::parse(text).unwrap_err().to_string();
        assert!(sentence.starts_with(start), "{sentence}");
    }
}

#[test]
fn what_is_too_large_is_neither_read_nor_written() {
    let too_large = |error: DocumentError| matches!(error, DocumentError::TooLarge { bytes } | DocumentError::TooLargeToWrite { bytes } if bytes > MAX_BYTES);
    let text = document::write_document(&documents()[0]).unwrap();
    let padded = format!("{text}{}", " ".repeat(MAX_BYTES - text.len()));
    assert!(document::read(&padded).is_ok());
    assert!(too_large(
        document::read(&format!("{padded} ")).unwrap_err()
    ));
    // The bound comes before everything: these bytes are not even text.
    assert!(too_large(
        document::read_bytes(&vec![0xff; MAX_BYTES + 1]).unwrap_err()
    ));

    // Indented it would be too large: it is written without spaces.
    let mut document = documents().remove(0);
    let node = |at: usize, units: usize| Node {
        id: format!("n{at}").as_str().into(),
        tier: Tier::Fog,
        sense: None,
        units: vec![
            Unit::Conv2d {
                channels: 4096,
                kernel: 4095,
                stride: 4096
            };
            units
        ],
        position: None,
    };
    document.view = View::default();
    document
        .topology
        .nodes
        .extend((0..50).map(|at| node(at, 60)));
    let text = document::write_document(&document).unwrap();
    assert!(!text.contains('\n') && text.len() <= MAX_BYTES);
    assert_eq!(document::read(&text).unwrap().document, document);

    // And this one is too large even so.
    document
        .topology
        .nodes
        .extend((50..60).map(|at| node(at, 64)));
    document.topology.title = "ü".repeat(120);
    for setting in &mut document.topology.settings {
        let names = (0..2000).map(|at| format!("nobody-of-this-long-name-{at}"));
        setting
            .reliability
            .extend(names.map(|name| (name.as_str().into(), 0.5)));
    }
    assert!(too_large(document::write_document(&document).unwrap_err()));
}

#[test]
fn what_is_accepted_can_be_written() {
    // Its numbers grow when they are written: what was read must not be lost at the next saving.
    let names: Vec<String> = (0..28_000).map(|at| format!("\"{at:x}\":0")).collect();
    let text = format!(
        r#"{{"version":1,"title":"","task":"smartwatch","nodes":[],"links":[],"settings":[{{"name":"N","reliability":{{{}}}}}]}}"#,
        names.join(",")
    );
    assert!(text.len() <= MAX_BYTES);
    match document::read(&text) {
        Ok(read) => assert!(document::write_document(&read.document).is_ok()),
        Err(error) => assert!(
            matches!(
                error,
                DocumentError::TooLargeToWrite { .. } | DocumentError::Unsound(_)
            ),
            "{error}"
        ),
    }
}

#[test]
fn a_small_document_has_no_gigabytes_of_faults() {
    // Every reliability is wrong, and a sentence about it would repeat the setting's long name.
    let wrong: Vec<String> = (0..12_000).map(|at| format!("\"{at}\":2")).collect();
    for (name, place) in [
        (
            "x".repeat(120_000),
            "settings[0].name: a text of at most 256 characters",
        ),
        (
            "x".repeat(256),
            "The network cannot be opened. A reliability setting cannot be called",
        ),
    ] {
        let text = format!(
            r#"{{"version":1,"title":"","task":"smartwatch","nodes":[],"links":[],"settings":[{{"name":"{name}","reliability":{{{}}}}}]}}"#,
            wrong.join(",")
        );
        let sentence = document::read(&text).unwrap_err().to_string();
        assert!(
            sentence.contains(place) && sentence.len() < 1500,
            "{sentence}"
        );
    }
}

#[test]
fn an_unsound_network_is_not_written() {
    let mut document = documents().remove(0);
    document.topology.nodes[0].position = Some([f32::NAN, 0.0]);
    let faults = rules::structure(&document.topology);
    assert_eq!(
        document::write_document(&document),
        Err(DocumentError::Unsound(faults))
    );
}

#[test]
fn columns_follow_the_tiers() {
    for preset in presets::all() {
        let graph = Graph::new(&preset.topology).unwrap();
        let layout = layout::lay_out(&graph);
        assert!(layout.columns.is_sorted(), "{}", preset.id);
        for (id, place) in &layout.places {
            assert_eq!(
                layout.columns[place.column], place.tier,
                "{} {id}",
                preset.id
            );
        }
        for (id, place) in &layout.places {
            for (other, elsewhere) in &layout.places {
                assert!(
                    id == other || place.column != elsewhere.column || place.row != elsewhere.row,
                    "{}: {id} and {other} stand on one place",
                    preset.id
                );
            }
        }
    }
    let chain = Graph::new(&presets::find("sensor-chain").unwrap().topology).unwrap();
    assert_eq!(
        layout::lay_out(&chain).columns,
        [Tier::Source, Tier::Edge, Tier::Fog, Tier::Fog, Tier::Cloud]
    );
}
