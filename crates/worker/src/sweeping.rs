//! The background sweep of one network: all failure patterns of its nodes, over the whole pack.

use std::rc::Rc;
use std::sync::Arc;

use deepfog_inference::{Network, SweepCounts, SweepPlan};
use deepfog_protocol::{EngineChoice, Order, SweepTable};
use deepfog_topology::Scheme;

use crate::counting::{Task, count};
use crate::keeping::Swept;
use crate::session::Worker;

/// Sweeps all failure patterns over the pack; `None` when the page opened something else or retries meanwhile. So many `followers`
/// are swept right after it.
///
/// # Errors
/// A sentence without its full stop.
pub(crate) async fn sweep(
    worker: &Rc<Worker>,
    session: u32,
    scheme: Scheme,
    network: &Arc<Network>,
    followers: usize,
) -> Result<Option<Swept>, String> {
    let plan = SweepPlan::all(Arc::clone(network)).map_err(|error| told(scheme, &error))?;
    let task = Task {
        plan: Arc::new(plan),
        order: Order {
            ticket: worker.new_ticket(),
            scheme,
            links: Vec::new(),
            patterns: None,
            from: 0,
            to: 0,
        },
        samples: worker.with_pack(|pack| pack.samples.len()).unwrap_or(0),
        followers,
        engine: EngineChoice::Fastest,
    };
    let mut last = None;
    let tally = count(
        worker,
        &task,
        |standing| {
            let Ok(counts) = standing.tally.counts(&task.plan) else {
                return;
            };
            let swept = Swept {
                scheme,
                total: u32::try_from(task.samples).unwrap_or(u32::MAX),
                table: table(&counts),
                engine: standing.engine,
                milliseconds: standing.milliseconds,
                counts: standing.is_finished.then(|| Arc::new(counts)),
            };
            worker.post_both(&swept.report(session));
            last = Some(swept);
        },
        || worker.is_current(session) && !worker.is_retried(),
    )
    .await
    .map_err(|why| told(scheme, &why))?;
    Ok(last.filter(|_| tally.is_some()))
}

fn told(scheme: Scheme, error: &dyn std::fmt::Display) -> String {
    format!(
        "{} could not be measured under all failures: {error}",
        scheme.name()
    )
}

/// The counts as the page reads them.
pub(crate) fn table(counts: &SweepCounts) -> SweepTable {
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
            .iter()
            .map(|person| (person.person, number(person.n), person.correct.clone()))
            .collect(),
    }
}
