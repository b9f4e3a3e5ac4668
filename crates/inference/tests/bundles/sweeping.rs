use std::sync::Arc;

use deepfog_dataset::Samples;
use deepfog_inference::golden::{Recording, TOLERANCE};
use deepfog_inference::{
    Network, Sweep, SweepCounts, SweepError, SweepPlan, is_near_tie, prediction,
};
use deepfog_resilience::{Pattern, random_guess_accuracy};
use deepfog_topology::{Link, Node, Scheme, Tier, WeightRule, presets};

use crate::semantics::odd;
use crate::support::{bundle, network, pack};

/// `count` samples of the committed pack, each of the first 16 several times.
pub fn samples(task: &str, count: usize) -> Samples {
    let (_, first) = pack(task);
    first
        .select(
            &(0..count)
                .map(|at| (at * 7 + at / 16) % 16)
                .collect::<Vec<_>>(),
        )
        .unwrap()
}

/// What a sweep must find: every pattern for itself.
fn brute_force(network: &Network, samples: &Samples) -> Vec<(bool, f64, u32)> {
    let shares = samples.class_shares(network.class_count());
    let guess = random_guess_accuracy(&network.manifest().class_prior, &shares);
    network
        .patterns()
        .all()
        .map(
            |pattern| match network.logits(samples.values(), pattern).unwrap() {
                None => (false, guess * samples.len() as f64, 0),
                Some(logits) => {
                    let rows = || logits.chunks(network.class_count());
                    let right = rows()
                        .zip(samples.labels())
                        .filter(|(row, label)| prediction(row) == usize::from(**label))
                        .count();
                    let ties = rows().filter(|row| is_near_tie(row)).count();
                    (true, right as f64, ties as u32)
                }
            },
        )
        .collect()
}

fn check(counts: &SweepCounts, expected: &[(bool, f64, u32)], place: &str) {
    assert_eq!(counts.patterns.len(), expected.len());
    for (found, (answered, correct, ties)) in counts.patterns.iter().zip(expected) {
        let place = format!("{place} {:?}", found.pattern);
        assert_eq!(found.answered, *answered, "{place}");
        // The batches differ, so a tie may fall the other way.
        let slack = if *answered {
            f64::from(found.near_ties.max(*ties))
        } else {
            1e-9
        };
        assert!((found.correct - correct).abs() <= slack, "{place}");
    }
}

#[test]
fn a_sweep_counts_what_every_pattern_alone_gives() {
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            let count = match preset.id {
                "four-cameras" => 3,
                "wide-fog" => 6,
                _ => 37,
            };
            let (written, ..) = bundle(&preset.topology, scheme);
            let network = Arc::new(network(&written));
            let samples = samples(preset.topology.task.as_str(), count);
            let counts = Sweep::all(network.clone())
                .unwrap()
                .finish(&samples)
                .unwrap();
            let place = format!("{} {scheme:?}", preset.id);
            assert_eq!(counts.n, count);
            check(&counts, &brute_force(&network, &samples), &place);
        }
    }
}

/// The logits of every distinct answer are those of the whole files, whatever is computed once for several patterns.
fn compare_logits(network: &Arc<Network>, samples: &Samples, place: &str) {
    let plan = Arc::new(SweepPlan::all(network.clone()).unwrap());
    let classes = network.class_count();
    let mut found = vec![vec![f32::NAN; samples.len() * classes]; plan.distinct()];
    let mut sweep = Sweep::new(plan.clone());
    loop {
        let progress = sweep.step_with(samples, &mut |slot, range, logits| {
            found[slot][range.start * classes..range.end * classes].copy_from_slice(logits);
        });
        if progress.unwrap().is_finished() {
            break;
        }
    }
    for (&pattern, slot) in plan.patterns().iter().zip(plan.slots()) {
        let alone = network.logits(samples.values(), pattern).unwrap();
        let shared = slot.map(|slot| found[slot].as_slice());
        let distance = Recording::distance(alone.as_deref(), shared);
        assert!(distance <= TOLERANCE, "{place} {pattern:?}: {distance}");
    }
}

#[test]
fn what_is_shared_changes_no_logits() {
    for preset in presets::all() {
        for weights in [WeightRule::One, WeightRule::Uniform { high: 1.5 }] {
            let mut topology = preset.topology.clone();
            topology.weights = weights;
            for scheme in [Scheme::DeepFogGuard, Scheme::Resilinet] {
                let network = Arc::new(network(&bundle(&topology, scheme).0));
                let samples = samples(topology.task.as_str(), 3);
                compare_logits(&network, &samples, &format!("{} {scheme:?}", preset.id));
            }
        }
    }
    for image in [false, true] {
        for scheme in Scheme::ALL {
            let topology = odd(image);
            let network = Arc::new(network(&bundle(&topology, scheme).0));
            let samples = samples(topology.task.as_str(), 2);
            compare_logits(&network, &samples, &format!("odd {image} {scheme:?}"));
        }
    }
}

#[test]
fn people_are_counted_apart() {
    let preset = presets::find("two-sensors").unwrap();
    let (written, ..) = bundle(&preset.topology, Scheme::DeepFogGuard);
    let network = Arc::new(network(&written));
    let samples = samples("smartwatch", 40);
    let counts = Sweep::all(network.clone())
        .unwrap()
        .finish(&samples)
        .unwrap();
    let people: Vec<u32> = counts.people.iter().map(|person| person.person).collect();
    assert_eq!(people, [3, 7, 9]);
    assert_eq!(
        counts.people.iter().map(|person| person.n).sum::<usize>(),
        40
    );
    for person in &counts.people {
        let own = samples
            .select(&samples.indices_of_groups(&[person.person]))
            .unwrap();
        assert_eq!(own.len(), person.n);
        for ((found, (answered, correct, _)), all) in person
            .correct
            .iter()
            .zip(brute_force(&network, &own))
            .zip(&counts.patterns)
        {
            let slack = if answered {
                f64::from(all.near_ties)
            } else {
                1e-9
            };
            assert!((found - correct).abs() <= slack);
        }
    }
}

#[test]
fn samples_may_come_in_while_it_runs() {
    let preset = presets::find("smallest").unwrap();
    let (written, ..) = bundle(&preset.topology, Scheme::ResilinetPlus);
    let network = Arc::new(network(&written));
    let all = samples("fashion-mnist", 100);
    let mut given = all.select(&(0..16).collect::<Vec<_>>()).unwrap();
    let mut sweep = Sweep::all(network.clone()).unwrap();
    assert_eq!(sweep.counts().n, 0);
    assert!(sweep.counts().accuracies().is_empty());

    let mut shares = vec![0.0];
    let mut steps = 0;
    for _ in 0..3 {
        shares.push(sweep.step(&given).unwrap().share);
        steps += 1;
    }
    assert!(
        shares.windows(2).all(|pair| pair[0] < pair[1]),
        "{shares:?}"
    );
    given
        .append(all.select(&(16..100).collect::<Vec<_>>()).unwrap())
        .unwrap();
    loop {
        let progress = sweep.step(&given).unwrap();
        steps += 1;
        if progress.is_finished() {
            assert_eq!((progress.counted, progress.share), (100, 1.0));
            break;
        }
        assert_eq!(sweep.counts().n, progress.counted);
    }
    // One block of 16, then 32, 32 and 20.
    assert_eq!(steps, 4 * sweep.plan().steps_per_block());
    check(&sweep.counts(), &brute_force(&network, &all), "streamed");
    // Nothing is left to do.
    assert!(sweep.step(&given).unwrap().is_finished());
    assert_eq!(sweep.counts().n, 100);
}

#[test]
fn some_patterns_can_be_swept_alone() {
    let preset = presets::find("sensor-chain").unwrap();
    let (written, ..) = bundle(&preset.topology, Scheme::Vanilla);
    let network = Arc::new(network(&written));
    let samples = samples("smartwatch", 5);
    let all = Sweep::all(network.clone())
        .unwrap()
        .finish(&samples)
        .unwrap();
    // Vanilla without e: nothing to compute at all.
    for chosen in [vec![Pattern(1)], vec![Pattern(6), Pattern(0)]] {
        let patterns = network.patterns().clone();
        let plan = SweepPlan::new(network.clone(), patterns, chosen.clone()).unwrap();
        let some = Sweep::new(Arc::new(plan)).finish(&samples).unwrap();
        assert_eq!(some.n, 5);
        for (count, pattern) in some.patterns.iter().zip(chosen) {
            assert_eq!(*count, all.patterns[pattern.0 as usize]);
        }
    }
}

#[test]
fn what_cannot_be_swept_is_refused() {
    let mut topology = presets::find("smallest").unwrap().topology;
    let (written, ..) = bundle(&topology, Scheme::Vanilla);
    let small = Arc::new(network(&written));
    let mut sweep = Sweep::all(small).unwrap();
    assert!(matches!(
        sweep.step(&samples("smartwatch", 1)),
        Err(SweepError::Shape { .. })
    ));
    let wrong = Samples::new(vec![1, 28, 28], vec![0.0; 784], vec![10], vec![0], vec![]).unwrap();
    assert_eq!(
        sweep.step(&wrong),
        Err(SweepError::Label {
            sample: 0,
            label: 10,
            classes: 10
        })
    );

    for number in 0..15 {
        let id = format!("extra{number}");
        topology.nodes.push(Node {
            id: id.as_str().into(),
            tier: Tier::Edge,
            sense: None,
            units: Vec::new(),
            position: None,
        });
        for (from, to) in [("camera", id.as_str()), (id.as_str(), "cloud")] {
            topology.links.push(Link {
                from: from.into(),
                to: to.into(),
            });
        }
    }
    let (written, ..) = bundle(&topology, Scheme::Vanilla);
    let large = Arc::new(network(&written));
    assert_eq!(
        Sweep::all(large).err(),
        Some(SweepError::TooManyNodes {
            found: 17,
            most: 16
        })
    );
}
