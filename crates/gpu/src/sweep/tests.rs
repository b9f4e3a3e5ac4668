//! Programmes of many versions, run without a device, against those of one failure pattern at a time.

mod bench;

use deepfog_network::{Layout, plan};
use deepfog_resilience::Delivery;
use deepfog_topology::{Scheme, Unit, WeightRule, presets};

use super::parts::{Parts, Room, Sizes};
use super::*;
use crate::kernel::{Kernel, Step};
use bench::{Bench, narrow, versions};

const ROOMY: Room = Room {
    budget: 1 << 40,
    buffer: 1 << 32,
    work: 1 << 40,
};

#[test]
fn many_patterns_at_once_are_each_by_itself() {
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            for links in [false, true] {
                let what = format!("{} {scheme:?} {links}", preset.id);
                let mut topology = narrow(preset.id);
                if links {
                    topology.weights = WeightRule::Uniform { high: 2.0 };
                }
                let bench = Bench::new(&topology, scheme, links);
                let parts = Parts::new(&bench.sweep, ROOMY).unwrap();
                assert_eq!(parts.answers.len(), 1, "{what}");
                let samples = 2;
                let logits = bench.logits(&parts, samples);
                let answered = bench.check(&logits, samples, &what);
                assert_eq!(answered, bench.sweep.answers.len(), "{what}");
                assert!(answered > 0, "{what}");
            }
        }
    }
}

/// Pools and means stand where a first layer that is linear would be, and identities have weights.
#[test]
fn pools_averages_and_weights_too() {
    let mut signals = narrow("wide-fog");
    signals.weights = WeightRule::Uniform { high: 2.0 };
    signals.nodes.last_mut().unwrap().units = vec![
        Unit::MaxPool { size: 2 },
        Unit::Conv1d {
            channels: 4,
            kernel: 5,
            stride: 3,
        },
        Unit::GlobalAverage,
    ];
    let mut images = narrow("four-cameras");
    images.nodes.last_mut().unwrap().units = vec![Unit::MaxPool { size: 2 }, Unit::GlobalAverage];
    for topology in [signals, images] {
        let bench = Bench::new(&topology, Scheme::ResilinetPlus, false);
        let parts = Parts::new(&bench.sweep, ROOMY).unwrap();
        let logits = bench.logits(&parts, 3);
        assert!(bench.check(&logits, 3, &topology.title) > 4);
    }
}

/// A node without units hands on what it was sent, for which its sender must not be let go too early.
#[test]
fn nodes_without_units_hand_on() {
    let mut found = 0;
    for preset in presets::all() {
        let count = preset.topology.nodes.len();
        for at in 0..count - 1 {
            let mut topology = narrow(preset.id);
            topology.nodes[at].units.clear();
            for scheme in Scheme::ALL {
                if plan(&topology, scheme, 1).is_err() {
                    continue;
                }
                let bench = Bench::new(&topology, scheme, false);
                let parts = Parts::new(&bench.sweep, ROOMY).unwrap();
                let what = format!("{} {scheme:?} {at}", preset.id);
                bench.check(&bench.logits(&parts, 1), 1, &what);
                found += 1;
            }
        }
    }
    assert!(found > 10);
}

/// Whatever the budget, parts stay within it, give the same, and are refused only where one answer is too much.
#[test]
fn parts_stay_within_any_budget() {
    for (preset, scheme) in [
        ("smallest", Scheme::Resilinet),
        ("two-sensors", Scheme::ResilinetPlus),
        ("four-cameras", Scheme::ResilinetPlus),
    ] {
        let bench = Bench::new(&narrow(preset), scheme, false);
        let sizes = |answers: &[usize], samples| {
            let (programme, _) = bench.sweep.programme(answers, samples).unwrap();
            Sizes::of(&programme)
        };
        let whole = sizes(&bench.sweep.answers, 1).bytes();
        let single = |answer: &usize| sizes(std::slice::from_ref(answer), 1);
        let singles = bench.sweep.answers.iter().map(single);
        let least = singles.fold(Sizes::default(), Sizes::with).bytes();
        assert!(least < whole, "{preset}");
        let mut most_parts = 0;
        for budget in [least, (least + whole) / 2, whole, 3 * whole] {
            let room = Room { budget, ..ROOMY };
            let parts = Parts::new(&bench.sweep, room).unwrap();
            let each = parts.answers.iter();
            let all = each.map(|answers| sizes(answers, parts.samples));
            assert!(all.fold(Sizes::default(), Sizes::with).bytes() <= budget);
            assert_eq!(parts.answers.len() == 1, budget >= whole, "{preset}");
            most_parts = most_parts.max(parts.answers.len());
            let logits = bench.logits(&parts, 2);
            assert!(bench.check(&logits, 2, preset) > 2);
        }
        assert!(most_parts > 1, "{preset}");
        for room in [
            Room {
                budget: least - 1,
                ..ROOMY
            },
            Room {
                buffer: 4 * bench.sweep.layout.total as u64,
                ..ROOMY
            },
        ] {
            let refused = Parts::new(&bench.sweep, room);
            assert!(
                matches!(refused, Err(GpuError::TooLarge { .. })),
                "{refused:?}"
            );
        }
    }
}

/// As many samples as fit, and not one more.
#[test]
fn samples_fill_the_room() {
    let bench = Bench::new(&narrow("two-sensors"), Scheme::Resilinet, false);
    let sizes = |samples| {
        let programme = bench.sweep.programme(&bench.sweep.answers, samples);
        Sizes::of(&programme.unwrap().0)
    };
    for wanted in [1, 2, 7, 50] {
        let exact = sizes(wanted);
        for (room, expected) in [
            (
                Room {
                    budget: exact.bytes(),
                    ..ROOMY
                },
                wanted,
            ),
            (
                Room {
                    budget: exact.bytes() - 1,
                    ..ROOMY
                },
                wanted - 1,
            ),
            (
                Room {
                    buffer: 4 * exact.values,
                    ..ROOMY
                },
                wanted,
            ),
            (
                Room {
                    buffer: 4 * exact.values - 1,
                    ..ROOMY
                },
                wanted - 1,
            ),
        ] {
            if expected > 0 {
                let parts = Parts::new(&bench.sweep, room).unwrap();
                assert_eq!((parts.samples, parts.answers.len()), (expected, 1));
            }
        }
    }
    let roomy = Parts::new(&bench.sweep, ROOMY).unwrap();
    assert_eq!(roomy.samples, 512);
    let (one, _) = bench.sweep.programme(&bench.sweep.answers, 1).unwrap();
    let work: u64 = one.steps.iter().map(Step::work).sum();
    for (work, expected) in [(7 * work, 7), (8 * work - 1, 7), (work - 1, 1)] {
        let busy = Parts::new(&bench.sweep, Room { work, ..ROOMY }).unwrap();
        assert_eq!(busy.samples, expected);
    }
}

/// What several patterns have in common is one row, and senders' adapters run once per version of the sender.
#[test]
fn work_is_shared() {
    for preset in presets::all() {
        let bench = Bench::new(&preset.topology, Scheme::ResilinetPlus, false);
        let (sweep, layout) = (&bench.sweep, Layout::new(&bench.sweep.plan));
        let work =
            |programme: &Programme| programme.steps.iter().map(|step| step.work()).sum::<u64>();
        let alone: u64 = bench
            .deliveries
            .iter()
            .filter_map(|(delivery, _)| Programme::logits(&sweep.plan, &layout, delivery, 1))
            .map(|programme| work(&programme))
            .sum();
        let (together, _) = sweep.programme(&sweep.answers, 1).unwrap();
        assert!(work(&together) < alone, "{}", preset.id);
        // However many versions there are: a few per layer, adapter and sum of the network.
        let drawn: usize = (sweep.plan.nodes.iter())
            .map(|node| 1 + node.layers.len() + 2 * node.inputs.len())
            .sum();
        assert!(together.steps.len() <= drawn, "{}", preset.id);
        let known = |step: &Step| Kernel::ANSWERING.contains(&step.kernel);
        assert!(together.steps.iter().all(known), "{}", preset.id);
    }
}

#[test]
fn versions_of_another_network_are_refused() {
    let bench = Bench::new(&narrow("two-sensors"), Scheme::Resilinet, false);
    let plan = &bench.sweep.plan;
    let deliveries: Vec<Delivery> = bench
        .deliveries
        .iter()
        .map(|(own, _)| own.clone())
        .collect();
    let sound = versions(plan, &deliveries);
    let last = sound.all.len() - 1;
    let with = |change: &dyn Fn(&mut Versions)| {
        let mut changed = sound.clone();
        change(&mut changed);
        Sweep::new(Arc::clone(plan), &changed)
    };
    assert!(with(&|_| {}).is_ok());
    let receiver = sound
        .all
        .iter()
        .position(|v| v.inputs.iter().any(Option::is_some));
    let receiver = receiver.unwrap();
    let changes: [&dyn Fn(&mut Versions); 6] = [
        &|versions| versions.all[last].node = plan.nodes.len(),
        &|versions| versions.all[last].inputs.push(None),
        &|versions| versions.all[receiver].inputs.fill(Some(last)),
        &|versions| versions.all[receiver].inputs.fill(None),
        &|versions| versions.answers[0] = Some(last + 1),
        &|versions| versions.answers[0] = Some(0),
    ];
    for (nth, change) in changes.iter().enumerate() {
        let refused = with(change);
        assert!(matches!(refused, Err(GpuError::Failed(_))), "{nth}");
    }
}

#[test]
fn without_answers_there_is_no_part() {
    let bench = Bench::new(&narrow("smallest"), Scheme::Vanilla, false);
    let none = Versions {
        all: Vec::new(),
        answers: vec![None; 3],
    };
    let sweep = Sweep::new(Arc::clone(&bench.sweep.plan), &none).unwrap();
    let parts = Parts::new(&sweep, ROOMY).unwrap();
    assert!(sweep.answers.is_empty() && parts.answers.is_empty());
}
