//! Brings one bundle, shipped or a person's own: its manifest, then its files, each held against the manifest and readied
//! in turn.

use deepfog_browser::address::end_of;
use deepfog_browser::breathe;
use deepfog_browser::download::{Freshness, fetch};
use deepfog_browser::store::Store;
use deepfog_inference::{Loader, Network};
use deepfog_network::bundle::{FileEntry, Manifest};
use deepfog_protocol::{BundleSource, Fault, FaultKind};
use deepfog_topology::identity;
use web_sys::DedicatedWorkerGlobalScope;

use crate::facts::total_bytes;

/// Fetches, verifies and loads the bundle in `folder` (with a slash at its end). `progress` hears bytes received and bytes
/// in all. Once `wanted` says no, an error that nobody hears of ends it.
pub(crate) async fn fetch_shipped(
    scope: &DedicatedWorkerGlobalScope,
    folder: &str,
    source: &BundleSource,
    again: bool,
    wanted: impl Fn() -> bool,
    progress: impl Fn(u64, u64),
) -> Result<Network, Fault> {
    let unusable = |why: String| {
        corrupt(format!(
            "The bundle {} cannot be used: {why}.",
            end_of(folder, 2)
        ))
    };
    let freshness = |usual| if again { Freshness::Refetched } else { usual };
    let url = format!("{folder}manifest.json");
    let bytes = fetch(scope, &url, freshness(Freshness::Revalidated), |_| {}).await?;
    let manifest = fitting(&bytes, source).map_err(unusable)?;
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
            return Err(unusable(UNWANTED.to_owned()));
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

/// Reads the bundle of that key from this device, verifies it as one that was fetched, and loads it. Once `wanted` says no,
/// an error that nobody hears of ends it.
///
/// # Errors
/// A [`Fault`]: it cannot be had from the device, is damaged, or is not the bundle that `source` asks for.
pub async fn read_own(
    key: &str,
    source: &BundleSource,
    wanted: impl Fn() -> bool,
) -> Result<Network, Fault> {
    // Like a download that failed, this may go well another time.
    let absent = |why: String| Fault {
        kind: FaultKind::Download,
        message: format!("Your network cannot be had from this device: {why}."),
    };
    let store = Store::open()
        .await
        .map_err(|error| absent(error.to_string()))?;
    let bundle = store
        .bundle(key)
        .await
        .map_err(|error| absent(error.to_string()))?
        .ok_or_else(|| absent("it was deleted".to_owned()))?;
    let unusable = |why: String| {
        corrupt(format!(
            "Your network “{}” cannot be used: {why}.",
            bundle.facts.name
        ))
    };
    let manifest = fitting(&bundle.manifest, source).map_err(unusable)?;
    load(manifest, &bundle.files, wanted)
        .await
        .map_err(unusable)
}

/// Loads a bundle whose files are all there, and lets messages in between; an error is a sentence without its full stop.
pub(crate) async fn load(
    manifest: Manifest,
    files: &[(String, Vec<u8>)],
    wanted: impl Fn() -> bool,
) -> Result<Network, String> {
    let mut loader = Loader::new(manifest).map_err(|error| error.to_string())?;
    for (name, bytes) in files {
        if !wanted() {
            return Err(UNWANTED.to_owned());
        }
        loader.add(name, bytes).map_err(|error| error.to_string())?;
        breathe().await;
    }
    loader.finish().map_err(|error| error.to_string())
}

/// What nobody hears of: the page has opened something else.
const UNWANTED: &str = "it is no longer wanted";

fn corrupt(message: String) -> Fault {
    Fault {
        kind: FaultKind::Corrupt,
        message,
    }
}

/// Reads a manifest and holds it against what was asked for: the page draws one network, and a bundle of another one would
/// answer something else.
fn fitting(bytes: &[u8], source: &BundleSource) -> Result<Manifest, String> {
    let manifest = Manifest::parse(bytes).map_err(|error| error.to_string())?;
    if manifest.scheme != source.scheme {
        return Err(format!(
            "it was trained for {}, not for {}",
            manifest.scheme.name(),
            source.scheme.name()
        ));
    }
    if identity(&manifest.topology).as_deref() != Some(source.identity.as_str()) {
        return Err("it was made for another network than the one drawn".to_owned());
    }
    Ok(manifest)
}
