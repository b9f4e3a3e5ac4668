//! `deepfog logits`: to hold another engine against this one.

use anyhow::Result;
use clap::Args;
use deepfog_resilience::Pattern;
use deepfog_topology::NodeId;
use serde::Serialize;

use crate::files::Input;
use crate::report;

/// Arguments of `deepfog logits`.
#[derive(Args)]
pub struct LogitsArguments {
    #[command(flatten)]
    input: Input,
    /// How many of the pack's first samples.
    #[arg(long, default_value_t = 32)]
    samples: usize,
    /// Failure patterns by their bit masks, for example 0,3,5 [default: all].
    #[arg(long, value_delimiter = ',')]
    patterns: Option<Vec<u64>>,
}

/// What `deepfog logits` prints.
#[derive(Serialize)]
struct LogitsReport {
    /// Samples run: the pack's first.
    samples: usize,
    /// The nodes that can fail; bit `i` of a pattern is set when the `i`-th is down.
    failable: Vec<NodeId>,
    /// One entry per pattern.
    patterns: Vec<PatternLogits>,
}

/// The logits under one failure pattern.
#[derive(Serialize)]
struct PatternLogits {
    /// The pattern's bit mask.
    pattern: u64,
    /// The nodes that are down.
    down: Vec<NodeId>,
    /// One row per sample; `null` where every answer is a random guess.
    logits: Option<Vec<Vec<f32>>>,
}

/// Runs the command.
pub fn run(arguments: &LogitsArguments) -> Result<()> {
    let opened = arguments.input.open()?;
    let network = &opened.network;
    let samples = arguments.samples.min(opened.samples.len());
    let values = &opened.samples.values()[..samples * opened.samples.width()];
    let patterns = match &arguments.patterns {
        Some(masks) => masks.iter().copied().map(Pattern).collect(),
        None => network.patterns().all().collect::<Vec<_>>(),
    };
    let patterns = patterns
        .into_iter()
        .map(|pattern| {
            let logits = network.logits(values, pattern)?;
            let rows = |logits: Vec<f32>| {
                let rows = logits.chunks(network.class_count());
                rows.map(<[f32]>::to_vec).collect()
            };
            Ok(PatternLogits {
                pattern: pattern.0,
                down: network.patterns().down_names(pattern),
                logits: logits.map(rows),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    report::print(&LogitsReport {
        samples,
        failable: network.patterns().names().to_vec(),
        patterns,
    })
}
