//! A network that programmes are made of and run for.

use std::sync::Arc;

use deepfog_network::{Plan, plan};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns, Versions};
use deepfog_topology::{Scheme, Topology, Unit, presets};

use crate::interpreter;
use crate::programme::Programme;
use crate::sweep::parts::Parts;
use crate::sweep::{Sweep, volume};

/// A network with parameters and the failures that it is put through.
pub(super) struct Bench {
    pub(super) sweep: Sweep,
    /// Per pattern, with its place among the distinct answers.
    pub(super) deliveries: Vec<(Delivery, Option<usize>)>,
    flat: Vec<f32>,
}

impl Bench {
    /// At most 64 patterns, spread over all; with hyperconnections that can be down where `links` says so.
    pub(super) fn new(topology: &Topology, scheme: Scheme, links: bool) -> Self {
        let plan = Arc::new(plan(topology, scheme, 1).unwrap());
        let gates = Gates::new(&plan.graph, scheme);
        let patterns = Patterns::with_links(&plan.graph, |_| links);
        let bits = patterns.failable_count();
        let all = 1_u64 << bits;
        // Times an odd number every pattern comes once, and of many those that come are spread over every bit.
        let deliveries: Vec<Delivery> = (0..all.min(64))
            .map(|nth| Pattern(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15) % all))
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
    pub(super) fn logits(&self, parts: &Parts, samples: usize) -> Vec<Vec<f32>> {
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
    pub(super) fn check(&self, logits: &[Vec<f32>], samples: usize, what: &str) -> usize {
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

pub(super) fn versions(plan: &Plan, deliveries: &[Delivery]) -> Versions {
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
pub(super) fn narrow(preset: &str) -> Topology {
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
