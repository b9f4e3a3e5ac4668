//! Bundles: written, read back, and refused where a byte from outside is wrong.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use deepfog_network::bundle::{
    Bundle, Facts, FileError, MANIFEST_FILE, MAX_BYTES, Manifest, ManifestError, Normalisation,
    PartAccuracies, PartAccuracy, PartSizes, PeopleSplit, SplitFacts, TrainingFacts, WriteError,
    sha256_hex, verify, write,
};
use deepfog_network::onnx::{OnnxError, check_model, node_model, proto};
use deepfog_network::parameters::{adapter_shape, layer_shape};
use deepfog_network::{Adapter, LayerParameters, NodeParameters, Parameters, Plan, Tensor, plan};
use deepfog_topology::{Link, Scheme, Tier, Topology, WeightRule, presets};
use prost::Message;
use serde_json::{Value, json};

const SEED: u64 = 5;

/// Parameters that count up, so that every number can be told from every other.
fn parameters(plan: &Plan) -> Parameters {
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
    Parameters {
        nodes: plan
            .nodes
            .iter()
            .map(|node| NodeParameters {
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
            })
            .collect(),
    }
}

fn facts(plan: &Plan) -> Facts {
    let classes = plan.task.classes.len();
    let channels = plan.task.input.channel_count();
    let part = |accuracy, n| PartAccuracy { accuracy, n };
    Facts {
        seed: SEED,
        split: SplitFacts {
            name: "fixed".to_owned(),
            rule: "by person".to_owned(),
            people: Some(PeopleSplit {
                train: vec![1, 2],
                validation: vec![5],
                test: vec![3],
            }),
            samples: PartSizes {
                train: 30,
                validation: 20,
                test: 10,
            },
        },
        class_prior: vec![1.0 / classes as f64; classes],
        normalisation: Normalisation {
            mean: vec![0.1; channels],
            std: vec![1.0 / 3.0; channels],
        },
        training: TrainingFacts {
            epochs: 3,
            best_epoch: 2,
            batch: 64,
            optimiser: "Adam (0.9, 0.999)".to_owned(),
            learning_rate: 1e-3,
            schedule: "constant".to_owned(),
            initialisation: "He (normal)".to_owned(),
            failout: [("e".into(), 0.9)].into(),
            loss: "cross entropy".to_owned(),
            notes: vec!["none".to_owned()],
            samples_seen: 90,
            seconds: 1.5,
        },
        accuracy: PartAccuracies {
            train: part(0.9, 30),
            validation: part(0.8, 20),
            test: part(0.7, 10),
        },
    }
}

fn bundle_of(topology: &Topology, scheme: Scheme) -> (Bundle, Plan) {
    let plan = plan(topology, scheme, SEED).unwrap();
    let bundle = write(topology, &plan, &parameters(&plan), facts(&plan)).unwrap();
    (bundle, plan)
}

fn smallest(scheme: Scheme) -> (Bundle, Plan) {
    bundle_of(&presets::find("smallest").unwrap().topology, scheme)
}

#[test]
fn every_preset_and_scheme_survives_its_way() {
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            for weights in [
                WeightRule::One,
                WeightRule::Normalised {
                    setting: "Poor".to_owned(),
                },
                WeightRule::Uniform { high: 10.0 },
            ] {
                let mut topology = preset.topology.clone();
                topology.weights = weights;
                let (bundle, plan) = bundle_of(&topology, scheme);
                let read = Manifest::parse(&bundle.manifest_json).unwrap();
                assert_eq!(read.check().unwrap(), plan);
                assert_eq!(read, bundle.manifest, "{} {scheme:?}", preset.id);
                // A file for every node but bare sources, each the one of which the manifest speaks.
                let named: Vec<_> = read
                    .nodes
                    .iter()
                    .zip(&plan.nodes)
                    .filter_map(|(node, planned)| Some((node.file.as_ref()?, planned)))
                    .collect();
                assert_eq!(named.len(), bundle.files.len());
                for ((entry, planned), (name, bytes)) in named.into_iter().zip(&bundle.files) {
                    assert_eq!(entry.name, *name);
                    verify(bytes, entry).unwrap();
                    check_model(bytes, planned, &plan).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_bundle_is_the_same_each_time() {
    let (first, _) = smallest(Scheme::ResilinetPlus);
    let (second, _) = smallest(Scheme::ResilinetPlus);
    assert_eq!(first.manifest_json, second.manifest_json);
    assert_eq!(first.files, second.files);
    assert_eq!(MANIFEST_FILE, "manifest.json");
}

#[test]
fn the_manifest_states_the_gates_of_resilinet() {
    let waits = |preset: &str, scheme, node: &str| -> Vec<(String, Vec<String>)> {
        let (bundle, _) = bundle_of(&presets::find(preset).unwrap().topology, scheme);
        let nodes = bundle.manifest.nodes;
        let node = nodes.into_iter().find(|n| n.id.as_str() == node).unwrap();
        node.inputs
            .into_iter()
            .map(|input| {
                let waits = input.waits_for.iter().map(ToString::to_string);
                (input.from.to_string(), waits.collect())
            })
            .collect()
    };
    let expect = |list: &[(&str, &[&str])]| -> Vec<(String, Vec<String>)> {
        list.iter()
            .map(|(from, waits)| {
                let waits = waits.iter().map(|id| (*id).to_owned());
                ((*from).to_owned(), waits.collect())
            })
            .collect()
    };
    let found = waits("smallest", Scheme::Resilinet, "cloud");
    assert_eq!(found, expect(&[("e", &["f"]), ("f", &[])]));
    let found = waits("smallest", Scheme::ResilinetPlus, "cloud");
    assert_eq!(found, expect(&[("e", &[]), ("f", &[])]));
    let found = waits("smallest", Scheme::Vanilla, "cloud");
    assert_eq!(found, expect(&[("f", &[])]));
    let found = waits("four-cameras", Scheme::Resilinet, "f2");
    let f4: &[&str] = &["f4"];
    assert_eq!(
        found,
        expect(&[
            ("e1", &["f3"]),
            ("e2", f4),
            ("e3", f4),
            ("e4", f4),
            ("f3", &[]),
            ("f4", &[])
        ])
    );
}

#[test]
fn the_files_hold_the_parameters_and_the_weights() {
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    topology.weights = WeightRule::Uniform { high: 4.0 };
    let plan = plan(&topology, Scheme::DeepFogGuard, SEED).unwrap();
    let held = parameters(&plan);
    // f2 hears e, as it is, and the watch, by a dense map.
    let f2 = plan
        .nodes
        .iter()
        .position(|n| n.id.as_str() == "f2")
        .unwrap();
    let node = &plan.nodes[f2];
    assert_eq!(node.inputs[0].adapter, Adapter::Identity);
    let bytes = node_model(node, &plan, &held.nodes[f2]).unwrap();
    let graph = proto::ModelProto::decode(bytes.as_slice())
        .unwrap()
        .graph
        .unwrap();
    let names: Vec<&str> = graph
        .input
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(names, ["from_e", "from_watch"]);
    let operators: Vec<&str> = graph
        .node
        .iter()
        .map(|node| node.op_type.as_str())
        .collect();
    assert_eq!(
        operators,
        [
            "Mul", "Flatten", "Gemm", "Add", "Gemm", "Relu", "Gemm", "Relu"
        ]
    );
    let constant = |name: &str| -> Vec<f32> {
        let tensor = graph.initializer.iter().find(|tensor| tensor.name == name);
        let words = tensor.unwrap().raw_data.chunks_exact(4);
        words
            .map(|word| f32::from_le_bytes(word.try_into().unwrap()))
            .collect()
    };
    assert_eq!(constant("weight0"), [node.inputs[0].weight]);
    let adapter = held.nodes[f2].adapters[1].as_ref().unwrap();
    let scaled: Vec<f32> = adapter
        .values
        .iter()
        .map(|x| x * node.inputs[1].weight)
        .collect();
    assert_eq!(constant("adapter1_weight"), scaled);
    let layer = held.nodes[f2].layers[1].as_ref().unwrap();
    assert_eq!(constant("layer1_weight"), layer.weight.values);
    assert_eq!(constant("layer1_bias"), layer.bias.values);
}

#[test]
fn names_that_differ_in_case_alone_get_files_of_their_own() {
    let mut topology = presets::find("smallest").unwrap().topology;
    let mut other = topology.nodes[1].clone();
    other.id = "E".into();
    topology.nodes.push(other);
    for (from, to) in [("camera", "E"), ("E", "f")] {
        topology.links.push(Link {
            from: from.into(),
            to: to.into(),
        });
    }
    let (bundle, _) = bundle_of(&topology, Scheme::Vanilla);
    let names: Vec<&str> = bundle.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["e.onnx", "E-2.onnx", "f.onnx", "cloud.onnx"]);
    Manifest::parse(&bundle.manifest_json).unwrap();
}

#[test]
fn a_manifest_with_a_wrong_field_is_refused() {
    let (bundle, _) = smallest(Scheme::Resilinet);
    let good: Value = serde_json::from_slice(&bundle.manifest_json).unwrap();
    let sha = "0".repeat(64);
    // Where, what instead, and words of the error.
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/format", json!("zip"), "zip of version 1"),
        ("/version", json!(2), "version 2"),
        ("/version", json!(0), "version 0"),
        ("/version", json!("1"), "cannot be read"),
        ("/scheme", json!("best"), "unknown variant"),
        ("/seed", json!(-1), "cannot be read"),
        ("/topology/version", json!(9), "topology.version"),
        (
            "/topology/task",
            json!("poetry"),
            "task \"poetry\" is not known",
        ),
        ("/topology/links", json!([]), "No path leads"),
        ("/topology/nodes/1/units/0/stride", json!(0), "stride 0"),
        ("/topology/nodes/1/id", json!("../e"), "cannot be used"),
        ("/task/classes/0", json!("Hat"), "task"),
        ("/task/input/width", json!(29), "task"),
        (
            "/class_prior",
            json!([1.0]),
            "class_prior: 1 entries for 10",
        ),
        ("/class_prior/0", json!(0.5), "sum to 1"),
        ("/class_prior/0", json!(-0.1), "between 0 and 1"),
        (
            "/normalisation/mean",
            json!([]),
            "normalisation.mean: 0 entries",
        ),
        (
            "/normalisation/std",
            json!([1, 1]),
            "normalisation.std: 2 entries",
        ),
        ("/normalisation/std/0", json!(0), "not above 0"),
        ("/normalisation/mean/0", json!(1e60), "out of range"),
        ("/accuracy/test/accuracy", json!(1.5), "accuracy.test"),
        ("/accuracy/train/accuracy", Value::Null, "cannot be read"),
        ("/training/failout/e", json!(7), "training.failout"),
        ("/nodes", json!([]), "0 nodes where the topology has 4"),
        ("/nodes/1/id", json!("f"), "its place"),
        ("/nodes/1/tier", json!("fog"), "its tier"),
        ("/nodes/0/sense/region/top", json!(1), "what it senses"),
        ("/nodes/1/input_shape/0", json!(2), "its input shape"),
        (
            "/nodes/1/output_shape",
            json!([16, 14, 15]),
            "its output shape",
        ),
        ("/nodes/2/parameters", json!(1), "number of parameters"),
        ("/nodes/1/file", Value::Null, "its file"),
        (
            "/nodes/0/file",
            json!({"name": "a.onnx", "bytes": 1, "sha256": sha}),
            "its file",
        ),
        ("/nodes/2/inputs", json!([]), "number of inputs"),
        ("/nodes/2/inputs/0/from", json!("e"), "sender"),
        (
            "/nodes/2/inputs/0/name",
            json!("camera"),
            "name of an input",
        ),
        ("/nodes/2/inputs/0/kind", json!("normal"), "kind"),
        ("/nodes/2/inputs/0/weight", json!(0.999), "weight"),
        ("/nodes/2/inputs/0/adapter/stride", json!(3), "adapter"),
        (
            "/nodes/2/inputs/0/shape",
            json!([1, 28]),
            "shape of an input",
        ),
        ("/nodes/2/inputs/0/waits_for", json!([]), "gate"),
        ("/nodes/1/file/name", json!("../e.onnx"), "no plain name"),
        ("/nodes/1/file/name", json!("e.wasm"), "no plain name"),
        ("/nodes/1/file/name", json!(".onnx"), "no plain name"),
        (
            "/nodes/1/file/name",
            json!("http://x/e.onnx"),
            "no plain name",
        ),
        ("/nodes/1/file/name", json!("F.onnx"), "named twice"),
        ("/nodes/1/file/sha256", json!("abc"), "hexadecimal"),
        ("/nodes/1/file/sha256", json!("A".repeat(64)), "hexadecimal"),
        ("/nodes/1/file/bytes", json!(0), "file.bytes"),
        ("/nodes/1/file/bytes", json!(1_u64 << 40), "file.bytes"),
        ("/nodes/1/file/bytes", json!(-5), "cannot be read"),
    ];
    for (place, wrong, words) in cases {
        let mut changed = good.clone();
        *changed
            .pointer_mut(place)
            .unwrap_or_else(|| panic!("{place}")) = wrong.clone();
        let error = Manifest::parse(&serde_json::to_vec(&changed).unwrap()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(words), "{place} = {wrong}: {text}");
    }
    // Every field but those with a default must be there.
    for field in good.as_object().unwrap().keys() {
        let mut changed = good.clone();
        changed.as_object_mut().unwrap().remove(field);
        let error = Manifest::parse(&serde_json::to_vec(&changed).unwrap()).unwrap_err();
        assert!(
            matches!(error, ManifestError::Malformed(_)),
            "{field}: {error}"
        );
    }
}

#[test]
fn bytes_that_are_no_manifest_are_refused() {
    let (bundle, _) = smallest(Scheme::Vanilla);
    let json = &bundle.manifest_json;
    for bytes in [
        &[][..],
        b"null",
        b"[]",
        b"{}",
        &[0xff; 30],
        &json[..json.len() / 2],
    ] {
        assert!(matches!(
            Manifest::parse(bytes),
            Err(ManifestError::Malformed(_))
        ));
    }
    let long = vec![b' '; MAX_BYTES + 1];
    assert!(matches!(
        Manifest::parse(&long),
        Err(ManifestError::TooLarge { .. })
    ));
}

#[test]
fn a_file_is_held_against_the_manifest() {
    let (bundle, plan) = smallest(Scheme::Vanilla);
    let (_, bytes) = &bundle.files[0];
    let entry = bundle.manifest.nodes[1].file.as_ref().unwrap();
    assert_eq!(entry.sha256, sha256_hex(bytes));
    assert_eq!(
        verify(&bytes[1..], entry),
        Err(FileError::Length {
            file: "e.onnx".to_owned(),
            expected: bytes.len(),
            found: bytes.len() - 1
        })
    );
    let mut corrupt = bytes.clone();
    corrupt[40] ^= 1;
    assert!(matches!(
        verify(&corrupt, entry),
        Err(FileError::Checksum { file, .. }) if file == "e.onnx"
    ));
    // Another node's file.
    assert!(matches!(
        check_model(&bundle.files[1].1, &plan.nodes[1], &plan),
        Err(OnnxError::Differs(_))
    ));
}

#[test]
fn what_does_not_belong_together_is_not_written() {
    let topology = presets::find("smallest").unwrap().topology;
    let planned = plan(&topology, Scheme::DeepFogGuard, SEED).unwrap();
    let held = parameters(&planned);
    let good = facts(&planned);

    let mut fewer = held.clone();
    fewer.nodes.pop();
    let mut infinite = held.clone();
    let layer = infinite.nodes[1].layers[0].as_mut().unwrap();
    layer.weight.values[3] = f32::INFINITY;
    for wrong in [fewer, infinite] {
        assert!(matches!(
            write(&topology, &planned, &wrong, good.clone()),
            Err(WriteError::Parameters(_))
        ));
    }
    let mut other = topology.clone();
    other.nodes.iter_mut().for_each(|node| {
        if node.tier == Tier::Edge {
            node.units.clear();
        }
    });
    let mut prior = good.clone();
    prior.class_prior[0] = 2.0;
    for (topology, facts) in [(other, good), (topology, prior)] {
        assert!(matches!(
            write(&topology, &planned, &held, facts),
            Err(WriteError::Manifest(_))
        ));
    }
}
