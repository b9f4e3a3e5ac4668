//! `cargo xtask bench`: how fast the page, its engine and training are, and what memory the page takes in half an hour.
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
    /// The built page: first paint and answer, what is transferred, sweeps, toggles, dragging
    #[arg(long)]
    page: bool,
    /// The engine in the browser: beside onnxruntime-web, and beside itself natively
    #[arg(long)]
    engine: bool,
    /// Training: natively, in another framework, and on the page (docs/training-speed.md)
    #[arg(long)]
    training: bool,
    /// The page's memory while it plays samples for half an hour (DEEPFOG_MINUTES shortens it); only where it is named
    #[arg(long)]
    memory: bool,
    /// Write what was found into docs/
    #[arg(long)]
    write: bool,
}

/// Runs the parts that are named, or all but the half hour.
///
/// # Errors
/// When set-up, a build or a benchmark fails.
pub fn run(environment: Environment, arguments: &BenchArguments) -> Result<()> {
    let environment = setup::prepare(environment, Need::Everything)?;
    let all = !(arguments.page || arguments.engine || arguments.training || arguments.memory);
    if all || arguments.page || arguments.training || arguments.memory {
        site::run_trunk(&environment)?;
    }
    if all || arguments.page {
        for name in ["page", "sweeps"] {
            let name = format!("tests/end-to-end/{name}.bench.mjs");
            process::run(&mut script(&environment, &name, arguments)?)?;
        }
    }
    if all || arguments.engine {
        let beside_another = script(&environment, "tests/bench/engine.bench.mjs", arguments)?;
        let beside_native = script(&environment, "tests/bench/native.bench.mjs", arguments)?;
        engine::run(&environment, [beside_another, beside_native])?;
    }
    if all || arguments.training {
        let name = "tests/end-to-end/training.bench.mjs";
        training::run(&environment, script(&environment, name, arguments)?)?;
    }
    if arguments.memory {
        let mut memory = script(&environment, "tests/bench/memory.bench.mjs", arguments)?;
        process::run(&mut memory)?;
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
