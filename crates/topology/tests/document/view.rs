//! What was shown: kept as far as it fits, never a reason to refuse a network.

use deepfog_topology::document::{self, Document, View};
use deepfog_topology::{Scheme, presets};
use serde_json::{Value, json};

/// The sensor chain with a view as JSON.
fn read(view: Value) -> (View, Vec<String>) {
    let topology = presets::find("sensor-chain").unwrap().topology;
    let text = document::write_document(&Document {
        topology,
        view: View::default(),
    });
    let mut document: Value = serde_json::from_str(&text.unwrap()).unwrap();
    document["view"] = view;
    let read = document::read(&document.to_string()).unwrap();
    (read.document.view, read.notes)
}

fn view(change: impl FnOnce(&mut View)) -> View {
    let mut view = View::default();
    change(&mut view);
    view
}

#[test]
fn what_fits_is_kept() {
    for (json, expected) in [
        (json!({}), View::default()),
        (
            json!({"bundle": null, "down": [], "zoom": 3}),
            View::default(),
        ),
        (
            json!({"bundle": "sensor-chain"}),
            view(|view| view.bundle = Some("sensor-chain".to_owned())),
        ),
        (
            json!({"down": ["f1", "e"]}),
            view(|view| view.down = vec!["f1".into(), "e".into()]),
        ),
        (
            json!({"down": ["e", "e"]}),
            view(|view| view.down = vec!["e".into()]),
        ),
        (
            json!({"setting": "hazardous"}),
            view(|view| view.setting = "Hazardous".to_owned()),
        ),
        (json!({"setting": "NO FAILURE"}), View::default()),
        (
            json!({"scheme": "deep-fog-guard"}),
            view(|view| view.scheme = Scheme::DeepFogGuard),
        ),
        (
            json!({"scheme": "ResiliNet"}),
            view(|view| view.scheme = Scheme::Resilinet),
        ),
        (json!({"sample": 1312}), view(|view| view.sample = 1312)),
        (json!({"draw": u64::MAX}), view(|view| view.draw = u64::MAX)),
    ] {
        assert_eq!(read(json.clone()), (expected, Vec::new()), "{json}");
    }
}

#[test]
fn what_does_not_fit_is_left_out_with_a_sentence() {
    for (json, note) in [
        (
            json!([]),
            "What was shown is not an object: it is left out.",
        ),
        (
            json!({"bundle": 5}),
            "view.bundle is left out: a text is expected.",
        ),
        (
            json!({"bundle": "../x"}),
            "The name of the bundle, \"../x\", is not one that bundles have: none is chosen.",
        ),
        (
            json!({"bundle": ""}),
            "The name of the bundle, \"\", is not one that bundles have: none is chosen.",
        ),
        (
            json!({"down": "e"}),
            "view.down is left out: a list of node names is expected.",
        ),
        (
            json!({"down": [1]}),
            "view.down is left out: a list of node names is expected.",
        ),
        (
            json!({"down": ["<b>"]}),
            "\"<b>\" is marked as down, but there is no such node.",
        ),
        (
            json!({"down": ["watch"]}),
            "\"watch\" is marked as down, but sources do not fail.",
        ),
        (
            json!({"down": ["cloud"]}),
            "\"cloud\" is marked as down, but the cloud does not fail.",
        ),
        (
            json!({"setting": null}),
            "view.setting is left out: a text is expected.",
        ),
        (
            json!({"setting": "Stormy"}),
            "The reliability setting \"Stormy\" does not exist: \"No failure\" is chosen.",
        ),
        (
            json!({"scheme": "dropout"}),
            "view.scheme is left out: vanilla, deep-fog-guard, resilinet or resilinet-plus is expected.",
        ),
        (
            json!({"sample": 0}),
            "view.sample is left out: a whole number from 1 is expected.",
        ),
        (
            json!({"sample": 1.5}),
            "view.sample is left out: a whole number from 1 is expected.",
        ),
        (
            json!({"sample": 4_294_967_296_u64}),
            "view.sample is left out: a whole number from 1 is expected.",
        ),
        (
            json!({"draw": -1}),
            "view.draw is left out: a whole number from 0 is expected.",
        ),
    ] {
        assert_eq!(
            read(json.clone()),
            (View::default(), vec![note.to_owned()]),
            "{json}"
        );
    }
}

#[test]
fn the_rest_of_a_view_is_kept_and_sentences_are_few() {
    let names: Vec<String> = (0..100).map(|at| format!("nobody{at}")).collect();
    let (kept, notes) = read(json!({"down": names, "sample": 3, "draw": "x"}));
    assert_eq!(kept, view(|view| view.sample = 3));
    assert_eq!(notes.len(), 9);
    assert_eq!(notes[8], "And 93 more parts of the view were left out.");
}

#[test]
fn a_view_is_written_as_far_as_it_fits() {
    let topology = presets::find("smallest").unwrap().topology;
    let stale = View {
        down: vec!["removed".into(), "e".into()],
        setting: "Renamed".to_owned(),
        sample: 0,
        ..View::default()
    };
    let (fitted, notes) = stale.fitted(&topology);
    assert_eq!(fitted, view(|view| view.down = vec!["e".into()]));
    assert_eq!(notes.len(), 3, "{notes:?}");
    let document = Document {
        topology,
        view: stale,
    };
    let read = document::read(&document::write_document(&document).unwrap()).unwrap();
    assert_eq!((read.document.view, read.notes), (fitted, Vec::new()));
}
