use super::*;
use crate::measure::tests::{facts, table};
use deepfog_topology::{Tier, presets};

fn side(preset: &str, correct: Vec<f64>, change: impl FnOnce(&mut Topology)) -> Side {
    let mut topology = presets::find(preset).unwrap().topology;
    change(&mut topology);
    Side {
        name: preset.to_owned(),
        scheme: Scheme::ResilinetPlus,
        topology: Rc::new(topology),
        measured: Some(Rc::new(Measured {
            facts: facts(Scheme::ResilinetPlus),
            table: table(100, correct),
            guess: 0.1,
        })),
    }
}

/// camera → e → f → cloud: e is bit 0, f bit 1.
fn small(correct: [f64; 4]) -> Side {
    side("smallest", correct.to_vec(), |_| {})
}

/// The same nodes drawn so that f comes first: f is bit 0, e bit 1.
fn turned(correct: [f64; 4]) -> Side {
    side("smallest", correct.to_vec(), |topology| {
        topology
            .links
            .retain(|link| (link.from.as_str(), link.to.as_str()) != ("e", "f"));
        let at = |topology: &Topology, id: &str| {
            topology
                .nodes
                .iter()
                .position(|node| node.id.as_str() == id)
                .unwrap()
        };
        let (e, f) = (at(topology, "e"), at(topology, "f"));
        topology.nodes[e].tier = Tier::Fog;
        topology.nodes[f].tier = Tier::Edge;
    })
}

#[test]
fn patterns_are_matched_by_the_nodes_names() {
    let a = small([90.0, 50.0, 60.0, 10.0]);
    let b = turned([80.0, 70.0, 40.0, 10.0]);
    let found = compare(&a, &b, None).unwrap();
    assert_eq!(found.unmatched, None);
    assert_eq!(found.names, ["e", "f"].map(NodeId::from));
    let pairs: Vec<(f64, f64)> = found
        .patterns
        .iter()
        .map(|row| (row.a.unwrap().value, row.b.unwrap().value))
        .collect();
    assert_eq!(pairs, [(0.9, 0.8), (0.5, 0.4), (0.6, 0.7), (0.1, 0.1)]);
    let lost: Vec<(String, f64, f64)> = found
        .importance
        .iter()
        .map(|row| {
            let round = |value: f64| (100.0 * value).round() / 100.0;
            (
                row.label.to_string(),
                round(row.a.unwrap()),
                round(row.b.unwrap()),
            )
        })
        .collect();
    assert_eq!(
        lost,
        [("e".to_owned(), 0.4, 0.4), ("f".to_owned(), 0.3, 0.1)]
    );
    assert_eq!(found.plain.a.unwrap().n, 100);
    let accuracy = found.plain.a.unwrap();
    assert!(accuracy.interval.low < 0.9 && accuracy.interval.high > 0.9);
}

#[test]
fn expectations_take_the_open_drawings_reliabilities_where_they_fit() {
    let (a, b) = (
        small([90.0, 50.0, 60.0, 10.0]),
        small([80.0, 40.0, 70.0, 10.0]),
    );
    let coin = ReliabilitySetting {
        name: "Coin".to_owned(),
        reliability: [("e", 0.5), ("f", 1.0)]
            .map(|(id, value)| (id.into(), value))
            .into(),
    };
    let names = ["f", "e"].map(NodeId::from);
    let found = compare(&a, &b, Some((&names, std::slice::from_ref(&coin)))).unwrap();
    assert_eq!(
        found.reliabilities,
        "Reliabilities are those of the open drawing."
    );
    let row = &found.expected[0];
    assert_eq!(row.label, "Coin");
    for (found, expected) in [(row.a, 0.7), (row.b, 0.6)] {
        assert!((found.unwrap() - expected).abs() < 1e-9);
    }
    let other = ["x"].map(NodeId::from);
    let found = compare(&a, &b, Some((&other, &[coin]))).unwrap();
    assert_eq!(
        found.reliabilities,
        "Reliabilities are those of A's drawing."
    );
    let labels: Vec<&str> = found
        .expected
        .iter()
        .map(|row| row.label.as_str())
        .collect();
    assert_eq!(labels, ["Normal", "Poor", "Hazardous"]);
}

#[test]
fn what_cannot_be_matched_says_why_and_shows_the_rest() {
    let a = small([90.0, 50.0, 60.0, 10.0]);
    let chain = side("sensor-chain", vec![50.0; 8], |_| {});
    let found = compare(&a, &chain, None).unwrap();
    assert!(
        found
            .unmatched
            .unwrap()
            .starts_with("They were measured on different samples")
    );
    assert!(found.patterns.is_empty());
    assert!(found.plain.b.is_some());
    assert_eq!(found.importance.len(), 4);
    let vision = side("image-chain", vec![50.0; 4], |topology| {
        for node in topology
            .nodes
            .iter_mut()
            .filter(|node| node.id.as_str() == "f")
        {
            node.id = "g".into();
        }
        for link in &mut topology.links {
            for end in [&mut link.from, &mut link.to] {
                if end.as_str() == "f" {
                    *end = "g".into();
                }
            }
        }
    });
    let why = compare(&a, &vision, None).unwrap().unmatched.unwrap();
    assert!(why.ends_with("(f only in A, g only in B)."), "{why}");
}

#[test]
fn costs_stand_there_before_anything_is_measured() {
    let mut a = small([0.0; 4]);
    a.measured = None;
    let mut b = a.clone();
    b.scheme = Scheme::Vanilla;
    let found = compare(&a, &b, None).unwrap();
    assert_eq!(
        found.plain,
        Row {
            label: (),
            a: None,
            b: None
        }
    );
    assert!(found.patterns.is_empty());
    assert!(found.parameters.a > found.parameters.b);
    let skips = found.links.iter().filter(|row| row.b.is_none()).count();
    assert_eq!(skips, 2, "the skips are in A alone");
}
