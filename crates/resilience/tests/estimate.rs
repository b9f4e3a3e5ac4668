//! The Monte-Carlo estimate against exact expectations.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use deepfog_resilience::estimate::MAX_NODES;
use deepfog_resilience::{EstimateError, Estimator, Interval, Outcomes, Pattern, Reliabilities};

const SHARES: Interval = Interval {
    low: 0.0,
    high: 1.0,
};

fn estimator(of_each: &[f64], seed: u64) -> Estimator {
    Estimator::new(&Reliabilities::new(of_each.to_vec()), SHARES, seed).unwrap()
}

fn width(interval: Interval) -> f64 {
    interval.high - interval.low
}

/// A number from 0 to 1 that looks random, the same for the same pattern (the finaliser of SplitMix64).
fn hashed(pattern: Pattern) -> f64 {
    let mut mixed = pattern.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed >> 40) as f64 / (1_u64 << 24) as f64
}

type Accuracy = fn(Pattern) -> f64;

/// How an accuracy can depend on failures.
fn functions() -> [(&'static str, Accuracy); 5] {
    [
        ("falls with every failure", |pattern| {
            0.95 * 0.9_f64.powi(pattern.down_count() as i32)
        }),
        ("two chains side by side", |pattern| {
            let chains = [0b01_0101_u64, 0b10_1010].map(|chain| pattern.0 & chain == 0);
            match chains {
                [true, true] => 0.95,
                [false, false] => 0.1,
                _ => 0.7,
            }
        }),
        ("one node that matters", |pattern| {
            if pattern.is_down(3) { 0.1 } else { 0.9 }
        }),
        ("a rare disaster", |pattern| {
            if pattern.0 & 0b111 == 0b111 { 0.0 } else { 0.9 }
        }),
        ("anything", hashed),
    ]
}

fn reliabilities() -> Vec<(&'static str, Vec<f64>)> {
    let some = [
        0.99, 0.5, 0.95, 0.8, 0.7, 0.98, 1.0, 0.6, 0.75, 0.9, 0.0, 0.65,
    ];
    vec![
        ("normal", vec![0.98; 12]),
        ("poor", vec![0.9; 11]),
        ("hazardous", vec![0.7; 12]),
        ("even", vec![0.5; 10]),
        ("various", some.to_vec()),
    ]
}

fn exact(of_each: &[f64], value: Accuracy) -> f64 {
    let table: Vec<f64> = (0..1_u64 << of_each.len())
        .map(|mask| value(Pattern(mask)))
        .collect();
    let reliabilities = Reliabilities::new(of_each.to_vec());
    Outcomes::new(&reliabilities, &table)
        .unwrap()
        .expected_accuracy()
}

/// The interval is one of 95 %: it holds the exact value in nearly so many runs at least.
#[test]
fn intervals_cover_the_exact_value() {
    for (setting, of_each) in reliabilities() {
        for (name, value) in functions() {
            let expected = exact(&of_each, value);
            for draws in [60, 250] {
                let (mut covered, mut sum, mut widths) = (0, 0.0, 0.0);
                let runs = 1000;
                for seed in 0..runs {
                    let found = estimator(&of_each, seed).refine(draws, value).unwrap();
                    let held = found.interval.low - 1e-12..=found.interval.high + 1e-12;
                    covered += usize::from(held.contains(&expected));
                    sum += found.value;
                    widths += width(found.interval);
                }
                let mean = sum / runs as f64;
                println!(
                    "{setting}, {name}, {draws} draws: {:.1} % of ± {:.4}, mean {mean:.4} for {expected:.4}",
                    covered as f64 / runs as f64 * 100.0,
                    widths / runs as f64 / 2.0
                );
                assert!(covered >= 930, "{setting}, {name}, {draws}: {covered}");
                // What is drawn is not off to one side: the mean of a thousand runs is near.
                let most = widths / runs as f64 / 2.0 / 8.0 + 1e-9;
                assert!(
                    (mean - expected).abs() <= most,
                    "{setting}, {name}, {draws}"
                );
            }
        }
    }
}

#[test]
fn refining_narrows_the_interval_until_it_is_exact() {
    for (setting, of_each) in reliabilities() {
        for (name, value) in functions() {
            let mut estimator = estimator(&of_each, 5);
            let begun = estimator.estimate();
            assert_eq!((begun.interval, begun.evaluations), (SHARES, 0));
            let expected = exact(&of_each, value);
            let mut seen = BTreeSet::new();
            let mut last = begun;
            for draws in [50, 150, 800, 8000] {
                let found = estimator
                    .refine(draws, |pattern| {
                        assert!(seen.insert(pattern), "{pattern:?} was evaluated before");
                        value(pattern)
                    })
                    .unwrap();
                assert!(
                    last.is_exact || width(found.interval) < width(last.interval),
                    "{setting}, {name}: {found:?} after {last:?}"
                );
                assert_eq!(found.evaluations, seen.len());
                assert_eq!(estimator.estimate(), found);
                last = found;
            }
            // 4 096 patterns at most: now each was evaluated that can happen in a stratum that matters.
            assert!(
                (last.value - expected).abs() < 1e-5 && width(last.interval) < 1e-4,
                "{setting}, {name}: {last:?} for {expected}"
            );
            if of_each.iter().all(|&up| up == 0.5) {
                assert!(last.is_exact && (last.value - expected).abs() < 1e-12);
                assert_eq!(last.evaluations, 1 << of_each.len());
            }
        }
    }
}

/// Sixty-four nodes, where the expectation is known by a formula.
#[test]
fn as_many_nodes_as_a_pattern_has_bits() {
    let of_each: Vec<f64> = (0..MAX_NODES)
        .map(|node| 0.9 + 0.001 * node as f64)
        .collect();
    // Each node down takes a tenth: the expectation is a product over nodes.
    let expected: f64 = of_each.iter().map(|up| up + 0.9 * (1.0 - up)).product();
    let value = |pattern: Pattern| 0.9_f64.powi(pattern.down_count() as i32);
    let found = estimator(&of_each, 1).refine(2000, value).unwrap();
    assert!((found.value - expected).abs() < 1e-3, "{found:?}");
    assert!((found.interval.low..=found.interval.high).contains(&expected));
    assert!(!found.is_exact && width(found.interval) < 0.02, "{found:?}");
    // A value that depends on which are down: how many of the even nodes.
    let share =
        |pattern: Pattern| f64::from((pattern.0 & 0x5555_5555_5555_5555).count_ones()) / 32.0;
    let expected = of_each.iter().step_by(2).map(|up| 1.0 - up).sum::<f64>() / 32.0;
    let mut estimator = estimator(&of_each, 2);
    let first = estimator.refine(500, share).unwrap();
    let second = estimator.refine(4500, share).unwrap();
    for found in [first, second] {
        assert!((found.interval.low..=found.interval.high).contains(&expected));
    }
    assert!(width(second.interval) < width(first.interval) / 2.0);
}

#[test]
fn the_same_seed_gives_the_same() {
    let of_each = vec![0.85; 20];
    let run = |seed, parts: &[usize]| {
        let mut estimator = estimator(&of_each, seed);
        let mut asked = Vec::new();
        for &draws in parts {
            estimator
                .refine(draws, |pattern| {
                    asked.push(pattern);
                    hashed(pattern)
                })
                .unwrap();
        }
        (estimator.estimate(), asked)
    };
    assert_eq!(run(1, &[300, 200]), run(1, &[300, 200]));
    assert_ne!(run(1, &[300, 200]).0, run(2, &[300, 200]).0);
    // Going on, or asking for all at once: the same draws.
    let (parts, whole) = (run(1, &[300, 200]).0, run(1, &[500]).0);
    assert!((parts.value - whole.value).abs() < 1e-12);
    assert_eq!(parts.evaluations, whole.evaluations);
}

#[test]
fn few_patterns_are_evaluated_whole() {
    let half = |pattern: Pattern| 1.0 - 0.5 * f64::from(pattern.is_down(1));
    let cases: [(&[f64], usize, f64); 5] = [
        (&[], 1, 1.0),
        (&[1.0; 64], 1, 1.0),
        (&[0.0; 64], 1, 0.5),
        (&[1.0, 0.0, 1.0], 1, 0.5),
        (&[1.0, 0.8, 0.0], 2, 0.9),
    ];
    for (of_each, evaluations, expected) in cases {
        let found = estimator(of_each, 1).refine(10, half).unwrap();
        assert!(found.is_exact, "{of_each:?}");
        assert_eq!(found.evaluations, evaluations, "{of_each:?}");
        assert!((found.value - expected).abs() < 1e-12, "{of_each:?}");
        assert_eq!(width(found.interval), 0.0, "{of_each:?}");
    }
    // Nothing was asked for.
    let found = estimator(&[0.5], 1).refine(0, half).unwrap();
    assert_eq!((found.interval, found.is_exact), (SHARES, false));
}

#[test]
fn values_can_come_later() {
    let of_each = vec![0.8; 18];
    let mut at_once = estimator(&of_each, 3);
    let mut later = at_once.clone();
    let expected = at_once.refine(200, hashed).unwrap();
    let before = later.estimate();
    let wanted = later.want(200);
    // Until they are there nothing changes, and the same is wanted.
    assert_eq!(later.estimate(), before);
    assert_eq!(later.want(1000), wanted);
    let values: Vec<f64> = wanted.iter().map(|&pattern| hashed(pattern)).collect();
    assert_eq!(
        later.record(&values[1..]),
        Err(EstimateError::Count {
            expected: values.len(),
            found: values.len() - 1
        })
    );
    let mut wrong = values.clone();
    wrong[7] = 1.5;
    assert_eq!(
        later.record(&wrong),
        Err(EstimateError::Value {
            pattern: wanted[7],
            value: 1.5
        })
    );
    assert_eq!(later.record(&values), Ok(expected));
}

#[test]
fn what_cannot_be_estimated_is_said() {
    let says = |of_each: &[f64], low: f64, high: f64| {
        let range = Interval { low, high };
        Estimator::new(&Reliabilities::new(of_each.to_vec()), range, 1)
            .unwrap_err()
            .to_string()
    };
    for (of_each, low, high, words) in [
        (
            &[0.5; 65][..],
            0.0,
            1.0,
            "65 nodes can fail; patterns have 64 at most",
        ),
        (
            &[-0.5],
            0.0,
            1.0,
            "-0.5 is no probability: those are numbers from 0 to 1",
        ),
        (
            &[f64::NAN],
            0.0,
            1.0,
            "NaN is no probability: those are numbers from 0 to 1",
        ),
        (&[0.5], 1.0, 0.0, "1 to 0 is no range of values"),
    ] {
        assert_eq!(says(of_each, low, high), words);
    }
    let outside = estimator(&[0.5], 1).refine(4, |_| f64::NAN);
    assert!(matches!(outside, Err(EstimateError::Value { .. })));
}
