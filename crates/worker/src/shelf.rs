//! What this device holds of a person's own.

use deepfog_browser::store::{Store, StoreError};
use deepfog_protocol::{OwnBundle, Report};

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
    let unfinished = jobs.iter().filter(|job| job.is_interrupted(now)).count();
    Ok((
        store.bundles().await?,
        u32::try_from(unfinished).unwrap_or(u32::MAX),
    ))
}
