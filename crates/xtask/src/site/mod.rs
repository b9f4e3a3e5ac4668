//! `cargo xtask build` and `cargo xtask serve`: the static site, built by Trunk.

pub mod finish;
mod slim;

use crate::environment::Environment;
use crate::process;
use crate::setup::{self, Need};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// The options of `cargo xtask serve`.
#[derive(Args)]
pub struct ServeArguments {
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Where the site stands when it is built.
pub fn folder(environment: &Environment) -> PathBuf {
    environment.root.join("dist")
}

/// `cargo xtask build`: the site in `dist/`, ready for any static server at any path.
///
/// # Errors
/// When set-up or the build fails.
pub fn build(environment: Environment) -> Result<()> {
    let environment = setup::prepare(environment, Need::Site)?;
    let start = Instant::now();
    run_trunk(&environment)?;
    println!(
        "{} is built ({:.1} s)",
        folder(&environment).display(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Runs Trunk's build on a machine that is set up.
///
/// # Errors
/// When a crate does not compile or Trunk fails.
pub fn run_trunk(environment: &Environment) -> Result<()> {
    let mut trunk = environment.command("trunk");
    process::run(trunk.args(["build", "--release", "--offline", "--skip-version-check"]))
}

/// `cargo xtask serve`: builds, serves, and builds again after every change, until it is stopped.
///
/// # Errors
/// When set-up or the first build fails, or the port is taken.
pub fn serve(environment: Environment, arguments: &ServeArguments) -> Result<()> {
    let environment = setup::prepare(environment, Need::Site)?;
    let port = arguments.port.to_string();
    println!(
        "The page will be at http://127.0.0.1:{port}/ as soon as it is built (a first build takes minutes); Ctrl-C stops."
    );
    let mut trunk = environment.command("trunk");
    trunk.args([
        "serve",
        "--release",
        "--offline",
        "--skip-version-check",
        "--address",
        "127.0.0.1",
        "--port",
        &port,
    ]);
    process::run(&mut trunk)
}
