//! Shapes, adapters and weights of plans.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_network::{Adapter, Plan, plan, plan_of};
use deepfog_topology::model::LinkWeight;
use deepfog_topology::{
    InputSpace, Link, Scheme, Severity, Task, TaskId, Topology, Unit, WeightRule, presets,
};

fn of(preset: &str, scheme: Scheme) -> Plan {
    plan(&presets::find(preset).unwrap().topology, scheme, 1).unwrap()
}

fn input<'a>(plan: &'a Plan, from: &str, to: &str) -> &'a deepfog_network::PlannedInput {
    let node = plan
        .nodes
        .iter()
        .find(|node| node.id.as_str() == to)
        .unwrap();
    node.inputs
        .iter()
        .find(|input| plan.nodes[input.from].id.as_str() == from)
        .unwrap()
}

#[test]
fn every_preset_plans_under_every_scheme() {
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            let plan = plan(&preset.topology, scheme, 1).unwrap();
            let classes = plan.task.classes.len();
            assert_eq!(
                plan.nodes[plan.cloud()].output_shape,
                [classes],
                "{} {scheme:?}",
                preset.id
            );
        }
    }
    assert!(plan(&presets::six_view_camera(), Scheme::Resilinet, 1).is_ok());
}

/// A task of which the project has no data, as the papers' health network needs one.
#[test]
fn a_task_that_is_not_builtin_is_given() {
    let topology = presets::papers_health();
    let mut task = Task {
        id: TaskId::MHEALTH.into(),
        title: "Activities".to_owned(),
        input: InputSpace::Signal {
            channels: (0..23)
                .map(|channel| format!("channel {channel}"))
                .collect(),
            steps: 1,
            rate_hz: 50.0,
        },
        classes: (0..12).map(|class| format!("class {class}")).collect(),
    };
    let network = plan_of(&topology, &task, Scheme::DeepFogGuard, 1).unwrap();
    assert_eq!(network.task, task);
    assert_eq!(network.nodes[network.cloud()].output_shape, [12]);
    let skip = input(&network, "body", "f2");
    assert_eq!(
        skip.adapter,
        Adapter::Dense {
            inputs: 23,
            outputs: 250
        }
    );
    assert_eq!(input(&network, "body", "e").adapter, Adapter::Identity);

    let told = |result: Result<Plan, Vec<deepfog_topology::Diagnostic>>| {
        let wrong = result.unwrap_err();
        let messages: Vec<String> = wrong.into_iter().map(|one| one.message).collect();
        messages.join(" ")
    };
    let unknown = "The task \"mhealth\" is not known.";
    assert!(told(plan(&topology, Scheme::Vanilla, 1)).contains(unknown));
    // What sources sense is held against the task that is given.
    if let InputSpace::Signal { channels, .. } = &mut task.input {
        channels.truncate(20);
    }
    assert!(told(plan_of(&topology, &task, Scheme::Vanilla, 1)).contains("body"));
    task.id = TaskId::SMARTWATCH.into();
    assert!(told(plan_of(&topology, &task, Scheme::Vanilla, 1)).contains(unknown));
}

#[test]
fn adapters_follow_the_rule() {
    let chain = of("sensor-chain", Scheme::DeepFogGuard);
    let width = chain.nodes[1].output_shape[0];
    let two = of("two-sensors", Scheme::DeepFogGuard);
    let cloud = &two.nodes[two.cloud()];
    let cases = [
        // The only input of e: the raw signal as it is.
        (
            "watch→e",
            input(&chain, "watch", "e").adapter,
            Adapter::Identity,
        ),
        // A skip from a source to a node with another input: shapes differ, no stride fits.
        (
            "watch→f2",
            input(&chain, "watch", "f2").adapter,
            Adapter::Dense {
                inputs: 600,
                outputs: width,
            },
        ),
        ("e→f1", input(&chain, "e", "f1").adapter, Adapter::Identity),
        (
            "e1→cloud",
            input(&two, "e1", "cloud").adapter,
            Adapter::Convolution {
                inputs: two.nodes[2].output_shape[0],
                outputs: cloud.input_shape[0],
                stride: 2,
            },
        ),
    ];
    for (name, found, expected) in cases {
        assert_eq!(found, expected, "{name}");
    }
}

/// A source that feeds a node with more than one input has a learned adapter even where shapes are equal.
#[test]
fn sources_among_several_inputs_always_have_learned_adapters() {
    let mut topology = presets::find("smallest").unwrap().topology;
    for node in &mut topology.nodes {
        if node.id.as_str() == "e" {
            node.units = vec![Unit::Conv2d {
                channels: 1,
                kernel: 3,
                stride: 1,
            }];
        }
    }
    let plan = plan(&topology, Scheme::DeepFogGuard, 1).unwrap();
    let expected = Adapter::Convolution {
        inputs: 1,
        outputs: 1,
        stride: 1,
    };
    assert_eq!(input(&plan, "camera", "f").adapter, expected);
    assert_eq!(input(&plan, "e", "f").adapter, Adapter::Identity);
}

#[test]
fn a_node_fed_by_sources_adds_their_channels() {
    let plan = of("wide-fog", Scheme::Vanilla);
    let e2 = plan
        .nodes
        .iter()
        .find(|node| node.id.as_str() == "e2")
        .unwrap();
    assert_eq!(e2.input_shape, [6, 100]);
    let expected = Adapter::Convolution {
        inputs: 3,
        outputs: 6,
        stride: 1,
    };
    assert_eq!(input(&plan, "gyroscope", "e2").adapter, expected);
}

#[test]
fn vanilla_has_no_skip_and_the_same_input_shapes() {
    for preset in presets::all() {
        let vanilla = plan(&preset.topology, Scheme::Vanilla, 1).unwrap();
        let guarded = plan(&preset.topology, Scheme::DeepFogGuard, 1).unwrap();
        for (plain, skipped) in vanilla.nodes.iter().zip(&guarded.nodes) {
            assert_eq!(
                plain.input_shape, skipped.input_shape,
                "{} {}",
                preset.id, plain.id
            );
            assert_eq!(plain.layers, skipped.layers, "{} {}", preset.id, plain.id);
        }
        assert!(vanilla.parameter_count() <= guarded.parameter_count());
        let links = |plan: &Plan| {
            plan.nodes
                .iter()
                .map(|node| node.inputs.len())
                .sum::<usize>()
        };
        assert!(links(&vanilla) < links(&guarded), "{}", preset.id);
    }
}

#[test]
fn weights_follow_the_six_rules() {
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    let weights = |topology: &Topology, seed| -> Vec<(String, f32)> {
        let plan = plan(topology, Scheme::DeepFogGuard, seed).unwrap();
        let f1 = plan
            .nodes
            .iter()
            .find(|node| node.id.as_str() == "f1")
            .unwrap();
        f1.inputs
            .iter()
            .map(|input| (plan.nodes[input.from].id.to_string(), input.weight))
            .collect()
    };
    let near = |found: Vec<(String, f32)>, expected: [(&str, f64); 2]| {
        assert_eq!(found.len(), expected.len());
        for ((name, weight), (wanted, value)) in found.iter().zip(expected) {
            assert!(
                name == wanted && (f64::from(*weight) - value).abs() < 1e-6,
                "{found:?}"
            );
        }
    };
    near(weights(&topology, 1), [("e", 1.0), ("f2", 1.0)]);
    topology.weights = WeightRule::Reliability {
        setting: "Hazardous".into(),
    };
    near(weights(&topology, 1), [("e", 0.78), ("f2", 0.80)]);
    topology.weights = WeightRule::Normalised {
        setting: "Hazardous".into(),
    };
    near(
        weights(&topology, 1),
        [("e", 0.78 / 1.58), ("f2", 0.80 / 1.58)],
    );
    for high in [1.0, 10.0] {
        topology.weights = WeightRule::Uniform { high };
        let drawn = weights(&topology, 1);
        assert!(
            drawn
                .iter()
                .all(|(_, weight)| (0.0..high as f32).contains(weight))
        );
        assert_eq!(
            drawn,
            weights(&topology, 1),
            "the same seed gives the same weights"
        );
        assert_ne!(drawn, weights(&topology, 2));
    }
    topology.weights = WeightRule::Given {
        weights: vec![LinkWeight {
            from: "f2".into(),
            to: "f1".into(),
            weight: -0.25,
        }],
    };
    near(weights(&topology, 1), [("e", 1.0), ("f2", -0.25)]);
}

#[test]
fn shapes_that_cannot_meet_are_told_with_their_node() {
    type Case<'a> = (&'a str, fn(&mut Topology), &'a str, &'a str);
    let cases: [Case; 5] = [
        (
            "signal convolution on an image",
            |t| {
                t.nodes[1].units[0] = Unit::Conv1d {
                    channels: 4,
                    kernel: 3,
                    stride: 1,
                }
            },
            "e",
            "needs a signal",
        ),
        (
            "convolution after dense",
            |t| t.nodes[1].units.insert(0, Unit::Dense { width: 8 }),
            "e",
            "needs an image",
        ),
        (
            "pooling beyond the input",
            |t| t.nodes[1].units.push(Unit::MaxPool { size: 15 }),
            "e",
            "larger than its input",
        ),
        (
            "a unit with too many weights",
            |t| {
                // 3 × 3 windows over 4 096 channels.
                let wide = Unit::Conv2d {
                    channels: 4096,
                    kernel: 3,
                    stride: 2,
                };
                t.nodes[1].units = vec![wide, wide];
            },
            "e",
            "too large",
        ),
        (
            "more parameters than a node can hold",
            |t| t.nodes[1].units = vec![Unit::Dense { width: 4096 }; 3],
            "e",
            "parameters",
        ),
    ];
    for (name, edit, node, words) in cases {
        let mut topology = presets::find("smallest").unwrap().topology;
        edit(&mut topology);
        let wrong = plan(&topology, Scheme::Vanilla, 1).unwrap_err();
        assert!(
            wrong.iter().any(|d| d.severity == Severity::Error
                && d.place == deepfog_topology::rules::Place::Node(node.into())
                && d.message.contains(words)),
            "{name}: {wrong:#?}"
        );
    }
}

#[test]
fn all_shapes_that_cannot_meet_are_told_at_once() {
    let mut topology = presets::find("smallest").unwrap().topology;
    for at in [1, 2] {
        topology.nodes[at].units[0] = Unit::Conv1d {
            channels: 4,
            kernel: 3,
            stride: 1,
        };
    }
    assert_eq!(plan(&topology, Scheme::Vanilla, 1).unwrap_err().len(), 2);
    // And with them what the rules find.
    topology.links.retain(|link| link.from.as_str() != "f");
    let wrong = plan(&topology, Scheme::Vanilla, 1).unwrap_err();
    for words in ["Unit 1 of e", "Unit 1 of f", "No path leads from f"] {
        assert!(
            wrong.iter().any(|d| d.message.contains(words)),
            "{words}: {wrong:#?}"
        );
    }
}

/// Sources never fail, so their reliability is 1, and a scheme normalises over its own inputs.
#[test]
fn weights_are_those_of_the_schemes_graph() {
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    topology.weights = WeightRule::Reliability {
        setting: "Hazardous".into(),
    };
    let guarded = plan(&topology, Scheme::DeepFogGuard, 1).unwrap();
    assert_eq!(input(&guarded, "watch", "f2").weight, 1.0);
    topology.weights = WeightRule::Normalised {
        setting: "Hazardous".into(),
    };
    let guarded = plan(&topology, Scheme::DeepFogGuard, 1).unwrap();
    let of_source = input(&guarded, "watch", "f2").weight;
    assert!((f64::from(of_source) - 1.0 / 1.78).abs() < 1e-6);
    let vanilla = plan(&topology, Scheme::Vanilla, 1).unwrap();
    for node in &vanilla.nodes {
        for input in &node.inputs {
            assert_eq!(input.weight, 1.0, "{}", node.id);
        }
    }
}

/// A link has one draw, whatever else the scheme's graph holds.
#[test]
fn schemes_share_their_random_weights() {
    let mut topology = presets::find("wide-fog").unwrap().topology;
    topology.weights = WeightRule::Uniform { high: 10.0 };
    let vanilla = plan(&topology, Scheme::Vanilla, 3).unwrap();
    let guarded = plan(&topology, Scheme::DeepFogGuard, 3).unwrap();
    for (plain, skipped) in vanilla.nodes.iter().zip(&guarded.nodes) {
        for own in &plain.inputs {
            let same = skipped.inputs.iter().find(|other| other.from == own.from);
            assert_eq!(same.map(|other| other.weight), Some(own.weight));
        }
    }
    topology.weights = WeightRule::Uniform { high: 1e39 };
    assert!(plan(&topology, Scheme::Vanilla, 3).is_err());
}

/// A skip that becomes normal because its detour is gone is in Vanilla's network too.
#[test]
fn the_kind_of_a_link_decides_vanillas_graph() {
    let mut topology = presets::find("smallest").unwrap().topology;
    let detour = Link {
        from: "camera".into(),
        to: "e".into(),
    };
    topology.links.retain(|link| *link != detour);
    topology.nodes.retain(|node| node.id.as_str() != "e");
    topology
        .links
        .retain(|link| link.from.as_str() != "e" && link.to.as_str() != "e");
    for setting in &mut topology.settings {
        setting.reliability.remove(&"e".into());
    }
    let plan = plan(&topology, Scheme::Vanilla, 1).unwrap();
    assert_eq!(input(&plan, "camera", "f").adapter, Adapter::Identity);
}
