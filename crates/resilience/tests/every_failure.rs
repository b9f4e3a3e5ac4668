//! Importance and distribution over all failure patterns, against sums over them one by one.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_resilience::{
    NotAProbability, Outcomes, OutcomesError, Pattern, Patterns, Reliabilities, accuracy_quantiles,
    birnbaum, by_failures, expected_accuracy, path_lives, shapley, worst_cases,
};
use deepfog_topology::{
    Graph, Link, Node, ReliabilitySetting, Scheme, Tier, Topology, WeightRule, presets,
};
use proptest::prelude::*;

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-12
}

/// Accuracies of the smallest network, by the masks of e and f: both up, e down, f down, both down.
const SMALLEST: [f64; 4] = [0.9, 0.6, 0.8, 0.1];

fn smallest() -> Reliabilities {
    Reliabilities::new(vec![0.9, 0.8])
}

#[test]
fn two_nodes_by_hand() {
    let reliabilities = smallest();
    let outcomes = Outcomes::new(&reliabilities, &SMALLEST).unwrap();
    // P: 0.72, 0.08, 0.18, 0.02.
    assert!(close(
        outcomes.expected_accuracy(),
        0.648 + 0.048 + 0.144 + 0.002
    ));
    let of_each = birnbaum(&outcomes);
    assert!(close(
        of_each[0],
        0.8 * 0.9 + 0.2 * 0.8 - (0.8 * 0.6 + 0.2 * 0.1)
    ));
    assert!(close(
        of_each[1],
        0.9 * 0.9 + 0.1 * 0.6 - (0.9 * 0.8 + 0.1 * 0.1)
    ));
    // Each comes up first or second, equally often.
    let values = shapley(&outcomes);
    assert!(close(values[0], ((0.9 - 0.6) + (0.8 - 0.1)) / 2.0));
    assert!(close(values[1], ((0.9 - 0.8) + (0.6 - 0.1)) / 2.0));
    let by_count = by_failures(&outcomes);
    for (found, (probability, accuracy)) in
        by_count
            .iter()
            .zip([(0.72, 0.648), (0.26, 0.192), (0.02, 0.002)])
    {
        assert!(close(found.probability, probability));
        assert!(close(found.accuracy, accuracy));
        assert!(close(
            found.accuracy_given().unwrap(),
            accuracy / probability
        ));
    }
    // 0.9 with probability 0.72, 0.8 or more with 0.9, 0.6 or more with 0.98.
    let quantiles = [0.0, 0.5, 0.72, 0.73, 0.9, 0.91, 0.98, 0.99, 1.0];
    assert_eq!(
        accuracy_quantiles(&outcomes, &quantiles).unwrap(),
        [0.9, 0.9, 0.9, 0.8, 0.8, 0.6, 0.6, 0.1, 0.1]
    );
    let worst = worst_cases(&outcomes, 10);
    let order: Vec<u64> = worst.iter().map(|case| case.pattern.0).collect();
    // 0.08 · 0.3, 0.18 · 0.1, 0.02 · 0.8
    assert_eq!(order, [1, 2, 3]);
    assert!(close(worst[0].loss, 0.024) && close(worst[2].loss, 0.016));
    assert_eq!(worst_cases(&outcomes, 1), worst[..1]);
}

#[test]
fn what_never_happens_and_what_gains() {
    // e never fails, f always does; without f the accuracy is better.
    let reliabilities = Reliabilities::new(vec![1.0, 0.0]);
    let accuracy = [0.7, 0.2, 0.9, 0.1];
    let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
    assert_eq!(outcomes.expected_accuracy(), 0.9);
    assert_eq!(
        accuracy_quantiles(&outcomes, &[0.0, 0.5, 1.0]).unwrap(),
        [0.9; 3]
    );
    assert!(worst_cases(&outcomes, 4).is_empty());
    let by_count = by_failures(&outcomes);
    assert_eq!(by_count[0].accuracy_given(), None);
    assert_eq!(by_count[1].accuracy_given(), Some(0.9));
    // The importance of a node that never fails is still what its failing would cost.
    assert!(close(birnbaum(&outcomes)[0], 0.9 - 0.1));
    assert!(close(birnbaum(&outcomes)[1], 0.7 - 0.9));
}

#[test]
fn no_node_that_can_fail() {
    let reliabilities = Reliabilities::new(vec![]);
    let outcomes = Outcomes::new(&reliabilities, &[0.8]).unwrap();
    assert_eq!(outcomes.expected_accuracy(), 0.8);
    assert!(birnbaum(&outcomes).is_empty() && shapley(&outcomes).is_empty());
    assert_eq!(by_failures(&outcomes)[0].probability, 1.0);
    assert_eq!(accuracy_quantiles(&outcomes, &[0.99]).unwrap(), [0.8]);
    assert!(worst_cases(&outcomes, 3).is_empty());
}

#[test]
fn sixteen_nodes_with_a_value_of_their_own_each() {
    // The accuracy is 0.2 and, for each node up, its share: so that is its importance and its value.
    let shares: Vec<f64> = (0..16).map(|node| 0.001 * f64::from(node)).collect();
    let accuracy: Vec<f64> = (0..1_u64 << 16)
        .map(|mask| {
            let up = shares.iter().enumerate();
            0.2 + up
                .filter(|(node, _)| mask >> node & 1 == 0)
                .map(|(_, share)| share)
                .sum::<f64>()
        })
        .collect();
    let reliabilities = Reliabilities::new(vec![0.93; 16]);
    let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
    for (found, share) in birnbaum(&outcomes).iter().zip(&shares) {
        assert!(close(*found, *share));
    }
    for (found, share) in shapley(&outcomes).iter().zip(&shares) {
        assert!(close(*found, *share));
    }
}

#[test]
fn what_does_not_fit_is_said() {
    let two = smallest();
    let many = Reliabilities::new(vec![0.9; 17]);
    let wrong = Reliabilities::new(vec![0.9, 1.1]);
    let says = |reliabilities: &Reliabilities, accuracy: &[f64]| {
        Outcomes::new(reliabilities, accuracy)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        says(&two, &[0.5; 3]),
        "2 nodes that can fail have 4 failure patterns, not 3"
    );
    assert_eq!(
        says(&many, &[]),
        "17 nodes can fail; all failure patterns are told for 16 at most"
    );
    assert_eq!(
        says(&wrong, &SMALLEST),
        "1.1 is no probability: those are numbers from 0 to 1"
    );
    assert!(matches!(
        Outcomes::new(&two, &[0.5, f64::NAN, 0.5, 0.5]),
        Err(OutcomesError::Accuracy { pattern: 1, .. })
    ));
    let outcomes = Outcomes::new(&two, &SMALLEST).unwrap();
    assert_eq!(
        accuracy_quantiles(&outcomes, &[0.5, -0.1]),
        Err(NotAProbability { value: -0.1 })
    );
}

/// A random drawing: a source, up to ten nodes that can fail, a cloud. With it reliabilities, sure ones among them, and an accuracy
/// for each pattern where a path lives, with ties; elsewhere a guess.
fn any_outcomes() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (1_usize..11).prop_flat_map(|failable| {
        let count = failable + 2;
        let links = proptest::collection::vec(proptest::bool::weighted(0.4), count * count);
        let reliability = proptest::collection::vec(
            prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0_f64, 0.5..=1.0_f64],
            failable,
        );
        let accuracy = proptest::collection::vec(
            prop_oneof![Just(0.5), Just(0.75), 0.0..=1.0_f64],
            1 << failable,
        );
        (links, reliability, accuracy).prop_map(move |(links, reliability, mut accuracy)| {
            let graph = Graph::new(&drawing(failable, &links)).unwrap();
            let patterns = Patterns::new(&graph);
            for pattern in patterns.all() {
                let up = patterns.up(pattern, graph.len());
                if !path_lives(&graph, Scheme::DeepFogGuard, &up) {
                    accuracy[pattern.0 as usize] = 0.1;
                }
            }
            // By name, as a reliability setting has them.
            let setting = ReliabilitySetting {
                name: String::new(),
                reliability: patterns.names().iter().cloned().zip(reliability).collect(),
            };
            let reliabilities = Reliabilities::of(&setting, &patterns);
            (reliabilities.values().to_vec(), accuracy)
        })
    })
}

fn drawing(failable: usize, links: &[bool]) -> Topology {
    let count = failable + 2;
    let id = |at: usize| format!("n{at}").as_str().into();
    Topology {
        title: String::new(),
        nodes: (0..count)
            .map(|at| Node {
                id: id(at),
                tier: match at {
                    0 => Tier::Source,
                    at if at == count - 1 => Tier::Cloud,
                    _ => Tier::Fog,
                },
                sense: None,
                units: Vec::new(),
                position: None,
            })
            .collect(),
        links: (0..count)
            .flat_map(|from| (from + 1..count).map(move |to| (from, to)))
            .filter(|(from, to)| links[from * count + to])
            .map(|(from, to)| Link {
                from: id(from),
                to: id(to),
            })
            .collect(),
        settings: Vec::new(),
        weights: WeightRule::One,
        ..presets::find("smallest").unwrap().topology
    }
}

/// Σ P(s) · accuracy(s) over the patterns that `counts` takes, one by one.
fn brute(reliability: &[f64], accuracy: &[f64], counts: impl Fn(usize) -> bool) -> f64 {
    let mut sum = 0.0;
    for (mask, value) in accuracy.iter().enumerate() {
        if counts(mask) {
            sum += probability(reliability, mask) * value;
        }
    }
    sum
}

fn probability(reliability: &[f64], mask: usize) -> f64 {
    let mut product = 1.0;
    for (node, up) in reliability.iter().enumerate() {
        product *= if mask >> node & 1 == 1 { 1.0 - up } else { *up };
    }
    product
}

/// The Shapley value by its definition over orders: node by node comes up, in every order.
fn shapley_by_orders(nodes: usize, accuracy: &[f64]) -> Vec<f64> {
    fn go(down: usize, accuracy: &[f64], nodes: usize, weight: f64, values: &mut [f64]) {
        let left = down.count_ones();
        for node in (0..nodes).filter(|node| down >> node & 1 == 1) {
            let after = down & !(1 << node);
            let share = weight / f64::from(left);
            values[node] += share * (accuracy[after] - accuracy[down]);
            go(after, accuracy, nodes, share, values);
        }
    }
    let mut values = vec![0.0; nodes];
    go((1 << nodes) - 1, accuracy, nodes, 1.0, &mut values);
    values
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn expectations_and_contributions((reliability, accuracy) in any_outcomes()) {
        let reliabilities = Reliabilities::new(reliability.clone());
        let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
        let expected = brute(&reliability, &accuracy, |_| true);
        prop_assert!(close(outcomes.expected_accuracy(), expected));
        prop_assert!(close(expected_accuracy(&reliabilities, &accuracy).unwrap(), expected));
        for (mask, found) in outcomes.probabilities().iter().enumerate() {
            prop_assert!(close(*found, probability(&reliability, mask)));
        }
        let by_count = by_failures(&outcomes);
        prop_assert_eq!(by_count.len(), reliability.len() + 1);
        let mass: f64 = by_count.iter().map(|entry| entry.probability).sum();
        let sum: f64 = by_count.iter().map(|entry| entry.accuracy).sum();
        prop_assert!(close(mass, 1.0) && close(sum, expected));
        for entry in by_count {
            let found = brute(&reliability, &accuracy, |mask| mask.count_ones() as usize == entry.down);
            prop_assert!(close(entry.accuracy, found));
        }
        let losses: f64 = worst_cases(&outcomes, usize::MAX).iter().map(|case| case.loss).sum();
        let gains = brute(&reliability, &accuracy, |mask| accuracy[mask] > accuracy[0])
            - accuracy[0] * brute(&reliability, &vec![1.0; accuracy.len()], |mask| accuracy[mask] > accuracy[0]);
        prop_assert!(close(losses - gains, accuracy[0] - expected));
    }

    #[test]
    fn birnbaum_is_the_slope_of_the_expectation((reliability, accuracy) in any_outcomes()) {
        let reliabilities = Reliabilities::new(reliability.clone());
        let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
        for (node, found) in birnbaum(&outcomes).into_iter().enumerate() {
            // Linear: any two points give the slope. Near ones, and the ends.
            for (low, high) in [(0.0, 1.0), (0.4, 0.5)] {
                let at = |up: f64| {
                    let mut moved = reliability.clone();
                    moved[node] = up;
                    brute(&moved, &accuracy, |_| true)
                };
                prop_assert!((found - (at(high) - at(low)) / (high - low)).abs() < 1e-11);
            }
        }
    }

    #[test]
    fn shapley_values_share_out_all((reliability, accuracy) in any_outcomes()) {
        let reliabilities = Reliabilities::new(reliability.clone());
        let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
        let values = shapley(&outcomes);
        let all: f64 = values.iter().sum();
        prop_assert!(close(all, accuracy[0] - accuracy[accuracy.len() - 1]));
        if reliability.len() <= 6 {
            for (found, expected) in values.iter().zip(shapley_by_orders(reliability.len(), &accuracy)) {
                prop_assert!(close(*found, expected));
            }
        }
    }

    #[test]
    fn a_node_without_effect_and_two_that_are_alike((reliability, accuracy) in any_outcomes(), which in any::<(usize, usize)>()) {
        let nodes = reliability.len();
        let (dummy, twin) = (which.0 % nodes, which.1 % nodes);
        let reliabilities = Reliabilities::new(reliability);
        let without: Vec<f64> = (0..accuracy.len()).map(|mask| accuracy[mask & !(1 << dummy)]).collect();
        let outcomes = Outcomes::new(&reliabilities, &without).unwrap();
        prop_assert_eq!(birnbaum(&outcomes)[dummy], 0.0);
        prop_assert_eq!(shapley(&outcomes)[dummy], 0.0);

        // Whichever of the two is down, the accuracy is the same.
        let swapped = |mask: usize| {
            let (a, b) = (mask >> dummy & 1, mask >> twin & 1);
            let rest = mask & !(1 << dummy) & !(1 << twin);
            rest | a << twin | b << dummy
        };
        let alike: Vec<f64> = (0..accuracy.len()).map(|mask| accuracy[mask.min(swapped(mask))]).collect();
        let values = shapley(&Outcomes::new(&reliabilities, &alike).unwrap());
        prop_assert!(close(values[dummy], values[twin]));
    }

    #[test]
    fn quantiles_against_a_sorted_list((reliability, accuracy) in any_outcomes(), p in 0.0..=1.0_f64) {
        let reliabilities = Reliabilities::new(reliability.clone());
        let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
        let asked = [p, 0.5, 0.9, 0.99];
        let found = accuracy_quantiles(&outcomes, &asked).unwrap();
        let mut candidates: Vec<f64> = (0..accuracy.len())
            .filter(|&mask| probability(&reliability, mask) > 0.0)
            .map(|mask| accuracy[mask])
            .collect();
        candidates.sort_by(|a, b| b.total_cmp(a));
        for (p, found) in asked.into_iter().zip(found) {
            let at_least = |x: f64| brute(&reliability, &vec![1.0; accuracy.len()], |mask| accuracy[mask] >= x);
            let expected = candidates.iter().copied().find(|&x| at_least(x) >= p - 1e-9);
            prop_assert_eq!(Some(found), expected);
        }
    }

    #[test]
    fn worst_cases_against_a_sorted_list((reliability, accuracy) in any_outcomes(), most in 0_usize..20) {
        let reliabilities = Reliabilities::new(reliability.clone());
        let outcomes = Outcomes::new(&reliabilities, &accuracy).unwrap();
        let found = worst_cases(&outcomes, most);
        let mut losses: Vec<f64> = (0..accuracy.len())
            .map(|mask| probability(&reliability, mask) * (accuracy[0] - accuracy[mask]))
            .filter(|&loss| loss > 0.0)
            .collect();
        losses.sort_by(|a, b| b.total_cmp(a));
        prop_assert_eq!(found.len(), most.min(losses.len()));
        for (case, loss) in found.iter().zip(losses) {
            prop_assert!(close(case.loss, loss));
            prop_assert!(close(case.probability, reliabilities.probability(case.pattern)));
            prop_assert_eq!(case.accuracy, accuracy[case.pattern.0 as usize]);
            prop_assert!(case.pattern != Pattern::NONE_DOWN);
        }
    }
}
