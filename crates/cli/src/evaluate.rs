//! `deepfog evaluate`.

use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use deepfog_inference::{Sweep, SweepPlan};

use crate::files::Input;
use crate::report::{self, EvaluateReport, Subject, names, percent, range};

/// Arguments of `deepfog evaluate`.
#[derive(Args)]
pub struct EvaluateArguments {
    #[command(flatten)]
    input: Input,
    /// The nodes that are down, for example e,f1.
    #[arg(long, value_delimiter = ',')]
    down: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &EvaluateArguments) -> Result<()> {
    let opened = arguments.input.open()?;
    let network = &opened.network;
    let down = arguments.down.iter().map(String::as_str);
    let pattern = network
        .patterns()
        .with_down(down.filter(|name| !name.is_empty()))?;
    let plan = SweepPlan::new(network.clone(), network.patterns().clone(), vec![pattern])?;
    let counts = Sweep::new(Arc::new(plan)).finish(&opened.samples)?;
    let subject = Subject::new(&opened, &counts);
    let mut patterns = report::patterns(network.patterns(), &counts);
    let pattern = patterns.pop().context("no pattern was evaluated")?;
    if arguments.json {
        return report::print(&EvaluateReport { subject, pattern });
    }

    let Subject { n, unit, .. } = subject;
    println!("{} · {}", subject.title, subject.scheme.name());
    println!("down         {}", names(&pattern.down));
    println!("accuracy     {} %", percent(pattern.accuracy));
    println!("95 %         {} %", range(pattern.interval));
    println!("n            {n} ({unit})");
    println!("random guess {} %", percent(subject.random_guess));
    for person in &pattern.people {
        println!(
            "person {:<5} {} % of {} windows",
            person.person,
            percent(person.accuracy),
            person.n
        );
    }
    if !pattern.answered {
        println!("No live path joins a source to the cloud: every answer is a random guess.");
    }
    if pattern.near_ties > 0 {
        println!(
            "In {} of them the two best classes are nearly equal; another engine may answer otherwise.",
            pattern.near_ties
        );
    }
    Ok(())
}
