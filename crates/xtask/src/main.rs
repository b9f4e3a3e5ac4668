//! `cargo xtask`: set-up, site, tests and training of DeepFog, for people and for continuous integration alike.
//!
//! Every command sets up by itself what it needs and is missing, and says what it does and how long it took.

mod bench;
mod checks;
mod data;
mod environment;
mod process;
mod setup;
mod site;
mod train;

use anyhow::Result;
use clap::{Parser, Subcommand};
use environment::Environment;
use std::process::ExitCode;

/// Set-up, serve, build, test and train DeepFog.
#[derive(Parser)]
#[command(name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what building, serving and testing need; does nothing where it is all there
    Setup(setup::SetupArguments),
    /// Build the page and serve it on 127.0.0.1, again after every change
    Serve(site::ServeArguments),
    /// Build the static site in `dist/`
    Build,
    /// Run all checks and tests, or the parts named
    Test(checks::TestArguments),
    /// Train the shipped models (arguments go to `deepfog train`)
    Train(train::TrainArguments),
    /// Fetch the public data sets and prepare the full sets and the shipped sample packs
    Data(data::DataArguments),
    /// Time the page, the engine beside another runtime, and training; all of it, or the parts named
    Bench(bench::BenchArguments),
    /// Called by Trunk on the site it has just built
    #[command(hide = true)]
    FinishSite,
}

fn run(task: Task) -> Result<bool> {
    let environment = Environment::discover()?;
    match task {
        Task::Setup(arguments) => setup::run(environment, &arguments)?,
        Task::Serve(arguments) => site::serve(environment, &arguments)?,
        Task::Build => site::build(environment)?,
        Task::Test(arguments) => return checks::run(environment, &arguments),
        Task::Train(arguments) => train::run(&environment, &arguments)?,
        Task::Data(arguments) => data::run(&arguments, &environment.root)?,
        Task::Bench(arguments) => bench::run(environment, &arguments)?,
        Task::FinishSite => site::finish::run()?,
    }
    Ok(true)
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
