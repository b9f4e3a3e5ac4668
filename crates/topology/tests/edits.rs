//! What each edit is called, which nodes it touches and what it changes.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod draw;

use deepfog_topology::edit::{Clip, apply, blank, longest_path};
use deepfog_topology::{
    Edit, LinkWeight, NodeId, Region, Sense, Tier, Topology, Unit, WeightRule, presets,
};
use draw::*;

#[test]
fn every_edit_has_a_name_and_touches_nodes() {
    let copied = Clip::of(&base(), &ids(&["e1", "f1"]));
    let cases: Vec<(Edit, &str, &[&str])> = vec![
        (add(Tier::Edge, &[]), "Add edge e3", &["e3"]),
        (add(Tier::Source, &[]), "Add source s2", &["s2"]),
        (add(Tier::Cloud, &[]), "Add cloud cloud2", &["cloud2"]),
        (
            add(Tier::Fog, &[after("e1"), before("cloud")]),
            "Add fog f2",
            &["f2"],
        ),
        (connect("e2", "f1"), "Connect e2 → f1", &[]),
        (connect("e1", "cloud"), "Add skip e1 → cloud", &[]),
        (
            delete(&["f1"], &[("s1", "e1")]),
            "Delete f1 and 3 hyperconnections",
            &[],
        ),
        (delete(&["e2", "ghost"], &[]), "Delete e2", &[]),
        (
            delete(&["e1", "e2"], &[]),
            "Delete 2 nodes and 2 hyperconnections",
            &[],
        ),
        (delete(&[], &[("s1", "e1")]), "Delete s1 → e1", &[]),
        (put(&[("e1", [5.0, 6.0])], &["e1"]), "Move e1", &["e1"]),
        (
            put(&[("e1", [5.0, 6.0]), ("f1", [9.0, 9.0])], &["e1", "e2"]),
            "Move 2 nodes",
            &["e1", "e2"],
        ),
        (
            Edit::AlignToTiers {
                positions: vec![("e1".into(), [5.0, 6.0])],
            },
            "Align to tiers",
            &[],
        ),
        (
            rename("f1", "gateway"),
            "Rename f1 to gateway",
            &["gateway"],
        ),
        (
            set_tier(&["e2"], Tier::Fog),
            "Move e2 to the fog tier",
            &["e2"],
        ),
        (
            set_tier(&["e1", "e2", "f1"], Tier::Fog),
            "Move 2 nodes to the fog tier",
            &["e1", "e2"],
        ),
        (
            sense_channels("s1", &[0, 1]),
            "s1: sense 2 channels",
            &["s1"],
        ),
        (add_unit("e1", 1, DENSE), "e1: add a dense unit", &["e1"]),
        (remove_unit("e1", 0), "e1: remove unit 1", &["e1"]),
        (
            change_unit("e1", 0, DENSE),
            "e1: unit 1 to dense 64",
            &["e1"],
        ),
        (
            reliability("poor", "e1", 0.85),
            "Reliability of e1 under Poor to 0.85",
            &["e1"],
        ),
        (weight("e1", "f1", 0.5), "Weight of e1 → f1 to 0.5", &[]),
        (
            weigh(WeightRule::Normalised {
                setting: "Poor".into(),
            }),
            "Weigh by normalised reliability under Poor",
            &[],
        ),
        (
            weigh(WeightRule::Uniform { high: 10.0 }),
            "Weigh at random up to 10",
            &[],
        ),
        (title("Mine"), "Change the title to Mine", &[]),
        (
            task("fashion-mnist"),
            "Change the task to Clothing (Fashion-MNIST)",
            &[],
        ),
        (duplicate(&["e1"], [0.0; 2]), "Duplicate e1", &["e3"]),
        (
            Edit::Paste {
                clip: copied,
                offset: [0.0; 2],
            },
            "Paste 2 nodes",
            &["e3", "f2"],
        ),
        (suggest(None), "Suggest 2 skip hyperconnections", &[]),
        (suggest(Some("e1")), "Add skip e1 → cloud", &[]),
        (
            spread(&["s1", "e1", "f1", "cloud"], 10),
            "Spread 10 layers over e1, f1, cloud",
            &["e1", "f1", "cloud"],
        ),
        // What changes nothing is passed over.
        (
            several(
                "Take e2 in",
                &[
                    connect("s1", "e1"),
                    connect("s1", "e2"),
                    connect("e2", "f1"),
                ],
            ),
            "Take e2 in",
            &[],
        ),
    ];
    let base = base();
    for (edit, name, touched) in cases {
        let applied = apply(&base, &edit).unwrap_or_else(|refusal| panic!("{edit:?}: {refusal}"));
        assert_eq!(applied.name, name);
        assert_eq!(applied.touched, ids(touched), "{name}");
    }
}

const IMAGE: Sense = Sense::Region {
    region: Region {
        top: 0,
        left: 0,
        height: 28,
        width: 28,
    },
};

#[test]
fn a_new_node_has_what_is_usual_in_its_tier() {
    let base = base();
    let node = |id: &str| base.node(&id.into()).unwrap();
    let channels = (0..6).collect();
    assert_eq!(node("s1").sense, Some(Sense::Channels { channels }));
    assert_eq!(node("s1").units, []);
    assert_eq!(
        node("e1").units,
        [Unit::Conv1d {
            channels: 32,
            kernel: 5,
            stride: 1
        }]
    );
    assert_eq!(node("cloud").units, []);
    let figures: Vec<Vec<f64>> = base
        .settings
        .iter()
        .map(|setting| setting.reliability.values().copied().collect())
        .collect();
    // In the order e1, e2, f1.
    assert_eq!(
        figures,
        [[0.92, 0.92, 0.96], [0.87, 0.87, 0.91], [0.78, 0.78, 0.80]]
    );
    let camera = drawn(
        blank("fashion-mnist".into(), ""),
        &[add(Tier::Source, &[]), add(Tier::Fog, &[])],
    );
    assert_eq!(camera.nodes[0].sense, Some(IMAGE));
    assert_eq!(
        camera.nodes[1].units,
        [Unit::Conv2d {
            channels: 16,
            kernel: 3,
            stride: 1
        }]
    );
}

#[test]
fn a_deleted_node_is_mentioned_nowhere() {
    let deleted = drawn(base(), &[weight("e1", "f1", 2.0), delete(&["e1"], &[])]);
    assert!(!serde_json::to_string(&deleted).unwrap().contains("\"e1\""));
    assert_eq!(deleted.links, [link("f1", "cloud")]);
}

#[test]
fn a_new_name_stands_everywhere() {
    let weighted = drawn(base(), &[weight("e1", "f1", 2.0)]);
    let renamed = drawn(weighted.clone(), &[rename("e1", "gateway")]);
    let text = serde_json::to_string(&weighted)
        .unwrap()
        .replace("\"e1\"", "\"gateway\"");
    assert_eq!(renamed, serde_json::from_str(&text).unwrap());
}

#[test]
fn a_node_that_changes_its_tier_follows_its_rules() {
    let base = drawn(base(), &[reliability("Poor", "e2", 0.5)]);
    let to = |tier| drawn(base.clone(), &[set_tier(&["e2"], tier)]);
    let figures = |topology: &Topology| -> Vec<Option<f64>> {
        topology
            .settings
            .iter()
            .map(|setting| setting.reliability.get(&"e2".into()).copied())
            .collect()
    };
    // What a person chose stays, what was the tier's follows.
    assert_eq!(figures(&to(Tier::Fog)), [Some(0.96), Some(0.5), Some(0.80)]);
    let source = to(Tier::Source);
    assert_eq!(figures(&source), [None; 3]);
    assert!(source.node(&"e2".into()).unwrap().sense.is_some());
    let back = drawn(source, &[set_tier(&["e2"], Tier::Edge)]);
    assert_eq!(figures(&back), [Some(0.92), Some(0.87), Some(0.78)]);
    assert_eq!(back.node(&"e2".into()).unwrap().sense, None);
}

#[test]
fn a_unit_is_moved_to_its_place() {
    let marked = drawn(
        base(),
        &[
            spread(&["e1"], 3),
            change_unit("e1", 0, Unit::GlobalAverage),
        ],
    );
    let moved = apply(&marked, &move_unit("e1", 0, 2)).unwrap();
    assert_eq!(moved.name, "e1: move unit 1 to place 3");
    assert_eq!(
        moved.topology.node(&"e1".into()).unwrap().units,
        [DENSE, DENSE, Unit::GlobalAverage]
    );
}

#[test]
fn another_task_has_another_input() {
    let images = drawn(base(), &[task("fashion-mnist")]);
    assert_eq!(images.nodes[0].sense, Some(IMAGE));
    assert_eq!(
        images.nodes[1].units,
        [Unit::Conv2d {
            channels: 32,
            kernel: 5,
            stride: 1
        }]
    );
    assert_eq!(drawn(images, &[task("smartwatch")]), base());
}

fn weights(topology: &Topology) -> Vec<(String, f64)> {
    let WeightRule::Given { weights } = &topology.weights else {
        panic!("{:?}", topology.weights);
    };
    weights
        .iter()
        .map(|LinkWeight { from, to, weight }| (format!("{from}→{to}"), *weight))
        .collect()
}

#[test]
fn a_weight_that_is_given_keeps_the_others() {
    let setting = || "Poor".to_owned();
    let joined = drawn(base(), &[connect("s1", "e2"), connect("e2", "f1")]);
    let cases: [(WeightRule, &[(&str, f64)]); 4] = [
        (WeightRule::One, &[("e1→f1", 3.0)]),
        (
            WeightRule::Reliability { setting: setting() },
            &[("f1→cloud", 0.91), ("e2→f1", 0.87), ("e1→f1", 3.0)],
        ),
        (
            WeightRule::Normalised { setting: setting() },
            &[("e2→f1", 0.5), ("e1→f1", 3.0)],
        ),
        (WeightRule::Uniform { high: 10.0 }, &[("e1→f1", 3.0)]),
    ];
    for (rule, expected) in cases {
        let mut ruled = joined.clone();
        ruled.weights = rule.clone();
        let given = drawn(ruled, &[weight("e1", "f1", 3.0)]);
        let expected: Vec<(String, f64)> = expected
            .iter()
            .map(|&(name, weight)| (name.to_owned(), weight))
            .collect();
        assert_eq!(weights(&given), expected, "{rule:?}");
        // A weight of 1 need not be said.
        let said = drawn(given, &[weight("e1", "f1", 1.0)]);
        assert_eq!(weights(&said).len(), expected.len() - 1);
    }
}

#[test]
fn layers_are_spread_and_later_nodes_get_more() {
    let health = presets::find("sensor-chain").unwrap().topology;
    let path = ["watch", "e", "f2", "f1", "cloud"];
    assert_eq!(longest_path(&health), ids(&path));
    let cases: [(usize, [usize; 4]); 4] = [
        (2, [0, 0, 1, 1]),
        (4, [1, 1, 1, 1]),
        (11, [2, 3, 3, 3]),
        (256, [64; 4]),
    ];
    for (count, expected) in cases {
        let counts: Vec<usize> = drawn(health.clone(), &[spread(&path, count)])
            .nodes
            .iter()
            .skip(1)
            .map(|node| node.units.len())
            .collect();
        assert_eq!(counts, expected, "{count}");
    }
}

#[test]
fn a_longest_path_leads_from_a_source_to_the_cloud_or_is_empty() {
    let cases: [(Topology, &[&str]); 4] = [
        (base(), &["s1", "e1", "f1", "cloud"]),
        (
            presets::find("four-cameras").unwrap().topology,
            &["camera1", "e1", "f3", "f2", "f1", "cloud"],
        ),
        (drawn(base(), &[delete(&["f1"], &[])]), &[]),
        (blank("smartwatch".into(), ""), &[]),
    ];
    for (topology, expected) in cases {
        let path: Vec<NodeId> = longest_path(&topology);
        assert_eq!(path, ids(expected));
    }
}
