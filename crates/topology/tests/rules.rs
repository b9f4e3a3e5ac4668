//! Every rule speaks of the right place, and all of them at once.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_topology::rules::{Place, check};
use deepfog_topology::{
    Link, Node, ReliabilitySetting, Sense, Severity, Tier, Topology, Unit, WeightRule, presets,
};

fn base() -> Topology {
    presets::find("smallest").unwrap().topology
}

fn link(from: &str, to: &str) -> Link {
    Link {
        from: from.into(),
        to: to.into(),
    }
}

fn node(id: &str, tier: Tier) -> Node {
    Node {
        id: id.into(),
        tier,
        sense: None,
        units: vec![Unit::Dense { width: 4 }],
        position: None,
    }
}

#[test]
fn presets_break_no_rule() {
    for preset in presets::all() {
        assert_eq!(check(&preset.topology), [], "{}", preset.id);
    }
    assert_eq!(check(&presets::six_view_camera()), []);
}

type Edit = fn(&mut Topology);

#[test]
fn each_rule_names_its_place() {
    let cases: [(&str, Edit, Severity, Place, &str); 27] = [
        (
            "unknown task",
            |t| t.task = "weather".into(),
            Severity::Error,
            Place::Document,
            "task",
        ),
        (
            "no cloud",
            |t| {
                t.nodes.pop();
                t.links.retain(|l| l.to.as_str() != "cloud");
            },
            Severity::Error,
            Place::Document,
            "no cloud",
        ),
        (
            "two clouds",
            |t| {
                t.nodes.push(node("sky", Tier::Cloud));
                t.links.push(link("f", "sky"));
            },
            Severity::Error,
            Place::Node("sky".into()),
            "two clouds",
        ),
        (
            "no source",
            |t| {
                t.nodes.remove(0);
                t.links.retain(|l| l.from.as_str() != "camera");
            },
            Severity::Error,
            Place::Document,
            "no source",
        ),
        (
            "source with input",
            |t| t.links.push(link("e", "camera")),
            Severity::Error,
            Place::Link(link("e", "camera")),
            "Sources only sense",
        ),
        (
            "cloud feeds",
            |t| t.links.push(link("cloud", "f")),
            Severity::Error,
            Place::Link(link("cloud", "f")),
            "last node",
        ),
        (
            "cycle",
            |t| t.links.push(link("f", "e")),
            Severity::Error,
            Place::Node("e".into()),
            "cycle",
        ),
        (
            "self link",
            |t| t.links.push(link("e", "e")),
            Severity::Error,
            Place::Link(link("e", "e")),
            "itself",
        ),
        (
            "twice",
            |t| t.links.push(link("e", "f")),
            Severity::Error,
            Place::Link(link("e", "f")),
            "twice",
        ),
        (
            "dangling link",
            |t| t.links.push(link("e", "g")),
            Severity::Error,
            Place::Link(link("e", "g")),
            "does not exist",
        ),
        (
            "duplicate name",
            |t| t.nodes.push(node("e", Tier::Edge)),
            Severity::Error,
            Place::Node("e".into()),
            "Two nodes",
        ),
        (
            "name for no file",
            |t| t.nodes.push(node("../x", Tier::Edge)),
            Severity::Error,
            Place::Node("../x".into()),
            "cannot be used",
        ),
        (
            "markup in a name",
            |t| t.nodes.push(node("<b>", Tier::Edge)),
            Severity::Error,
            Place::Node("<b>".into()),
            "cannot be used",
        ),
        (
            "no path to the cloud",
            |t| {
                t.nodes.push(node("g", Tier::Fog));
                t.links.push(link("e", "g"));
            },
            Severity::Error,
            Place::Node("g".into()),
            "No path leads from g",
        ),
        (
            "not fed",
            |t| {
                t.nodes.push(node("g", Tier::Fog));
                t.links.push(link("g", "cloud"));
            },
            Severity::Error,
            Place::Node("g".into()),
            "No source feeds g",
        ),
        (
            "cloud cut off",
            |t| t.links.retain(|l| l.to.as_str() != "cloud"),
            Severity::Error,
            Place::Node("cloud".into()),
            "only guess",
        ),
        (
            "source without sense",
            |t| t.nodes[0].sense = None,
            Severity::Error,
            Place::Node("camera".into()),
            "senses nothing",
        ),
        (
            "compute node senses",
            |t| t.nodes[1].sense = t.nodes[0].sense.clone(),
            Severity::Error,
            Place::Node("e".into()),
            "no source",
        ),
        (
            "channels of an image",
            |t| t.nodes[0].sense = Some(Sense::Channels { channels: vec![0] }),
            Severity::Error,
            Place::Node("camera".into()),
            "image region",
        ),
        (
            "region outside",
            |t| {
                if let Some(Sense::Region { region }) = &mut t.nodes[0].sense {
                    region.top = usize::MAX;
                }
            },
            Severity::Error,
            Place::Node("camera".into()),
            "inside the image",
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
            Severity::Error,
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
            Severity::Error,
            Place::Node("e".into()),
            "stride 0",
        ),
        (
            "huge width",
            |t| t.nodes[1].units[0] = Unit::Dense { width: 1 << 40 },
            Severity::Error,
            Place::Node("e".into()),
            "width",
        ),
        (
            "reliability above 1",
            |t| {
                t.settings[0].reliability.insert("e".into(), 1.5);
            },
            Severity::Error,
            Place::Setting("Normal".into()),
            "0 to 1",
        ),
        (
            "reliability NaN",
            |t| {
                t.settings[0].reliability.insert("e".into(), f64::NAN);
            },
            Severity::Error,
            Place::Setting("Normal".into()),
            "0 to 1",
        ),
        (
            "weights by no setting",
            |t| {
                t.weights = WeightRule::Normalised {
                    setting: "Stormy".into(),
                }
            },
            Severity::Error,
            Place::Document,
            "Stormy",
        ),
        (
            "against the tiers",
            |t| {
                t.nodes[1].tier = Tier::Fog;
                t.nodes[2].tier = Tier::Edge;
            },
            Severity::Warning,
            Place::Link(link("e", "f")),
            "back to the edge",
        ),
    ];
    for (name, edit, severity, place, words) in cases {
        let mut topology = base();
        edit(&mut topology);
        let found = check(&topology);
        assert!(
            found
                .iter()
                .any(|diagnostic| diagnostic.severity == severity
                    && diagnostic.place == place
                    && diagnostic.message.contains(words)),
            "{name}: {found:#?}"
        );
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let mut topology = base();
    topology.nodes[0].sense = None;
    topology.nodes[1].units[0] = Unit::Dense { width: 0 };
    topology.links.push(link("f", "e"));
    topology.settings.push(ReliabilitySetting {
        name: "Normal".into(),
        reliability: [("e".into(), -1.0)].into(),
    });
    let messages: Vec<String> = check(&topology).into_iter().map(|d| d.message).collect();
    for words in [
        "senses nothing",
        "width 0",
        "cycle",
        "Two reliability settings",
        "0 to 1",
    ] {
        assert!(
            messages.iter().any(|message| message.contains(words)),
            "{words}: {messages:#?}"
        );
    }
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
