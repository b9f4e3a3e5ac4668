//! `deepfog analyse`: which nodes and which failures the expected accuracy depends on.

mod report;

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use deepfog_resilience::{Outcomes, Patterns, Reliabilities};
use deepfog_topology::model::NO_FAILURE;
use deepfog_topology::{NodeId, ReliabilitySetting, Topology};

use crate::files::Input;
use crate::report::{Subject, names, percent, print};
use crate::sweep;
use report::AnalysisReport;

/// Arguments of `deepfog analyse`.
#[derive(Args)]
pub struct AnalyseArguments {
    #[command(flatten)]
    input: Input,
    /// The reliability setting, by name [default: the network's first one with failures].
    #[arg(long)]
    setting: Option<String>,
    /// A node's probability to be up, instead of a setting; may be given for several nodes, the others never fail.
    #[arg(
        long = "reliability",
        value_name = "NODE=PROBABILITY",
        conflicts_with = "setting"
    )]
    reliabilities: Vec<String>,
    /// How many worst cases are listed.
    #[arg(long, default_value_t = 10)]
    worst: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &AnalyseArguments) -> Result<()> {
    let opened = arguments.input.open()?;
    let network = &opened.network;
    let patterns = network.patterns();
    let (setting, reliabilities) =
        arguments.reliabilities(&network.manifest().topology, patterns)?;
    let started = Instant::now();
    let counts = sweep::run::all(network, &opened.samples)?;
    ensure!(counts.n > 0, "the pack holds no samples");
    let accuracies = counts.accuracies();
    let outcomes = Outcomes::new(&reliabilities, &accuracies)?;
    let subject = Subject::new(&opened, &counts);
    let mut report = AnalysisReport::new(subject, setting, &outcomes, patterns, arguments.worst)?;
    report.seconds = started.elapsed().as_secs_f64();
    if arguments.json {
        return print(&report);
    }
    tell(&report);
    Ok(())
}

impl AnalyseArguments {
    /// The reliabilities asked for, with the setting's name if they are one's.
    fn reliabilities(
        &self,
        topology: &Topology,
        patterns: &Patterns,
    ) -> Result<(Option<String>, Reliabilities)> {
        if !self.reliabilities.is_empty() {
            let given = given(&self.reliabilities, patterns)?;
            return Ok((None, Reliabilities::of(&given, patterns)));
        }
        let all = topology.all_settings();
        let setting = match &self.setting {
            Some(name) => topology.setting(name).with_context(|| {
                let known: Vec<&str> = all.iter().map(|setting| setting.name.as_str()).collect();
                format!(
                    "{name} is not a reliability setting of this network; those are {}",
                    known.join(", ")
                )
            })?,
            None => all
                .iter()
                .find(|setting| setting.name != NO_FAILURE)
                .or(all.first())
                .cloned()
                .context("the network has no reliability setting; give --reliability")?,
        };
        let reliabilities = Reliabilities::of(&setting, patterns);
        Ok((Some(setting.name), reliabilities))
    }
}

/// Reads NODE=PROBABILITY, one per node.
fn given(texts: &[String], patterns: &Patterns) -> Result<ReliabilitySetting> {
    let mut reliability = BTreeMap::new();
    for text in texts {
        let (name, value) = text
            .split_once('=')
            .with_context(|| format!("{text} is not of the form NODE=PROBABILITY"))?;
        patterns.with_down([name])?;
        let value: f64 = value
            .parse()
            .ok()
            .filter(|value| (0.0..=1.0).contains(value))
            .with_context(|| format!("{text}: a probability is a number from 0 to 1"))?;
        if reliability.insert(NodeId::from(name), value).is_some() {
            bail!("{name} is given twice");
        }
    }
    Ok(ReliabilitySetting {
        name: String::new(),
        reliability,
    })
}

/// Prints a report for people.
fn tell(report: &AnalysisReport) {
    let subject = &report.subject;
    println!("{} · {}", subject.title, subject.scheme.name());
    println!(
        "n = {} ({}), random guess {} %, {} · {:.1} s",
        subject.n,
        subject.unit,
        percent(subject.random_guess),
        report.engine,
        report.seconds
    );
    println!();
    println!(
        "Expected accuracy under {}: {} %; without failure {} %.",
        report
            .setting
            .as_deref()
            .unwrap_or("the given reliabilities"),
        percent(report.accuracy),
        percent(report.no_failure)
    );
    println!();
    println!(
        "{:>10}  {:>11}  {:>8}  {:>8}",
        "nodes down", "probability", "accuracy", "share"
    );
    for entry in &report.by_failures {
        println!(
            "{:>10}  {:>11.6}  {:>8}  {:>8}",
            entry.down,
            entry.probability,
            entry.accuracy_given.map_or("-".to_owned(), percent),
            points(entry.accuracy)
        );
    }
    println!();
    for quantile in &report.quantiles {
        println!(
            "With probability {} the accuracy is {} % or more.",
            quantile.probability,
            percent(quantile.accuracy)
        );
    }
    println!();
    let width = report.nodes.iter().map(|node| node.node.as_str().len());
    let width = width.max().unwrap_or(0).max("node".len());
    println!(
        "{:<width$}  {:>11}  {:>8}  {:>8}",
        "node", "reliability", "Birnbaum", "Shapley"
    );
    for node in &report.nodes {
        println!(
            "{:<width$}  {:>11}  {:>8}  {:>8}",
            node.node.as_str(),
            node.reliability,
            points(node.birnbaum),
            points(node.shapley)
        );
    }
    if report.worst.is_empty() {
        return;
    }
    println!();
    let width = report.worst.iter().map(|case| names(&case.down).len());
    let width = width.max().unwrap_or(0).max("worst cases".len());
    println!(
        "{:<width$}  {:>11}  {:>8}  {:>8}",
        "worst cases", "probability", "accuracy", "loss"
    );
    for case in &report.worst {
        println!(
            "{:<width$}  {:>11.6}  {:>8}  {:>8}",
            names(&case.down),
            case.probability,
            percent(case.accuracy),
            points(case.loss)
        );
    }
    println!();
    println!(
        "Accuracies are in per cent; shares, losses, Birnbaum importance and Shapley values in percentage points."
    );
}

/// A difference or a part of accuracies in percentage points, with two decimals: many are small.
fn points(share: f64) -> String {
    format!("{:.2}", 100.0 * share)
}
