//! Programmes of many versions, run without a device, against those of one failure pattern at a time.

use deepfog_network::{Layout, plan};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns};
use deepfog_topology::{Scheme, Topology, Unit, WeightRule, presets};

use super::parts::{Parts, Room, Sizes};
use super::*;
use crate::interpreter;

const ROOMY: Room = Room {
    budget: 1 << 40,
    buffer: 1 << 32,
};

/// A network with parameters and the failures that it is put through.
struct Bench {
    sweep: Sweep,
    /// Per pattern, with its place among the distinct answers.
    deliveries: Vec<(Delivery, Option<usize>)>,
    flat: Vec<f32>,
}

impl Bench {
    /// At most 64 patterns, spread over all; with hyperconnections that can be down where `links` says so.
    fn new(topology: &Topology, scheme: Scheme, links: bool) -> Self {
        let plan = Arc::new(plan(topology, scheme, 1).unwrap());
        let gates = Gates::new(&plan.graph, scheme);
        let patterns = Patterns::with_links(&plan.graph, |_| links);
        let bits = patterns.failable_count();
        let all = 1_u64 << bits;
        // An odd step meets every bit.
        let step = (all / 64) | 1;
        let deliveries: Vec<Delivery> = (0..all.min(64))
            .map(|nth| Pattern(nth * step % all))
            .map(|pattern| {
                let up = patterns.up(pattern, plan.nodes.len());
                gates.deliver_without(&up, &patterns.cut(pattern))
            })
            .collect();
        let versions = versions(&plan, &deliveries);
        let sweep = Sweep::new(plan, &versions).unwrap();
        let places = versions
            .answers
            .iter()
            .map(|answer| answer.and_then(|answer| sweep.places[answer]));
        Self {
            flat: numbers(sweep.layout.total, 0.3),
            deliveries: deliveries.into_iter().zip(places).collect(),
            sweep,
        }
    }

    fn sensed(&self, samples: usize) -> Vec<Option<Vec<f32>>> {
        let nodes = self.sweep.plan.nodes.iter();
        nodes
            .map(|node| {
                let width = volume(&node.input_shape);
                node.sense.is_some().then(|| numbers(samples * width, 1.0))
            })
            .collect()
    }

    fn run(&self, programme: &Programme, samples: usize) -> Vec<f32> {
        let sensed = self.sensed(samples);
        let upload = &programme.upload;
        let values = upload.values(&self.sweep.plan, &sensed, samples, 0..samples);
        interpreter::answer(programme, &self.flat, &values.unwrap())
    }

    /// All distinct answers, part by part.
    fn logits(&self, parts: &Parts, samples: usize) -> Vec<Vec<f32>> {
        let mut logits = vec![Vec::new(); self.sweep.answers.len()];
        for answers in &parts.answers {
            let (programme, places) = self.sweep.programme(answers, samples).unwrap();
            let found = self.run(&programme, samples);
            assert_eq!(found.len() % places.len(), 0);
            for (found, place) in found.chunks_exact(found.len() / places.len()).zip(places) {
                assert!(logits[place].is_empty(), "an answer is computed once");
                logits[place] = found.to_vec();
            }
        }
        logits
    }

    /// Every pattern's logits are those of its own programme; gives how many have some.
    fn check(&self, logits: &[Vec<f32>], samples: usize, what: &str) -> usize {
        let (plan, layout) = (&self.sweep.plan, &self.sweep.layout);
        let mut expected: Vec<Option<Vec<f32>>> = vec![None; logits.len()];
        for (delivery, place) in &self.deliveries {
            let programme = Programme::logits(plan, layout, delivery, samples);
            assert_eq!(programme.is_some(), place.is_some(), "{what}");
            let (Some(programme), Some(place)) = (programme, place) else {
                continue;
            };
            let expected = expected[*place].get_or_insert_with(|| self.run(&programme, samples));
            assert_eq!(expected.len(), logits[*place].len(), "{what}");
            for (a, b) in logits[*place].iter().zip(expected) {
                let is_near = (a - *b).abs() < 1e-4 * (1.0 + b.abs());
                assert!(is_near, "{what}: a logit of {a} for {b}");
            }
        }
        expected.iter().flatten().count()
    }
}

fn versions(plan: &Plan, deliveries: &[Delivery]) -> Versions {
    let senders: Vec<Vec<usize>> = plan
        .nodes
        .iter()
        .map(|node| node.inputs.iter().map(|input| input.from).collect())
        .collect();
    Versions::new(&senders, deliveries.iter().cloned())
}

/// Numbers without a pattern that a mistake could hide in.
fn numbers(count: usize, size: f32) -> Vec<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        size * ((state >> 8) as f32 / (1 << 23) as f32 - 1.0)
    };
    (0..count).map(|_| next()).collect()
}

/// A preset with few channels, and for images few enough that this is quick.
fn narrow(preset: &str) -> Topology {
    let mut topology = presets::find(preset).unwrap().topology;
    let units = topology.nodes.iter_mut().flat_map(|node| &mut node.units);
    for (nth, unit) in units.enumerate() {
        match unit {
            Unit::Dense { width } => *width = 5,
            Unit::Conv1d { channels, .. } | Unit::Conv2d { channels, .. } => {
                *channels = 2 + nth % 2;
            }
            Unit::MaxPool { .. } | Unit::GlobalAverage => {}
        }
    }
    topology
}

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
