//! Learned parameters: back out of a bundle, and carried over to a changed network.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_network::bundle::{
    self, Bundle, Facts, FileError, Normalisation, PartAccuracies, PartAccuracy, PartSizes,
    ReadError, SplitFacts, TrainingFacts, write,
};
use deepfog_network::onnx::OnnxError;
use deepfog_network::parameters::{adapter_shape, layer_shape};
use deepfog_network::{
    LayerParameters, NodeParameters, Parameters, Plan, Tensor, carry_over, plan,
};
use deepfog_topology::{Link, Node, Scheme, Sense, Topology, Unit, WeightRule, presets};

const SEED: u64 = 5;

/// Parameters that count up, so that every number can be told from every other.
fn counting(plan: &Plan) -> Parameters {
    let mut next = 0.0;
    let mut tensor = |shape: Vec<usize>| Tensor {
        values: (0..shape.iter().product::<usize>())
            .map(|_| {
                next += 0.25;
                next
            })
            .collect(),
        shape,
    };
    let mut node = |node: &deepfog_network::PlannedNode| NodeParameters {
        adapters: node
            .inputs
            .iter()
            .map(|input| adapter_shape(&input.adapter).map(&mut tensor))
            .collect(),
        layers: node
            .layers
            .iter()
            .map(|layer| {
                layer_shape(layer).map(|shape| LayerParameters {
                    bias: tensor(shape[..1].to_vec()),
                    weight: tensor(shape),
                })
            })
            .collect(),
    };
    Parameters {
        nodes: plan.nodes.iter().map(&mut node).collect(),
    }
}

fn bundle_of(topology: &Topology, scheme: Scheme) -> (Bundle, Plan, Parameters) {
    let plan = plan(topology, scheme, SEED).unwrap();
    let parameters = counting(&plan);
    let (classes, channels) = (plan.task.classes.len(), plan.task.input.channel_count());
    let part = PartAccuracy {
        accuracy: 0.5,
        n: 2,
    };
    let facts = Facts {
        seed: SEED,
        split: SplitFacts {
            name: "fixed".to_owned(),
            rule: String::new(),
            people: None,
            samples: PartSizes::default(),
        },
        class_prior: vec![1.0 / classes as f64; classes],
        normalisation: Normalisation {
            mean: vec![0.0; channels],
            std: vec![1.0; channels],
        },
        training: TrainingFacts::default(),
        accuracy: PartAccuracies {
            train: part,
            validation: part,
            test: part,
        },
    };
    let bundle = write(topology, &plan, &parameters, facts).unwrap();
    (bundle, plan, parameters)
}

fn distance(one: &Tensor, other: &Tensor) -> f32 {
    assert_eq!(one.shape, other.shape);
    let pairs = one.values.iter().zip(&other.values);
    pairs.fold(0.0, |most, (a, b)| most.max((a - b).abs() / a.abs()))
}

#[test]
fn what_was_learned_comes_back_out_of_a_bundle() {
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            for weights in [WeightRule::One, WeightRule::Uniform { high: 10.0 }] {
                let is_exact = weights == WeightRule::One;
                let mut topology = preset.topology.clone();
                topology.weights = weights;
                let (bundle, plan, parameters) = bundle_of(&topology, scheme);
                let read = bundle::parameters(&bundle.manifest, &bundle.files).unwrap();
                assert_eq!(read.check(&plan), Ok(()));
                if is_exact {
                    assert_eq!(read, parameters, "{} {scheme:?}", preset.id);
                    continue;
                }
                for (read, trained) in read.nodes.iter().zip(&parameters.nodes) {
                    assert_eq!(read.layers, trained.layers);
                    let adapters = read.adapters.iter().zip(&trained.adapters);
                    for (read, trained) in adapters.filter_map(|(a, b)| a.as_ref().zip(b.as_ref()))
                    {
                        assert!(distance(trained, read) < 1e-6);
                    }
                }
            }
        }
    }
}

#[test]
fn a_bundle_that_is_not_whole_gives_no_parameters() {
    let topology = presets::find("smallest").unwrap().topology;
    let (bundle, ..) = bundle_of(&topology, Scheme::Vanilla);
    let read = |files: &[(String, Vec<u8>)]| bundle::parameters(&bundle.manifest, files);
    assert!(read(&bundle.files).is_ok());
    assert!(matches!(
        read(&bundle.files[1..]),
        Err(ReadError::File(FileError::Missing { file })) if file == "e.onnx"
    ));
    let mut corrupt = bundle.files.clone();
    corrupt[0].1[99] ^= 1;
    assert!(matches!(
        read(&corrupt),
        Err(ReadError::File(FileError::Checksum { .. }))
    ));
    // A manifest that speaks of the file, but the file is another node's.
    let mut manifest = bundle.manifest.clone();
    manifest.nodes[1].file = manifest.nodes[2].file.clone().map(|mut entry| {
        entry.name = "e.onnx".to_owned();
        entry
    });
    let mut swapped = bundle.files.clone();
    swapped[0].1 = bundle.files[1].1.clone();
    let error = bundle::parameters(&manifest, &swapped).unwrap_err();
    assert!(matches!(
        &error,
        ReadError::Onnx { file, problem: OnnxError::Differs(_) } if file == "e.onnx"
    ));
    assert!(error.to_string().starts_with("e.onnx: its graph"));
}

fn node<'a>(topology: &'a mut Topology, id: &str) -> &'a mut Node {
    let mut nodes = topology.nodes.iter_mut();
    nodes.find(|node| node.id.as_str() == id).unwrap()
}

fn link(from: &str, to: &str) -> Link {
    Link {
        from: from.into(),
        to: to.into(),
    }
}

/// The names of the nodes that keep their parameters.
fn carried(
    old: (&Topology, Scheme),
    new: (&Topology, Scheme),
) -> Vec<(String, Option<NodeParameters>)> {
    let old = plan(old.0, old.1, SEED).unwrap();
    let new = plan(new.0, new.1, SEED).unwrap();
    let carried = carry_over(&old, &counting(&old), &new);
    assert_eq!(carried.len(), new.nodes.len());
    let names = new.nodes.iter().map(|node| node.id.to_string());
    names.zip(carried).collect()
}

type Case = (
    &'static str,
    fn(&mut Topology),
    Scheme,
    Scheme,
    &'static [&'static str],
);

#[test]
fn nodes_that_are_the_same_keep_what_they_learned() {
    use Scheme::{DeepFogGuard, Resilinet, ResilinetPlus, Vanilla};
    let all = &["e", "f2", "f1", "cloud"];
    let cases: [Case; 11] = [
        ("sensor-chain", |_| {}, Vanilla, Vanilla, all),
        ("sensor-chain", |_| {}, DeepFogGuard, Resilinet, all),
        // Skips give f2, f1 and cloud one more input.
        ("sensor-chain", |_| {}, Vanilla, ResilinetPlus, &["e"]),
        (
            "sensor-chain",
            |t| node(t, "f2").units.truncate(1),
            DeepFogGuard,
            DeepFogGuard,
            &["e", "f1", "cloud"],
        ),
        // Another width changes the receivers' adapters too.
        (
            "sensor-chain",
            |t| node(t, "f2").units[1] = Unit::Dense { width: 64 },
            DeepFogGuard,
            DeepFogGuard,
            &["e"],
        ),
        (
            "sensor-chain",
            |t| t.links.retain(|one| *one != link("e", "f1")),
            DeepFogGuard,
            DeepFogGuard,
            &["e", "f2", "cloud"],
        ),
        (
            "sensor-chain",
            |t| t.weights = WeightRule::Uniform { high: 1.0 },
            DeepFogGuard,
            DeepFogGuard,
            all,
        ),
        (
            "sensor-chain",
            |t| {
                node(t, "watch").sense = Some(Sense::Channels {
                    channels: vec![0, 1, 2],
                });
            },
            DeepFogGuard,
            DeepFogGuard,
            &["f1", "cloud"],
        ),
        (
            "image-chain",
            |_| {},
            DeepFogGuard,
            DeepFogGuard,
            &["camera", "e", "f", "cloud"],
        ),
        // A bare source learns nothing.
        (
            "image-chain",
            |t| node(t, "camera").units.clear(),
            Vanilla,
            Vanilla,
            &["f", "cloud"],
        ),
        (
            "two-sensors",
            |t| {
                let gone = |id: &deepfog_topology::NodeId| id.as_str() == "e2";
                t.nodes.retain(|node| !gone(&node.id));
                t.links.retain(|one| !gone(&one.from) && !gone(&one.to));
                t.nodes.retain(|node| node.id.as_str() != "gyroscope");
                t.links.retain(|one| one.from.as_str() != "gyroscope");
            },
            DeepFogGuard,
            DeepFogGuard,
            &["e1"],
        ),
    ];
    for (preset, change, before, after, expected) in cases {
        let old = presets::find(preset).unwrap().topology;
        let mut new = old.clone();
        change(&mut new);
        let found = carried((&old, before), (&new, after));
        let kept: Vec<&str> = found
            .iter()
            .filter(|(_, held)| held.is_some())
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(kept, expected, "{preset} {before:?} to {after:?}");
        let plan = plan(&old, before, SEED).unwrap();
        let parameters = counting(&plan);
        for (name, held) in found {
            let at = plan.nodes.iter().position(|node| node.id.as_str() == name);
            if let (Some(at), Some(held)) = (at, held) {
                assert_eq!(held, parameters.nodes[at], "{name}");
            }
        }
    }
}
