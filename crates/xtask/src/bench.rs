//! `cargo xtask bench`: how fast the engine is natively, and the built page in a browser.

use crate::checks::over_native_packages;
use crate::environment::Environment;
use crate::process;
use crate::setup::{self, Need};
use crate::site;
use anyhow::Result;
use clap::Args;

/// The options of `cargo xtask bench`.
#[derive(Args)]
pub struct BenchArguments {
    /// Write what the page took to docs/benchmarks.md and docs/benchmarks.json
    #[arg(long)]
    write: bool,
}

/// Times loading, single samples and sweeps natively, then the built page.
///
/// # Errors
/// When set-up, a build or a benchmark fails.
pub fn run(environment: Environment, arguments: &BenchArguments) -> Result<()> {
    let environment = setup::prepare(environment, Need::Everything)?;
    site::run_trunk(&environment)?;
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
