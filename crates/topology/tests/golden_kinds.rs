//! Which hyperconnections are skips, on the papers' networks and on a link within one tier.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_topology::{Graph, LinkKind, NodeId, Tier, Topology, presets};

fn skips(topology: &Topology) -> Vec<String> {
    let graph = Graph::new(topology).unwrap();
    graph
        .edges()
        .iter()
        .filter(|edge| edge.kind == LinkKind::Skip)
        .map(|edge| format!("{}→{}", graph.ids()[edge.from], graph.ids()[edge.to]))
        .collect()
}

#[test]
fn the_papers_skips_are_derived() {
    let cases: [(&str, Topology, &[&str]); 7] = [
        (
            "health",
            presets::find("sensor-chain").unwrap().topology,
            &["e→f1", "f2→cloud", "watch→f2"],
        ),
        (
            "vision",
            presets::find("image-chain").unwrap().topology,
            &["camera→f", "e→cloud"],
        ),
        (
            "smallest",
            presets::find("smallest").unwrap().topology,
            &["camera→f", "e→cloud"],
        ),
        (
            "two sensors",
            presets::find("two-sensors").unwrap().topology,
            &["e1→cloud", "e2→cloud"],
        ),
        (
            "wide fog: links to the neighbouring fog node are no skips",
            presets::find("wide-fog").unwrap().topology,
            &["e1→cloud", "e2→cloud", "e3→cloud"],
        ),
        (
            "four cameras",
            presets::find("four-cameras").unwrap().topology,
            &[
                "e1→f2",
                "e2→f2",
                "e3→f2",
                "e4→f2",
                "f2→cloud",
                "f3→f1",
                "f4→f1",
            ],
        ),
        (
            "six-view camera",
            presets::six_view_camera(),
            &[
                "e1→f2",
                "e2→f2",
                "e3→f2",
                "e4→f2",
                "f2→cloud",
                "f3→f1",
                "f4→f1",
            ],
        ),
    ];
    for (name, topology, expected) in cases {
        assert_eq!(skips(&topology), expected, "{name}");
    }
}

/// f1→f2, f1→cloud, f2→cloud: f1→cloud jumps over f2, which stands in the same tier.
#[test]
fn a_link_within_one_tier_can_be_jumped_over() {
    let mut topology = presets::find("smallest").unwrap().topology;
    topology.nodes[1].id = "f1".into();
    topology.nodes[1].tier = Tier::Fog;
    topology.nodes[2].id = "f2".into();
    topology.links.clear();
    for (from, to) in [
        ("camera", "f1"),
        ("f1", "f2"),
        ("f1", "cloud"),
        ("f2", "cloud"),
    ] {
        topology.links.push(deepfog_topology::Link {
            from: from.into(),
            to: to.into(),
        });
    }
    assert_eq!(skips(&topology), ["f1→cloud"]);
    // Without the longer path the same link is normal: the kind is never stored.
    topology.links.remove(1);
    assert_eq!(skips(&topology), Vec::<String>::new());
}

#[test]
fn order_is_topological_and_the_cloud_is_last() {
    for preset in presets::all() {
        let graph = Graph::new(&preset.topology).unwrap();
        for edge in graph.edges() {
            assert!(edge.from < edge.to, "{}", preset.id);
        }
        assert_eq!(graph.cloud(), Some(graph.len() - 1), "{}", preset.id);
    }
}

#[test]
fn failable_nodes_are_edge_and_fog() {
    let graph = Graph::new(&presets::find("sensor-chain").unwrap().topology).unwrap();
    let names: Vec<&NodeId> = graph
        .failable()
        .iter()
        .map(|&at| &graph.ids()[at])
        .collect();
    assert_eq!(names, [&"e".into(), &"f2".into(), &"f1".into()]);
}
