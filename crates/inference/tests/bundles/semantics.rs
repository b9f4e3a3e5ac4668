use std::collections::BTreeSet;

use deepfog_inference::{Answer, RunError};
use deepfog_resilience::Pattern;
use deepfog_topology::{
    Link, Node, Region, Scheme, Sense, Task, Tier, Topology, Unit, WeightRule, presets,
};

use crate::reference::{self, Value};
use crate::support::{bundle, network, pack};

/// Engines agree within this.
const CLOSE: f64 = 1e-4;

/// Compares one network with the reference on every failure pattern.
fn compare(topology: &Topology, scheme: Scheme, samples: &[usize]) {
    let (bundle, plan, parameters) = bundle(topology, scheme);
    let network = network(&bundle);
    let (header, pack) = pack(topology.task.as_str());
    let patterns: Vec<Pattern> = network.patterns().all().collect();
    assert_eq!(patterns.len(), 1 << network.patterns().failable_count());
    for &sample in samples {
        let raw = pack.sample(sample).unwrap();
        let mut normalised = raw.to_vec();
        header
            .normalisation
            .apply(&mut normalised, pack.shape())
            .unwrap();
        let normalised: Vec<f64> = normalised.into_iter().map(f64::from).collect();
        for &pattern in &patterns {
            let down = network.patterns().down_names(pattern);
            let down: BTreeSet<&str> = down.iter().map(|id| id.as_str()).collect();
            let expected = reference::forward(topology, &plan, &parameters, &normalised, &down);
            let run = network.run(raw, pattern).unwrap();
            let place = format!("{} {scheme:?} {down:?}", topology.title);
            for ((node, found), expected) in plan.nodes.iter().zip(&run.outputs).zip(&expected) {
                let place = format!("{place} at {}", node.id);
                let (Some(found), Some(expected)) = (found, expected) else {
                    assert_eq!(found.is_none(), expected.is_none(), "{place}");
                    continue;
                };
                assert_eq!(found.shape, expected.shape, "{place}");
                close(&found.values, expected, &place);
            }
            let logits = network.logits(raw, pattern).unwrap();
            match (&run.answer, expected.last().unwrap()) {
                (Answer::RandomGuess, None) => assert_eq!(logits, None),
                (
                    Answer::Answered {
                        logits: of_run,
                        probabilities,
                    },
                    Some(expected),
                ) => {
                    close(of_run, expected, &place);
                    close(&logits.unwrap(), expected, &place);
                    let sum: f32 = probabilities.iter().sum();
                    assert!((sum - 1.0).abs() < 1e-5);
                }
                (answer, expected) => panic!("{place}: {answer:?} where {expected:?}"),
            }
        }
    }
}

fn close(found: &[f32], expected: &Value, place: &str) {
    assert_eq!(found.len(), expected.values.len(), "{place}");
    for (found, expected) in found.iter().zip(&expected.values) {
        let difference = (f64::from(*found) - expected).abs();
        assert!(
            difference <= CLOSE,
            "{place}: {found} where {expected} is right"
        );
    }
}

#[test]
fn every_preset_scheme_and_pattern_follows_the_semantics() {
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            let samples: &[usize] = if preset.id == "four-cameras" {
                &[3]
            } else {
                &[0, 7]
            };
            compare(&preset.topology, scheme, samples);
        }
    }
}

#[test]
fn every_weight_rule_follows_the_semantics() {
    let preset = presets::find("two-sensors").unwrap();
    let setting = || "Hazardous".to_owned();
    for weights in [
        WeightRule::Reliability { setting: setting() },
        WeightRule::Normalised { setting: setting() },
        WeightRule::Uniform { high: 1.0 },
        WeightRule::Uniform { high: 3.0 },
    ] {
        let mut topology = preset.topology.clone();
        topology.weights = weights;
        for scheme in Scheme::ALL {
            compare(&topology, scheme, &[5]);
        }
    }
}

/// A network with everything that the presets do not have: a node that only passes on, pooling, a global
/// average, a dense adapter into a signal or an image, a weighted identity, a link within one tier.
pub fn odd(image: bool) -> Topology {
    let task = if image {
        Task::builtin().into_iter().nth(1).unwrap()
    } else {
        Task::builtin().into_iter().next().unwrap()
    };
    let convolution = |channels, stride| {
        if image {
            Unit::Conv2d {
                channels,
                kernel: 5,
                stride,
            }
        } else {
            Unit::Conv1d {
                channels,
                kernel: 5,
                stride,
            }
        }
    };
    let sense = |first: bool| {
        if image {
            Sense::Region {
                region: Region {
                    top: if first { 0 } else { 9 },
                    left: 3,
                    height: 17,
                    width: 20,
                },
            }
        } else {
            Sense::Channels {
                channels: if first { vec![4, 0, 2] } else { vec![1, 5] },
            }
        }
    };
    let node = |id: &str, tier, sense, units: &[Unit]| Node {
        id: id.into(),
        tier,
        sense,
        units: units.to_vec(),
        position: None,
    };
    Topology {
        version: 1,
        title: format!("Odd, image: {image}"),
        task: task.id,
        nodes: vec![
            node("s1", Tier::Source, Some(sense(true)), &[convolution(3, 2)]),
            node("s2", Tier::Source, Some(sense(false)), &[]),
            node("pass", Tier::Edge, None, &[]),
            node(
                "e",
                Tier::Edge,
                None,
                &[Unit::MaxPool { size: 3 }, convolution(5, 1)],
            ),
            node("E", Tier::Edge, None, &[Unit::Dense { width: 6 }]),
            node("f1", Tier::Fog, None, &[convolution(4, 3)]),
            node(
                "f2",
                Tier::Fog,
                None,
                &[convolution(7, 2), Unit::GlobalAverage],
            ),
            node("cloud", Tier::Cloud, None, &[]),
        ],
        links: [
            ("s1", "pass"),
            ("s1", "e"),
            ("s2", "e"),
            ("s2", "E"),
            ("pass", "f1"),
            ("e", "f1"),
            ("E", "f1"),
            ("f1", "f2"),
            ("e", "f2"),
            ("E", "f2"),
            ("pass", "f2"),
            ("f1", "cloud"),
            ("f2", "cloud"),
            ("s2", "cloud"),
        ]
        .map(|(from, to)| Link {
            from: from.into(),
            to: to.into(),
        })
        .to_vec(),
        settings: Vec::new(),
        weights: WeightRule::Uniform { high: 1.5 },
    }
}

#[test]
fn what_presets_do_not_have_follows_the_semantics_too() {
    for image in [false, true] {
        for scheme in Scheme::ALL {
            compare(&odd(image), scheme, &[1]);
        }
    }
}

#[test]
fn a_skip_of_resilinet_counts_only_when_what_it_jumps_over_is_silent() {
    let topology = presets::find("smallest").unwrap().topology;
    let (written, ..) = bundle(&topology, Scheme::Resilinet);
    let network = network(&written);
    let (_, samples) = pack(topology.task.as_str());
    let sample = samples.sample(0).unwrap();
    let answer = |down: &[&str]| {
        let pattern = network.patterns().with_down(down.iter().copied()).unwrap();
        network.run(sample, pattern).unwrap()
    };
    // e down: f lives by camera→f. f down: the cloud lives by e→cloud. Both down: nobody tells the cloud.
    for (down, delivering) in [
        (&[][..], &["camera", "e", "f", "cloud"][..]),
        (&["e"], &["camera", "f", "cloud"]),
        (&["f"], &["camera", "e", "cloud"]),
        (&["e", "f"], &["camera"]),
    ] {
        let run = answer(down);
        let names = network.plan().nodes.iter().map(|node| node.id.as_str());
        let found: Vec<&str> = names
            .zip(&run.outputs)
            .filter_map(|(name, output)| output.is_some().then_some(name))
            .collect();
        assert_eq!(found, delivering);
    }
    let cloud = network.plan().cloud();
    let counts = |down: &[&str]| {
        let pattern = network.patterns().with_down(down.iter().copied()).unwrap();
        network.delivery(pattern).counts[cloud].clone()
    };
    assert_eq!(counts(&[]), [false, true], "e→cloud waits, f→cloud counts");
    assert_eq!(counts(&["f"]), [true, false]);
}

#[test]
fn a_batch_gives_what_its_samples_give() {
    let topology = presets::find("two-sensors").unwrap().topology;
    let (written, ..) = bundle(&topology, Scheme::ResilinetPlus);
    let network = network(&written);
    let (_, samples) = pack(topology.task.as_str());
    // More than one block of 32.
    let many = samples
        .select(&(0..45).map(|at| at * 5 % 16).collect::<Vec<_>>())
        .unwrap();
    for pattern in network.patterns().all() {
        let Some(batch) = network.logits(many.values(), pattern).unwrap() else {
            continue;
        };
        assert_eq!(batch.len(), 45 * network.class_count());
        for (at, found) in batch.chunks(network.class_count()).enumerate() {
            let single = network.logits(many.sample(at).unwrap(), pattern).unwrap();
            for (a, b) in found.iter().zip(single.unwrap()) {
                assert!((a - b).abs() <= CLOSE as f32);
            }
        }
    }
}

#[test]
fn values_that_are_no_samples_are_refused() {
    let topology = presets::find("smallest").unwrap().topology;
    let (written, ..) = bundle(&topology, Scheme::Vanilla);
    let network = network(&written);
    for length in [0, 783, 785] {
        assert_eq!(
            network.run(&vec![0.0; length], Pattern(0)),
            Err(RunError::Length {
                expected: 784,
                found: length
            })
        );
    }
    assert!(matches!(
        network.logits(&vec![0.0; 785], Pattern(0)),
        Err(RunError::Samples(_))
    ));
    assert_eq!(network.logits(&[], Pattern(0)), Ok(Some(Vec::new())));
}

#[test]
fn a_thread_may_end_before_the_network_that_it_ran() {
    let topology = presets::find("smallest").unwrap().topology;
    let network = network(&bundle(&topology, Scheme::Vanilla).0);
    let (_, samples) = pack(topology.task.as_str());
    let run = || {
        network
            .logits(samples.values(), Pattern::NONE_DOWN)
            .unwrap()
    };
    let elsewhere = std::thread::scope(|scope| scope.spawn(run).join().unwrap());
    assert_eq!(elsewhere, run());
}
