//! The engine in WebAssembly, beside another runtime and beside itself natively.

use crate::checks::over_native_packages;
use crate::environment::Environment;
use crate::process;
use crate::setup;
use anyhow::Result;
use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::Command;

/// The program of `tests/bench-engine` that runs natively.
const NATIVE: &str = "deepfog-engine-native";

/// Builds the engine for the browser and natively, and runs the scripts that compare.
///
/// # Errors
/// When the packages cannot be installed, a build or a benchmark fails.
pub fn run(environment: &Environment, scripts: [Command; 2]) -> Result<()> {
    setup::prepare_benchmark(environment)?;
    let browser = build(environment)?;
    let native = build_native(environment)?;
    for mut script in scripts {
        script
            .env("DEEPFOG_BENCH_ENGINE", &browser)
            .env("DEEPFOG_BENCH_NATIVE", &native);
        process::run(&mut script)?;
    }
    Ok(())
}

/// Builds the engine for the browser, with the profile and the flags of the product's workers, and gives its folder.
fn build(environment: &Environment) -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let mut cargo = environment.command("cargo");
    cargo.args(["build", "--offline", "--release", "--target", TARGET]);
    process::run(cargo.args(["--package", "deepfog-bench-engine", "--lib"]))?;
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

/// Builds the engine natively, with the profile of all native code, and gives the program's path.
fn build_native(environment: &Environment) -> Result<PathBuf> {
    let mut cargo = environment.command("cargo");
    cargo.args(["build", "--offline"]);
    // Over all packages for their features, so that little is compiled twice; what is built is one program.
    process::run(over_native_packages(&mut cargo).args(["--bin", NATIVE]))?;
    Ok(environment
        .target()
        .join("debug")
        .join(format!("{NATIVE}{EXE_SUFFIX}")))
}
