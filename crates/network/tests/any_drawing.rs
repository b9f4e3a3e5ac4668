//! Random sound drawings: the list of problems, the plans and the costs say the same.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_network::{check, costs, plan};
use deepfog_topology::{
    Link, Node, Region, Scheme, Sense, Severity, Tier, Topology, Unit, edit, presets, rules,
};
use proptest::prelude::*;

fn number() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 1_usize..9, 1 => Just(64), 1 => Just(4096)]
}

fn any_unit() -> impl Strategy<Value = Unit> {
    // Kernels are odd.
    let odd = || number().prop_map(|number| number.saturating_sub(1) | 1);
    prop_oneof![
        number().prop_map(|width| Unit::Dense { width }),
        (number(), odd(), number()).prop_map(|(channels, kernel, stride)| Unit::Conv1d {
            channels,
            kernel,
            stride
        }),
        (number(), odd(), number()).prop_map(|(channels, kernel, stride)| Unit::Conv2d {
            channels,
            kernel,
            stride
        }),
        number().prop_map(|size| Unit::MaxPool { size }),
        Just(Unit::GlobalAverage),
    ]
}

fn any_sense() -> impl Strategy<Value = Option<Sense>> {
    let side = || prop_oneof![4 => 1_usize..29, 1 => 0_usize..4097];
    prop_oneof![
        8 => (side(), side()).prop_map(|(height, width)| Some(Sense::Region {
            region: Region { top: 0, left: 0, height, width },
        })),
        1 => Just(Some(Sense::Channels { channels: vec![0, 2] })),
        1 => Just(None),
    ]
}

/// Up to ten nodes in any tiers, on images or signals.
fn any_drawing() -> impl Strategy<Value = Topology> {
    let node = (
        prop_oneof![
            2 => Just(Tier::Source),
            3 => Just(Tier::Edge),
            3 => Just(Tier::Fog),
            2 => Just(Tier::Cloud)
        ],
        any_sense(),
        proptest::collection::vec(any_unit(), 0..4),
    );
    let nodes = proptest::collection::vec(node, 1..11);
    let links = proptest::collection::vec(proptest::bool::weighted(0.4), 100);
    (nodes, links, proptest::bool::weighted(0.8)).prop_map(|(mut nodes, links, images)| {
        // Mostly drawings that a person would make: from the source to the cloud.
        nodes.sort_by_key(|(tier, ..)| *tier);
        let id = |at: usize| format!("n{at}").as_str().into();
        let count = nodes.len();
        Topology {
            title: String::new(),
            task: if images {
                "fashion-mnist"
            } else {
                "smartwatch"
            }
            .into(),
            links: (0..count)
                .flat_map(|from| (from + 1..count).map(move |to| (from, to)))
                .filter(|(from, to)| links[from * 10 + to])
                .map(|(from, to)| Link {
                    from: id(from),
                    to: id(to),
                })
                .collect(),
            nodes: nodes
                .into_iter()
                .enumerate()
                .map(|(at, (tier, sense, units))| Node {
                    id: id(at),
                    tier,
                    sense: sense.filter(|_| tier == Tier::Source),
                    units,
                    position: None,
                })
                .collect(),
            ..presets::find("smallest").unwrap().topology
        }
    })
}

/// Holds the list, the plans and the costs against each other; gives the drawing after the first repair.
fn agree(topology: &Topology) -> Option<Topology> {
    assert_eq!(rules::structure(topology), []);
    let found = check(topology);
    let errors = found.iter().filter(|d| d.severity == Severity::Error);
    let errors: Vec<_> = errors.collect();
    let mut refused = 0;
    for scheme in [Scheme::Vanilla, Scheme::DeepFogGuard] {
        let costs = costs(topology, scheme);
        match plan(topology, scheme, 1) {
            Ok(plan) => {
                assert!(costs.complete);
                assert_eq!(costs.parameters, plan.parameter_count() as u64);
            }
            Err(wrong) => {
                refused += 1;
                assert!(wrong.len() <= errors.len(), "{wrong:#?}\n{errors:#?}");
            }
        }
    }
    assert_eq!(refused == 0, errors.is_empty(), "{errors:#?}");
    for (at, told) in found.iter().enumerate() {
        assert!(!found[..at].contains(told), "said twice: {}", told.message);
    }
    let mended: Vec<Topology> = found
        .iter()
        .filter_map(|told| told.repair.as_ref())
        .map(|repair| edit::apply(topology, &repair.edit).unwrap().topology)
        .collect();
    for topology in &mended {
        assert_eq!(rules::structure(topology), []);
    }
    mended.into_iter().next()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// From each drawing on through its repairs, which end in most cases in one without problems.
    #[test]
    fn problems_plans_and_costs_agree(drawing in any_drawing()) {
        let mut topology = drawing;
        for _ in 0..40 {
            match agree(&topology) {
                Some(mended) => topology = mended,
                None => break,
            }
        }
    }
}
