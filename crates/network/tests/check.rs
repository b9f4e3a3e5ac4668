//! The list of problems: rules and shapes together, nothing twice, repairs that mend.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_network::{check, plan};
use deepfog_topology::edit::{self, Edit};
use deepfog_topology::rules::Place;
use deepfog_topology::{
    Diagnostic, Link, Node, Region, Scheme, Sense, Severity, Tier, Topology, Unit, presets,
};

const SKIPS_ONLY: &str = "Only the schemes with skip hyperconnections are concerned.";

fn preset(id: &str) -> Topology {
    presets::find(id).unwrap().topology
}

fn link(from: &str, to: &str) -> Link {
    Link {
        from: from.into(),
        to: to.into(),
    }
}

fn conv1d(channels: usize) -> Unit {
    Unit::Conv1d {
        channels,
        kernel: 3,
        stride: 2,
    }
}

fn conv2d(channels: usize) -> Unit {
    Unit::Conv2d {
        channels,
        kernel: 3,
        stride: 2,
    }
}

fn errors(found: &[Diagnostic]) -> Vec<&Diagnostic> {
    found
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .collect()
}

#[test]
fn presets_are_without_problems() {
    for preset in presets::all() {
        assert_eq!(check(&preset.topology), [], "{}", preset.id);
    }
    assert_eq!(check(&presets::six_view_camera()), []);
}

/// A drawing, an edit of it, the node that is told, words of it, and what the repair does.
type Case<'a> = (
    &'a str,
    &'a str,
    fn(&mut Topology),
    &'a str,
    &'a str,
    Option<&'a str>,
);

#[test]
fn shapes_that_cannot_meet_and_their_repairs() {
    let cases: [Case; 13] = [
        (
            "a convolution over time on an image",
            "smallest",
            |t| t.nodes[1].units[0] = conv1d(4),
            "e",
            "needs a signal",
            Some("Change it to convolution 3×3, 4 channels, stride 2"),
        ),
        (
            "a convolution over rows on a signal",
            "two-sensors",
            |t| t.nodes[2].units[0] = conv2d(4),
            "e1",
            "needs an image",
            Some("Change it to convolution 3, 4 channels, stride 2"),
        ),
        (
            "a convolution after a dense unit",
            "smallest",
            |t| t.nodes[1].units.push(Unit::Dense { width: 8 }),
            "f",
            "needs an image",
            Some("Change it to dense 32"),
        ),
        (
            "pooling beyond the input",
            "smallest",
            |t| t.nodes[1].units.push(Unit::MaxPool { size: 15 }),
            "e",
            "larger than its input",
            Some("Change it to max pooling 14"),
        ),
        (
            "pooling of one pixel",
            "smallest",
            |t| {
                t.nodes[3].units = vec![Unit::MaxPool { size: 7 }, Unit::MaxPool { size: 2 }];
            },
            "cloud",
            "larger than its input",
            Some("Remove this unit"),
        ),
        (
            "pooling after a dense unit",
            "sensor-chain",
            |t| t.nodes[1].units.push(Unit::MaxPool { size: 2 }),
            "e",
            "needs a signal or an image",
            Some("Remove this unit"),
        ),
        (
            "an average after a dense unit",
            "sensor-chain",
            |t| t.nodes[4].units.push(Unit::GlobalAverage),
            "cloud",
            "needs a signal or an image",
            Some("Remove this unit"),
        ),
        (
            "a unit with too many weights",
            "smallest",
            |t| t.nodes[1].units = vec![conv2d(4096), conv2d(4096)],
            "e",
            "Unit 2 of e: the network would be too large",
            None,
        ),
        (
            "more parameters than a node can hold",
            "smallest",
            |t| t.nodes[1].units = vec![Unit::Dense { width: 4096 }; 3],
            "e",
            "e would hold 36777984 parameters",
            None,
        ),
        (
            "a classifying layer that is too large",
            "smallest",
            |t| {
                // 2 096 416 values, which 10 classes would each weigh.
                t.nodes[1].units = vec![Unit::Conv2d {
                    channels: 2674,
                    kernel: 1,
                    stride: 1,
                }];
                t.nodes[2].units.clear();
                t.nodes[3].units.clear();
                t.links
                    .retain(|l| *l != link("camera", "f") && *l != link("e", "cloud"));
            },
            "cloud",
            "The classifying layer of cloud would be too large",
            None,
        ),
        (
            "sources that do not give the same kind",
            "wide-fog",
            |t| t.nodes[0].units.push(Unit::Dense { width: 8 }),
            "e2",
            "e2 cannot join what accelerometer gives (8) with what gyroscope gives (3 × 100)",
            None,
        ),
        (
            "a normal hyperconnection with too large an adapter",
            "smallest",
            |t| {
                // Beside e, a second edge node of another number of dimensions feeds f.
                t.nodes[1].units = vec![Unit::Conv2d {
                    channels: 16,
                    kernel: 3,
                    stride: 1,
                }];
                t.nodes.push(Node {
                    id: "e2".into(),
                    tier: Tier::Edge,
                    sense: None,
                    units: vec![Unit::Dense { width: 4096 }],
                    position: None,
                });
                t.links.push(link("camera", "e2"));
                t.links.push(link("e2", "f"));
            },
            "f",
            "The hyperconnection e2 → f would need too large an adapter, from 4096 to 16 × 28 × 28",
            None,
        ),
        (
            "a skip with too large an adapter",
            "smallest",
            |t| {
                // 4 704 values to 4 096: more than 2^24 weights.
                t.nodes[1].units = vec![Unit::Conv2d {
                    channels: 6,
                    kernel: 3,
                    stride: 1,
                }];
                t.nodes[2].units = vec![Unit::Dense { width: 4096 }];
                t.nodes[3].units = vec![Unit::Dense { width: 32 }];
            },
            "cloud",
            "The hyperconnection e → cloud would need too large an adapter, from 6 × 28 × 28 to 4096",
            Some("Remove e → cloud"),
        ),
    ];
    for (name, id, change, node, words, label) in cases {
        let mut topology = preset(id);
        change(&mut topology);
        let found = check(&topology);
        let place = Place::Node(node.into());
        let is_told = |d: &&Diagnostic| d.place == place && d.message.contains(words);
        let told: Vec<&Diagnostic> = found.iter().filter(is_told).collect();
        assert_eq!(told.len(), 1, "{name}: {found:#?}");
        let told = told[0];
        assert_eq!(told.severity, Severity::Error, "{name}");
        let repair = told.repair.as_ref();
        assert_eq!(repair.map(|repair| repair.label.as_str()), label, "{name}");
        if let Some(repair) = repair {
            let mended = edit::apply(&topology, &repair.edit).unwrap().topology;
            let left = check(&mended);
            assert!(
                !left.iter().any(|d| is_told(&d)) && errors(&left).len() < errors(&found).len(),
                "{name}: {left:#?}"
            );
        }
    }
}

/// What the plan of either kind of scheme refuses stands in the list once, with the scheme where it matters.
#[test]
fn the_list_holds_what_the_plans_refuse_and_nothing_twice() {
    type Case<'a> = (&'a str, &'a str, fn(&mut Topology), usize, usize);
    let cases: [Case; 5] = [
        ("nothing wrong", "smallest", |_| {}, 0, 0),
        (
            "a unit, under every scheme",
            "smallest",
            |t| t.nodes[1].units[0] = conv1d(4),
            1,
            0,
        ),
        (
            "every unit that does not fit",
            "smallest",
            |t| {
                t.nodes[1].units = vec![
                    conv1d(4),
                    Unit::Dense { width: 8 },
                    conv2d(4),
                    Unit::GlobalAverage,
                ];
                t.nodes[2].units.clear();
                t.nodes[3].units = vec![Unit::MaxPool { size: 2 }];
            },
            4,
            0,
        ),
        (
            "parameters, more of them with skips",
            "sensor-chain",
            |t| t.nodes[2].units = vec![Unit::Dense { width: 4096 }; 3],
            1,
            0,
        ),
        (
            "a skip's adapter",
            "smallest",
            |t| {
                t.nodes[1].units = vec![Unit::Conv2d {
                    channels: 6,
                    kernel: 3,
                    stride: 1,
                }];
                t.nodes[2].units = vec![Unit::Dense { width: 32 }];
                t.nodes[3].units.clear();
                t.nodes[2].units.push(Unit::Dense { width: 4096 });
            },
            0,
            1,
        ),
    ];
    for (name, id, change, always, with_skips) in cases {
        let mut topology = preset(id);
        change(&mut topology);
        let found = check(&topology);
        let wrong = errors(&found);
        let skipping = wrong.iter().filter(|d| d.message.ends_with(SKIPS_ONLY));
        assert_eq!(skipping.count(), with_skips, "{name}: {wrong:#?}");
        assert_eq!(wrong.len(), always + with_skips, "{name}: {wrong:#?}");
        for scheme in Scheme::ALL {
            let refused = plan(&topology, scheme, 1).err().unwrap_or_default();
            let expected = always + if scheme.has_skips() { with_skips } else { 0 };
            assert_eq!(refused.len(), expected, "{name} {scheme:?}: {refused:#?}");
        }
    }
}

/// Rules and shapes in one list, for drawings that are not finished.
#[test]
fn shapes_are_checked_while_rules_fail() {
    type Case<'a> = (&'a str, fn(&mut Topology), &'a [&'a str]);
    let cases: [Case; 6] = [
        (
            "no cloud yet",
            |t| {
                t.nodes.pop();
                t.links.retain(|l| l.to.as_str() != "cloud");
                t.nodes[1].units[0] = conv1d(4);
            },
            &["There is no cloud", "Unit 1 of e"],
        ),
        (
            "a node without an input",
            |t| {
                t.links.retain(|l| l.to.as_str() != "e");
                t.nodes[1].units[0] = conv1d(4);
                t.nodes[2].units[0] = conv1d(4);
            },
            &["No source feeds e", "Unit 1 of f"],
        ),
        (
            "a source that senses nothing",
            |t| {
                t.nodes[0].sense = None;
                t.nodes[1].units[0] = conv1d(4);
            },
            &["senses nothing"],
        ),
        (
            "a source that senses what its task does not have",
            |t| {
                t.nodes[0].sense = Some(Sense::Channels { channels: vec![0] });
                t.nodes[1].units[0] = conv1d(4);
            },
            &["the task has images"],
        ),
        (
            "a region outside the image",
            |t| {
                t.nodes[0].sense = Some(Sense::Region {
                    region: Region {
                        top: 0,
                        left: 0,
                        height: 4096,
                        width: 4096,
                    },
                });
                t.nodes[1].units = vec![Unit::Dense { width: 4096 }];
                t.nodes[2].units.clear();
                t.nodes[3].units.clear();
            },
            &[
                "does not lie inside",
                "Unit 1 of e: the network would be too large",
            ],
        ),
        (
            "a link into a source",
            |t| {
                t.nodes.push(Node {
                    id: "late".into(),
                    sense: t.nodes[0].sense.clone(),
                    ..t.nodes[0].clone()
                });
                t.links.push(link("e", "late"));
                t.links.push(link("late", "f"));
                t.nodes[2].units[0] = conv1d(4);
            },
            &["Sources only sense", "Unit 1 of f"],
        ),
    ];
    for (name, change, expected) in cases {
        let mut topology = preset("smallest");
        change(&mut topology);
        let found = check(&topology);
        for words in expected {
            assert_eq!(
                found.iter().filter(|d| d.message.contains(words)).count(),
                1,
                "{name}, {words}: {found:#?}"
            );
        }
        let shapes = found.iter().filter(|d| d.message.contains("Unit "));
        let wanted = expected.iter().filter(|words| words.contains("Unit "));
        assert_eq!(shapes.count(), wanted.count(), "{name}: {found:#?}");
        assert!(plan(&topology, Scheme::Resilinet, 1).is_err(), "{name}");
    }
}

/// Of a document that no reader takes, only what makes it so is told.
#[test]
fn unsound_documents_are_told_as_such() {
    type Case<'a> = (&'a str, fn(&mut Topology), &'a str);
    let cases: [Case; 5] = [
        ("a cycle", |t| t.links.push(link("f", "e")), "cycle"),
        (
            "two nodes of one name",
            |t| t.nodes[1].id = "f".into(),
            "called f",
        ),
        ("an unknown task", |t| t.task = "poetry".into(), "poetry"),
        (
            "a unit of width 0",
            |t| t.nodes[1].units = vec![Unit::Dense { width: 0 }, conv1d(3)],
            "width 0",
        ),
        (
            "an endless unit",
            |t| t.nodes[1].units = vec![conv2d(usize::MAX)],
            "channels",
        ),
    ];
    for (name, change, words) in cases {
        let mut topology = preset("smallest");
        change(&mut topology);
        let found = check(&topology);
        assert!(
            found.iter().any(|d| d.message.contains(words)),
            "{name}: {found:#?}"
        );
        assert!(found.iter().all(|d| !d.message.contains("needs")), "{name}");
        assert!(plan(&topology, Scheme::Vanilla, 1).is_err(), "{name}");
    }
}

/// Repairs one after the other lead to a drawing without errors.
#[test]
fn repairs_lead_to_a_network_that_can_be_planned() {
    let mut topology = preset("smallest");
    topology.nodes[0].sense = None;
    topology.nodes[1].units = vec![
        conv1d(4),
        Unit::MaxPool { size: 50 },
        Unit::Dense { width: 8 },
        conv2d(4),
        Unit::GlobalAverage,
    ];
    topology.links.retain(|l| *l != link("f", "cloud"));
    for _ in 0..32 {
        let found = check(&topology);
        let Some(edit) = found
            .into_iter()
            .filter(|d| d.severity == Severity::Error)
            .find_map(|d| d.repair)
            .map(|repair| repair.edit)
        else {
            break;
        };
        assert!(!matches!(&edit, Edit::Delete { nodes, .. } if !nodes.is_empty()));
        topology = edit::apply(&topology, &edit).unwrap().topology;
    }
    for scheme in Scheme::ALL {
        assert!(
            plan(&topology, scheme, 1).is_ok(),
            "{:#?}",
            check(&topology)
        );
    }
}
