//! Training: here, in another framework, and on the page.

use crate::checks::over_native_packages;
use crate::environment::Environment;
use crate::process;
use anyhow::{Result, ensure};
use std::process::Command;

/// Samples per second of training, here and in another framework, each on one thread; then the script's trainings on the page.
///
/// # Errors
/// When a build or a benchmark fails.
pub fn run(environment: &Environment, mut script: Command) -> Result<()> {
    let mut own = environment.command("cargo");
    own.args(["bench", "--bench", "steps", "--profile", "dev"]);
    over_native_packages(&mut own).env("RAYON_NUM_THREADS", "1");
    let mut other = environment.command("cargo");
    other
        .args([
            "run",
            "--release",
            "--manifest-path",
            "tests/candle/Cargo.toml",
        ])
        .arg("--target-dir")
        .arg(environment.target().join("candle"))
        .env("RAYON_NUM_THREADS", "1");
    let mut speeds = String::new();
    for command in [&mut own, &mut other] {
        let status = process::run_watched(command, |line| {
            speeds.push_str(line);
            speeds.push('\n');
        })?;
        ensure!(
            status.success(),
            "{} failed ({status})",
            process::describe(command)
        );
    }
    process::run(script.env("DEEPFOG_NATIVE_SPEEDS", speeds))
}
