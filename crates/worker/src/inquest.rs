//! The answer to one question of the analysis.

use std::rc::Rc;
use std::sync::Arc;

use deepfog_browser::breathe;
use deepfog_inference::{Network, SweepCounts, SweepPlan};
use deepfog_protocol::{Detail, EngineChoice, Finding, Inquiry, Order, Report};
use deepfog_resilience::Patterns;
use deepfog_topology::Link;

use crate::counting::{Task, count};
use crate::keeping::Swept;
use crate::session::Worker;
use crate::sweeping::table;

/// Of more distinct answers than these, only accuracies are told: what else is known of each would be many megabytes.
const DETAILED: usize = 8_192;

/// Answers a question, in slices.
///
/// # Errors
/// A sentence that says why it cannot be answered.
pub(crate) async fn run(worker: &Rc<Worker>, inquiry: &Inquiry) -> Result<(), String> {
    let session = worker.session().ok_or("No network is open.")?;
    let goes_on = || worker.is_current(session) && worker.is_asked(inquiry.ticket);
    // Samples and networks may still be on their way; the page's own sweep answers the question about nodes.
    let is_plain =
        inquiry.links.is_empty() && inquiry.patterns.is_none() && inquiry.samples.is_none();
    let is_plain = is_plain && inquiry.engine == EngineChoice::Fastest;
    loop {
        if is_plain && let Some(finding) = kept(worker, session, inquiry) {
            worker.tell_port(&Report::Found(Box::new(finding)));
            return Ok(());
        }
        let is_bringing = worker.is_bringing(session);
        let is_there = worker.network(inquiry.scheme).is_some() && worker.is_pack_complete();
        if !is_bringing || (is_there && !is_plain) {
            break;
        }
        breathe().await;
        if !goes_on() {
            return Ok(());
        }
    }
    let network = worker
        .network(inquiry.scheme)
        .ok_or_else(|| format!("{} is not loaded.", inquiry.scheme.name()))?;
    let told = |error: &dyn std::fmt::Display| {
        format!("{} could not be measured: {error}.", inquiry.scheme.name())
    };
    let plan = plan(&network, &inquiry.links, inquiry.patterns.as_deref())
        .map_err(|error| told(&error))?;
    let there = worker.with_pack(|pack| pack.samples.len()).unwrap_or(0);
    let wanted = inquiry
        .samples
        .map_or(usize::MAX, |samples| samples as usize);
    let task = Task {
        plan: Arc::new(plan),
        order: Order {
            ticket: worker.new_ticket(),
            scheme: inquiry.scheme,
            links: inquiry.links.clone(),
            patterns: inquiry.patterns.clone(),
            from: 0,
            to: 0,
        },
        samples: there.min(wanted),
        followers: 0,
        engine: inquiry.engine,
    };
    let total = u32::try_from(task.samples).unwrap_or(u32::MAX);
    count(
        worker,
        &task,
        |standing| {
            if let Ok(counts) = standing.tally.counts(&task.plan) {
                worker.tell_port(&Report::Found(Box::new(Finding {
                    session,
                    ticket: inquiry.ticket,
                    total,
                    table: table(&counts),
                    detail: standing.is_finished.then(|| detail(&counts)).flatten(),
                    engine: standing.engine,
                    milliseconds: standing.milliseconds,
                })));
            }
        },
        goes_on,
    )
    .await
    .map_err(|why| told(&why))?;
    Ok(())
}

/// What is swept: all patterns of the nodes and these hyperconnections, or some.
///
/// # Errors
/// A sentence without its full stop.
pub(crate) fn plan(
    network: &Arc<Network>,
    links: &[Link],
    patterns: Option<&[deepfog_resilience::Pattern]>,
) -> Result<SweepPlan, String> {
    let graph = &network.plan().graph;
    let failable = if links.is_empty() {
        network.patterns().clone()
    } else {
        let ids = graph.ids();
        let found = Patterns::with_links(graph, |edge| {
            let mut links = links.iter();
            links.any(|link| (&link.from, &link.to) == (&ids[edge.from], &ids[edge.to]))
        });
        if found.link_names() != links {
            return Err("the hyperconnections are those of another network".to_owned());
        }
        found
    };
    let network = Arc::clone(network);
    match patterns {
        None => SweepPlan::every(network, failable),
        Some(list) => SweepPlan::new(network, failable, list.to_vec()),
    }
    .map_err(|error| error.to_string())
}

/// What the page's own sweep has found, where it is through.
fn kept(worker: &Rc<Worker>, session: u32, inquiry: &Inquiry) -> Option<Finding> {
    let state = worker.state.borrow();
    let swept: &Swept = state
        .swept
        .iter()
        .find(|swept| swept.scheme == inquiry.scheme)?;
    Some(Finding {
        session,
        ticket: inquiry.ticket,
        total: swept.total,
        table: swept.table.clone(),
        detail: swept.counts.as_deref().and_then(detail),
        engine: swept.engine.clone(),
        milliseconds: swept.milliseconds,
    })
}

/// What else is known of each pattern than its accuracy.
fn detail(counts: &SweepCounts) -> Option<Detail> {
    let slots = counts.slots();
    let distinct = slots.iter().flatten().max().map_or(0, |most| most + 1);
    if distinct > DETAILED {
        return None;
    }
    let mut found = Detail {
        samples: counts
            .class_totals()
            .iter()
            .map(|&n| u32::try_from(n).unwrap_or(u32::MAX))
            .collect(),
        prior: counts.prior().to_vec(),
        answers: slots
            .iter()
            .map(|slot| slot.map(|slot| u32::try_from(slot).unwrap_or(u32::MAX)))
            .collect(),
        ..Detail::default()
    };
    // A pattern that has each answer.
    let mut example = vec![None; distinct];
    for (pattern, slot) in slots.iter().enumerate() {
        if let Some(slot) = slot {
            example[*slot].get_or_insert(pattern);
        }
    }
    for pattern in example.into_iter().flatten() {
        let confusion = counts.confusion(pattern)?;
        found
            .confusion
            .extend(confusion.values.iter().map(|n| *n as u32));
        let calibration = counts.calibration(pattern)?;
        let bins = calibration.bins.iter();
        found.confidence.extend(bins.map(|bin| {
            (
                bin.n,
                bin.right,
                (bin.probability * f64::from(bin.n)) as f32,
            )
        }));
    }
    Some(found)
}
