//! Delivery, gates, probabilities and intervals, case by case.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_resilience::{
    Gates, Pattern, Patterns, Reliabilities, expected_accuracy, random_guess_accuracy, wilson,
};
use deepfog_topology::{Graph, Scheme, presets};

/// For nodes down: who delivers, and which inputs of the cloud and the fog nodes count.
fn state(preset: &str, scheme: Scheme, down: &[&str]) -> (Vec<String>, Vec<String>) {
    let graph = Graph::new(&presets::find(preset).unwrap().topology).unwrap();
    let patterns = Patterns::new(&graph);
    let pattern = patterns.with_down(down.iter().copied()).unwrap();
    let delivery = Gates::new(&graph, scheme).deliver(&patterns.up(pattern, graph.len()));
    let delivers = (0..graph.len())
        .filter(|&node| delivery.delivers[node])
        .map(|node| graph.ids()[node].to_string())
        .collect();
    let mut counting = Vec::new();
    for node in (0..graph.len()).filter(|&node| delivery.delivers[node]) {
        for (edge, counts) in graph.inputs(node, scheme).zip(&delivery.counts[node]) {
            if *counts {
                counting.push(format!(
                    "{}→{}",
                    graph.ids()[edge.from],
                    graph.ids()[edge.to]
                ));
            }
        }
    }
    (delivers, counting)
}

#[test]
fn who_delivers_and_what_counts() {
    use Scheme::{DeepFogGuard, Resilinet, Vanilla};
    type Case<'a> = (&'a str, Scheme, &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let cases: [Case; 9] = [
        (
            "sensor-chain",
            Vanilla,
            &[],
            &["watch", "e", "f2", "f1", "cloud"],
            &["watch→e", "e→f2", "f2→f1", "f1→cloud"],
        ),
        // A live node without information is silent: f1 and the cloud do not deliver.
        (
            "sensor-chain",
            Vanilla,
            &["f2"],
            &["watch", "e"],
            &["watch→e"],
        ),
        (
            "sensor-chain",
            DeepFogGuard,
            &["f2"],
            &["watch", "e", "f1", "cloud"],
            &["watch→e", "e→f1", "f1→cloud"],
        ),
        (
            "sensor-chain",
            DeepFogGuard,
            &["f1", "f2"],
            &["watch", "e"],
            &["watch→e"],
        ),
        (
            "sensor-chain",
            DeepFogGuard,
            &["e", "f1"],
            &["watch", "f2", "cloud"],
            &["watch→f2", "f2→cloud"],
        ),
        // Without failures ResiliNet uses no skip.
        (
            "sensor-chain",
            Resilinet,
            &[],
            &["watch", "e", "f2", "f1", "cloud"],
            &["watch→e", "e→f2", "f2→f1", "f1→cloud"],
        ),
        (
            "sensor-chain",
            Resilinet,
            &["e"],
            &["watch", "f2", "f1", "cloud"],
            &["watch→f2", "f2→f1", "f1→cloud"],
        ),
        // f3 is down: e1 is without a normal way on, so its skip counts; the others' skips wait for f4.
        (
            "four-cameras",
            Resilinet,
            &["f3"],
            &[
                "camera1", "camera2", "camera3", "camera4", "e1", "e2", "e3", "e4", "f4", "f2",
                "f1", "cloud",
            ],
            &[
                "camera1→e1",
                "camera2→e2",
                "camera3→e3",
                "camera4→e4",
                "e2→f4",
                "e3→f4",
                "e4→f4",
                "e1→f2",
                "f4→f2",
                "f2→f1",
                "f1→cloud",
            ],
        ),
        // f is down in the small chain: the gate of e→cloud opens.
        (
            "smallest",
            Resilinet,
            &["f"],
            &["camera", "e", "cloud"],
            &["camera→e", "e→cloud"],
        ),
    ];
    for (preset, scheme, down, delivers, counting) in cases {
        let (found_delivers, found_counting) = state(preset, scheme, down);
        assert_eq!(found_delivers, delivers, "{preset} {scheme:?} {down:?}");
        assert_eq!(found_counting, counting, "{preset} {scheme:?} {down:?}");
    }
}

#[test]
fn a_source_that_is_down_does_not_deliver() {
    let graph = Graph::new(&presets::find("smallest").unwrap().topology).unwrap();
    let gates = Gates::new(&graph, Scheme::DeepFogGuard);
    let delivery = gates.deliver(&[false, true, true, true]);
    assert_eq!(delivery.delivers, [false; 4]);
    assert!(!delivery.answered);
}

#[test]
fn names_and_masks_agree() {
    let graph = Graph::new(&presets::find("sensor-chain").unwrap().topology).unwrap();
    let patterns = Patterns::new(&graph);
    assert_eq!(patterns.count(), Some(8));
    for pattern in patterns.all() {
        let names = patterns.down_names(pattern);
        assert_eq!(names.len(), pattern.down_count());
        let back = patterns
            .with_down(names.iter().map(|id| id.as_str()))
            .unwrap();
        assert_eq!(back, pattern);
    }
    assert_eq!(patterns.with_down(["e"]).unwrap(), Pattern(1));
    assert_eq!(Pattern(1).toggled(0), Pattern::NONE_DOWN);
    let unknown = patterns.with_down(["cloud"]).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "cloud is not a node that can fail; those are e, f2, f1"
    );
}

#[test]
fn probabilities_of_all_patterns_sum_to_one() {
    for of_each in [
        vec![],
        vec![0.3],
        vec![0.99, 0.96, 0.92],
        vec![0.0, 1.0, 0.5, 0.25],
    ] {
        let reliabilities = Reliabilities::new(of_each.clone());
        let sum: f64 = (0..1_u64 << of_each.len())
            .map(|mask| reliabilities.probability(Pattern(mask)))
            .sum();
        assert!((sum - 1.0).abs() < 1e-12, "{of_each:?}");
    }
}

#[test]
fn an_expectation_is_the_weighted_sum() {
    let reliabilities = Reliabilities::new(vec![0.9, 0.5]);
    // Masks: none, first down, second down, both down.
    let expected = 0.45 * 0.8 + 0.05 * 0.4 + 0.45 * 0.6 + 0.05 * 0.1;
    let found = expected_accuracy(&reliabilities, &[0.8, 0.4, 0.6, 0.1]).unwrap();
    assert!((found - expected).abs() < 1e-12);
    assert_eq!(expected_accuracy(&reliabilities, &[0.8, 0.4]), None);
}

#[test]
fn the_random_guess_is_an_expectation() {
    assert_eq!(random_guess_accuracy(&[0.5, 0.5], &[0.5, 0.5]), 0.5);
    assert_eq!(random_guess_accuracy(&[1.0, 0.0], &[0.25, 0.75]), 0.25);
}

/// Reference: Wilson's formula worked by hand for 8 of 10 (0.4902 to 0.9433) and the ends.
#[test]
fn wilson_intervals() {
    for (correct, n, low, high) in [
        (8.0, 10, 0.4902, 0.9433),
        (0.0, 10, 0.0, 0.2775),
        (10.0, 10, 0.7225, 1.0),
        (900.0, 1000, 0.8799, 0.9171),
        (0.0, 0, 0.0, 1.0),
    ] {
        let interval = wilson(correct, n);
        assert!(
            (interval.low - low).abs() < 1e-4 && (interval.high - high).abs() < 1e-4,
            "{correct} of {n}: {interval:?}"
        );
    }
}

#[test]
fn a_hyperconnection_that_is_down_carries_nothing() {
    let graph = Graph::new(&presets::find("smallest").unwrap().topology).unwrap();
    let patterns = Patterns::with_links(&graph, |_| true);
    let names: Vec<String> = patterns
        .link_names()
        .iter()
        .map(|link| format!("{}→{}", link.from, link.to))
        .collect();
    assert_eq!(names, ["camera→e", "camera→f", "e→f", "e→cloud", "f→cloud"]);
    assert_eq!(
        (patterns.failable_count(), patterns.count()),
        (7, Some(128))
    );
    // (scheme, mask over e, f and then the hyperconnections, what counts at f and at the cloud)
    type Case = (Scheme, u64, &'static [&'static str], bool);
    let cases: [Case; 6] = [
        (
            Scheme::DeepFogGuard,
            0b001_0000,
            &["camera→e", "camera→f", "e→cloud", "f→cloud"],
            true,
        ),
        (
            Scheme::DeepFogGuard,
            0b100_0000,
            &["camera→e", "camera→f", "e→f", "e→cloud"],
            true,
        ),
        (
            Scheme::Resilinet,
            0b000_0000,
            &["camera→e", "e→f", "f→cloud"],
            true,
        ),
        // The skip takes the place of a hyperconnection that is down as it does for a node.
        (
            Scheme::Resilinet,
            0b001_0000,
            &["camera→e", "camera→f", "f→cloud"],
            true,
        ),
        (
            Scheme::Resilinet,
            0b100_0000,
            &["camera→e", "e→f", "e→cloud"],
            true,
        ),
        (Scheme::Vanilla, 0b001_0000, &["camera→e"], false),
    ];
    for (scheme, mask, expected, answered) in cases {
        let pattern = Pattern(mask);
        let delivery = Gates::new(&graph, scheme)
            .deliver_without(&patterns.up(pattern, graph.len()), &patterns.cut(pattern));
        let mut counting = Vec::new();
        for node in (0..graph.len()).filter(|&node| delivery.delivers[node]) {
            for (edge, counts) in graph.inputs(node, scheme).zip(&delivery.counts[node]) {
                if *counts {
                    counting.push(format!(
                        "{}→{}",
                        graph.ids()[edge.from],
                        graph.ids()[edge.to]
                    ));
                }
            }
        }
        assert_eq!(counting, expected, "{scheme:?} {mask:b}");
        assert_eq!(delivery.answered, answered, "{scheme:?} {mask:b}");
    }
}
