//! What hostile input is made of, and input that is not right at all.

use std::sync::LazyLock;

use deepfog_topology::document::{self, Document, View};
use deepfog_topology::{Scheme, link, presets};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;
use serde_json::Value;

/// Valid documents: all presets with a view, and what was saved once.
pub static DOCUMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = Vec::new();
    for preset in presets::all() {
        texts.push(document::write(&preset.topology).unwrap());
        let failable = preset.topology.nodes.iter().find(|node| node.can_fail());
        let view = View {
            bundle: Some(preset.id.to_owned()),
            down: failable.map(|node| node.id.clone()).into_iter().collect(),
            setting: "Poor".to_owned(),
            scheme: Scheme::Vanilla,
            sample: 5,
            draw: 2,
        };
        let topology = preset.topology;
        texts.push(document::write_document(&Document { topology, view }).unwrap());
    }
    for text in [
        include_str!("../../../../tests/golden/documents/version-1.json"),
        include_str!("../../../../tests/golden/documents/version-2.json"),
        include_str!("../../../../tests/golden/documents/version-2-camera.json"),
        include_str!("../../../../tests/golden/documents/version-2-minimal.json"),
        include_str!("../../../../tests/golden/documents/version-2-problems.json"),
    ] {
        texts.push(text.to_owned());
    }
    texts
});

/// The same as values.
pub static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let parse = |text: &String| serde_json::from_str(text).unwrap();
    DOCUMENTS.iter().map(parse).collect()
});

/// The same as links.
pub static LINKS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let encode = |text: &String| link::encode(&document::read(text).unwrap().document).unwrap();
    DOCUMENTS.iter().map(encode).collect()
});

/// Pieces of JSON, right and wrong, that are put in anywhere.
pub const FRAGMENTS: &[&str] = &[
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "0",
    "-1",
    "1.5",
    "0.1",
    "0.30000000000000004",
    "5e-324",
    "1e-7",
    "1e999",
    "-1e999",
    "1e308",
    "1e39",
    "-0.0",
    "16777217",
    "100000",
    "4096",
    "4097",
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740993",
    "NaN",
    "Infinity",
    "-Infinity",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\u{feff}\"",
    "\"<script>alert(1)</script>\"",
    "\"No failure\"",
    "\"cloud\"",
    "\"e1\"",
    "\"fog\"",
    "[[[[[[[[",
    "{\"a\":",
    ",",
    ":",
    "]",
    "}",
    "\"",
    "\\",
    "/*",
    "\u{202e}",
    "\u{1f32b}",
    "[0,0]",
    "[1e39,0]",
    "{\"kind\":\"dense\",\"width\":8}",
    "{\"kind\":\"global-average\"}",
    "{\"kind\":\"channels\",\"channels\":[0]}",
    "{\"id\":\"x\",\"tier\":\"edge\"}",
    "{\"from\":\"e1\",\"to\":\"cloud\"}",
    "{\"rule\":\"uniform\",\"high\":10}",
    "{\"rule\":\"given\",\"weights\":[]}",
    "{\"name\":\"S\",\"reliability\":{\"e1\":0.5}}",
    "\"version\":1,",
    "\"format\":\"deepfog\",",
    "\"version\":3,",
    "\"tier\":\"fog\",",
];

/// Fragments that are values by themselves.
pub static FRAGMENT_VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let values = FRAGMENTS.iter();
    values
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
});

/// Arbitrary bytes and arbitrary texts, some of JSON's characters only.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..300),
        vec(any::<char>(), 0..200).prop_map(|text| String::from_iter(text).into_bytes()),
        vec(
            select(br#"{}[]:,"\u0123456789eE+-.truefalsn "#.as_slice()),
            0..200
        ),
        vec(select(FRAGMENTS), 0..40).prop_map(|pieces| pieces.concat().into_bytes()),
        (1_usize..3000, select(b"[{\" -0".as_slice())).prop_map(|(count, byte)| vec![byte; count]),
    ]
}
