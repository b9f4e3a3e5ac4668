//! `deepfog sweep`.

mod choice;
mod kept;
pub mod run;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use deepfog_inference::SweepPlan;

use crate::files::{Input, Opened};
use crate::report::{self, Subject, SweepReport, percent, range};
use kept::{Found, Kept};
use run::Keeping;

/// Arguments of `deepfog sweep`.
#[derive(Args)]
pub struct SweepArguments {
    #[command(flatten)]
    input: Input,
    /// Take the first so many samples of the pack [default: all].
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    /// Let hyperconnections fail by themselves as well.
    #[arg(long)]
    links: bool,
    /// `all`, or a file with failure patterns, one a line: what is down, separated by commas (hyperconnections as e->f), or
    /// `none`.
    #[arg(long, value_name = "FILE", default_value = "all")]
    patterns: String,
    /// Threads; as many as there are cores if not given.
    #[arg(long)]
    jobs: Option<usize>,
    /// Where an unfinished sweep is kept, to go on from [default: a file in data/sweeps].
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Write it when the last time is so many seconds ago.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    keep_every: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl SweepArguments {
    /// Where this sweep is kept, and what is done of it.
    fn kept(&self, plan: &SweepPlan, opened: &Opened) -> Result<(Keeping, Option<Kept>)> {
        let key = kept::key(plan, &opened.samples);
        let own = kept::default_place(&key);
        let mut path = self.resume.clone().unwrap_or_else(|| own.clone());
        let name = path.display().to_string();
        let kept = match kept::find(&path, &key, plan, opened.samples.len())? {
            Found::Nothing => None,
            Found::Kept(kept) => {
                let (n, all) = (kept.tally.n(), opened.samples.len());
                eprintln!("{name}: going on after {n} of {all} samples");
                Some(*kept)
            }
            Found::Damaged(what) => {
                eprintln!("{name} is damaged ({what}): it is not used");
                None
            }
            Found::Foreign => {
                let place = own.display();
                eprintln!(
                    "{name} is of another sweep: it is not used; this one is kept as {place}"
                );
                path = own;
                None
            }
        };
        let keeping = Keeping {
            path,
            every: Duration::from_secs(self.keep_every),
            key,
        };
        Ok((keeping, kept))
    }
}

/// Runs the command.
pub fn run(arguments: &SweepArguments) -> Result<()> {
    let mut opened = arguments.input.open()?;
    if let Some(n) = arguments.samples {
        let first: Vec<usize> = (0..n.min(opened.samples.len())).collect();
        opened.samples = opened.samples.select(&first)?;
    }
    let network = &opened.network;
    let plan = Arc::new(choice::plan(network, arguments.links, &arguments.patterns)?);
    let (keeping, kept) = arguments.kept(&plan, &opened)?;
    if arguments.jobs == Some(0) {
        bail!("--jobs must be 1 at least");
    }
    let jobs = arguments.jobs.unwrap_or_else(run::cores);
    let started = Instant::now();
    let tally = run::run(&plan, &opened.samples, jobs, kept, Some(&keeping))?;
    let seconds = started.elapsed().as_secs_f64();
    match std::fs::remove_file(&keeping.path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot remove {}", keeping.path.display()));
        }
        _ => {}
    }
    let counts = tally.counts(&plan)?;
    let is_all = arguments.patterns == "all";
    let report = SweepReport {
        subject: Subject::new(&opened, &counts),
        failable: network.patterns().names().to_vec(),
        failable_links: plan.failable().link_names().to_vec(),
        patterns: report::patterns(plan.failable(), &counts),
        expected: if is_all {
            report::expected(network, &counts)
        } else {
            Vec::new()
        },
        seconds,
        jobs,
    };
    if arguments.json {
        return report::print(&report);
    }

    let SweepReport {
        subject,
        patterns,
        expected,
        ..
    } = &report;
    println!("{} · {}", subject.title, subject.scheme.name());
    println!(
        "n = {} ({}), random guess {} %, {:.1} s",
        subject.n,
        subject.unit,
        percent(subject.random_guess),
        report.seconds
    );
    println!();
    let people: Vec<String> = counts
        .people
        .iter()
        .map(|person| format!("person {}", person.person))
        .collect();
    let widest = patterns.iter().map(|pattern| pattern.what_is_down().len());
    let width = widest.max().unwrap_or(0).max("down".len());
    let columns: String = people.iter().map(|name| format!("  {name:>9}")).collect();
    println!(
        "{:<width$}  {:>8}  {:<13}  {:<5}  {:>9}{columns}",
        "down", "accuracy", "95 %", "path", "near ties"
    );
    for pattern in patterns {
        let columns: String = pattern
            .people
            .iter()
            .map(|person| format!("  {:>9}", percent(person.accuracy)))
            .collect();
        println!(
            "{:<width$}  {:>8}  {:<13}  {:<5}  {:>9}{columns}",
            pattern.what_is_down(),
            percent(pattern.accuracy),
            range(pattern.interval),
            if pattern.answered { "live" } else { "none" },
            pattern.near_ties
        );
    }
    println!();
    println!(
        "{:<width$}  {:>8}  {:<13}",
        "expected under", "accuracy", "path lives"
    );
    for setting in expected {
        println!(
            "{:<width$}  {:>8}  {:<13}",
            setting.setting,
            percent(setting.accuracy),
            format!("{:.4}", setting.path_survival)
        );
    }
    Ok(())
}
