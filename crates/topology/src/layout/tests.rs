use super::*;
use crate::model::{Link, Node, Topology, WeightRule};
use crate::presets;
use crate::task::TaskId;

/// A topology of nodes called by the tier's first letter and a number, and links like `s1>e2`.
fn topology(nodes: &str, links: &str) -> Topology {
    let tier = |name: &str| match &name[..1] {
        "s" => Tier::Source,
        "e" => Tier::Edge,
        "f" => Tier::Fog,
        _ => Tier::Cloud,
    };
    Topology {
        version: 1,
        title: String::new(),
        task: TaskId::SMARTWATCH.into(),
        nodes: nodes
            .split_whitespace()
            .map(|name| Node {
                id: name.into(),
                tier: tier(name),
                sense: None,
                units: Vec::new(),
                position: None,
            })
            .collect(),
        links: links
            .split_whitespace()
            .map(|link| link.split_once('>').unwrap())
            .map(|(from, to)| Link {
                from: from.into(),
                to: to.into(),
            })
            .collect(),
        settings: Vec::new(),
        weights: WeightRule::One,
    }
}

/// Pairs of hyperconnections that cross when all are drawn as straight lines between the nodes' places.
fn crossings(graph: &Graph, layout: &Layout) -> usize {
    let at = |node: usize| {
        let place = &layout.places[&graph.ids()[node]];
        (place.column as f32, place.row)
    };
    let turn = |a: (f32, f32), b: (f32, f32), c: (f32, f32)| {
        (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
    };
    let edges = graph.edges();
    let mut count = 0;
    for (index, one) in edges.iter().enumerate() {
        for other in &edges[..index] {
            let (a, b, c, d) = (at(one.from), at(one.to), at(other.from), at(other.to));
            count += usize::from(
                turn(a, b, c) * turn(a, b, d) < -1e-4 && turn(c, d, a) * turn(c, d, b) < -1e-4,
            );
        }
    }
    count
}

#[test]
fn few_hyperconnections_cross() {
    let mut cases: Vec<(&str, Topology, usize)> = [
        // The presets have no more crossings than they were first drawn with.
        ("smallest", 0),
        ("sensor-chain", 0),
        ("two-sensors", 0),
        ("image-chain", 0),
        ("four-cameras", 3),
        ("wide-fog", 1),
    ]
    .into_iter()
    .map(|(id, most)| (id, presets::find(id).unwrap().topology, most))
    .collect();
    cases.push(("six-view camera", presets::six_view_camera(), 3));
    for (name, nodes, links, most) in [
        (
            "chains side by side, listed crosswise",
            "s1 s2 s3 e3 e2 e1 f2 f3 f1 cloud",
            "s1>e1 s2>e2 s3>e3 e1>f1 e2>f2 e3>f3 f1>cloud f2>cloud f3>cloud",
            0,
        ),
        (
            "a tree, listed crosswise",
            "s1 s2 s3 s4 s5 s6 e1 e2 e3 f1 f2 cloud",
            "s1>e3 s4>e3 s2>e1 s6>e1 s3>e2 s5>e2 e1>f2 e3>f2 e2>f1 f1>cloud f2>cloud",
            0,
        ),
        (
            "a hyperconnection over a column keeps clear of the chain",
            "s1 s2 e1 e2 f1 f2 cloud",
            "s1>e2 s2>e1 e2>f2 e1>f1 s1>f2 f1>cloud f2>cloud",
            0,
        ),
        (
            "every source to every edge node",
            "s1 s2 s3 e1 e2 e3",
            "s1>e1 s1>e2 s1>e3 s2>e1 s2>e2 s2>e3 s3>e1 s3>e2 s3>e3",
            9,
        ),
    ] {
        cases.push((name, topology(nodes, links), most));
    }
    for (name, topology, most) in cases {
        let graph = Graph::new(&topology).unwrap();
        let found = crossings(&graph, &lay_out(&graph));
        assert!(found <= most, "{name}: {found} crossings");
    }
}

#[test]
fn any_graph_has_a_layout() {
    for (name, nodes, links, columns, rows) in [
        ("no node", "", "", "", 0),
        ("one node", "f1", "", "f", 1),
        ("no hyperconnection", "s1 e1 e2 cloud", "", "sec", 2),
        ("within one tier", "f1 f2 f3", "f1>f2 f2>f3 f1>f3", "fff", 1),
        (
            "back to an earlier tier",
            "s1 e1 f1 f2 cloud cloud2",
            "s1>e1 cloud>e1 cloud2>f1 f1>f2 f2>e1",
            "seffc",
            2,
        ),
    ] {
        let graph = Graph::new(&topology(nodes, links)).unwrap();
        let layout = lay_out(&graph);
        let tiers: String = layout
            .columns
            .iter()
            .map(|tier| &tier.name()[..1])
            .collect();
        assert_eq!((tiers.as_str(), layout.rows), (columns, rows), "{name}");
        assert_eq!(layout.places.len(), graph.len(), "{name}");
        let mut taken: Vec<(usize, u32)> = layout
            .places
            .values()
            .map(|place| (place.column, place.row.to_bits()))
            .collect();
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), graph.len(), "{name}: two nodes on one place");
    }
}

#[test]
fn the_largest_networks_are_laid_out_the_same_way_each_time() {
    // 64 nodes, 512 hyperconnections, in few long columns and in many short ones.
    for columns in [2_usize, 6, 16, 32] {
        let length = 64 / columns;
        let name = |node: usize| {
            let tier = match node / length {
                0 => 's',
                1 => 'e',
                _ => 'f',
            };
            format!("{tier}{node}")
        };
        let nodes: Vec<String> = (0..64).map(name).collect();
        let mut links = std::collections::BTreeSet::new();
        let mut state = 7_usize;
        for _ in 0..40_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let (from, to) = ((state >> 33) % 64, (state >> 45) % 64);
            if from / length < to / length && links.len() < 512 {
                links.insert(format!("{}>{}", name(from), name(to)));
            }
        }
        let links: Vec<String> = links.into_iter().collect();
        let graph = Graph::new(&topology(&nodes.join(" "), &links.join(" "))).unwrap();
        let layout = lay_out(&graph);
        assert_eq!(layout.places.len(), 64);
        assert_eq!(layout, lay_out(&graph));
    }
}
