//! `deepfog` on the command line: what the page shows, from the same code and the same files.
//!
//! With `--json`, every command prints one object whose keys are documented at its type in `report.rs` or
//! `analyse/report.rs` and stay as they are; fields may be added.

#[cfg(feature = "run")]
mod analyse;
mod checkpoint_file;
#[cfg(feature = "run")]
mod evaluate;
#[cfg(feature = "run")]
mod files;
#[cfg(all(feature = "run", feature = "train"))]
mod growth;
#[cfg(feature = "run")]
mod logits;
mod progress;
#[cfg(feature = "run")]
mod record;
#[cfg(all(feature = "run", feature = "train"))]
mod record_training;
#[cfg(feature = "run")]
mod report;
#[cfg(feature = "train")]
mod reproduce;
#[cfg(feature = "train")]
mod schemes;
#[cfg(feature = "train")]
mod side_by_side;
#[cfg(feature = "run")]
mod sweep;
#[cfg(feature = "run")]
mod table;
#[cfg(feature = "train")]
mod train;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "deepfog",
    version,
    about = "Failure-resilient distributed neural networks"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Accuracy of a bundle on its sample pack under one failure pattern.
    #[cfg(feature = "run")]
    Evaluate(evaluate::EvaluateArguments),
    /// Accuracy under every failure pattern, and what to expect under each reliability setting.
    #[cfg(feature = "run")]
    Sweep(sweep::SweepArguments),
    /// Which nodes and which failures the expected accuracy depends on, under one reliability setting.
    #[cfg(feature = "run")]
    Analyse(analyse::AnalyseArguments),
    /// Logits of the first samples, as JSON: to hold another engine against this one.
    #[cfg(feature = "run")]
    Logits(logits::LogitsArguments),
    /// Records the logits that the tests hold every engine to, or small trainings.
    #[cfg(feature = "run")]
    Record(record::RecordArguments),
    /// Measures what sweeps cost as networks grow, up to 16 nodes that can fail.
    #[cfg(all(feature = "run", feature = "train"))]
    Growth(growth::GrowthArguments),
    /// Sweeps every bundle and writes the tables of models/README.md.
    #[cfg(feature = "run")]
    Table(table::TableArguments),
    /// Trains presets, or a document, and writes the bundles.
    #[cfg(feature = "train")]
    Train(train::TrainArguments),
    /// Repeats the papers' experiments on data that is not part of the project.
    #[cfg(feature = "train")]
    #[command(subcommand)]
    Reproduce(reproduce::Reproduction),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        #[cfg(feature = "run")]
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        #[cfg(feature = "run")]
        Command::Sweep(arguments) => sweep::run(&arguments),
        #[cfg(feature = "run")]
        Command::Analyse(arguments) => analyse::run(&arguments),
        #[cfg(feature = "run")]
        Command::Logits(arguments) => logits::run(&arguments),
        #[cfg(feature = "run")]
        Command::Record(arguments) => record::run(&arguments),
        #[cfg(all(feature = "run", feature = "train"))]
        Command::Growth(arguments) => growth::run(&arguments),
        #[cfg(feature = "run")]
        Command::Table(arguments) => table::run(&arguments),
        #[cfg(feature = "train")]
        Command::Train(arguments) => train::run(&arguments),
        #[cfg(feature = "train")]
        Command::Reproduce(reproduction) => reproduce::run(&reproduction),
    }
}
