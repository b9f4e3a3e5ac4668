//! The published schema and the reader say the same.

use deepfog_topology::document;
use deepfog_topology::rules;
use deepfog_topology::{Scheme, Tier};
use serde_json::{Value, json};

use super::golden;
use super::schema::Schema;

#[test]
fn what_is_written_fits_the_schema() {
    let schema = Schema::of_documents();
    let presets = super::documents().into_iter();
    let mut texts: Vec<String> = presets
        .map(|document| document::write_document(&document).unwrap())
        .collect();
    for (name, bytes) in golden::files("") {
        let text = String::from_utf8(bytes).unwrap();
        let read = document::read(&text).unwrap();
        texts.push(document::write_document(&read.document).unwrap());
        // The first version had another shape, and the reader takes a scheme's name for its slug.
        if !name.starts_with("version-1") && name != "version-2-problems.json" {
            texts.push(text);
        }
    }
    for text in texts {
        let document = serde_json::from_str(&text).unwrap();
        schema
            .check(&document)
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
}

/// The golden document that has everything.
fn everything() -> Value {
    let mut files = golden::files("").into_iter();
    let (_, bytes) = files.find(|(name, _)| name == "version-2.json").unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The document with a value put at a place; `null` removes what stands there.
fn mutated(place: &str, value: &Value) -> Value {
    let mut document = everything();
    if value.is_null() {
        let (parent, name) = place.rsplit_once('/').unwrap();
        let parent = document.pointer_mut(parent).unwrap();
        assert!(
            parent.as_object_mut().unwrap().remove(name).is_some(),
            "{place}"
        );
    } else if let Some(old) = document.pointer_mut(place) {
        *old = value.clone();
    } else {
        let (parent, name) = place.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    document
}

#[test]
fn what_the_schema_refuses_is_refused() {
    let schema = Schema::of_documents();
    schema.check(&everything()).unwrap();
    let many = |count: usize, item: Value| Value::Array(vec![item; count]);
    let node = |at: usize| json!({"id": format!("n{at}"), "tier": "fog"});
    let wrong = [json!("x"), json!(5), json!([]), json!({}), json!(true)];
    for place in [
        "/format",
        "/version",
        "/topology",
        "/topology/task",
        "/topology/nodes/0",
        "/topology/nodes/0/tier",
        "/topology/nodes/0/sense",
        "/topology/nodes/0/sense/kind",
        "/topology/nodes/0/sense/region",
        "/topology/nodes/0/units/0",
        "/topology/nodes/0/units/0/kind",
        "/topology/nodes/0/position",
        "/topology/links/0",
        "/topology/settings/0",
        "/topology/weights",
        "/topology/weights/rule",
        "/topology/weights/weights/0",
    ] {
        for value in &wrong {
            refused(&schema, place, value);
        }
    }
    for place in [
        "/format",
        "/version",
        "/topology",
        "/topology/title",
        "/topology/task",
        "/topology/nodes",
        "/topology/links",
        "/topology/nodes/0/id",
        "/topology/nodes/0/tier",
        "/topology/nodes/0/sense/kind",
        "/topology/nodes/0/sense/region",
        "/topology/nodes/0/sense/region/top",
        "/topology/nodes/0/sense/region/left",
        "/topology/nodes/0/sense/region/height",
        "/topology/nodes/0/sense/region/width",
        "/topology/nodes/1/sense/channels",
        "/topology/nodes/0/units/0/kind",
        "/topology/nodes/0/units/0/channels",
        "/topology/nodes/0/units/0/kernel",
        "/topology/nodes/0/units/0/stride",
        "/topology/nodes/2/units/1/size",
        "/topology/nodes/4/units/0/width",
        "/topology/links/0/from",
        "/topology/links/0/to",
        "/topology/settings/0/name",
        "/topology/settings/0/reliability",
        "/topology/weights/rule",
        "/topology/weights/weights",
        "/topology/weights/weights/0/from",
        "/topology/weights/weights/0/to",
        "/topology/weights/weights/0/weight",
    ] {
        // `null` stands for a field that is missing.
        refused(&schema, place, &Value::Null);
    }
    for (place, value) in [
        ("/format", json!("deepfog-bundle")),
        ("/version", json!(1)),
        ("/version", json!(3)),
        ("/version", json!("2")),
        ("/topology/title", json!("t".repeat(121))),
        ("/topology/title", json!("two\nlines")),
        ("/topology/title", json!("\u{9f}")),
        ("/topology/task", json!("imagenet")),
        ("/topology/nodes", (0..65).map(node).collect()),
        ("/topology/nodes", json!({})),
        ("/topology/nodes/0/id", json!("")),
        ("/topology/nodes/0/id", json!("n".repeat(33))),
        ("/topology/nodes/0/id", json!("Knoten 1")),
        ("/topology/nodes/0/id", json!("ä")),
        ("/topology/nodes/0/id", json!("<b>")),
        ("/topology/nodes/0/tier", json!("Fog")),
        ("/topology/nodes/0/tier", json!({"fog": null})),
        ("/topology/nodes/0/sense/region/top", json!(4097)),
        ("/topology/nodes/0/sense/region/width", json!(-1)),
        ("/topology/nodes/1/sense/channels", many(65, json!(0))),
        ("/topology/nodes/1/sense/channels/0", json!(4097)),
        ("/topology/nodes/1/sense/channels/0", json!(0.5)),
        (
            "/topology/nodes/0/units",
            many(65, json!({"kind": "global-average"})),
        ),
        ("/topology/nodes/0/units/0", json!(["dense", 5])),
        ("/topology/nodes/0/units/0/kernel", json!(2)),
        ("/topology/nodes/0/units/0/kernel", json!(4097)),
        ("/topology/nodes/0/units/0/channels", json!(0)),
        ("/topology/nodes/0/units/0/stride", json!(4097)),
        ("/topology/nodes/2/units/1/size", json!(0)),
        ("/topology/nodes/4/units/0/width", json!(1e3 + 0.5)),
        ("/topology/nodes/4/units/0/width", json!(u64::MAX)),
        ("/topology/nodes/0/position", json!([0])),
        ("/topology/nodes/0/position", json!([0, 0, 0])),
        ("/topology/nodes/0/position/1", json!(100_001)),
        ("/topology/nodes/0/position/1", json!(-1e39)),
        (
            "/topology/links",
            (0..513)
                .map(|_| json!({"from": "e_1", "to": "f"}))
                .collect(),
        ),
        ("/topology/links/0", json!(["camera", "e_1"])),
        ("/topology/links/0/to", json!("")),
        (
            "/topology/settings",
            (0..17)
                .map(|at| json!({"name": format!("S{at}"), "reliability": {}}))
                .collect(),
        ),
        ("/topology/settings/0/name", json!("")),
        ("/topology/settings/0/name", json!("s".repeat(41))),
        ("/topology/settings/0/name", json!("two\tcolumns")),
        ("/topology/settings/0/name", json!("no failure")),
        ("/topology/settings/0/reliability/f", json!(1.0000001)),
        ("/topology/settings/0/reliability/f", json!(-1e-9)),
        ("/topology/settings/0/reliability/f", json!("0.5")),
        ("/topology/weights", json!({"rule": "random"})),
        ("/topology/weights", json!({"rule": "uniform"})),
        ("/topology/weights", json!({"rule": "uniform", "high": 0})),
        (
            "/topology/weights",
            json!({"rule": "uniform", "high": 1000.5}),
        ),
        ("/topology/weights", json!({"rule": "reliability"})),
        (
            "/topology/weights",
            json!({"rule": "normalised", "setting": 1}),
        ),
        (
            "/topology/weights",
            json!({"rule": "normalised", "setting": "s".repeat(257)}),
        ),
        ("/topology/weights/weights/0/to", json!("n".repeat(257))),
        (
            "/topology/weights/weights",
            many(513, json!({"from": "e_1", "to": "f", "weight": 1})),
        ),
        ("/topology/weights/weights/0/weight", json!(1000.5)),
        ("/topology/weights/weights/0/weight", json!(-1000.5)),
    ] {
        refused(&schema, place, &value);
    }
}

/// Where the schema refuses a mutation, the reader does too. A value that happens to be right there is passed over.
fn refused(schema: &Schema, place: &str, value: &Value) {
    let document = mutated(place, value);
    assert!(
        schema.check(&document).is_err(),
        "the schema takes {value} at {place}"
    );
    let read = document::read(&document.to_string());
    assert!(read.is_err(), "the reader takes {value} at {place}");
}

#[test]
fn what_the_schema_refuses_in_a_view_is_left_out() {
    let schema = Schema::of_documents();
    for (place, value) in [
        ("/view", json!([])),
        ("/view/bundle", json!("")),
        ("/view/bundle", json!("b".repeat(65))),
        ("/view/bundle", json!("a/b")),
        ("/view/bundle", json!(1)),
        ("/view/down", json!("f")),
        ("/view/down/0", json!(1)),
        ("/view/down/0", json!("<f>")),
        ("/view/setting", json!(1)),
        ("/view/scheme", json!("failout")),
        ("/view/sample", json!(0)),
        ("/view/sample", json!(4_294_967_296_u64)),
        ("/view/sample", json!("1")),
        ("/view/draw", json!(-1)),
        ("/view/draw", json!(0.5)),
    ] {
        let document = mutated(place, &value);
        assert!(
            schema.check(&document).is_err(),
            "the schema takes {value} at {place}"
        );
        let read = document::read(&document.to_string()).unwrap();
        assert_eq!(read.notes.len(), 1, "{value} at {place}: {:?}", read.notes);
    }
}

#[test]
fn bounds_and_names_are_those_of_the_code() {
    let text = include_str!("../../../../www/topology.schema.json");
    let schema: Value = serde_json::from_str(text).unwrap();
    for (pointer, expected) in [
        ("/properties/format/const", json!(document::FORMAT)),
        (
            "/properties/version/const",
            json!(document::DOCUMENT_VERSION),
        ),
        (
            "/$defs/topology/properties/title/maxLength",
            json!(rules::MAX_TITLE),
        ),
        (
            "/$defs/topology/properties/nodes/maxItems",
            json!(rules::MAX_NODES),
        ),
        (
            "/$defs/topology/properties/links/maxItems",
            json!(rules::MAX_LINKS),
        ),
        (
            "/$defs/topology/properties/settings/maxItems",
            json!(rules::MAX_SETTINGS),
        ),
        ("/$defs/name/maxLength", json!(rules::MAX_NAME)),
        (
            "/$defs/node/properties/units/maxItems",
            json!(rules::MAX_UNITS),
        ),
        (
            "/$defs/node/properties/tier/enum",
            json!(Tier::ALL.map(Tier::name)),
        ),
        (
            "/$defs/node/properties/position/items/maximum",
            json!(rules::MAX_POSITION as i64),
        ),
        (
            "/$defs/node/properties/position/items/minimum",
            json!(-rules::MAX_POSITION as i64),
        ),
        (
            "/$defs/channels/properties/channels/maxItems",
            json!(rules::MAX_SENSED),
        ),
        ("/$defs/place/maximum", json!(rules::MAX_REGION)),
        ("/$defs/size/maximum", json!(rules::MAX_UNIT)),
        ("/$defs/kernel/maximum", json!(rules::MAX_UNIT)),
        (
            "/$defs/setting/properties/name/maxLength",
            json!(rules::MAX_SETTING_NAME),
        ),
        (
            "/$defs/weights/oneOf/2/properties/high/maximum",
            json!(rules::MAX_RANDOM_WEIGHT as i64),
        ),
        (
            "/$defs/weights/oneOf/3/properties/weights/maxItems",
            json!(rules::MAX_LINKS),
        ),
        (
            "/$defs/weights/oneOf/3/properties/weights/items/properties/weight/maximum",
            json!(rules::MAX_WEIGHT as i64),
        ),
        (
            "/$defs/view/properties/scheme/enum",
            json!(Scheme::ALL.map(Scheme::slug)),
        ),
        (
            "/$defs/view/properties/scheme/default",
            json!(document::View::default().scheme.slug()),
        ),
        (
            "/$defs/view/properties/setting/default",
            json!(document::View::default().setting),
        ),
    ] {
        assert_eq!(schema.pointer(pointer), Some(&expected), "{pointer}");
    }
    let tasks: Vec<Value> = deepfog_topology::Task::builtin()
        .into_iter()
        .map(|task| json!(task.id.as_str()))
        .collect();
    assert_eq!(
        schema["$defs"]["topology"]["properties"]["task"]["enum"],
        json!(tasks)
    );
}
