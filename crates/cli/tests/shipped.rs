//! What the shipped bundles must show: their accuracies, and what skip hyperconnections and failout bring.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "run")]

use std::path::{Path, PathBuf};
use std::process::Command;

use deepfog_network::bundle::{MANIFEST_FILE, Manifest};
use deepfog_topology::{Scheme, presets};
use serde_json::Value;

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

fn deepfog() -> Command {
    Command::new(env!("CARGO_BIN_EXE_deepfog"))
}

/// Accuracy on the test samples without failures, as the training framework measured it.
fn accuracy(preset: &str, scheme: Scheme) -> f64 {
    let folder = models().join(preset).join(scheme.slug());
    let manifest = std::fs::read(folder.join(MANIFEST_FILE)).expect(preset);
    Manifest::parse(&manifest)
        .expect(preset)
        .accuracy
        .test
        .accuracy
}

#[test]
fn every_scheme_of_every_preset_is_accurate_without_failures() {
    // A random forest on 72 features of the same windows, trained on the same people, reaches .869
    // (`cargo xtask data --baseline`); a network may be one point below it.
    for (preset, least) in [
        ("sensor-chain", 0.859),
        ("two-sensors", 0.859),
        ("wide-fog", 0.859),
        ("image-chain", 0.90),
        ("smallest", 0.90),
        ("four-cameras", 0.87),
    ] {
        let vanilla = accuracy(preset, Scheme::Vanilla);
        for scheme in Scheme::ALL {
            let found = accuracy(preset, scheme);
            assert!(found >= least, "{preset} {}: {found}", scheme.slug());
            assert!(
                found >= vanilla - 0.02,
                "{preset} {}: {found}, Vanilla {vanilla}",
                scheme.slug()
            );
        }
    }
    assert_eq!(presets::all().len(), 6);
}

/// What a command prints of a bundle as JSON.
fn report(command: &str, preset: &str, scheme: Scheme) -> Value {
    let bundle = models().join(preset).join(scheme.slug());
    let output = deepfog()
        .arg(command)
        .arg(&bundle)
        .arg("--json")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", bundle.display());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The pack of the sensor task is its whole test part: the training framework and tract count the same right answers
/// on it, near ties aside.
#[test]
fn two_engines_give_the_same_accuracy() {
    for preset in ["sensor-chain", "two-sensors", "wide-fog"] {
        for scheme in Scheme::ALL {
            let found = report("evaluate", preset, scheme);
            let trained = found["trained"]["test"]["accuracy"].as_f64().unwrap();
            let (n, correct) = (
                found["n"].as_f64().unwrap(),
                found["correct"].as_f64().unwrap(),
            );
            assert_eq!(found["trained"]["test"]["n"], found["n"], "{preset}");
            let ties = found["near_ties"].as_f64().unwrap();
            let distance = (trained * n - correct).abs();
            assert!(
                distance <= ties + 1e-6,
                "{preset} {}: {distance}",
                scheme.slug()
            );
        }
    }
}

/// Expected accuracy under the setting Hazardous, over all failure patterns.
fn hazardous(preset: &str, scheme: Scheme) -> f64 {
    let report = report("sweep", preset, scheme);
    let settings = report["expected"].as_array().unwrap();
    let setting = settings.iter().find(|row| row["setting"] == "Hazardous");
    setting.unwrap()["accuracy"].as_f64().unwrap()
}

#[test]
fn skips_help_under_hazard_and_failout_helps_more() {
    for preset in ["sensor-chain", "image-chain"] {
        let [vanilla, guard, plus] = [Scheme::Vanilla, Scheme::DeepFogGuard, Scheme::ResilinetPlus]
            .map(|scheme| hazardous(preset, scheme));
        assert!(guard > vanilla, "{preset}: {guard}, Vanilla {vanilla}");
        assert!(plus > guard, "{preset}: {plus}, deepFogGuard {guard}");
    }
}

#[test]
fn the_tables_are_what_the_bundles_give() {
    let output = deepfog()
        .arg("table")
        .arg(models())
        .arg("--check")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
