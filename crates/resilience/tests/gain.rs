//! What skips gain, by hand.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_resilience::gain::{gains, possible_skips, rise, with, without};
use deepfog_topology::{Graph, Link, Topology, presets};

/// watch → e → f2 → f1 → cloud with skips e→f1, f2→cloud, watch→f2; every node is up half of the time under its first setting.
fn chain() -> (Topology, Graph) {
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    topology.settings[0].reliability = [("e", 0.5), ("f2", 0.5), ("f1", 0.5)]
        .map(|(id, value)| (id.into(), value))
        .into();
    let graph = Graph::new(&topology).unwrap();
    (topology, graph)
}

fn link(from: &str, to: &str) -> Link {
    Link {
        from: from.into(),
        to: to.into(),
    }
}

#[test]
fn each_skip_gains_the_patterns_that_only_it_survives() {
    let (topology, graph) = chain();
    // A path lives when f2 is up (watch→f2→cloud), or when e and f1 are: 1/2 + 1/8. Without e→f1, f2 is needed: 1/2.
    // Without f2→cloud, f1 with e or f2: 3/8. Without watch→f2, e with f2 or f1: 3/8.
    let found = gains(&topology, &graph, &topology.settings[0]).unwrap();
    let expected = [0.125, 0.25, 0.25];
    assert_eq!(found.len(), expected.len());
    for (fall, expected) in found.iter().zip(expected) {
        assert!((fall - expected).abs() < 1e-12, "{found:?}");
    }
    // Where nothing fails, nothing is gained.
    let safe = &topology.all_settings()[0];
    assert_eq!(gains(&topology, &graph, safe), Some(vec![0.0; 3]));
}

#[test]
fn one_more_skip_gains_the_patterns_that_it_saves() {
    let (topology, graph) = chain();
    let possible = possible_skips(&graph);
    assert_eq!(
        possible,
        [
            link("watch", "f1"),
            link("watch", "cloud"),
            link("e", "cloud")
        ]
    );
    // With watch→f1 a path lives when f2 or f1 is up: 3/4. With watch→cloud always. With e→cloud, e or f2: 3/4.
    for (link, expected) in possible.iter().zip([0.125, 0.375, 0.125]) {
        let more = Graph::new(&with(&topology, link)).unwrap();
        let found = rise(&graph, &more, &topology.settings[0]).unwrap();
        assert!((found - expected).abs() < 1e-12, "{link:?}: {found}");
        // What is added and removed again is what was.
        assert_eq!(without(&with(&topology, link), link), topology);
    }
}
