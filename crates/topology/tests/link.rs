//! Documents as links: short, whole, and refused with a sentence where they are not.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use data_encoding::BASE64URL_NOPAD;
use deepfog_topology::document::{Document, MAX_BYTES, View};
use deepfog_topology::link::{self, LinkError, MAX_CHARACTERS};
use deepfog_topology::{Scheme, Topology, presets};
use miniz_oxide::deflate::compress_to_vec;

/// The most characters of a preset's link: what messengers and browsers pass on.
const SHORT: usize = 2000;

/// Every part of the view differs from the default.
fn viewed(topology: Topology, bundle: Option<&str>) -> Document {
    let failable = topology.nodes.iter().filter(|node| node.can_fail());
    Document {
        view: View {
            bundle: bundle.map(str::to_owned),
            down: failable.map(|node| node.id.clone()).collect(),
            setting: "Hazardous".to_owned(),
            scheme: Scheme::DeepFogGuard,
            sample: 1312,
            draw: 987_654_321,
        },
        topology,
    }
}

/// As after the first drag: every node has its place.
fn placed(mut topology: Topology) -> Topology {
    for (at, node) in topology.nodes.iter_mut().enumerate() {
        let at = at as f32;
        node.position = Some([173.25 * (at * 0.37).fract() + 10.0 * at, 91.5 * at - 0.3]);
    }
    topology
}

#[test]
fn links_of_presets_are_short_and_whole() {
    let mut topologies: Vec<_> = presets::all()
        .into_iter()
        .map(|preset| (preset.topology, Some(preset.id)))
        .collect();
    topologies.push((presets::six_view_camera(), None));
    for (topology, bundle) in topologies {
        for topology in [topology.clone(), placed(topology)] {
            let document = viewed(topology, bundle);
            let link = link::encode(&document).unwrap();
            assert!(
                link.len() < SHORT,
                "{}: {} characters",
                document.topology.title,
                link.len()
            );
            assert!(
                link.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            );
            for text in [link.clone(), format!("\n {link}\r\n")] {
                let read = link::decode(&text).unwrap();
                assert_eq!(read.document, document);
                assert!(read.notes.is_empty());
            }
        }
    }
}

fn valid() -> String {
    let topology = presets::find("two-sensors").unwrap().topology;
    link::encode(&viewed(topology, None)).unwrap()
}

/// A link that holds these bytes.
fn pack(bytes: &[u8]) -> String {
    format!("1{}", BASE64URL_NOPAD.encode(&compress_to_vec(bytes, 6)))
}

#[test]
fn what_is_no_link_is_refused_with_a_sentence() {
    let valid = valid();
    let at = |index: usize, text: &str| format!("{}{text}{}", &valid[..index], &valid[index + 1..]);
    for (link, sentence) in [
        (String::new(), "The link holds no network."),
        (" \n".to_owned(), "The link holds no network."),
        (
            "1".to_owned(),
            "The link is cut off: its end is missing or was changed. Copy it again, whole.",
        ),
        (
            "1A".to_owned(),
            "The link is cut off: its end is missing or was changed. Copy it again, whole.",
        ),
        (
            "1____".to_owned(),
            "The link was changed on its way: it cannot be unpacked. Copy it again, whole.",
        ),
        (
            at(9, "+"),
            "The link holds \"+\" as character 10, which no link does. Copy it again, whole.",
        ),
        (
            at(1, "é"),
            "The link holds \"é\" as character 2, which no link does. Copy it again, whole.",
        ),
        (
            at(20, "\u{0}"),
            "The link holds the character U+0000 as character 21, which no link does. Copy it again, whole.",
        ),
        (
            at(20, " "),
            "The link holds the character U+0020 as character 21, which no link does. Copy it again, whole.",
        ),
        (
            at(0, "2"),
            "The link begins with 2; this page reads links that begin with 1. Open it with a later one.",
        ),
        (
            "1".repeat(MAX_CHARACTERS + 1),
            "The link has 100001 characters. At most 100000 are read.",
        ),
        (
            pack(&vec![b' '; MAX_BYTES + 1]),
            "The link unpacks to more than 262144 bytes (256 kB). It is not opened.",
        ),
        (
            pack(&vec![b'['; MAX_BYTES]),
            "What the link holds cannot be opened. The document is not valid JSON: line 1, column 128: lists and objects are nested too deeply.",
        ),
        (
            pack(b"\xff\xfe"),
            "What the link holds cannot be opened. The document is not text: byte 1 is not UTF-8. Open a document that was saved as JSON.",
        ),
        (
            pack(b"{\"format\":\"deepfog\",\"version\":3}"),
            "What the link holds cannot be opened. The document has format version 3. This page reads up to version 2: open it with a later one.",
        ),
    ] {
        let error = link::decode(&link).unwrap_err();
        assert_eq!(error.to_string(), sentence);
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = compress_to_vec(&vec![0; 10_000_000], 1);
    let bomb = format!("1{}", BASE64URL_NOPAD.encode(&zeros));
    assert!(bomb.len() <= MAX_CHARACTERS, "{}", bomb.len());
    assert_eq!(link::decode(&bomb), Err(LinkError::UnpacksTooLarge));
}

#[test]
fn a_link_that_is_cut_off_says_so() {
    let valid = valid();
    for length in 1..valid.len() {
        assert_eq!(
            link::decode(&valid[..length]),
            Err(LinkError::CutOff),
            "{length}"
        );
    }
}

#[test]
fn a_network_that_fits_no_link_is_refused() {
    // Numbers that cannot be packed: digits of the square roots.
    let mut document = viewed(presets::find("smallest").unwrap().topology, None);
    let names = (2..8000).map(|at| {
        (
            format!("n{at}").as_str().into(),
            f64::from(at).sqrt().fract(),
        )
    });
    document.topology.settings[0].reliability.extend(names);
    assert!(matches!(link::encode(&document), Err(LinkError::TooLarge)));
}
