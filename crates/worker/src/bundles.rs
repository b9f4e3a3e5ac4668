//! Fetches one bundle: its manifest, then its files, each held against the manifest and readied in turn.

use deepfog_inference::{Loader, Network};
use deepfog_network::bundle::{FileEntry, Manifest};
use deepfog_protocol::{Fault, FaultKind};
use web_sys::DedicatedWorkerGlobalScope;

use crate::address::end_of;
use crate::breath::breathe;
use crate::download::{Freshness, fetch};
use crate::facts::total_bytes;

/// Fetches, verifies and loads the bundle in `folder` (with a slash at its end). `accepts` says whether the manifest is the
/// one that was asked for; `progress` hears bytes received and bytes in all. Once `wanted` says no, an error that nobody
/// hears of ends it.
pub(crate) async fn fetch_bundle(
    scope: &DedicatedWorkerGlobalScope,
    folder: &str,
    again: bool,
    wanted: impl Fn() -> bool,
    accepts: impl Fn(&Manifest) -> bool,
    progress: impl Fn(u64, u64),
) -> Result<Network, Fault> {
    let unusable = |why: String| Fault {
        kind: FaultKind::Corrupt,
        message: format!("The bundle {} cannot be used: {why}.", end_of(folder, 2)),
    };
    let freshness = |usual| if again { Freshness::Refetched } else { usual };
    let url = format!("{folder}manifest.json");
    let bytes = fetch(scope, &url, freshness(Freshness::Revalidated), |_| {}).await?;
    let manifest = Manifest::parse(&bytes).map_err(|error| unusable(error.to_string()))?;
    if !accepts(&manifest) {
        return Err(unusable(
            "it was made for another network than the one drawn".to_owned(),
        ));
    }
    let total = total_bytes(&manifest);
    let mut received = 0;
    progress(received, total);
    let mut loader = Loader::new(manifest).map_err(|error| unusable(error.to_string()))?;
    let files: Vec<FileEntry> = loader.missing().cloned().collect();
    for entry in files {
        let version = entry.sha256.get(..16).unwrap_or_default();
        let url = format!("{folder}{}?v={version}", entry.name);
        let bytes = fetch(scope, &url, freshness(Freshness::Cached), |part| {
            progress(received + part, total);
        })
        .await?;
        if !wanted() {
            return Err(unusable("it is no longer wanted".to_owned()));
        }
        loader
            .add(&entry.name, &bytes)
            .map_err(|error| unusable(error.to_string()))?;
        received += bytes.len() as u64;
        // Readying a partition is the slow part: what is on show comes first.
        breathe().await;
    }
    loader.finish().map_err(|error| unusable(error.to_string()))
}
