//! `deepfog reproduce`: the papers' experiments, on data that is not part of the project.

mod case;
mod data;
mod experiment;
mod measure;
mod page;
mod reference;
mod report;
mod table;
mod training;
mod work;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};

use crate::progress::Progress;
use crate::schemes;
use crate::side_by_side::side_by_side;
use data::{Data, Split};
use experiment::{Experiment, Order};
use training::Training;
use work::Work;

/// What can be repeated.
#[derive(Subcommand)]
pub enum Reproduction {
    /// The health experiment: 23 channels of mHealth, twelve activities, ten layers on four nodes.
    Health(HealthArguments),
}

/// How the health experiment is repeated.
#[derive(Args, Clone, Debug)]
pub struct HealthArguments {
    /// The folder with mHealth_subject1.log to mHealth_subject10.log, packed as .log.gz or not
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Trainings of every network, with the seeds 1, 2, and so on
    #[arg(long, default_value_t = 2)]
    repeats: u64,
    /// Passes over the training rows
    #[arg(long, default_value_t = 10)]
    epochs: usize,
    /// A study instead of the main experiment
    #[arg(long, value_enum)]
    study: Option<Study>,
    /// Which rows are held out
    #[arg(long, value_enum, default_value = "both")]
    split: SplitArgument,
    /// Networks trained at the same time, each on one thread
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Train this scheme only; may be given several times: vanilla, deep-fog-guard, resilinet, resilinet-plus
    #[arg(long = "scheme")]
    schemes: Vec<String>,
    /// The file for all figures
    #[arg(long, default_value = "docs/reproduction.json")]
    out: PathBuf,
    /// The page with the tables
    #[arg(long, default_value = "docs/reproduction.md")]
    table: PathBuf,
    /// Where finished and unfinished trainings are kept, to go on from
    #[arg(long, default_value = "data/reproduction")]
    work: PathBuf,
    /// Train nothing; write both files from what the work folder holds
    #[arg(long)]
    report_only: bool,
}

/// What else is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Study {
    /// The five rules for hyperconnection weights
    Weights,
    /// Every subset of the skip hyperconnections
    Skips,
    /// How probable failures are in training
    Failout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SplitArgument {
    /// Rows at random, as in the papers
    Rows,
    /// Whole people
    People,
    /// Both, one after the other
    Both,
}

/// Repeats what is asked for. What is finished already is not trained again.
///
/// # Errors
/// Data that is not there or damaged, names that are not known, a training that diverges, files that cannot be written.
pub fn run(reproduction: &Reproduction) -> Result<()> {
    let Reproduction::Health(arguments) = reproduction;
    let data = Data::load(&arguments.data)?;
    println!("{} rows of {} people", data.rows(), data.people().len());
    let work = Work::open(&arguments.work)?;
    if !arguments.report_only {
        train(arguments, &data, &work)?;
    }
    let report = report::collect(&work, &data)?;
    report.write(&arguments.out, &arguments.table)?;
    report.print();
    Ok(())
}

fn train(arguments: &HealthArguments, data: &Data, work: &Work) -> Result<()> {
    let order = arguments.order()?;
    let trainings = order
        .cases()
        .into_iter()
        .map(|case| Training::new(case, data))
        .collect::<Result<Vec<_>>>()?;
    if trainings.is_empty() {
        bail!("no network of this study has one of these schemes");
    }
    work.note(&order)?;
    let progress = Progress::new(trainings.iter().map(Training::size).sum());
    side_by_side(trainings, arguments.jobs.max(1), |training| {
        training
            .run(data, work, &progress)
            .with_context(|| format!("training {}", training.case))
    })?;
    Ok(())
}

impl HealthArguments {
    fn order(&self) -> Result<Order> {
        if self.repeats == 0 || self.epochs == 0 {
            bail!("there must be at least one repeat and one epoch");
        }
        Ok(Order {
            experiment: match self.study {
                None => Experiment::Main,
                Some(Study::Skips) => Experiment::Skips,
                Some(Study::Failout) => Experiment::Failout,
                Some(Study::Weights) => Experiment::Weights,
            },
            splits: match self.split {
                SplitArgument::Rows => vec![Split::Rows],
                SplitArgument::People => vec![Split::People],
                SplitArgument::Both => vec![Split::Rows, Split::People],
            },
            schemes: schemes::chosen(&self.schemes)?,
            epochs: self.epochs,
            repeats: self.repeats,
        })
    }
}
