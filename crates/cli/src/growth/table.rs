//! The figures of `deepfog growth` as a page.

use std::fmt::Write;

use super::{Growth, Measured};

/// The page: what was measured and how, then a row per sweep.
pub fn text(growth: &Growth) -> String {
    let mut text = format!(
        "# How sweeps grow\n\n\
         `deepfog growth --write FILE.json --md FILE.md`, version {}, scheme {}, {} threads on {} cores. Chains have a skip over \
         every node; wide networks have tiers of four nodes, each linked to all later ones. Parameters are freshly drawn: the \
         time does not depend on them. Seconds are from the loaded network to the counts; memory is the most that the program \
         held meanwhile. A dash: the pace of the sweep before says that it would take over ten minutes, so it was not run.\n\n\
         | network | can fail | patterns | distinct answers | node outputs | million multiply-adds a sample | samples | seconds | MB |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        growth.version,
        growth.scheme.name(),
        growth.jobs,
        growth.cores,
    );
    for sweep in &growth.sweeps {
        row(&mut text, sweep);
    }
    text
}

fn row(text: &mut String, sweep: &Measured) {
    let dash = || "–".to_owned();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "| {} | {} | {} | {} | {} | {:.2} | {} | {} | {} |",
        sweep.network,
        sweep.failable,
        sweep.patterns,
        sweep.answers,
        sweep.outputs,
        sweep.products as f64 / 1e6,
        sweep.samples,
        sweep
            .seconds
            .map_or_else(dash, |seconds| format!("{seconds:.2}")),
        sweep
            .peak_bytes
            .map_or_else(dash, |bytes| (bytes / 1_000_000).to_string()),
    );
}
