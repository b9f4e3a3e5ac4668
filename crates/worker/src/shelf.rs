//! What this device holds of a person's own.

use deepfog_browser::store::{Store, StoreError};
use deepfog_protocol::{Job, JobStatus, OwnBundle, Report};

/// Milliseconds after which a page that trains and has not been heard of is thought to be gone.
const SILENCE: f64 = 15_000.0;

/// The report of it. A device that keeps nothing holds nothing, and the report says why.
pub async fn report() -> Report {
    let (bundles, unfinished, fault) = match read().await {
        Ok((bundles, unfinished)) => (bundles, unfinished, None),
        Err(error) => (
            Vec::new(),
            0,
            Some(format!(
                "What you have trained on this device cannot be had: {error}."
            )),
        ),
    };
    Report::Shelf {
        bundles,
        unfinished,
        fault,
    }
}

async fn read() -> Result<(Vec<OwnBundle>, u32), StoreError> {
    let store = Store::open().await?;
    let now = js_sys::Date::now();
    let jobs = store.jobs().await?;
    let unfinished = jobs.iter().filter(|job| is_unfinished(job, now)).count();
    Ok((
        store.bundles().await?,
        u32::try_from(unfinished).unwrap_or(u32::MAX),
    ))
}

/// Whether nothing works on a training that could go on.
fn is_unfinished(job: &Job, now: f64) -> bool {
    match job.status {
        JobStatus::Running => now - job.alive > SILENCE,
        JobStatus::Waiting | JobStatus::Paused => true,
        JobStatus::Failed { .. } => false,
    }
}
