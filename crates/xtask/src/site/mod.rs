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

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Trunk's watcher ends at once where a path is not there, and set-up makes files only for what is asked for.
    #[test]
    fn what_trunk_watches_or_not_is_there_in_a_fresh_checkout() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let settings = include_str!("../../../../Trunk.toml");
        let (_, watch) = settings.split_once("[watch]").unwrap();
        let (watch, _) = watch.split_once("[[").unwrap();
        let lines = watch.lines().filter(|line| !line.starts_with('#'));
        let paths: Vec<&str> = lines
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .collect();
        assert_eq!(paths.len(), 5, "{paths:?}");
        for path in paths {
            // A folder of the repository, not a file that something may have made.
            assert!(root.join(path).is_dir(), "{path}");
        }
    }
}
