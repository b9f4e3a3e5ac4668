//! The figures of the papers.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_resilience::{Gates, Patterns, path_survival};
use deepfog_topology::{Graph, Scheme, Topology, presets};

const SETTINGS: [&str; 3] = ["Normal", "Poor", "Hazardous"];

fn survival(topology: &Topology, scheme: Scheme) -> [f64; 3] {
    let graph = Graph::new(topology).unwrap();
    SETTINGS.map(|name| path_survival(&graph, scheme, &topology.setting(name).unwrap()).unwrap())
}

fn close(what: &str, found: [f64; 3], golden: [f64; 3]) {
    for (at, name) in SETTINGS.iter().enumerate() {
        assert!(
            (found[at] - golden[at]).abs() <= 0.5e-4 + 1e-9,
            "{what} under {name}: {} is not {}",
            found[at],
            golden[at]
        );
    }
}

/// Path survival of the health network for every subset of its skips; digits: watch→f2, e→f1, f2→cloud.
#[test]
fn health_network_with_every_subset_of_skips() {
    let cases = [
        ("000", [0.8744, 0.7521, 0.5304]),
        ("001", [0.8832, 0.7917, 0.6240]),
        ("010", [0.9108, 0.8265, 0.6630]),
        ("100", [0.9504, 0.8645, 0.6800]),
        ("011", [0.9196, 0.8661, 0.7566]),
        ("101", [0.9600, 0.9100, 0.8000]),
        ("110", [0.9868, 0.9389, 0.8126]),
        ("111", [0.9964, 0.9844, 0.9326]),
    ];
    let health = presets::find("sensor-chain").unwrap().topology;
    for (present, golden) in cases {
        let mut topology = health.clone();
        for (digit, (from, to)) in present.chars().zip(presets::health_skips()) {
            if digit == '0' {
                topology
                    .links
                    .retain(|link| link.from != from || link.to != to);
            }
        }
        close(present, survival(&topology, Scheme::DeepFogGuard), golden);
    }
    close("Vanilla", survival(&health, Scheme::Vanilla), cases[0].1);
    // The same network in its own size.
    let papers = presets::papers_health();
    close("all", survival(&papers, Scheme::Resilinet), cases[7].1);
    close("none", survival(&papers, Scheme::Vanilla), cases[0].1);
}

#[test]
fn vision_network() {
    for id in ["image-chain", "smallest"] {
        let topology = presets::find(id).unwrap().topology;
        close(
            id,
            survival(&topology, Scheme::Vanilla),
            [0.9408, 0.8550, 0.6800],
        );
        close(
            id,
            survival(&topology, Scheme::ResilinetPlus),
            [0.9992, 0.9950, 0.9700],
        );
    }
}

#[test]
fn camera_networks() {
    // Which cameras an edge node sees does not matter for its path: both networks have the same figures.
    for topology in [
        presets::six_view_camera(),
        presets::find("four-cameras").unwrap().topology,
    ] {
        let title = topology.title.clone();
        close(
            &title,
            survival(&topology, Scheme::Vanilla),
            [0.9798, 0.8744, 0.5556],
        );
        close(
            &title,
            survival(&topology, Scheme::DeepFogGuard),
            [0.9999, 0.9936, 0.9301],
        );
    }
}

/// ResiliNet's gate only ever closes an input where another one counts.
#[test]
fn gating_skips_never_silences_a_node() {
    for preset in presets::all() {
        let graph = Graph::new(&preset.topology).unwrap();
        let patterns = Patterns::new(&graph);
        let gated = Gates::new(&graph, Scheme::Resilinet);
        let added = Gates::new(&graph, Scheme::ResilinetPlus);
        for pattern in patterns.all() {
            let up = patterns.up(pattern, graph.len());
            assert_eq!(
                gated.deliver(&up).delivers,
                added.deliver(&up).delivers,
                "{} {pattern:?}",
                preset.id
            );
        }
    }
}
