//! `deepfog reproduce health` on a few made-up rows.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "train")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const SHORT: [&str; 4] = ["--epochs", "2", "--repeats", "2"];
const ONCE: [&str; 6] = ["--split", "rows", "--epochs", "2", "--repeats", "1"];

/// A folder of a test's own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("deepfog-reproduction-{name}-{}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        std::fs::create_dir_all(folder.0.join("mhealth")).unwrap();
        folder
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Ten people in both forms of the files; some rows have no activity.
    fn with_people(name: &str) -> Self {
        let folder = Self::new(name);
        for person in 1..=10 {
            let name = format!("mhealth/mHealth_subject{person}.log");
            if person % 2 == 0 {
                std::fs::write(folder.at(&name), rows(person, "\t", ".25")).unwrap();
            } else {
                let file = std::fs::File::create(folder.at(&format!("{name}.gz"))).unwrap();
                let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
                packer.write_all(rows(person, " ", "").as_bytes()).unwrap();
                packer.finish().unwrap();
            }
        }
        folder
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_deepfog"))
            .args(["reproduce", "health"])
            .args(["--data".as_ref(), self.at("mhealth").as_os_str()])
            .args(["--work".as_ref(), self.at("work").as_os_str()])
            .args(["--out".as_ref(), self.at("docs/figures.json").as_os_str()])
            .args(["--table".as_ref(), self.at("docs/page.md").as_os_str()])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&text(&self.at("docs/figures.json"))).unwrap()
    }

    fn page(&self) -> String {
        text(&self.at("docs/page.md"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Every label from 0 to 12 eight times; a channel stands out for each.
fn rows(person: usize, separator: &str, decimals: &str) -> String {
    let mut text = String::new();
    for row in 0..13 * 8 {
        let label = row % 13;
        for channel in 0..23 {
            let own = if channel % 13 == label { 9 } else { 0 };
            let value = own + (row * 7 + channel * 3 + person) % 4;
            write!(text, "{value}{decimals}{separator}").unwrap();
        }
        writeln!(text, "{label}").unwrap();
    }
    text
}

fn succeeded(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn failed(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Takes the time out, which is never the same.
fn timeless(mut figures: Value) -> Value {
    let tables = figures["tables"].as_array_mut().unwrap();
    for row in tables
        .iter_mut()
        .flat_map(|table| table["rows"].as_array_mut().unwrap())
    {
        for repeat in row["repeats"].as_array_mut().unwrap() {
            repeat.as_object_mut().unwrap().remove("seconds");
        }
    }
    figures
}

#[test]
fn the_main_experiment_then_a_study_then_both_again() {
    let folder = Folder::with_people("tables");
    let told = succeeded(&folder.run(&SHORT));
    assert!(told.contains("960 rows of 10 people"), "{told}");
    assert!(told.contains("all done in"), "{told}");
    let main = folder.json();
    assert_eq!(main["tables"].as_array().unwrap().len(), 2);
    for (table, split, n) in [(0, "rows", 96), (1, "people", 192)] {
        let table = &main["tables"][table];
        assert_eq!(table["experiment"], "main");
        assert_eq!(table["split"], split);
        assert_eq!(table["parts"]["test"], n);
        let rows = table["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 4);
        for row in rows {
            assert_eq!(row["repeats"].as_array().unwrap().len(), 2);
            for repeat in row["repeats"].as_array().unwrap() {
                assert_eq!(repeat["test"]["patterns"].as_array().unwrap().len(), 8);
                assert_eq!(repeat["epochs"].as_array().unwrap().len(), 2);
                let people = repeat["people"].as_array().unwrap().len();
                assert_eq!(people, if split == "people" { 2 } else { 0 });
            }
        }
        // The path of Vanilla lives with .99 × .96 × .92 under Normal.
        let path = rows[0]["settings"][1]["path_survival"].as_f64().unwrap();
        assert!((path - 0.8744).abs() < 1e-4);
    }
    let page = folder.page();
    for sentence in [
        "## The four schemes, held-out rows, 2 epochs",
        "## The four schemes, held-out people, 2 epochs",
        "deepfog reproduce health --data DIR --epochs 2 --repeats 2\n",
        "n = 96 test rows",
        "Random guess: 8.",
        "2 repeats, 2 epochs each",
        "The papers' split leaks",
        "The data is not part of this repository",
        "Banos",
        "(85.0)",
    ] {
        assert!(page.contains(sentence), "{sentence} is not in\n{page}");
    }
    assert!(!page.contains(folder.0.to_str().unwrap()));

    let study = [&ONCE[..], &["--study", "failout", "--scheme", "resilinet+"]].concat();
    let told = succeeded(&folder.run(&study));
    // Survival .9 is the main experiment's.
    assert_eq!(told.matches("finished before").count(), 1, "{told}");
    let both = folder.json();
    assert_eq!(both["tables"].as_array().unwrap().len(), 3);
    assert_eq!(both["tables"][0], main["tables"][0]);
    assert_eq!(both["tables"][2]["rows"].as_array().unwrap().len(), 8);
    assert!(
        folder
            .page()
            .contains("## Study: failout, held-out rows, 2 epochs")
    );
    assert!(folder.page().contains("ResiliNet+, variable (Poor)"));

    // Without its result one network is trained again, and gives the same.
    let results = folder.at("work/results");
    let mut paths = std::fs::read_dir(results).unwrap();
    std::fs::remove_file(paths.next().unwrap().unwrap().path()).unwrap();
    succeeded(&folder.run(&SHORT));
    succeeded(&folder.run(&study));
    let again = timeless(folder.json());
    assert_eq!(
        again["tables"][0]["rows"],
        timeless(both.clone())["tables"][0]["rows"]
    );
    assert_eq!(again["tables"][1], timeless(both)["tables"][1]);

    let page = folder.page();
    std::fs::remove_file(folder.at("docs/page.md")).unwrap();
    let told = succeeded(&folder.run(&["--report-only"]));
    assert!(!told.contains("finished"), "{told}");
    assert_eq!(folder.page(), page);
}

#[test]
fn the_other_studies() {
    let folder = Folder::with_people("studies");
    succeeded(&folder.run(&[&ONCE[..], &["--study", "skips"]].concat()));
    succeeded(&folder.run(&[&ONCE[..], &["--study", "weights"]].concat()));
    let figures = folder.json();
    let rows = |table: usize| figures["tables"][table]["rows"].as_array().unwrap();
    assert_eq!(rows(0).len(), 8);
    assert_eq!(rows(1).len(), 10);
    let page = folder.page();
    for sentence in [
        "| 011 |",
        "(path 93.3)",
        "## Study: hyperconnection weights, held-out rows, 2 epochs\n",
        "| deepFogGuard, uniform (0, 10) |",
        "those of Hazardous",
    ] {
        assert!(page.contains(sentence), "{sentence} is not in\n{page}");
    }
}

#[test]
fn what_cannot_be_is_told() {
    let folder = Folder::new("faults");
    let error = failed(&folder.run(&[]));
    assert!(
        error.contains("holds no file like mHealth_subject1.log"),
        "{error}"
    );

    let log = folder.at("mhealth/mHealth_subject3.log");
    std::fs::write(&log, rows(3, " ", "") + "1 2 3\n").unwrap();
    let error = failed(&folder.run(&[]));
    assert!(
        error.contains("mHealth_subject3.log, line 105: 3 columns"),
        "{error}"
    );

    std::fs::write(&log, rows(3, " ", "")).unwrap();
    let error = failed(&folder.run(&["--split", "people"]));
    assert!(error.contains("needs person 9"), "{error}");
    for (arguments, message) in [
        (["--scheme", "chocolate"], "chocolate is not a scheme"),
        (["--epochs", "0"], "at least one repeat and one epoch"),
        (["--study", "chocolate"], "invalid value"),
    ] {
        let error = failed(&folder.run(&arguments));
        assert!(error.contains(message), "{error}");
    }
    let study = ["--study", "skips", "--scheme", "resilinet"];
    let error = failed(&folder.run(&study));
    assert!(error.contains("no network of this study"), "{error}");
}
