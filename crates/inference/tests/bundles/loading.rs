use deepfog_inference::{LoadError, Loader, Network};
use deepfog_network::bundle::{FileError, Manifest, sha256_hex};
use deepfog_network::onnx::OnnxError;
use deepfog_network::onnx::proto::{Dimension, ModelProto};
use deepfog_topology::{Scheme, WeightRule, presets};

use crate::support::{bundle, network, pack};

fn smallest() -> deepfog_network::bundle::Bundle {
    bundle(
        &presets::find("smallest").unwrap().topology,
        Scheme::ResilinetPlus,
    )
    .0
}

#[test]
fn files_are_taken_one_by_one() {
    let written = smallest();
    let manifest = Manifest::parse(&written.manifest_json).unwrap();
    let mut loader = Loader::new(manifest).unwrap();
    let mut left = 3;
    for (name, bytes) in &written.files {
        assert_eq!(loader.missing().count(), left);
        assert_eq!(loader.missing().next().map(|entry| &entry.name), Some(name));
        loader.add(name, bytes).unwrap();
        left -= 1;
    }
    let parsed = loader.finish().unwrap();
    let sample = pack("fashion-mnist").1.sample(2).unwrap().to_vec();
    let pattern = deepfog_resilience::Pattern(0);
    assert_eq!(
        parsed.run(&sample, pattern).unwrap(),
        network(&written).run(&sample, pattern).unwrap()
    );
}

#[test]
fn missing_foreign_and_corrupt_files_are_errors() {
    let written = smallest();
    let none = Network::load(written.manifest.clone(), |_| None);
    assert!(matches!(none, Err(LoadError::File(FileError::Missing { file })) if file == "e.onnx"));

    let mut loader = Loader::new(written.manifest.clone()).unwrap();
    let (name, bytes) = &written.files[0];
    assert!(matches!(
        loader.add("other.onnx", bytes),
        Err(LoadError::UnknownFile { .. })
    ));
    assert!(matches!(
        loader.add(name, &bytes[1..]),
        Err(LoadError::File(FileError::Length { .. }))
    ));
    for at in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut corrupt = bytes.clone();
        corrupt[at] ^= 4;
        assert!(matches!(
            loader.add(name, &corrupt),
            Err(LoadError::File(FileError::Checksum { .. }))
        ));
    }
    loader.add(name, bytes).unwrap();
    assert!(matches!(
        loader.finish(),
        Err(LoadError::File(FileError::Missing { file })) if file == "f.onnx"
    ));
}

/// A file with the sha256 of the manifest that is another graph than the plan's must not reach the engine.
#[test]
fn a_file_that_is_not_its_nodes_graph_is_refused() {
    use prost::Message;
    let written = smallest();
    let (name, bytes) = &written.files[0];
    let model = ModelProto::decode(bytes.as_slice()).unwrap();
    let change = |edit: &dyn Fn(&mut ModelProto)| {
        let mut changed = model.clone();
        edit(&mut changed);
        changed.encode_to_vec()
    };
    let further_field = [bytes.as_slice(), &[0xa2, 0x06, 0x01, 0x00]].concat();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "no graph"),
        (vec![7; 100], "its parameters alone take"),
        (vec![7; 800], "not an ONNX file"),
        (vec![7; 2 << 20], "its parameters alone take"),
        (bytes[..bytes.len() - 20].to_vec(), "not an ONNX file"),
        (further_field, "further fields"),
        (written.files[1].1.clone(), "number of constants"),
        (
            change(&|model| model.graph = None),
            "its parameters alone take",
        ),
        (change(&|model| model.ir_version = 3), "versions"),
        (
            change(&|model| model.opset_import[0].version = 1),
            "versions",
        ),
        (
            change(&|model| model.graph.as_mut().unwrap().node[0].op_type = "Loop".to_owned()),
            "operators",
        ),
        (
            change(&|model| model.graph.as_mut().unwrap().node[0].attribute[1].ints[0] = 0),
            "operators",
        ),
        (
            change(&|model| {
                let input = &mut model.graph.as_mut().unwrap().input[0];
                let shape = input.r#type.as_mut().unwrap().tensor_type.as_mut().unwrap();
                shape.shape.as_mut().unwrap().dim[1].value = Some(Dimension::Value(1 << 40));
            }),
            "operators",
        ),
        (
            change(&|model| model.graph.as_mut().unwrap().initializer[0].dims[0] = -1),
            "constant",
        ),
        (
            change(&|model| {
                let data = &mut model.graph.as_mut().unwrap().initializer[0].raw_data;
                data.truncate(data.len() - 4);
            }),
            "constant",
        ),
        (
            change(&|model| {
                model.graph.as_mut().unwrap().initializer[0].raw_data[..4]
                    .copy_from_slice(&f32::NAN.to_le_bytes());
            }),
            "not finite",
        ),
    ];
    for (changed, words) in cases {
        let mut manifest = written.manifest.clone();
        let entry = manifest.nodes[1].file.as_mut().unwrap();
        // The empty file is no file that a manifest may name.
        entry.bytes = changed.len().max(1);
        entry.sha256 = sha256_hex(&changed);
        if changed.is_empty() {
            assert!(Loader::new(manifest).unwrap().add(name, &changed).is_err());
            continue;
        }
        let error = Loader::new(manifest)
            .unwrap()
            .add(name, &changed)
            .unwrap_err();
        assert!(
            matches!(
                error,
                LoadError::Onnx {
                    problem: OnnxError::Malformed(_)
                        | OnnxError::Differs(_)
                        | OnnxError::NotFinite(_),
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(error.to_string().contains(words), "{error} / {words}");
    }
}

/// A hyperconnection's weight is the manifest's: a file that holds another one would make two engines differ.
#[test]
fn a_file_with_another_link_weight_is_refused() {
    use prost::Message;
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    topology.weights = WeightRule::Reliability {
        setting: "Hazardous".into(),
    };
    let (written, _, _) = bundle(&topology, Scheme::DeepFogGuard);
    let at = written
        .manifest
        .nodes
        .iter()
        .position(|node| node.id.as_str() == "f1")
        .unwrap();
    let name = written.manifest.nodes[at].file.clone().unwrap().name;
    let (_, bytes) = written
        .files
        .iter()
        .find(|(file, _)| *file == name)
        .unwrap();
    let mut model = ModelProto::decode(bytes.as_slice()).unwrap();
    let weight = model
        .graph
        .as_mut()
        .unwrap()
        .initializer
        .iter_mut()
        .find(|constant| constant.name == "weight0")
        .unwrap();
    assert_eq!(weight.raw_data, 0.78_f32.to_le_bytes());
    weight.raw_data = 5.0_f32.to_le_bytes().to_vec();
    let changed = model.encode_to_vec();
    let mut manifest = written.manifest.clone();
    let entry = manifest.nodes[at].file.as_mut().unwrap();
    entry.sha256 = sha256_hex(&changed);
    let error = Loader::new(manifest)
        .unwrap()
        .add(&name, &changed)
        .unwrap_err();
    assert!(error.to_string().contains("weight0"), "{error}");
}
