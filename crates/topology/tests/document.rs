//! The document format.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_topology::document::{self, DocumentError, MAX_BYTES};
use deepfog_topology::{Graph, Tier, layout, presets};

#[test]
fn presets_survive_writing_and_reading() {
    for preset in presets::all() {
        let text = document::write(&preset.topology).unwrap();
        assert_eq!(
            document::parse(&text).unwrap(),
            preset.topology,
            "{}",
            preset.id
        );
    }
}

#[test]
fn what_is_no_document_is_refused() {
    let valid = document::write(&presets::all()[0].topology).unwrap();
    assert!(matches!(
        document::parse(""),
        Err(DocumentError::Malformed(_))
    ));
    assert!(matches!(
        document::parse("{}"),
        Err(DocumentError::Malformed(_))
    ));
    assert!(matches!(
        document::parse(&valid[..valid.len() / 2]),
        Err(DocumentError::Malformed(_))
    ));
    assert!(matches!(
        document::parse(&valid.replacen("\"version\": 1", "\"version\": 9", 1)),
        Err(DocumentError::LaterVersion { found: 9 })
    ));
    assert!(matches!(
        document::parse(&" ".repeat(MAX_BYTES + 1)),
        Err(DocumentError::TooLarge { .. })
    ));
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
