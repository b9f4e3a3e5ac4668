//! `cargo xtask bench`: how fast the engine is natively, and the built page in a browser.

use crate::checks::over_native_packages;
use crate::environment::Environment;
use crate::process;
use crate::setup::{self, Need};
use crate::site;
use anyhow::{Result, ensure};
use clap::Args;

/// The options of `cargo xtask bench`.
#[derive(Args)]
pub struct BenchArguments {
    /// Write what the page took to docs/benchmarks.md and docs/benchmarks.json
    #[arg(long)]
    write: bool,
    /// Measure training instead: natively, in another framework, and on the page (docs/training-speed.md)
    #[arg(long)]
    training: bool,
}

/// Times loading, single samples and sweeps natively, then the built page.
///
/// # Errors
/// When set-up, a build or a benchmark fails.
pub fn run(environment: Environment, arguments: &BenchArguments) -> Result<()> {
    let environment = setup::prepare(environment, Need::Everything)?;
    site::run_trunk(&environment)?;
    if arguments.training {
        return training(&environment, arguments.write);
    }
    // The profile and the packages of the native tests, so that nothing is compiled twice.
    let mut native = environment.command("cargo");
    native.args(["bench", "--bench", "bundles", "--profile", "dev"]);
    process::run(over_native_packages(&mut native))?;
    let browser = setup::browser(&environment)?;
    let mut node = environment.command("node");
    node.arg("tests/end-to-end/page.bench.mjs")
        .env("DEEPFOG_CHROMIUM", &browser.browser)
        .env("DEEPFOG_SITE", site::folder(&environment));
    if arguments.write {
        node.arg("--write");
    }
    process::run(&mut node)
}

/// Samples per second of training, here and in another framework, each on one thread; then trainings on the page.
fn training(environment: &Environment, write: bool) -> Result<()> {
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
    let browser = setup::browser(environment)?;
    let mut node = environment.command("node");
    node.arg("tests/end-to-end/training.bench.mjs")
        .env("DEEPFOG_CHROMIUM", &browser.browser)
        .env("DEEPFOG_SITE", site::folder(environment))
        .env("DEEPFOG_NATIVE_SPEEDS", speeds);
    if write {
        node.arg("--write");
    }
    process::run(&mut node)
}
