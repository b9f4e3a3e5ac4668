//! Path survival against all failure patterns one by one, against random ones, and its limits.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Instant;

use deepfog_resilience::{
    Gates, Patterns, Reliabilities, Survival, path_lives, path_survival, single_points_of_failure,
    survivals, wilson,
};
use deepfog_topology::{
    Graph, Link, Node, NodeId, ReliabilitySetting, Scheme, Tier, Topology, WeightRule, presets,
};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A drawing without units: paths do not ask for them.
fn drawing(nodes: &[(String, Tier)], links: &[(usize, usize)]) -> Topology {
    Topology {
        title: String::new(),
        nodes: nodes
            .iter()
            .map(|(id, tier)| Node {
                id: id.as_str().into(),
                tier: *tier,
                sense: None,
                units: Vec::new(),
                position: None,
            })
            .collect(),
        links: links
            .iter()
            .map(|&(from, to)| Link {
                from: nodes[from].0.as_str().into(),
                to: nodes[to].0.as_str().into(),
            })
            .collect(),
        settings: Vec::new(),
        weights: WeightRule::One,
        ..presets::find("smallest").unwrap().topology
    }
}

fn setting(name: &str, of: impl IntoIterator<Item = (NodeId, f64)>) -> ReliabilitySetting {
    ReliabilitySetting {
        name: name.to_owned(),
        reliability: of.into_iter().collect(),
    }
}

/// All patterns, one by one, by the gates.
fn by_patterns(graph: &Graph, scheme: Scheme, setting: &ReliabilitySetting) -> f64 {
    let patterns = Patterns::new(graph);
    let gates = Gates::new(graph, scheme);
    let reliabilities = Reliabilities::of(setting, &patterns);
    patterns
        .all()
        .filter(|&pattern| gates.deliver(&patterns.up(pattern, graph.len())).answered)
        .map(|pattern| reliabilities.probability(pattern))
        .sum()
}

/// Random patterns by the gates: how many of `draws` leave a live path.
fn by_draws(
    graph: &Graph,
    scheme: Scheme,
    setting: &ReliabilitySetting,
    draws: usize,
    seed: u64,
) -> usize {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let gates = Gates::new(graph, scheme);
    let failable = graph.failable();
    (0..draws)
        .filter(|_| {
            let mut up = vec![true; graph.len()];
            for &node in &failable {
                let draw = f64::from(generator.next_u32()) / 2.0_f64.powi(32);
                up[node] = draw < setting.of(&graph.ids()[node]);
            }
            gates.deliver(&up).answered
        })
        .count()
}

fn exact(survival: Survival) -> f64 {
    match survival {
        Survival::Exact(value) => value,
        Survival::Estimate { .. } => panic!("{survival:?} should be exact"),
    }
}

#[test]
fn presets_under_every_scheme_and_setting() {
    for preset in presets::all() {
        let graph = Graph::new(&preset.topology).unwrap();
        let settings = preset.topology.all_settings();
        for scheme in Scheme::ALL {
            let found = survivals(&graph, scheme, &settings);
            assert_eq!(found.len(), settings.len());
            for (setting, survival) in settings.iter().zip(found) {
                let expected = by_patterns(&graph, scheme, setting);
                assert!(
                    (exact(survival) - expected).abs() < 1e-12,
                    "{} {scheme:?} {}",
                    preset.id,
                    setting.name
                );
                assert_eq!(
                    path_survival(&graph, scheme, setting).map(f64::to_bits),
                    Some(exact(survival).to_bits())
                );
            }
        }
    }
}

#[test]
fn a_path_lives_when_the_gates_let_the_cloud_answer() {
    for preset in presets::all() {
        let graph = Graph::new(&preset.topology).unwrap();
        let patterns = Patterns::new(&graph);
        for scheme in Scheme::ALL {
            let gates = Gates::new(&graph, scheme);
            for pattern in patterns.all() {
                let up = patterns.up(pattern, graph.len());
                assert_eq!(
                    path_lives(&graph, scheme, &up),
                    gates.deliver(&up).answered,
                    "{} {scheme:?} {pattern:?}",
                    preset.id
                );
            }
        }
    }
}

#[test]
fn nodes_without_which_no_path_lives() {
    use Scheme::{Resilinet, Vanilla};
    let cases: [(&str, Scheme, &[&str]); 6] = [
        ("smallest", Vanilla, &["e", "f"]),
        ("smallest", Resilinet, &[]),
        ("sensor-chain", Vanilla, &["e", "f2", "f1"]),
        ("sensor-chain", Resilinet, &[]),
        ("four-cameras", Vanilla, &["f2", "f1"]),
        ("four-cameras", Resilinet, &[]),
    ];
    for (preset, scheme, expected) in cases {
        let graph = Graph::new(&presets::find(preset).unwrap().topology).unwrap();
        let found: Vec<&str> = single_points_of_failure(&graph, scheme)
            .into_iter()
            .map(|node| graph.ids()[node].as_str())
            .collect();
        assert_eq!(found, expected, "{preset} {scheme:?}");
    }
}

#[test]
fn drawings_that_are_not_finished() {
    use Tier::{Cloud, Edge, Fog, Source};
    type Case<'a> = (
        &'a str,
        &'a [(&'a str, Tier)],
        &'a [(usize, usize)],
        f64,
        &'a [&'a str],
    );
    let cases: [Case; 9] = [
        ("nothing", &[], &[], 0.0, &[]),
        (
            "no cloud",
            &[("s", Source), ("e", Edge)],
            &[(0, 1)],
            0.0,
            &[],
        ),
        (
            "no source",
            &[("e", Edge), ("cloud", Cloud)],
            &[(0, 1)],
            0.0,
            &[],
        ),
        ("no link", &[("s", Source), ("cloud", Cloud)], &[], 0.0, &[]),
        (
            "no node that can fail",
            &[("s", Source), ("cloud", Cloud)],
            &[(0, 1)],
            1.0,
            &[],
        ),
        (
            "a dead end and a node without a source",
            &[
                ("s", Source),
                ("e", Edge),
                ("end", Fog),
                ("lone", Edge),
                ("cloud", Cloud),
            ],
            &[(0, 1), (1, 2), (1, 4), (3, 4)],
            0.9,
            &["e"],
        ),
        (
            // The last cloud is the one that answers; the other passes on and never fails.
            "two clouds in a row",
            &[("s", Source), ("c1", Cloud), ("c2", Cloud), ("e", Edge)],
            &[(0, 3), (3, 1), (1, 2)],
            0.9,
            &["e"],
        ),
        (
            "a source with an input",
            &[("s", Source), ("e", Edge), ("t", Source), ("cloud", Cloud)],
            &[(0, 1), (1, 2), (2, 3)],
            1.0,
            &[],
        ),
        (
            "a link out of the cloud",
            &[("s", Source), ("cloud", Cloud), ("e", Edge)],
            &[(0, 1), (1, 2)],
            1.0,
            &[],
        ),
    ];
    for (name, nodes, links, expected, alone) in cases {
        let nodes: Vec<_> = nodes
            .iter()
            .map(|(id, tier)| ((*id).to_owned(), *tier))
            .collect();
        let graph = Graph::new(&drawing(&nodes, links)).unwrap();
        let every = setting(
            "every",
            nodes.iter().map(|(id, _)| (id.as_str().into(), 0.9)),
        );
        for scheme in Scheme::ALL {
            let found = survivals(&graph, scheme, std::slice::from_ref(&every));
            assert!((exact(found[0]) - expected).abs() < 1e-12, "{name}");
            assert_eq!(
                path_lives(&graph, scheme, &vec![true; graph.len()]),
                expected > 0.0,
                "{name}"
            );
            assert!(survivals(&graph, scheme, &[]).is_empty());
            let found: Vec<&str> = single_points_of_failure(&graph, scheme)
                .into_iter()
                .map(|node| graph.ids()[node].as_str())
                .collect();
            assert_eq!(found, alone, "{name}");
        }
    }
}

#[test]
fn a_source_or_a_cloud_that_is_said_to_be_down_is() {
    let graph = Graph::new(&presets::find("smallest").unwrap().topology).unwrap();
    for (up, expected) in [
        (&[][..], true),
        (&[false], false),
        (&[true, true, true, false], false),
        (&[true, false, false], false),
    ] {
        assert_eq!(
            path_lives(&graph, Scheme::Resilinet, up),
            expected,
            "{up:?}"
        );
    }
}

/// A drawing of columns: a source, `columns` columns of `rows` fog nodes, a cloud. `joined` says which node feeds which.
fn columns(
    columns: usize,
    rows: usize,
    mut joined: impl FnMut(usize, usize) -> bool,
) -> (Graph, Vec<ReliabilitySetting>) {
    let mut nodes = vec![("s".to_owned(), Tier::Source)];
    nodes.extend((0..columns * rows).map(|at| (format!("f{at}"), Tier::Fog)));
    nodes.push(("cloud".to_owned(), Tier::Cloud));
    let cloud = nodes.len() - 1;
    let mut links = Vec::new();
    for at in 0..columns * rows {
        let (column, row) = (at / rows, at % rows);
        if column == 0 {
            links.push((0, at + 1));
        }
        if column + 1 == columns {
            links.push((at + 1, cloud));
        } else {
            let next = (column + 1) * rows;
            links.extend(
                (0..rows)
                    .filter(|&to| joined(row, to))
                    .map(|to| (at + 1, next + to + 1)),
            );
        }
    }
    let names = |value: f64| {
        nodes
            .iter()
            .enumerate()
            .map(move |(at, (id, _))| (id.as_str().into(), value - 0.001 * at as f64))
    };
    let settings = vec![
        setting("No failure", []),
        setting("Good", names(0.95)),
        setting("Bad", names(0.15)),
    ];
    (Graph::new(&drawing(&nodes, &links)).unwrap(), settings)
}

#[test]
fn wide_drawings_are_answered_at_once() {
    let mut generator = ChaCha8Rng::seed_from_u64(7);
    let cases = [
        ("all neighbours", columns(7, 8, |_, _| true), true),
        ("62 beside each other", columns(1, 62, |_, _| true), true),
        (
            "31 chains of two",
            columns(2, 31, |from, to| from == to),
            true,
        ),
        (
            "2 chains of 31",
            columns(31, 2, |from, to| from == to),
            true,
        ),
        (
            "8 chains of 7 with bridges",
            columns(7, 8, |from, to| from.abs_diff(to) < 2),
            true,
        ),
        (
            "31 to 31 at random",
            columns(2, 31, move |_, _| generator.next_u32() % 8 == 0),
            false,
        ),
    ];
    for (name, (graph, settings), is_exact) in cases {
        let begun = Instant::now();
        let found = survivals(&graph, Scheme::DeepFogGuard, &settings);
        println!("{name}: {:?}, {found:?}", begun.elapsed());
        assert_eq!(
            found,
            survivals(&graph, Scheme::DeepFogGuard, &settings),
            "{name}: another time, another figure"
        );
        assert_eq!(found[0], Survival::Exact(1.0), "{name}");
        for (setting, survival) in settings.iter().zip(found).skip(1) {
            let draws = 10_000;
            let lived = by_draws(&graph, Scheme::DeepFogGuard, setting, draws, 11);
            let longer = wilson(lived as f64, draws);
            match survival {
                Survival::Exact(value) => {
                    assert!(is_exact, "{name}");
                    assert!(
                        (longer.low - 0.002..=longer.high + 0.002).contains(&value),
                        "{name} {}: {value} is not in {longer:?}",
                        setting.name
                    );
                }
                Survival::Estimate {
                    mean,
                    interval,
                    draws,
                } => {
                    assert!(!is_exact, "{name}");
                    assert!(draws >= 10_000 && (interval.low..=interval.high).contains(&mean));
                    assert!(
                        interval.low <= longer.high && longer.low <= interval.high,
                        "{name} {}: {interval:?} is far from {longer:?}",
                        setting.name
                    );
                }
            }
            assert_eq!(
                path_survival(&graph, Scheme::DeepFogGuard, setting).is_some(),
                is_exact,
                "{name}"
            );
        }
    }
}

/// No document that the rules accept has so many nodes, but a graph can.
#[test]
fn more_nodes_than_a_mask_has_bits() {
    let (graph, settings) = columns(3, 30, |_, _| true);
    let found = survivals(&graph, Scheme::Resilinet, &settings);
    assert_eq!(found[0], Survival::Exact(1.0));
    let lived = by_draws(&graph, Scheme::Resilinet, &settings[2], 20_000, 3);
    assert!((found[2].value() - lived as f64 / 20_000.0).abs() < 0.02);
    assert!(found[2].interval().is_some());
    assert!(path_lives(&graph, Scheme::Resilinet, &[]));
    assert!(single_points_of_failure(&graph, Scheme::Resilinet).is_empty());
    let (chain, _) = columns(70, 1, |_, _| true);
    assert_eq!(
        single_points_of_failure(&chain, Scheme::Resilinet),
        chain.failable()
    );
}

/// A random drawing without a cycle: up to three sources, twelve nodes that can fail, one or two clouds.
fn any_drawing() -> impl Strategy<Value = (Topology, Vec<f64>)> {
    (1_usize..4, 1_usize..13, 1_usize..3).prop_flat_map(|(sources, failable, clouds)| {
        let count = sources + failable + clouds;
        let links = proptest::collection::vec(proptest::bool::weighted(0.3), count * count);
        let reliability = proptest::collection::vec(
            prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0_f64, 0.5..=1.0_f64],
            count,
        );
        (links, reliability, any::<u64>()).prop_map(move |(links, reliability, shuffle)| {
            let mut nodes: Vec<(String, Tier)> = (0..count)
                .map(|at| {
                    let tier = if at < sources {
                        Tier::Source
                    } else if at >= sources + failable {
                        Tier::Cloud
                    } else if at % 2 == 0 {
                        Tier::Edge
                    } else {
                        Tier::Fog
                    };
                    (format!("n{at}"), tier)
                })
                .collect();
            // Links follow the drawing order, tiers do not always: links back from the cloud or into a source come up too.
            if shuffle % 3 == 0 {
                let at = (shuffle / 3) as usize % count;
                nodes.swap(at, count - 1 - at);
            }
            let links: Vec<(usize, usize)> = (0..count)
                .flat_map(|from| (from + 1..count).map(move |to| (from, to)))
                .filter(|(from, to)| links[from * count + to])
                .collect();
            (drawing(&nodes, &links), reliability)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_drawings_against_all_their_patterns((topology, of_each) in any_drawing()) {
        let graph = Graph::new(&topology).unwrap();
        let names = |shift: f64| {
            let nodes = topology.nodes.iter().zip(&of_each);
            nodes
                .map(move |(node, value)| (node.id.clone(), (value + shift).clamp(0.0, 1.0)))
                .collect::<Vec<_>>()
        };
        let settings = [setting("one", names(0.0)), setting("better", names(0.2))];
        for scheme in [Scheme::Vanilla, Scheme::Resilinet] {
            let found = survivals(&graph, scheme, &settings);
            for (setting, survival) in settings.iter().zip(&found) {
                let expected = by_patterns(&graph, scheme, setting);
                prop_assert!((exact(*survival) - expected).abs() < 1e-12);
            }
            let gates = Gates::new(&graph, scheme);
            let answers = |without: Option<usize>| {
                let up: Vec<bool> = (0..graph.len()).map(|at| Some(at) != without).collect();
                let answered = gates.deliver(&up).answered;
                assert_eq!(path_lives(&graph, scheme, &up), answered);
                answered
            };
            let alone: Vec<usize> = graph
                .failable()
                .into_iter()
                .filter(|&node| answers(None) && !answers(Some(node)))
                .collect();
            prop_assert_eq!(single_points_of_failure(&graph, scheme), alone);
        }
    }
}
