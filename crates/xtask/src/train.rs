//! `cargo xtask train`: hands over to `deepfog train`, which makes every bundle in `models/`.

use crate::environment::Environment;
use crate::process;
use anyhow::Result;
use clap::Args;
use std::ffi::OsString;

/// What goes to `deepfog train` as it stands.
#[derive(Args)]
pub struct TrainArguments {
    /// Presets and options of `deepfog train`; `-- --help` lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Trains with the native command line; it needs no browser and no WebAssembly, hence no set-up.
///
/// # Errors
/// When training fails.
pub fn run(environment: &Environment, arguments: &TrainArguments) -> Result<()> {
    let mut command = environment.command("cargo");
    command.args(["run", "--quiet", "--package", "deepfog-cli", "--", "train"]);
    process::run(command.args(&arguments.arguments))
}
