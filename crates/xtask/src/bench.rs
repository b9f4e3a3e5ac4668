//! `cargo xtask bench`: how fast the page, its engine and training are.
//!
//! Every part prints what it found; with `--write` it takes its place in `docs/`.

mod engine;
mod training;

use crate::environment::Environment;
use crate::process;
use crate::setup::{self, Need};
use crate::site;
use anyhow::Result;
use clap::Args;
use std::process::Command;

/// The options of `cargo xtask bench`.
#[derive(Args)]
pub struct BenchArguments {
    /// The built page: first answers, sweeps, toggles, dragging
    #[arg(long)]
    page: bool,
    /// The engine: natively, and in the browser beside onnxruntime-web
    #[arg(long)]
    engine: bool,
    /// Training: natively, in another framework, and on the page (docs/training-speed.md)
    #[arg(long)]
    training: bool,
    /// Write what was found into docs/
    #[arg(long)]
    write: bool,
}

/// Runs the parts that are named, or all of them.
///
/// # Errors
/// When set-up, a build or a benchmark fails.
pub fn run(environment: Environment, arguments: &BenchArguments) -> Result<()> {
    let environment = setup::prepare(environment, Need::Everything)?;
    let all = !(arguments.page || arguments.engine || arguments.training);
    if all || arguments.page || arguments.training {
        site::run_trunk(&environment)?;
    }
    if all || arguments.page {
        let mut page = script(&environment, "tests/end-to-end/page.bench.mjs", arguments)?;
        process::run(&mut page)?;
    }
    if all || arguments.engine {
        let script = script(&environment, "tests/bench/engine.bench.mjs", arguments)?;
        engine::run(&environment, script)?;
    }
    if all || arguments.training {
        let name = "tests/end-to-end/training.bench.mjs";
        training::run(&environment, script(&environment, name, arguments)?)?;
    }
    Ok(())
}

/// A benchmark in a browser.
fn script(environment: &Environment, name: &str, arguments: &BenchArguments) -> Result<Command> {
    let browser = setup::browser(environment)?;
    let mut node = environment.command("node");
    node.arg(name)
        .env("DEEPFOG_CHROMIUM", &browser.browser)
        .env("DEEPFOG_SITE", site::folder(environment));
    if arguments.write {
        node.arg("--write");
    }
    Ok(node)
}
