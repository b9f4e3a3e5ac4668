//! `deepfog sweep`.

use std::time::Instant;

use anyhow::Result;
use clap::Args;
use deepfog_inference::Sweep;

use crate::files::Input;
use crate::report::{self, Subject, SweepReport, names, percent, range};

/// Arguments of `deepfog sweep`.
#[derive(Args)]
pub struct SweepArguments {
    #[command(flatten)]
    input: Input,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &SweepArguments) -> Result<()> {
    let opened = arguments.input.open()?;
    let network = &opened.network;
    let started = Instant::now();
    let counts = Sweep::all(network.clone())?.finish(&opened.samples)?;
    let report = SweepReport {
        subject: Subject::new(&opened, &counts),
        failable: network.patterns().names().to_vec(),
        patterns: report::patterns(network, &counts),
        expected: report::expected(network, &counts),
        seconds: started.elapsed().as_secs_f64(),
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
    let widest = patterns.iter().map(|pattern| names(&pattern.down).len());
    let width = widest.max().unwrap_or(0).max("nodes down".len());
    let columns: String = people.iter().map(|name| format!("  {name:>9}")).collect();
    println!(
        "{:<width$}  {:>8}  {:<13}  {:<5}  {:>9}{columns}",
        "nodes down", "accuracy", "95 %", "path", "near ties"
    );
    for pattern in patterns {
        let columns: String = pattern
            .people
            .iter()
            .map(|person| format!("  {:>9}", percent(person.accuracy)))
            .collect();
        println!(
            "{:<width$}  {:>8}  {:<13}  {:<5}  {:>9}{columns}",
            names(&pattern.down),
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
