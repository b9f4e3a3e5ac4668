//! Costs against plans, for drawings that are not finished, and how long all of it takes.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use deepfog_network::plan::adapter_parameters;
use deepfog_network::{Costs, Layer, check, costs, plan};
use deepfog_topology::{
    Graph, Link, LinkKind, Node, Scheme, Sense, Tier, Topology, Unit, WeightRule, presets,
};

fn preset(id: &str) -> Topology {
    presets::find(id).unwrap().topology
}

#[test]
fn costs_are_those_of_the_plan() {
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            let plan = plan(&preset.topology, scheme, 1).unwrap();
            let costs = costs(&preset.topology, scheme);
            assert!(costs.complete);
            assert_eq!(costs.parameters, plan.parameter_count() as u64);
            assert_eq!(costs.nodes.len(), plan.nodes.len());
            for (node, cost) in plan.nodes.iter().zip(&costs.nodes) {
                assert_eq!(cost.id, node.id);
                assert_eq!(cost.parameters, Some(node.parameter_count() as u64));
                assert_eq!(cost.output_bytes, Some(node.output_bytes() as u64));
                assert_eq!(costs.node(&node.id), Some(cost));
            }
            let mut bytes = 0;
            let mut count = 0;
            for node in &plan.nodes {
                for input in &node.inputs {
                    let sender = &plan.nodes[input.from];
                    let link = Link {
                        from: sender.id.clone(),
                        to: node.id.clone(),
                    };
                    let cost = costs.link(&link).unwrap();
                    assert_eq!(cost.kind, input.kind);
                    assert_eq!(cost.bytes, Some(sender.output_bytes() as u64));
                    let parameters = adapter_parameters(&input.adapter) as u64;
                    assert_eq!(cost.parameters, Some(parameters));
                    bytes += sender.output_bytes() as u64;
                    count += 1;
                }
            }
            assert_eq!((costs.bytes, costs.links.len()), (bytes, count));
        }
    }
}

#[test]
fn multiply_adds_are_those_of_adapters_and_layers() {
    // f2 of the sensor chain holds two dense layers of 128; its skip brings the watch's 600 values to 128.
    // e of the smallest network holds a convolution of 3 × 3 that makes 16 channels of 14 × 14 of one.
    let skip = 600 * 128;
    for (id, scheme, node, expected) in [
        ("sensor-chain", Scheme::Vanilla, "watch", 0),
        ("sensor-chain", Scheme::Vanilla, "f2", 2 * 128 * 128),
        (
            "sensor-chain",
            Scheme::ResilinetPlus,
            "f2",
            2 * 128 * 128 + skip,
        ),
        ("smallest", Scheme::Vanilla, "e", 16 * 14 * 14 * 9),
    ] {
        let plan = plan(&preset(id), scheme, 1).unwrap();
        let found = plan.nodes.iter().find(|found| found.id.as_str() == node);
        assert_eq!(found.unwrap().multiply_adds(), expected, "{id} {node}");
    }
    // Every weight of dense layers and dense adapters is used once; biases are added only.
    for scheme in Scheme::ALL {
        let plan = plan(&preset("sensor-chain"), scheme, 1).unwrap();
        let mut seen = 0;
        for node in &plan.nodes {
            let outputs = |layer: &Layer| match layer {
                Layer::Dense { outputs, .. } => Some(*outputs),
                _ => None,
            };
            let biases: Option<usize> = node.layers.iter().map(outputs).sum();
            if let Some(biases) = biases {
                let weights = (node.parameter_count() - biases) as u64;
                assert_eq!(node.multiply_adds(), weights, "{}", node.id);
                seen += 1;
            }
        }
        assert!(seen > 2, "the chain has dense nodes");
    }
}

/// The figures of one drawing as text: `?` for what is not known.
fn text(costs: &Costs) -> (Vec<String>, Vec<String>) {
    let figure = |value: Option<u64>| value.map_or("?".to_owned(), |value| value.to_string());
    let nodes = costs.nodes.iter().map(|node| {
        let (parameters, bytes) = (figure(node.parameters), figure(node.output_bytes));
        format!("{} {parameters} {bytes}", node.id)
    });
    let links = costs.links.iter().map(|link| {
        let (bytes, parameters) = (figure(link.bytes), figure(link.parameters));
        format!("{}→{} {bytes} {parameters}", link.from, link.to)
    });
    (nodes.collect(), links.collect())
}

#[test]
fn what_is_not_known_has_no_figures_and_the_rest_has() {
    type Case<'a> = (&'a str, fn(&mut Topology), &'a [&'a str], &'a [&'a str]);
    let cases: [Case; 6] = [
        (
            "the preset",
            |_| {},
            &[
                "camera 0 3136",
                "e 160 12544",
                "f 4656 6272",
                "cloud 22074 40",
            ],
            &[
                "camera→e 3136 0",
                "camera→f 3136 16",
                "e→cloud 12544 512",
                "e→f 12544 0",
                "f→cloud 6272 0",
            ],
        ),
        (
            "nothing comes into e",
            |t| t.links.retain(|link| link.to.as_str() != "e"),
            &["camera 0 3136", "e ? ?", "f 321 25088", "cloud 37402 40"],
            &[
                "camera→f 3136 1",
                "e→cloud ? ?",
                "e→f ? ?",
                "f→cloud 25088 0",
            ],
        ),
        (
            "a unit that does not fit",
            |t| {
                t.nodes[1].units.insert(
                    0,
                    Unit::Conv1d {
                        channels: 4,
                        kernel: 3,
                        stride: 1,
                    },
                )
            },
            &["camera 0 3136", "e ? ?", "f ? ?", "cloud ? ?"],
            &[
                "camera→e 3136 0",
                "camera→f 3136 ?",
                "e→cloud ? ?",
                "e→f ? ?",
                "f→cloud ? ?",
            ],
        ),
        (
            "a source that senses nothing",
            |t| t.nodes[0].sense = None,
            &["camera ? ?", "e ? ?", "f ? ?", "cloud ? ?"],
            &[
                "camera→e ? ?",
                "camera→f ? ?",
                "e→cloud ? ?",
                "e→f ? ?",
                "f→cloud ? ?",
            ],
        ),
        (
            "units that are too large",
            |t| {
                t.nodes[1].units = vec![
                    Unit::Conv2d {
                        channels: 4096,
                        kernel: 4095,
                        stride: 1
                    };
                    2
                ]
            },
            &[
                "camera 0 3136",
                "e 281406240468992 12845056",
                "f 1183776 25088",
                "cloud 168474 40",
            ],
            &[
                "camera→e 3136 0",
                "camera→f 3136 4096",
                "e→cloud 12845056 131072",
                "e→f 12845056 0",
                "f→cloud 25088 0",
            ],
        ),
        (
            "a cycle",
            |t| {
                t.links.push(Link {
                    from: "f".into(),
                    to: "e".into(),
                })
            },
            &["camera ? ?", "e ? ?", "f ? ?", "cloud ? ?"],
            &[],
        ),
    ];
    for (name, change, nodes, links) in cases {
        let mut topology = preset("smallest");
        change(&mut topology);
        let found = costs(&topology, Scheme::Resilinet);
        let complete = !format!("{:?}", text(&found)).contains('?');
        assert_eq!(
            text(&found),
            (
                nodes.iter().map(ToString::to_string).collect(),
                links.iter().map(ToString::to_string).collect(),
            ),
            "{name}"
        );
        assert_eq!(found.complete, complete, "{name}");
        let known = found.nodes.iter().filter_map(|node| node.parameters);
        assert_eq!(found.parameters, known.sum::<u64>(), "{name}");
    }
}

#[test]
fn vanilla_has_no_skips_to_pay_for() {
    let topology = preset("smallest");
    let (plain, skipping) = (
        costs(&topology, Scheme::Vanilla),
        costs(&topology, Scheme::Resilinet),
    );
    assert!(plain.links.iter().all(|link| link.kind == LinkKind::Normal));
    let added: u64 = skipping
        .links
        .iter()
        .filter(|link| link.kind == LinkKind::Skip)
        .filter_map(|link| link.bytes)
        .sum();
    assert_eq!(skipping.bytes, plain.bytes + added);
    assert!(skipping.parameters > plain.parameters);
}

/// The largest figures that a sound document can come to, and an unsound one beyond them.
#[test]
fn huge_figures_stop_at_the_largest_number() {
    let mut topology = preset("smallest");
    for node in topology.nodes.iter_mut().skip(1) {
        node.units = vec![
            Unit::Conv2d {
                channels: 4096,
                kernel: 4095,
                stride: 1
            };
            64
        ];
    }
    let found = costs(&topology, Scheme::Resilinet);
    assert!(found.complete && found.parameters > 1 << 50);
    for node in topology.nodes.iter_mut().skip(1) {
        node.units = vec![
            Unit::Conv2d {
                channels: usize::MAX,
                kernel: usize::MAX,
                stride: 1
            };
            4
        ];
    }
    assert_eq!(costs(&topology, Scheme::Resilinet).parameters, u64::MAX);
}

/// 64 nodes and 512 hyperconnections: 8 sources, 55 nodes in columns of 5, a cloud.
fn largest() -> Topology {
    let smallest = preset("smallest");
    let camera = smallest.nodes[0].clone();
    let mut nodes = Vec::new();
    for at in 0..64 {
        let (tier, units) = match at {
            0..8 => (Tier::Source, Vec::new()),
            63 => (Tier::Cloud, vec![Unit::Dense { width: 64 }]),
            _ => {
                let conv = Unit::Conv2d {
                    channels: 16,
                    kernel: 3,
                    stride: 1,
                };
                (Tier::Fog, vec![conv; 4])
            }
        };
        nodes.push(Node {
            id: format!("n{at}").as_str().into(),
            tier,
            sense: (tier == Tier::Source)
                .then(|| camera.sense.clone())
                .flatten(),
            units,
            position: None,
        });
    }
    let column = |at: usize| if at < 8 { 0 } else { 1 + (at - 8) / 5 };
    let mut links = Vec::new();
    for distance in 1..12 {
        for from in 0..64 {
            for to in (8..64).filter(|&to| column(to) == column(from) + distance) {
                if links.len() < 512 {
                    links.push(Link {
                        from: nodes[from].id.clone(),
                        to: nodes[to].id.clone(),
                    });
                }
            }
        }
    }
    Topology {
        nodes,
        links,
        weights: WeightRule::Normalised {
            setting: "Normal".to_owned(),
        },
        ..smallest
    }
}

#[test]
fn the_largest_drawing_is_worked_out_at_once() {
    let topology = largest();
    let graph = Graph::new(&topology).unwrap();
    assert_eq!((graph.len(), graph.edges().len()), (64, 512));
    let errors = check(&topology);
    assert!(plan(&topology, Scheme::Vanilla, 1).is_ok(), "{errors:#?}");
    type Work = fn(&Topology) -> usize;
    let works: [(&str, Work); 4] = [
        ("graph", |t| Graph::new(t).map_or(0, |graph| graph.len())),
        ("check", |t| check(t).len()),
        ("costs", |t| costs(t, Scheme::Resilinet).links.len()),
        ("plan", |t| {
            plan(t, Scheme::Resilinet, 1).map_or(0, |plan| plan.nodes.len())
        }),
    ];
    for (name, work) in works {
        let fastest = (0..5)
            .map(|_| {
                let begun = Instant::now();
                assert!(work(&topology) < 1000);
                begun.elapsed()
            })
            .min()
            .unwrap();
        println!("{name}: {fastest:?}");
        // Far above what it takes, so that a busy machine does not fail it; a waste by powers does.
        assert!(fastest < Duration::from_millis(50), "{name}: {fastest:?}");
    }
}

#[test]
fn a_task_that_is_not_known_has_no_costs() {
    let mut topology = preset("smallest");
    topology.task = "poetry".into();
    let found = costs(&topology, Scheme::Vanilla);
    assert!(!found.complete && found.parameters == 0 && found.nodes.len() == 4);
    topology.nodes[0].sense = Some(Sense::Channels {
        channels: Vec::new(),
    });
    topology.task = "smartwatch".into();
    assert_eq!(
        costs(&topology, Scheme::Vanilla)
            .node(&"camera".into())
            .unwrap()
            .output_bytes,
        None
    );
}
