//! The engine natively, and in WebAssembly beside another runtime.

use crate::checks::over_native_packages;
use crate::environment::Environment;
use crate::process;
use crate::setup;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// Times loading, single samples and sweeps natively; then runs the script, which compares in a browser.
///
/// # Errors
/// When the packages cannot be installed, a build or a benchmark fails.
pub fn run(environment: &Environment, mut script: Command) -> Result<()> {
    setup::prepare_benchmark(environment)?;
    // The profile and the packages of the native tests, so that nothing is compiled twice.
    let mut native = environment.command("cargo");
    native.args(["bench", "--bench", "bundles", "--profile", "dev"]);
    process::run(over_native_packages(&mut native))?;
    process::run(script.env("DEEPFOG_BENCH_ENGINE", build(environment)?))
}

/// Builds the engine for the browser, with the profile and the flags of the product's workers, and gives its folder.
fn build(environment: &Environment) -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let mut cargo = environment.command("cargo");
    cargo.args(["build", "--offline", "--release", "--target", TARGET]);
    process::run(cargo.args(["--package", "deepfog-bench-engine"]))?;
    let folder = environment.target().join("bench-engine");
    let mut bindgen = environment.command("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(&folder)
        .arg(
            environment
                .target()
                .join(TARGET)
                .join("release/deepfog_bench_engine.wasm"),
        );
    process::run(&mut bindgen)?;
    Ok(folder)
}
