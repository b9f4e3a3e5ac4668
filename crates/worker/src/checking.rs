//! Checks a bundle that comes from outside.

use deepfog_network::bundle::Manifest;
use deepfog_protocol::BundleFacts;

use crate::bundles::load;
use crate::facts;

/// What a bundle's manifest says, after every check that a shipped bundle has to pass, to the last byte of every file.
///
/// # Errors
/// Why it cannot be used, as a sentence.
pub async fn check(manifest: &[u8], files: &[(String, Vec<u8>)]) -> Result<BundleFacts, String> {
    let sentence = |why: String| format!("This bundle cannot be used: {why}.");
    let manifest = Manifest::parse(manifest).map_err(|error| sentence(error.to_string()))?;
    let network = load(manifest, files, || true).await.map_err(sentence)?;
    Ok(facts::of_bundle(network.manifest()))
}
