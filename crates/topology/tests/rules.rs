//! Every problem is found at the right place, with its repair, and all of them at once.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod faulty;

use deepfog_topology::rules::{Place, check, structure};
use deepfog_topology::{Sense, Severity, Tier, WeightRule, presets};
use faulty::{Damage, base, given, link, node};

#[test]
fn presets_break_no_rule() {
    for preset in presets::all() {
        assert_eq!(check(&preset.topology), [], "{}", preset.id);
    }
    assert_eq!(check(&presets::six_view_camera()), []);
}

#[test]
fn each_problem_names_its_place_and_its_repair() {
    let cases: [(&str, Damage, Severity, Place, &str, &str); 17] = [
        (
            "no cloud",
            |t| {
                t.nodes.pop();
                t.links.retain(|l| l.to.as_str() != "cloud");
            },
            Severity::Error,
            Place::Document,
            "no cloud",
            "Add a cloud",
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
            "Move it to the fog",
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
            "Add a source",
        ),
        (
            "source with input",
            |t| {
                t.nodes.push(node("g", Tier::Fog));
                t.links.push(link("g", "camera"));
            },
            Severity::Error,
            Place::Link(link("g", "camera")),
            "Sources only sense",
            "Remove this hyperconnection",
        ),
        (
            "cloud feeds",
            |t| {
                t.nodes.push(node("g", Tier::Fog));
                t.links.push(link("cloud", "g"));
            },
            Severity::Error,
            Place::Link(link("cloud", "g")),
            "last node",
            "Remove this hyperconnection",
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
            "Connect g → cloud",
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
            "Connect camera → g",
        ),
        (
            "cloud cut off",
            |t| t.links.retain(|l| l.to.as_str() != "cloud"),
            Severity::Error,
            Place::Node("cloud".into()),
            "only guess",
            "Connect f → cloud",
        ),
        (
            "source without sense",
            |t| t.nodes[0].sense = None,
            Severity::Error,
            Place::Node("camera".into()),
            "senses nothing",
            "Sense the whole image",
        ),
        (
            "compute node senses",
            |t| t.nodes[1].sense = t.nodes[0].sense.clone(),
            Severity::Error,
            Place::Node("e".into()),
            "no source",
            "Remove what it senses",
        ),
        (
            "channels of an image",
            |t| t.nodes[0].sense = Some(Sense::Channels { channels: vec![0] }),
            Severity::Error,
            Place::Node("camera".into()),
            "image region",
            "Sense the whole image",
        ),
        (
            "region outside",
            |t| {
                if let Some(Sense::Region { region }) = &mut t.nodes[0].sense {
                    region.top = 1;
                }
            },
            Severity::Error,
            Place::Node("camera".into()),
            "inside the image",
            "Move the region into the image",
        ),
        (
            "no unit",
            |t| t.nodes[1].units.clear(),
            Severity::Warning,
            Place::Node("e".into()),
            "holds no unit",
            "Add a unit",
        ),
        (
            "reliability of nobody",
            |t| {
                t.settings[0].reliability.insert("g".into(), 0.5);
            },
            Severity::Warning,
            Place::Setting("Normal".into()),
            "names g, which does not exist",
            "Remove what does not exist",
        ),
        (
            "weight of nothing",
            |t| t.weights = given(&[("f", "e", 1.0)]),
            Severity::Warning,
            Place::Document,
            "f → e, which does not exist",
            "Remove what does not exist",
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
            "Take the weight 1",
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
            "Remove this hyperconnection",
        ),
    ];
    for (name, damage, severity, place, words, label) in cases {
        let mut topology = base();
        damage(&mut topology);
        assert_eq!(structure(&topology), [], "{name}");
        let all = check(&topology);
        let found = all
            .iter()
            .find(|found| {
                found.severity == severity && found.place == place && found.message.contains(words)
            })
            .unwrap_or_else(|| panic!("{name}: {all:#?}"));
        assert_eq!(found.repair.as_ref().unwrap().label, label, "{name}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let mut topology = base();
    topology.nodes[0].sense = None;
    topology.nodes.push(node("g", Tier::Fog));
    topology.nodes.push(node("sky", Tier::Cloud));
    topology.nodes.push(node("h", Tier::Fog));
    topology.links.push(link("cloud", "h"));
    topology.weights = WeightRule::Reliability {
        setting: "Stormy".into(),
    };
    let messages: Vec<String> = check(&topology).into_iter().map(|d| d.message).collect();
    for words in [
        "senses nothing",
        "two clouds",
        "last node",
        "No path leads from g",
        "No source feeds g",
        "No source feeds sky",
        "Stormy",
    ] {
        assert!(
            messages.iter().any(|message| message.contains(words)),
            "{words}: {messages:#?}"
        );
    }
}
