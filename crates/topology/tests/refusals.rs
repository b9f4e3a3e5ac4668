//! Edits that are refused, each with a sentence that says why.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod draw;

use deepfog_topology::edit::{Clip, EditError, apply, blank, can_connect};
use deepfog_topology::rules::{MAX_LINKS, MAX_NODES, MAX_UNITS};
use deepfog_topology::{Edit, LinkWeight, Node, NodeId, Tier, Topology, Unit, WeightRule, presets};
use draw::*;

fn clip(nodes: &[&str]) -> Clip {
    let node = |&name: &&str| Node {
        id: name.into(),
        tier: Tier::Edge,
        sense: None,
        units: Vec::new(),
        position: None,
    };
    Clip {
        nodes: nodes.iter().map(node).collect(),
        links: Vec::new(),
        settings: Vec::new(),
    }
}

#[test]
fn a_refusal_says_why() {
    let paste = |nodes: &[&str]| Edit::Paste {
        clip: clip(nodes),
        offset: [0.0; 2],
    };
    let at = |position: [f32; 2]| Edit::AddNode {
        tier: Tier::Fog,
        position: Some(position),
        joined: Vec::new(),
    };
    let given = WeightRule::Given {
        weights: vec![LinkWeight {
            from: "f".into(),
            to: "e".into(),
            weight: 1.0,
        }],
    };
    let by = |setting: &str| WeightRule::Reliability {
        setting: setting.into(),
    };
    let present = Unit::Conv2d {
        channels: 16,
        kernel: 3,
        stride: 2,
    };
    let cases: Vec<(Edit, &str)> = vec![
        (connect("e", "ghost"), "no node called ghost"),
        (connect("e", "e"), "cannot be connected to itself"),
        (connect("e", "f"), "e is connected to f already"),
        (
            connect("e", "camera"),
            "camera is a source, and sources only sense",
        ),
        (connect("cloud", "f"), "cloud is the cloud, the last node"),
        (
            connect("f", "e"),
            "f → e would close a cycle, because e → f leads back",
        ),
        (add(Tier::Fog, &[after("ghost")]), "no node called ghost"),
        (add(Tier::Source, &[after("e")]), "sources only sense"),
        (add(Tier::Cloud, &[before("e")]), "the last node"),
        (
            add(Tier::Fog, &[after("f"), before("e")]),
            "f1 → e would close a cycle, because e → f → f1 leads back",
        ),
        (at([f32::NAN, 0.0]), "not a number"),
        (delete(&[], &[]), "nothing to delete"),
        (delete(&["ghost"], &[("f", "e")]), "nothing to delete"),
        (put(&[], &["e"]), "stand there already"),
        (put(&[("e", [1e6, 0.0])], &["e"]), "too far out"),
        (put(&[], &["g"]), "no node called g"),
        (Edit::AutoLayout, "laid out automatically already"),
        (rename("e", "e"), "called e already"),
        (rename("e", "f"), "Another node is called f"),
        (rename("e", "<b>"), "1 to 32 letters"),
        (rename("e", ""), "1 to 32 letters"),
        (set_tier(&["e"], Tier::Edge), "in the edge tier already"),
        (set_tier(&[], Tier::Edge), "No node is chosen"),
        (sense_channels("e", &[0]), "e is no source"),
        (add_unit("e", 2, DENSE), "e holds 1 unit."),
        (
            add_unit("e", 1, Unit::Dense { width: 0 }),
            "Unit 2 of e has width 0. Take 1 to 4096.",
        ),
        (remove_unit("e", 1), "e has no unit 2: it holds 1 unit"),
        (move_unit("e", 0, usize::MAX), "e has no unit"),
        (move_unit("e", 0, 0), "stands there already"),
        (
            change_unit("e", 0, present),
            "Unit 1 of e is convolution 3×3, 16 channels, stride 2 already",
        ),
        (
            reliability("Stormy", "e", 0.5),
            "no reliability setting called Stormy",
        ),
        (reliability("no failure", "e", 0.5), "every node is up"),
        (reliability("Poor", "cloud", 0.5), "cloud never fails"),
        (reliability("Poor", "e", 1.5), "0 to 1"),
        (reliability("Poor", "e", f64::NAN), "0 to 1"),
        (reliability("Poor", "e", 0.9), "is 0.9 already"),
        (weigh(WeightRule::One), "follow this rule already"),
        (weigh(by("Stormy")), "called Stormy"),
        (
            weigh(WeightRule::Uniform { high: f64::NAN }),
            "a number above 0",
        ),
        (weigh(given), "no hyperconnection f → e"),
        (weight("f", "e", 1.0), "no hyperconnection f → e"),
        (weight("e", "f", 1.0), "is 1 already"),
        (weight("e", "f", 1e4), "from -1000 to 1000"),
        (title("The smallest"), "The title is this already"),
        (title("two\nlines"), "all on one line"),
        (title(&"x".repeat(121)), "at most 120 characters"),
        (task("weather"), "\"weather\" is not known"),
        (task("fashion-mnist"), "is Clothing (Fashion-MNIST) already"),
        (duplicate(&[], [0.0; 2]), "no node to copy"),
        (duplicate(&["g"], [0.0; 2]), "no node called g"),
        (paste(&[]), "no node to copy"),
        (paste(&["a", "a"]), "the name a twice"),
        (paste(&["<b>"]), "\"<b>\" cannot be used"),
        (
            suggest(None),
            "no skip hyperconnection to suggest: every node",
        ),
        (
            suggest(Some("e")),
            "no skip hyperconnection to suggest: e feeds",
        ),
        (suggest(Some("g")), "no node called g"),
        (
            spread(&["camera", "e"], 0),
            "0 layers cannot be spread over 1 node. Take 1 to 64.",
        ),
        (spread(&["e", "f"], usize::MAX), "Take 1 to 128."),
        (spread(&["f", "e"], 3), "f does not feed e"),
        (spread(&["camera"], 3), "no edge, fog or cloud node"),
        (spread(&["g"], 3), "no node called g"),
        (several("Nothing", &[]), "nothing to change"),
        (
            several("To and fro", &[rename("e", "g"), rename("g", "e")]),
            "This changes nothing",
        ),
        (
            several("Half", &[rename("e", "g"), connect("e", "f")]),
            "no node called e",
        ),
    ];
    let smallest = presets::find("smallest").unwrap().topology;
    let before = smallest.clone();
    for (edit, words) in cases {
        let refusal = match apply(&smallest, &edit) {
            Err(refusal) => refusal.to_string(),
            Ok(applied) => panic!("{edit:?} is taken: {}", applied.name),
        };
        assert!(refusal.contains(words), "{edit:?}: {refusal}");
    }
    assert_eq!(smallest, before);
}

/// A document with as many nodes, and each connected to the next ones, up to as many hyperconnections as there may be.
fn full() -> Topology {
    let nodes: Vec<Edit> = (0..MAX_NODES).map(|_| add(Tier::Fog, &[])).collect();
    let mut topology = drawn(blank("smartwatch".into(), "Full"), &nodes);
    let names: Vec<NodeId> = topology.nodes.iter().map(|node| node.id.clone()).collect();
    topology.links = (1..names.len())
        .flat_map(|gap| names.iter().zip(names.iter().skip(gap)))
        .map(|(from, to)| link(from.as_str(), to.as_str()))
        .take(MAX_LINKS)
        .collect();
    topology.nodes[0].units = vec![DENSE; MAX_UNITS];
    topology
}

#[test]
fn there_is_an_end_to_everything() {
    let paste = Edit::Paste {
        clip: clip(&["a", "b"]),
        offset: [0.0; 2],
    };
    let full = full();
    let cases: Vec<(Edit, &str)> = vec![
        (add(Tier::Fog, &[]), "no room for more"),
        (connect("f1", "f64"), "no room for more"),
        (add_unit("f1", 0, DENSE), "no room for more"),
        (duplicate(&["f1"], [0.0; 2]), "room for 0 only"),
        (paste, "2 nodes would be added"),
    ];
    for (edit, words) in cases {
        let refusal = apply(&full, &edit).unwrap_err().to_string();
        assert!(refusal.contains(words), "{edit:?}: {refusal}");
    }
    assert!(matches!(
        can_connect(&full, &"f1".into(), &"f2".into()),
        Err(EditError::NothingChanges(_))
    ));
}

/// 20 nodes feed 20, which feed 20: the rule would add 400 skip hyperconnections to the 420 there are.
#[test]
fn skips_are_suggested_only_where_there_is_room_for_all() {
    let nodes: Vec<Edit> = (0..60).map(|_| add(Tier::Fog, &[])).collect();
    let mut topology = drawn(blank("smartwatch".into(), "Wide"), &nodes);
    let name = |at: usize| format!("f{}", at + 1);
    for from in 0..20 {
        topology
            .links
            .extend((20..40).map(|to| link(&name(from), &name(to))));
        topology
            .links
            .push(link(&name(from + 20), &name(from + 40)));
    }
    let refusal = apply(&topology, &suggest(None)).unwrap_err().to_string();
    assert!(
        refusal.contains("400 skip hyperconnections would be added, but there is room for 92 only"),
        "{refusal}"
    );
    assert!(apply(&topology, &suggest(Some("f1"))).is_ok());
}

/// Every part of a document may be large, but not all of it: it could not be saved.
#[test]
fn a_document_stays_small_enough_to_be_saved() {
    let mut large = full();
    let unit = Unit::Conv2d {
        channels: 4096,
        kernel: 4095,
        stride: 4096,
    };
    let mut refused = None;
    for at in 0..MAX_NODES {
        let spread = Edit::SpreadLayers {
            path: vec![large.nodes[at].id.clone()],
            unit,
            count: MAX_UNITS,
        };
        match apply(&large, &spread) {
            Ok(applied) => large = applied.topology,
            Err(refusal) => refused = Some(refusal.to_string()),
        }
    }
    assert!(refused.unwrap().contains("could not be saved"));
    let document = deepfog_topology::document::Document {
        topology: large,
        view: deepfog_topology::document::View::default(),
    };
    deepfog_topology::document::write_document(&document).unwrap();
}
