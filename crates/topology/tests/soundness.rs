//! What makes a document unsound is found at the right place, and all of it at once.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod faulty;

use deepfog_topology::rules::{Place, check, structure};
use deepfog_topology::{ReliabilitySetting, Sense, Tier, Topology, Unit, WeightRule};
use faulty::{Damage, base, given, link, node};

#[test]
fn each_fault_names_its_place() {
    let cases: [(&str, Damage, Place, &str); 21] = [
        (
            "unknown task",
            |t| t.task = "weather".into(),
            Place::Document,
            "task",
        ),
        (
            "cycle",
            |t| t.links.push(link("f", "e")),
            Place::Node("e".into()),
            "cycle",
        ),
        (
            "self link",
            |t| t.links.push(link("e", "e")),
            Place::Link(link("e", "e")),
            "itself",
        ),
        (
            "twice",
            |t| t.links.push(link("e", "f")),
            Place::Link(link("e", "f")),
            "twice",
        ),
        (
            "dangling link",
            |t| t.links.push(link("e", "g")),
            Place::Link(link("e", "g")),
            "does not exist",
        ),
        (
            "duplicate name",
            |t| t.nodes.push(node("e", Tier::Edge)),
            Place::Node("e".into()),
            "Two nodes",
        ),
        (
            "name for no file",
            |t| t.nodes.push(node("../x", Tier::Edge)),
            Place::Node("../x".into()),
            "cannot be used",
        ),
        (
            "markup in a name",
            |t| t.nodes.push(node("<b>", Tier::Edge)),
            Place::Node("<b>".into()),
            "cannot be used",
        ),
        (
            "huge region",
            |t| {
                if let Some(Sense::Region { region }) = &mut t.nodes[0].sense {
                    region.top = usize::MAX;
                }
            },
            Place::Node("camera".into()),
            "at most 4096",
        ),
        (
            "position that is no number",
            |t| t.nodes[1].position = Some([0.0, f32::NAN]),
            Place::Node("e".into()),
            "not a number",
        ),
        (
            "far out",
            |t| t.nodes[1].position = Some([0.0, 1e6]),
            Place::Node("e".into()),
            "too far out",
        ),
        (
            "title of two lines",
            |t| t.title = "one\ntwo".into(),
            Place::Document,
            "title",
        ),
        (
            "setting that is implied",
            |t| t.settings[0].name = "no failure".into(),
            Place::Setting("no failure".into()),
            "always there",
        ),
        (
            "setting without a name",
            |t| t.settings[0].name = String::new(),
            Place::Setting(String::new()),
            "cannot be called",
        ),
        (
            "weight NaN",
            |t| t.weights = given(&[("e", "f", f64::NAN)]),
            Place::Link(link("e", "f")),
            "weight of e → f is NaN",
        ),
        (
            "two weights",
            |t| t.weights = given(&[("e", "f", 1.0), ("e", "f", 2.0)]),
            Place::Link(link("e", "f")),
            "two weights",
        ),
        (
            "even kernel",
            |t| {
                t.nodes[1].units[0] = Unit::Conv2d {
                    channels: 4,
                    kernel: 2,
                    stride: 1,
                }
            },
            Place::Node("e".into()),
            "odd",
        ),
        (
            "zero stride",
            |t| {
                t.nodes[1].units[0] = Unit::Conv2d {
                    channels: 4,
                    kernel: 3,
                    stride: 0,
                }
            },
            Place::Node("e".into()),
            "stride 0",
        ),
        (
            "huge width",
            |t| t.nodes[1].units[0] = Unit::Dense { width: 1 << 40 },
            Place::Node("e".into()),
            "width",
        ),
        (
            "reliability above 1",
            |t| {
                t.settings[0].reliability.insert("e".into(), 1.5);
            },
            Place::Setting("Normal".into()),
            "0 to 1",
        ),
        (
            "reliability NaN",
            |t| {
                t.settings[0].reliability.insert("e".into(), f64::NAN);
            },
            Place::Setting("Normal".into()),
            "0 to 1",
        ),
    ];
    for (name, damage, place, words) in cases {
        let mut topology = base();
        damage(&mut topology);
        let found = structure(&topology);
        assert!(
            found
                .iter()
                .any(|fault| fault.place == place && fault.message.contains(words)),
            "{name}: {found:#?}"
        );
        // Problems are not looked for in what is unsound: they could not be mended.
        assert_eq!(check(&topology), found, "{name}");
        assert!(found.iter().all(|fault| fault.repair.is_none()), "{name}");
    }
}

fn messages(topology: &Topology) -> Vec<String> {
    check(topology).into_iter().map(|d| d.message).collect()
}

#[test]
fn all_faults_are_told_at_once() {
    let mut topology = base();
    topology.nodes[1].units[0] = Unit::Dense { width: 0 };
    topology.links.push(link("f", "e"));
    topology.settings.push(ReliabilitySetting {
        name: "normal".into(),
        reliability: [("e".into(), -1.0)].into(),
    });
    let found = messages(&topology);
    for words in ["width 0", "cycle", "Two reliability settings", "0 to 1"] {
        assert!(
            found.iter().any(|message| message.contains(words)),
            "{words}: {found:#?}"
        );
    }
}

/// A cycle is named node by node; what only lies behind it is not.
#[test]
fn a_cycle_is_named() {
    let mut topology = base();
    topology.nodes.insert(3, node("g", Tier::Fog));
    for (from, to) in [("f", "g"), ("g", "e")] {
        topology.links.push(link(from, to));
    }
    assert_eq!(
        messages(&topology),
        ["The hyperconnections form a cycle through e, f, g. Remove one of them."]
    );
}

/// What is too large is told alone, before anything that takes time or memory for it.
#[test]
fn a_document_that_is_too_large_is_not_looked_at_further() {
    use deepfog_topology::rules::{MAX_LINKS, MAX_NODES};
    let mut many_nodes = base();
    for at in 0..=MAX_NODES {
        // Twice the same name is wrong too.
        many_nodes
            .nodes
            .push(node(&format!("n{}", at / 2), Tier::Fog));
    }
    let mut many_links = base();
    many_links.links = vec![link("e", "nowhere"); MAX_LINKS + 1];
    for (topology, words) in [(many_nodes, "nodes"), (many_links, "hyperconnections")] {
        let findings = check(&topology);
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].message.contains(words));
        assert_eq!(findings[0].place, Place::Document);
    }
}

#[test]
fn a_number_that_is_none_is_not_written() {
    let mut topology = base();
    topology.weights = WeightRule::Uniform { high: f64::NAN };
    assert!(deepfog_topology::document::write(&topology).is_err());
    assert!(deepfog_topology::document::write(&base()).is_ok());
}
