//! The commands on a bundle with seeded parameters, or a small trained one, and the committed sample packs.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "run")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use deepfog_network::bundle::{
    Facts, Normalisation, PartAccuracies, PartAccuracy, PartSizes, SplitFacts, TrainingFacts,
    archive, write,
};
use deepfog_network::parameters::{adapter_shape, layer_shape};
use deepfog_network::{LayerParameters, NodeParameters, Parameters, Tensor, plan};
use deepfog_topology::{Scheme, presets};
use serde_json::Value;

/// A folder of this test's own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    /// `models/` with one bundle, whose parameters follow a fixed pattern.
    fn new(name: &str, preset: &str, scheme: Scheme) -> Self {
        let folder = std::env::temp_dir().join(format!("deepfog-{name}-{}", std::process::id()));
        let models = Self(folder);
        let preset = presets::find(preset).unwrap();
        let plan = plan(&preset.topology, scheme, 1).unwrap();
        let mut state = 1_u32;
        let mut tensor = |shape: Vec<usize>, scale: f32| Tensor {
            values: (0..shape.iter().product::<usize>())
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state as f32 / u32::MAX as f32 - 0.5) * scale
                })
                .collect(),
            shape,
        };
        let nodes = plan
            .nodes
            .iter()
            .map(|node| NodeParameters {
                adapters: node
                    .inputs
                    .iter()
                    .map(|input| adapter_shape(&input.adapter).map(|shape| tensor(shape, 0.1)))
                    .collect(),
                layers: node
                    .layers
                    .iter()
                    .map(|layer| {
                        layer_shape(layer).map(|shape| LayerParameters {
                            bias: tensor(shape[..1].to_vec(), 0.1),
                            weight: tensor(shape, 0.3),
                        })
                    })
                    .collect(),
            })
            .collect();
        let classes = plan.task.classes.len();
        let channels = plan.task.input.channel_count();
        let part = PartAccuracy {
            accuracy: 0.5,
            n: 2,
        };
        let facts = Facts {
            seed: 1,
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
        let bundle = write(&preset.topology, &plan, &Parameters { nodes }, facts).unwrap();
        let folder = models.bundle(preset.id, scheme);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("manifest.json"), &bundle.manifest_json).unwrap();
        for (name, bytes) in &bundle.files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        models
    }

    fn bundle(&self, preset: &str, scheme: Scheme) -> PathBuf {
        self.0.join(preset).join(scheme.slug())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The bundle of a folder as a zip file.
fn zipped(folder: &Path) -> Vec<u8> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .filter(|(name, _)| name != "manifest.json")
        .collect();
    files.sort();
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    archive::pack(&manifest, &files).unwrap()
}

fn pack(task: &str) -> String {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/packs");
    models.join(task).display().to_string()
}

fn deepfog(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_deepfog"))
        .args(arguments)
        .output()
        .unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = deepfog(arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn evaluate_and_sweep_tell_the_same() {
    let models = Folder::new("same", "two-sensors", Scheme::ResilinetPlus);
    let bundle = models.bundle("two-sensors", Scheme::ResilinetPlus);
    let bundle = bundle.to_str().unwrap();
    let pack = pack("smartwatch");
    let sweep = json(&["sweep", bundle, "--pack", &pack, "--json"]);
    assert_eq!(sweep["failable"], serde_json::json!(["e1", "e2", "f"]));
    assert_eq!(sweep["n"], 1312);
    assert_eq!(sweep["scheme"], "resilinet-plus");
    assert_eq!(sweep["unit"], "windows, not people");
    let patterns = sweep["patterns"].as_array().unwrap();
    assert_eq!(patterns.len(), 8);
    for (down, mask) in [("", 0), ("e2", 2), ("f,e1", 5), ("e1,e2,f", 7)] {
        let one = json(&[
            "evaluate", bundle, "--pack", &pack, "--json", "--down", down,
        ]);
        for key in [
            "pattern",
            "down",
            "answered",
            "correct",
            "accuracy",
            "interval",
            "near_ties",
            "people",
        ] {
            assert_eq!(one[key], patterns[mask][key], "{key} with {down} down");
        }
        assert_eq!(one["n"], 1312);
    }
    // Both sensors' edge devices down: nothing reaches the cloud.
    assert_eq!(patterns[3]["answered"], false);
    assert_eq!(patterns[3]["accuracy"], sweep["random_guess"]);
    // Σ P(s) · accuracy(s), once more.
    for setting in sweep["expected"].as_array().unwrap() {
        let up: Vec<f64> = ["e1", "e2", "f"]
            .iter()
            .map(|id| setting["reliability"][id].as_f64().unwrap())
            .collect();
        let expected: f64 = patterns
            .iter()
            .enumerate()
            .map(|(mask, pattern)| {
                let probability: f64 = up
                    .iter()
                    .enumerate()
                    .map(|(bit, up)| if mask >> bit & 1 == 1 { 1.0 - up } else { *up })
                    .product();
                probability * pattern["accuracy"].as_f64().unwrap()
            })
            .sum();
        assert!((setting["accuracy"].as_f64().unwrap() - expected).abs() < 1e-12);
    }
    let names: Vec<&str> = sweep["expected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|setting| setting["setting"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["No failure", "Normal", "Poor", "Hazardous"]);
}

/// What `analyse` must say, from a sweep's accuracies, by the formulas written out for three nodes.
fn check_analysis(analysis: &Value, accuracy: &[f64], up: [f64; 3]) {
    let number = |value: &Value| value.as_f64().unwrap();
    let close = |found: &Value, expected: f64| {
        let found = number(found);
        assert!(
            (found - expected).abs() < 1e-12,
            "{found} is not {expected}"
        );
    };
    let is_down = |mask: usize, node: usize| mask >> node & 1 == 1;
    let probability: Vec<f64> = (0..8)
        .map(|mask| {
            (0..3)
                .map(|node| {
                    if is_down(mask, node) {
                        1.0 - up[node]
                    } else {
                        up[node]
                    }
                })
                .product()
        })
        .collect();
    let expected: f64 = probability.iter().zip(accuracy).map(|(p, a)| p * a).sum();
    close(&analysis["accuracy"], expected);
    close(&analysis["no_failure"], accuracy[0]);
    close(&analysis["all_down"], accuracy[7]);

    for (down, masks) in [&[0][..], &[1, 2, 4], &[3, 5, 6], &[7]]
        .into_iter()
        .enumerate()
    {
        let entry = &analysis["by_failures"][down];
        assert_eq!(entry["down"], down);
        let mass: f64 = masks.iter().map(|&mask| probability[mask]).sum();
        let share: f64 = masks
            .iter()
            .map(|&mask| probability[mask] * accuracy[mask])
            .sum();
        close(&entry["probability"], mass);
        close(&entry["accuracy"], share);
        if mass > 0.0 {
            close(&entry["accuracy_given"], share / mass);
        } else {
            assert!(entry["accuracy_given"].is_null());
        }
    }

    let mut descending: Vec<usize> = (0..8).filter(|&mask| probability[mask] > 0.0).collect();
    descending.sort_by(|&a, &b| accuracy[b].total_cmp(&accuracy[a]));
    for (at, p) in [0.5, 0.9, 0.99].into_iter().enumerate() {
        let mut sum = 0.0;
        let reached = descending.iter().find(|&&mask| {
            sum += probability[mask];
            sum >= p - 1e-12
        });
        let entry = &analysis["quantiles"][at];
        assert_eq!(number(&entry["probability"]), p);
        close(&entry["accuracy"], accuracy[*reached.unwrap()]);
    }

    for (node, name) in ["e1", "e2", "f"].into_iter().enumerate() {
        let entry = &analysis["nodes"][node];
        assert_eq!(entry["node"], name);
        assert_eq!(number(&entry["reliability"]), up[node]);
        let (b, c) = ((node + 1) % 3, (node + 2) % 3);
        let gain = |others: usize| accuracy[others] - accuracy[others | 1 << node];
        let [none, b_down, c_down, both] = [0, 1 << b, 1 << c, 1 << b | 1 << c].map(gain);
        let (rb, rc) = (up[b], up[c]);
        close(
            &entry["birnbaum"],
            rb * rc * none
                + (1.0 - rb) * rc * b_down
                + rb * (1.0 - rc) * c_down
                + (1.0 - rb) * (1.0 - rc) * both,
        );
        close(
            &entry["shapley"],
            none / 3.0 + (b_down + c_down) / 6.0 + both / 3.0,
        );
    }

    let loss = |mask: usize| probability[mask] * (accuracy[0] - accuracy[mask]);
    let mut costly: Vec<usize> = (0..8).filter(|&mask| loss(mask) > 0.0).collect();
    costly.sort_by(|&a, &b| loss(b).total_cmp(&loss(a)));
    costly.truncate(4);
    let worst = analysis["worst"].as_array().unwrap();
    assert_eq!(worst.len(), costly.len());
    for (entry, mask) in worst.iter().zip(costly) {
        assert_eq!(entry["pattern"], mask);
        let names: Vec<&str> = ["e1", "e2", "f"]
            .into_iter()
            .enumerate()
            .filter(|&(node, _)| is_down(mask, node))
            .map(|(_, name)| name)
            .collect();
        assert_eq!(entry["down"], serde_json::json!(names));
        close(&entry["probability"], probability[mask]);
        close(&entry["accuracy"], accuracy[mask]);
        close(&entry["loss"], loss(mask));
    }
}

#[test]
fn analyse_follows_from_the_sweep() {
    let models = Folder::new("analyse", "two-sensors", Scheme::DeepFogGuard);
    let bundle = models.bundle("two-sensors", Scheme::DeepFogGuard);
    let bundle = bundle.to_str().unwrap();
    let pack = pack("smartwatch");
    let sweep = json(&["sweep", bundle, "--pack", &pack, "--json"]);
    let accuracy: Vec<f64> = sweep["patterns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pattern| pattern["accuracy"].as_f64().unwrap())
        .collect();
    let analyse = |options: &[&str]| {
        let command = ["analyse", bundle, "--pack", &pack, "--json", "--worst", "4"];
        json(&[&command, options].concat())
    };
    for setting in sweep["expected"].as_array().unwrap() {
        let name = setting["setting"].as_str().unwrap();
        let found = analyse(&["--setting", &name.to_lowercase()]);
        assert_eq!(found["setting"], name);
        assert_eq!(found["engine"], "tract");
        for key in ["n", "unit", "scheme", "seed", "random_guess"] {
            assert_eq!(found[key], sweep[key], "{key}");
        }
        let up = ["e1", "e2", "f"].map(|id| setting["reliability"][id].as_f64().unwrap());
        check_analysis(&found, &accuracy, up);
        let apart = found["accuracy"].as_f64().unwrap() - setting["accuracy"].as_f64().unwrap();
        assert!(apart.abs() < 1e-12, "{name}");
    }
    let found = analyse(&["--reliability", "f=0.25", "--reliability", "e1=0.5"]);
    assert!(found["setting"].is_null());
    check_analysis(&found, &accuracy, [0.5, 1.0, 0.25]);
    assert_eq!(analyse(&[])["setting"], "Normal");
}

#[test]
fn analyse_tells_it_in_words_and_says_what_is_wrong() {
    let models = Folder::new("analyse-words", "smallest", Scheme::Vanilla);
    let bundle = models.bundle("smallest", Scheme::Vanilla);
    let pack = pack("fashion-mnist");
    let command = ["analyse", bundle.to_str().unwrap(), "--pack", &pack];
    let analyse = |options: &[&str]| deepfog(&[&command, options].concat());
    let output = analyse(&["--setting", "Hazardous"]);
    let told = String::from_utf8(output.stdout).unwrap();
    let figures = json(&[&command[..], &["--setting", "Hazardous", "--json"]].concat());
    let expected = 100.0 * figures["accuracy"].as_f64().unwrap();
    let birnbaum = 100.0 * figures["nodes"][1]["birnbaum"].as_f64().unwrap();
    for words in [
        "n = 1000 (images)".to_owned(),
        format!("Expected accuracy under Hazardous: {expected:.1} %"),
        "With probability 0.99 the accuracy is".to_owned(),
        format!("{birnbaum:.2}"),
    ] {
        assert!(told.contains(&words), "{words}: {told}");
    }
    for (options, words) in [
        (
            &["--setting", "Stormy"][..],
            "Stormy is not a reliability setting of this network; those are No failure, Normal, Poor, Hazardous",
        ),
        (
            &["--reliability", "e"],
            "e is not of the form NODE=PROBABILITY",
        ),
        (
            &["--reliability", "camera=0.9"],
            "camera is not a node that can fail; those are e, f",
        ),
        (
            &["--reliability", "e=1.5"],
            "a probability is a number from 0 to 1",
        ),
        (
            &["--reliability", "e=NaN"],
            "a probability is a number from 0 to 1",
        ),
        (
            &["--reliability", "e=0.5", "--reliability", "e=0.6"],
            "e is given twice",
        ),
        (
            &["--reliability", "e=0.5", "--setting", "Poor"],
            "cannot be used with",
        ),
    ] {
        let output = analyse(options);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{options:?}");
        assert!(error.contains(words), "{words}: {error}");
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[test]
fn logits_are_those_of_the_first_samples() {
    let models = Folder::new("logits", "smallest", Scheme::Vanilla);
    let bundle = models.bundle("smallest", Scheme::Vanilla);
    let bundle = bundle.to_str().unwrap();
    let pack = pack("fashion-mnist");
    let report = json(&["logits", bundle, "--pack", &pack, "--samples", "3"]);
    assert_eq!(report["samples"], 3);
    let patterns = report["patterns"].as_array().unwrap();
    assert_eq!(patterns.len(), 4);
    let rows = patterns[0]["logits"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.as_array().unwrap().len() == 10));
    assert!(
        patterns[1..]
            .iter()
            .all(|pattern| pattern["logits"].is_null())
    );
    let chosen = json(&[
        "logits",
        bundle,
        "--pack",
        &pack,
        "--samples",
        "3",
        "--patterns",
        "2,0",
    ]);
    assert_eq!(chosen["patterns"][0], patterns[2]);
    assert_eq!(chosen["patterns"][1], patterns[0]);
}

#[test]
fn texts_say_what_the_json_says() {
    let models = Folder::new("texts", "smallest", Scheme::DeepFogGuard);
    let bundle = models.bundle("smallest", Scheme::DeepFogGuard);
    let bundle = bundle.to_str().unwrap();
    let pack = pack("fashion-mnist");
    let text = |arguments: &[&str]| {
        String::from_utf8(deepfog(&[arguments, &["--pack", &pack]].concat()).stdout).unwrap()
    };
    let evaluated = text(&["evaluate", bundle, "--down", "e"]);
    let accuracy =
        json(&["evaluate", bundle, "--pack", &pack, "--json", "--down", "e"])["accuracy"]
            .as_f64()
            .unwrap();
    assert!(
        evaluated.contains(&format!("accuracy     {:.1} %", 100.0 * accuracy)),
        "{evaluated}"
    );
    assert!(
        evaluated.contains("n            1000 (images)"),
        "{evaluated}"
    );
    let guess = text(&["evaluate", bundle, "--down", "e,f"]);
    assert!(guess.contains("No live path"), "{guess}");
    let swept = text(&["sweep", bundle]);
    for words in ["no failure", "e, f", "none", "Hazardous", "0.9700"] {
        assert!(swept.contains(words), "{words}: {swept}");
    }
}

#[test]
fn a_zip_file_is_the_same_bundle() {
    let models = Folder::new("zipped", "smallest", Scheme::ResilinetPlus);
    let bundle = models.bundle("smallest", Scheme::ResilinetPlus);
    let zip = models.0.join("mine.ZIP");
    std::fs::write(&zip, zipped(&bundle)).unwrap();
    let (bundle, zip) = (bundle.to_str().unwrap(), zip.to_str().unwrap());
    let pack = pack("fashion-mnist");
    let few = |path| json(&["logits", path, "--pack", &pack, "--samples", "2"]);
    assert_eq!(few(bundle), few(zip));
    let evaluate = |path| json(&["evaluate", path, "--pack", &pack, "--json", "--down", "e"]);
    let (mut of_folder, of_zip) = (evaluate(bundle), evaluate(zip));
    assert_eq!(of_zip["bundle"], zip);
    of_folder["bundle"] = zip.into();
    assert_eq!(of_folder, of_zip);

    // Without --pack: the one below the folder where the command runs, as in a checkout.
    let here = |folder: &Path| {
        Command::new(env!("CARGO_BIN_EXE_deepfog"))
            .args(["evaluate", zip, "--json", "--down", "e"])
            .current_dir(folder)
            .output()
            .unwrap()
    };
    let checkout = here(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    let checkout: Value = serde_json::from_slice(&checkout.stdout).unwrap();
    assert_eq!(checkout, of_zip);
    let elsewhere = here(&models.0);
    let error = String::from_utf8_lossy(&elsewhere.stderr);
    assert!(!elsewhere.status.success());
    assert!(
        error.contains("give the folder of a pack of the task fashion-mnist with --pack"),
        "{error}"
    );
}

#[test]
fn what_is_wrong_with_a_zip_file_is_said() {
    let models = Folder::new("bad-zip", "smallest", Scheme::Vanilla);
    let folder = models.bundle("smallest", Scheme::Vanilla);
    let whole = zipped(&folder);
    let node = folder.join("f.onnx");
    let good = std::fs::read(&node).unwrap();
    let mut corrupt = good.clone();
    corrupt[99] ^= 1;
    std::fs::write(&node, corrupt).unwrap();
    let changed = zipped(&folder);
    std::fs::remove_file(&node).unwrap();
    let lacking = zipped(&folder);
    std::fs::write(folder.join("g.onnx"), good).unwrap();
    let foreign = zipped(&folder);
    let zip = models.0.join("mine.zip");
    let path = zip.to_str().unwrap();
    for (bytes, words) in [
        (None, "mine.zip cannot be read"),
        (
            Some(whole[..whole.len() / 2].to_vec()),
            "no zip file, or only a part of one",
        ),
        (Some(b"PK".to_vec()), "no zip file"),
        (Some(changed), "f.onnx is corrupt"),
        (Some(lacking), "f.onnx is missing"),
        (Some(foreign), "g.onnx"),
    ] {
        if let Some(bytes) = bytes {
            std::fs::write(&zip, bytes).unwrap();
        }
        let output = deepfog(&["sweep", path, "--pack", &pack("fashion-mnist")]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(
            error.contains(words) && error.contains("mine.zip"),
            "{words}: {error}"
        );
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let models = Folder::new("wrong", "smallest", Scheme::Vanilla);
    let bundle = models.bundle("smallest", Scheme::Vanilla);
    let path = bundle.to_str().unwrap();
    let pack = pack("fashion-mnist");
    let fails = |arguments: &[&str], words: &str| {
        let output = deepfog(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success());
        assert!(error.contains(words), "{words}: {error}");
        assert!(!error.contains("panicked"), "{error}");
    };
    fails(
        &["evaluate", "/nonexistent"],
        "manifest.json cannot be read",
    );
    fails(
        &["evaluate", path, "--pack", &pack, "--down", "camera"],
        "camera is not a node that can fail; those are e, f",
    );
    // Nothing beside this bundle.
    fails(&["evaluate", path], "pack.json does not exist");
    let other = self::pack("smartwatch");
    fails(
        &["sweep", path, "--pack", &other],
        "samples of the task smartwatch",
    );

    let file = bundle.join("f.onnx");
    let good = std::fs::read(&file).unwrap();
    let mut corrupt = good.clone();
    corrupt[99] ^= 1;
    for (bytes, words) in [
        (corrupt, "f.onnx is corrupt"),
        (
            [good.as_slice(), b"x"].concat(),
            "bytes where the manifest says",
        ),
        (good[..50].to_vec(), "f.onnx has 50 bytes"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        fails(&["evaluate", path, "--pack", &pack], words);
    }
    std::fs::remove_file(&file).unwrap();
    fails(
        &["evaluate", path, "--pack", &pack],
        "f.onnx cannot be read",
    );
    std::fs::write(bundle.join("manifest.json"), "{}").unwrap();
    fails(
        &["evaluate", path, "--pack", &pack],
        "the manifest cannot be read",
    );
}

/// A document that trains in a moment: two sensors with narrow units, as the page saves it.
#[cfg(feature = "train")]
fn narrow_document(folder: &Path) -> PathBuf {
    use deepfog_topology::Unit;
    use deepfog_topology::document::{Document, View, write_document};

    let mut topology = presets::find("two-sensors").unwrap().topology;
    for unit in topology.nodes.iter_mut().flat_map(|node| &mut node.units) {
        if let Unit::Conv1d { channels, .. } = unit {
            *channels = 8;
        }
    }
    topology.title = "Narrow sensors".to_owned();
    let view = View::default();
    let text = write_document(&Document { topology, view }).unwrap();
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("narrow.json");
    std::fs::write(&file, text).unwrap();
    file
}

/// Trains a document for an epoch; the bundle runs and says how it came to be.
#[cfg(feature = "train")]
#[test]
fn a_document_is_trained_on_the_shipped_packs() {
    let out = Folder(std::env::temp_dir().join(format!("deepfog-train-{}", std::process::id())));
    let document = narrow_document(&out.0);
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let train = |options: &[&str]| {
        let paths = [
            "train",
            "--document",
            document.to_str().unwrap(),
            "--models",
            models.to_str().unwrap(),
            "--out",
            out.0.to_str().unwrap(),
        ];
        deepfog(&[&paths, options].concat())
    };
    let schemes = ["--scheme", "vanilla", "--scheme", "resilinet-plus"];
    let settings = ["--epochs", "1", "--seed", "7", "--failout-setting", "Poor"];
    let output = train(&[&schemes[..], &settings].concat());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("vanilla: epoch 1/1"), "{told}");
    for scheme in [Scheme::Vanilla, Scheme::ResilinetPlus] {
        let bundle = out.0.join(scheme.slug());
        let pack = pack("smartwatch");
        let found = json(&[
            "evaluate",
            bundle.to_str().unwrap(),
            "--pack",
            &pack,
            "--json",
        ]);
        assert_eq!(found["title"], "Narrow sensors");
        assert_eq!(found["seed"], 7);
        assert_eq!(found["trained"]["test"]["n"], 1312);
        // Two engines, near ties aside, and better than a guess.
        let trained = found["trained"]["test"]["accuracy"].as_f64().unwrap();
        let apart = (1312.0 * trained - found["correct"].as_f64().unwrap()).abs();
        assert!(
            apart <= found["near_ties"].as_f64().unwrap() + 1e-6,
            "{apart}"
        );
        assert!(trained > found["random_guess"].as_f64().unwrap() + 0.1);
        let manifest = std::fs::read(bundle.join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let training = &manifest["training"];
        assert_eq!(training["epochs"], 1);
        assert_eq!(training["samples_seen"], 2875);
        let survival = &training["failout"]["e1"];
        match scheme {
            Scheme::Vanilla => assert!(survival.is_null()),
            _ => assert_eq!(*survival, 0.87),
        }
    }
    for (options, words) in [
        (&["--epochs", "0"][..], "epochs: at least 1"),
        (&["--failout", "0"], "survival above 0"),
        (&["--failout-setting", "Stormy"], "setting \"Stormy\""),
        (&["--scheme", "perfect"], "perfect is not a scheme"),
        (&["--epochs", "1", "--seconds", "5"], "cannot be used with"),
    ] {
        let output = train(options);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{options:?}");
        assert!(error.contains(words), "{words}: {error}");
    }
    // Without a document its options say nothing.
    let output = deepfog(&["train", "--seconds", "5"]);
    assert!(!output.status.success());
}
