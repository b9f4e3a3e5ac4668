//! `deepfog sweep` on shipped bundles: on several threads, broken off and gone on with.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "run")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A folder of this test's own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("deepfog-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn bundle(name: &str) -> String {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    models.join(name).display().to_string()
}

/// A sweep, started in a folder.
fn sweep(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deepfog"));
    command.current_dir(&folder.0).arg("sweep").args(arguments);
    command
}

fn output(folder: &Folder, arguments: &[&str]) -> Output {
    sweep(folder, arguments).output().unwrap()
}

/// What a sweep finds, without what may differ from run to run, and what it says beside it.
fn found(folder: &Folder, arguments: &[&str]) -> (Value, String) {
    let output = output(folder, &[arguments, &["--json"]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let mut json: Value = serde_json::from_slice(&output.stdout).unwrap();
    for timed in ["seconds", "jobs"] {
        assert!(json.as_object_mut().unwrap().remove(timed).is_some());
    }
    (json, said)
}

#[test]
fn two_threads_find_what_one_does() {
    let folder = Folder::new("threads");
    for name in ["two-sensors/resilinet-plus", "smallest/vanilla"] {
        let name = bundle(name);
        let arguments = [name.as_str(), "--samples", "210"];
        let (one, _) = found(&folder, &[&arguments[..], &["--jobs", "1"]].concat());
        let (two, _) = found(&folder, &[&arguments[..], &["--jobs", "2"]].concat());
        assert_eq!(one, two);
        assert_eq!(one["n"], 210);
    }
    let name = bundle("smallest/vanilla");
    assert!(!output(&folder, &[&name, "--jobs", "0"]).status.success());
}

#[test]
fn a_sweep_that_was_killed_goes_on_to_the_same_counts() {
    let folder = Folder::new("killed");
    let name = bundle("four-cameras/resilinet-plus");
    let file = folder.file("kept");
    let arguments = [name.as_str(), "--samples", "330", "--jobs", "1"];
    let (whole, _) = found(&folder, &arguments);
    let keeping = [&arguments[..], &["--resume", &file, "--keep-every", "0"]].concat();
    let mut child = sweep(&folder, &keeping)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !Path::new(&file).exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = std::fs::read(&file).unwrap();
    let (resumed, said) = found(&folder, &keeping);
    assert!(said.contains("going on after"), "{said}");
    assert_eq!(resumed, whole);
    assert!(!Path::new(&file).exists(), "a finished sweep is not kept");

    // Damaged, or of other samples: said, and not used.
    let mut damaged = kept.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for (bytes, samples, word) in [
        (&damaged[..], "330", "damaged"),
        (&kept[..40], "330", "damaged"),
        (&kept[..], "33", "another sweep"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let arguments = [&name, "--samples", samples, "--resume", &file];
        let (json, said) = found(&folder, &arguments);
        assert!(said.contains(word), "{said}");
        if samples == "330" {
            assert_eq!(json, whole);
        }
    }
    assert_eq!(std::fs::read(&file).unwrap(), kept, "it is the other's");
    // What is no sweep is left alone.
    std::fs::write(&file, "a letter").unwrap();
    assert!(!output(&folder, &keeping).status.success());
    assert_eq!(std::fs::read(&file).unwrap(), b"a letter");
}

/// Two sweeps of other lists of patterns may add in another order: counts are the same, probabilities up to rounding.
fn same(one: &Value, other: &Value) {
    for key in ["pattern", "down", "correct", "near_ties", "classes"] {
        assert_eq!(one[key], other[key], "{key}");
    }
}

#[test]
fn hyperconnections_and_single_patterns_can_be_asked_for() {
    let folder = Folder::new("chosen");
    let name = bundle("smallest/resilinet-plus");
    let (nodes, _) = found(&folder, &[&name, "--samples", "50"]);
    let (links, _) = found(&folder, &[&name, "--samples", "50", "--links"]);
    let count = |json: &Value| json["patterns"].as_array().unwrap().len();
    let failable = |json: &Value, key: &str| json[key].as_array().unwrap().len();
    assert_eq!(failable(&nodes, "failable_links"), 0);
    let bits = failable(&links, "failable") + failable(&links, "failable_links");
    assert_eq!(count(&links), 1 << bits);
    for at in 0..count(&nodes) {
        same(&links["patterns"][at], &nodes["patterns"][at]);
    }
    assert_eq!(links["expected"], nodes["expected"]);

    let file = folder.file("patterns");
    std::fs::write(&file, "f\nnone\n").unwrap();
    let (some, _) = found(&folder, &[&name, "--samples", "50", "--patterns", &file]);
    assert_eq!(count(&some), 2);
    same(&some["patterns"][0], &nodes["patterns"][2]);
    same(&some["patterns"][1], &nodes["patterns"][0]);
    assert_eq!(some["expected"], Value::Array(Vec::new()));
    let pattern = &nodes["patterns"][0];
    assert_eq!(pattern["classes"].as_array().unwrap().len(), 10);
    let bins = pattern["calibration"]["bins"].as_array().unwrap();
    let n: u64 = bins.iter().map(|bin| bin[0].as_u64().unwrap()).sum();
    assert_eq!((bins.len(), n), (10, 50));
    assert!(nodes["patterns"][3]["calibration"].is_null(), "a guess");
}

#[cfg(feature = "train")]
#[test]
fn growth_is_measured_and_its_networks_can_be_opened() {
    let folder = Folder::new("growth");
    let file = |name: &str| folder.file(name);
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let output = Command::new(env!("CARGO_BIN_EXE_deepfog"))
        .args(["growth", "--nodes", "4,8", "--samples", "40"])
        .args(["--models", &models.display().to_string()])
        .args(["--write", &file("growth.json"), "--md", &file("growth.md")])
        .args(["--documents", &folder.0.display().to_string()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let json: Value = serde_json::from_slice(&std::fs::read(file("growth.json")).unwrap()).unwrap();
    let sweeps = json["sweeps"].as_array().unwrap();
    let found: Vec<(&str, u64)> = sweeps
        .iter()
        .map(|sweep| {
            let name = sweep["network"].as_str().unwrap();
            (name, sweep["patterns"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        found,
        [("chain", 16), ("chain", 256), ("wide", 16), ("wide", 256)]
    );
    for sweep in sweeps {
        let number = |key: &str| sweep[key].as_u64().unwrap();
        assert!(number("answers") < number("patterns"), "some have none");
        assert!(number("outputs") > number("answers"));
        assert!(sweep["seconds"].as_f64().unwrap() > 0.0);
    }
    let table = std::fs::read_to_string(file("growth.md")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| chain"));
    assert_eq!(rows.count(), 2);
    let document = std::fs::read_to_string(file("wide-8.json")).unwrap();
    let topology = deepfog_topology::document::parse(&document).unwrap();
    assert_eq!(topology.nodes.len(), 13);
}
