//! `deepfog growth`: what sweeps cost as networks grow, on networks that anybody can make again.

mod document;
mod memory;
mod table;
mod untrained;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Args;
use deepfog_dataset::{PackHeader, Samples};
use deepfog_inference::SweepPlan;
use deepfog_resilience::pattern::MAX_EXACT;
use deepfog_topology::{Scheme, TaskId};
use serde::Serialize;

use crate::progress::duration;
use crate::sweep::run as sweeping;
use document::{Make, WIDTH};

/// A sweep that would take longer is left out, in seconds.
const LONGEST: f64 = 600.0;

/// Arguments of `deepfog growth`.
#[derive(Args)]
pub struct GrowthArguments {
    /// Numbers of nodes that can fail, each a multiple of 4.
    #[arg(long, value_delimiter = ',', default_values_t = [4, 8, 12, 16])]
    nodes: Vec<usize>,
    /// Numbers of samples; where the pack has fewer, they come again.
    #[arg(long, value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    samples: Vec<usize>,
    /// Threads; as many as there are cores if not given.
    #[arg(long)]
    jobs: Option<usize>,
    /// The folder whose packs are taken.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// Write the figures as JSON.
    #[arg(long, value_name = "FILE.json")]
    write: Option<PathBuf>,
    /// Write them as a table.
    #[arg(long, value_name = "FILE.md")]
    md: Option<PathBuf>,
    /// Write the networks as documents into this folder, to train them or to open them in the page.
    #[arg(long, value_name = "FOLDER")]
    documents: Option<PathBuf>,
}

/// All figures, and what they are of.
#[derive(Serialize)]
struct Growth {
    /// The scheme of all networks.
    scheme: Scheme,
    /// Version of this program.
    version: &'static str,
    /// Threads.
    jobs: usize,
    /// Cores of the machine.
    cores: usize,
    /// The sweeps.
    sweeps: Vec<Measured>,
}

/// One network and one number of samples.
#[derive(Serialize)]
struct Measured {
    /// `chain` or `wide`.
    network: &'static str,
    /// Nodes that can fail.
    failable: usize,
    /// Failure patterns.
    patterns: usize,
    /// Distinct answers of the cloud among them.
    answers: usize,
    /// Distinct outputs of all nodes that these need.
    outputs: usize,
    /// Multiply-adds per sample.
    products: u64,
    /// Samples.
    samples: usize,
    /// Seconds from the network to the counts; `null` where it would have taken over ten minutes.
    seconds: Option<f64>,
    /// The most memory that the program held, in bytes, samples included; `null` where it was not run or the system does not
    /// tell.
    peak_bytes: Option<u64>,
}

/// Runs the command.
pub fn run(arguments: &GrowthArguments) -> Result<()> {
    for &failable in &arguments.nodes {
        ensure!(
            failable > 0 && failable % WIDTH == 0 && failable <= MAX_EXACT,
            "{failable} is not a multiple of {WIDTH} up to {MAX_EXACT}"
        );
    }
    let jobs = arguments.jobs.unwrap_or_else(sweeping::cores).max(1);
    let mut growth = Growth {
        scheme: Scheme::ResilinetPlus,
        version: env!("CARGO_PKG_VERSION"),
        jobs,
        cores: sweeping::cores(),
        sweeps: Vec::new(),
    };
    let pack = arguments.models.join("packs").join(TaskId::SMARTWATCH);
    let (header, samples) = deepfog_dataset::files::read_pack(&pack)?;
    ensure!(!samples.is_empty(), "{} holds no samples", pack.display());
    for make in [Make::Chain, Make::Wide] {
        for &failable in &arguments.nodes {
            if let Some(folder) = &arguments.documents {
                std::fs::create_dir_all(folder)?;
                let file = folder.join(format!("{}-{failable}.json", make.slug()));
                let text = deepfog_topology::document::write(&make.topology(failable))?;
                std::fs::write(&file, text)
                    .with_context(|| format!("cannot write {}", file.display()))?;
            }
            let found = measure(make, failable, arguments, (&header, &samples), &growth)?;
            growth.sweeps.extend(found);
        }
    }
    if let Some(file) = &arguments.write {
        let text = serde_json::to_string_pretty(&growth)? + "\n";
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    let text = table::text(&growth);
    match &arguments.md {
        Some(file) => std::fs::write(file, text)
            .with_context(|| format!("cannot write {}", file.display()))?,
        None => print!("{text}"),
    }
    Ok(())
}

/// Sweeps one network over each number of samples, from the smallest on.
fn measure(
    make: Make,
    failable: usize,
    arguments: &GrowthArguments,
    (header, samples): (&PackHeader, &Samples),
    growth: &Growth,
) -> Result<Vec<Measured>> {
    let topology = make.topology(failable);
    let network = Arc::new(untrained::network(&topology, growth.scheme, header)?);
    let mut counts = arguments.samples.clone();
    counts.sort_unstable();
    // Seconds per sample of the sweep before.
    let mut pace = 0.0;
    let mut found = Vec::new();
    for n in counts {
        let place: Vec<usize> = (0..n).map(|at| at % samples.len()).collect();
        let is_run = pace * n as f64 <= LONGEST;
        memory::forget_peak();
        let started = Instant::now();
        let plan = Arc::new(SweepPlan::all(Arc::clone(&network))?);
        if is_run {
            let chosen = samples.select(&place)?;
            sweeping::run(&plan, &chosen, growth.jobs, None, None)?.counts(&plan)?;
        }
        let seconds = started.elapsed().as_secs_f64();
        if is_run {
            pace = seconds / n.max(1) as f64;
        }
        let told = if is_run {
            duration(seconds)
        } else {
            "left out, over ten minutes".to_owned()
        };
        eprintln!("{} of {failable}, {n} samples: {told}", make.slug());
        found.push(Measured {
            network: make.slug(),
            failable,
            patterns: plan.patterns().len(),
            answers: plan.distinct(),
            outputs: plan.versions().needed().iter().filter(|is| **is).count(),
            products: plan.products(),
            samples: n,
            seconds: is_run.then_some(seconds),
            peak_bytes: memory::peak().filter(|_| is_run),
        });
    }
    Ok(found)
}
