use std::sync::Arc;

use deepfog_dataset::Samples;
use deepfog_inference::{
    Network, Sweep, SweepError, SweepPlan, Tally, TallyError, prediction, softmax,
};
use deepfog_resilience::{Pattern, Patterns};
use deepfog_topology::{LinkKind, Scheme, presets};

use crate::support::{bundle, network};
use crate::sweeping::samples;

fn plan(preset: &str, scheme: Scheme) -> Arc<SweepPlan> {
    let topology = presets::find(preset).unwrap().topology;
    let network = Arc::new(network(&bundle(&topology, scheme).0));
    Arc::new(SweepPlan::all(network).unwrap())
}

fn swept(plan: &Arc<SweepPlan>, samples: &Samples, range: std::ops::Range<usize>) -> Tally {
    let mut sweep = Sweep::over(plan.clone(), range);
    sweep.finish(samples).unwrap();
    sweep.into_tally()
}

#[test]
fn parts_of_the_samples_add_up_to_exactly_the_whole() {
    for (preset, scheme) in [
        ("sensor-chain", Scheme::ResilinetPlus),
        ("two-sensors", Scheme::DeepFogGuard),
        ("smallest", Scheme::Vanilla),
    ] {
        let plan = plan(preset, scheme);
        let samples = samples(plan.network().plan().task.id.as_str(), 90);
        let block = plan.block_size();
        let whole = swept(&plan, &samples, 0..usize::MAX);
        assert_eq!((whole.n(), whole.check(&plan)), (90, Ok(())));
        // Neither the order nor the limits of the parts matter, as long as their blocks are the same.
        let ranges = [2 * block..90, 0..block, 90..200, block..2 * block];
        let mut merged = Tally::new(&plan);
        for range in ranges {
            merged.merge(&swept(&plan, &samples, range)).unwrap();
        }
        assert_eq!(merged, whole);
        let counts = merged.counts(&plan).unwrap();
        let mut sweep = Sweep::new(plan.clone());
        assert_eq!(sweep.finish(&samples).unwrap(), counts);
        // Written down and read again it goes on.
        let bytes = postcard::to_allocvec(&whole).unwrap();
        let read: Tally = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(read, whole);
    }
}

#[test]
fn confusion_and_calibration_are_those_of_every_pattern_alone() {
    let plan = plan("two-sensors", Scheme::Resilinet);
    let network = plan.network();
    let samples = samples("smartwatch", 70);
    let counts = Sweep::new(plan.clone()).finish(&samples).unwrap();
    let classes = network.class_count();
    for (at, &pattern) in plan.patterns().iter().enumerate() {
        let found = counts.confusion(at).unwrap();
        let mut expected = vec![0.0; classes * classes];
        let Some(logits) = network.logits(samples.values(), pattern).unwrap() else {
            for &label in samples.labels() {
                for (class, share) in network.manifest().class_prior.iter().enumerate() {
                    expected[usize::from(label) * classes + class] += share;
                }
            }
            for (found, expected) in found.values.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-9);
            }
            assert_eq!(counts.calibration(at), None);
            continue;
        };
        let mut bins = [(0, 0, 0.0); 10];
        for (row, &label) in logits.chunks(classes).zip(samples.labels()) {
            let class = prediction(row);
            expected[usize::from(label) * classes + class] += 1.0;
            let probability = f64::from(softmax(row)[class]);
            let bin = &mut bins[((probability * 10.0) as usize).min(9)];
            bin.0 += 1;
            bin.1 += u32::from(class == usize::from(label));
            bin.2 += probability;
        }
        assert_eq!(counts.patterns[at].near_ties, 0, "choose other samples");
        assert_eq!(found.values, expected, "{pattern:?}");
        let trace: f64 = (0..classes).map(|class| found.row(class)[class]).sum();
        assert_eq!(trace, counts.patterns[at].correct);
        for (bin, (n, right, sum)) in counts.calibration(at).unwrap().bins.iter().zip(bins) {
            assert_eq!((bin.n, bin.right), (n, right), "{pattern:?}");
            assert!((bin.probability * f64::from(n) - sum).abs() < 1e-3);
        }
    }
    assert_eq!(counts.confusion(plan.patterns().len()), None);
}

#[test]
fn counts_of_something_else_are_refused() {
    let one = plan("smallest", Scheme::ResilinetPlus);
    let other = plan("smallest", Scheme::Vanilla);
    let network = one.network().clone();
    let fewer = vec![Pattern(0)];
    let fewer = SweepPlan::new(network.clone(), network.patterns().clone(), fewer).unwrap();
    let mut tally = Tally::new(&one);
    for foreign in [&other, &Arc::new(fewer)] {
        let refused = Err(TallyError::OtherPlan);
        assert_eq!(tally.merge(&Tally::new(foreign)), refused);
        assert_eq!(tally.check(foreign), refused);
        assert_eq!(tally.counts(foreign).err(), Some(TallyError::OtherPlan));
    }
    let logits = [0.5; 10];
    for (slot, logits, labels, groups, error) in [
        (
            one.distinct(),
            &logits[..],
            &[1][..],
            &[0][..],
            TallyError::Slot {
                slot: one.distinct(),
                distinct: one.distinct(),
            },
        ),
        (
            0,
            &logits[1..],
            &[1],
            &[0],
            TallyError::Length {
                what: "logits",
                expected: 10,
                found: 9,
            },
        ),
        (
            0,
            &logits,
            &[1],
            &[],
            TallyError::Length {
                what: "groups",
                expected: 1,
                found: 0,
            },
        ),
        (
            0,
            &logits,
            &[10],
            &[0],
            TallyError::Label {
                label: 10,
                classes: 10,
            },
        ),
    ] {
        assert_eq!(tally.take(slot, logits, labels, groups), Err(error));
        assert_eq!(tally, Tally::new(&one), "nothing was counted");
    }
    // One answer is missing: the sums do not agree.
    tally.add_samples(&[1], &[0]).unwrap();
    tally.take(0, &logits, &[1], &[0]).unwrap();
    assert!(one.distinct() > 1);
    assert!(matches!(tally.check(&one), Err(TallyError::Damaged { .. })));
}

/// Every distinct answer under patterns of nodes and hyperconnections is what the network gives for it.
#[test]
fn hyperconnections_can_be_down_too() {
    for (preset, scheme) in [
        ("smallest", Scheme::ResilinetPlus),
        ("sensor-chain", Scheme::Resilinet),
        ("sensor-chain", Scheme::Vanilla),
    ] {
        let topology = presets::find(preset).unwrap().topology;
        let network = Arc::new(network(&bundle(&topology, scheme).0));
        let graph = &network.plan().graph;
        let patterns = Patterns::with_links(graph, |edge| edge.kind == LinkKind::Normal);
        let plan = SweepPlan::every(network.clone(), patterns.clone()).unwrap();
        assert_eq!(plan.patterns().len(), 1 << patterns.failable_count());
        let samples = samples(topology.task.as_str(), 20);
        let counts = Sweep::new(Arc::new(plan)).finish(&samples).unwrap();
        let nodes_only = Sweep::all(network.clone())
            .unwrap()
            .finish(&samples)
            .unwrap();
        for (at, count) in counts.patterns.iter().enumerate() {
            if let Some(alike) = nodes_only.patterns.get(at) {
                assert_eq!(count, alike, "the nodes' bits come first");
            }
            let delivery = network.delivery_of(&patterns, count.pattern);
            let logits = network.logits_under(samples.values(), &delivery).unwrap();
            assert_eq!(logits.is_some(), count.answered);
            let Some(logits) = logits else { continue };
            let rows = logits.chunks(network.class_count()).zip(samples.labels());
            let right = rows.filter(|(row, label)| prediction(row) == usize::from(**label));
            let difference = right.count() as f64 - count.correct;
            assert!(difference.abs() <= f64::from(count.near_ties));
        }
    }
}

#[test]
fn patterns_of_another_network_are_refused() {
    let topology = |preset| presets::find(preset).unwrap().topology;
    let load = |preset| -> Network { network(&bundle(&topology(preset), Scheme::Vanilla).0) };
    let (small, chain) = (Arc::new(load("smallest")), load("sensor-chain"));
    let other = chain.patterns().clone();
    assert_eq!(
        SweepPlan::new(small, other, vec![Pattern(0)]).err(),
        Some(SweepError::OtherPatterns)
    );
}
