//! The background sweep of one network: slices of work with messages in between.

use std::sync::Arc;

use deepfog_browser::breathe;
use deepfog_inference::{Network, Sweep, SweepCounts};
use deepfog_protocol::SweepTable;
use deepfog_topology::Scheme;

use crate::keeping::Swept;
use crate::session::Worker;

/// Milliseconds of work between two looks at the messages.
const SLICE: f64 = 12.0;
/// Milliseconds between two partial tables.
const REPORT: f64 = 250.0;

/// Sweeps all failure patterns over the pack; `None` when the page opened something else or retries meanwhile, and where
/// there are too many patterns to compute each, as the page says in the place of their figures.
///
/// # Errors
/// A sentence without its full stop.
pub(crate) async fn sweep(
    worker: &Worker,
    session: u32,
    scheme: Scheme,
    network: &Arc<Network>,
) -> Result<Option<Swept>, String> {
    let told = |error: &dyn std::fmt::Display| {
        format!(
            "{} could not be measured under all failures: {error}",
            scheme.name()
        )
    };
    if network.patterns().count().is_none() {
        return Ok(None);
    }
    let mut sweep = Sweep::all(Arc::clone(network)).map_err(|error| told(&error))?;
    let mut reported = worker.now();
    loop {
        let start = worker.now();
        loop {
            let progress = worker
                .with_pack(|pack| sweep.step(&pack.samples))
                .transpose()
                .map_err(|error| told(&error))?;
            let Some(progress) = progress else {
                return Ok(None);
            };
            let now = worker.now();
            if progress.is_finished() || now - reported > REPORT {
                reported = now;
                let swept = Swept {
                    scheme,
                    total: u32::try_from(progress.given).unwrap_or(u32::MAX),
                    table: table(sweep.counts()),
                };
                worker.post_both(&swept.report(session));
                if progress.is_finished() {
                    return Ok(Some(swept));
                }
            }
            if now - start > SLICE {
                break;
            }
        }
        breathe().await;
        if !worker.is_current(session) || worker.is_retried() {
            return Ok(None);
        }
    }
}

/// The counts as the page reads them.
fn table(counts: SweepCounts) -> SweepTable {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    SweepTable {
        n: number(counts.n),
        correct: counts.patterns.iter().map(|count| count.correct).collect(),
        answered: counts.patterns.iter().map(|count| count.answered).collect(),
        near_ties: counts
            .patterns
            .iter()
            .map(|count| count.near_ties)
            .collect(),
        people: counts
            .people
            .into_iter()
            .map(|person| (person.person, number(person.n), person.correct))
            .collect(),
    }
}
