//! Networks as files.

use deepfog_network::bundle::archive;
use deepfog_notation::name::titled;
use deepfog_notation::words::sentence;
use deepfog_protocol::{OwnBundle, StoredBundle};
use deepfog_topology::document::View;
use deepfog_topology::identity;

use crate::browser::{new_key, now};
use crate::drawing::write;
use crate::files;
use crate::manifest::Head;

/// Gives a network to the browser to be saved as a file.
///
/// # Errors
/// Why it was not saved, as a sentence.
pub(super) fn export(bundle: &StoredBundle) -> Result<(), String> {
    let zip = archive::pack(&bundle.manifest, &bundle.files)
        .map_err(|error| sentence(&error.to_string()))?;
    let words = format!("{} {}", bundle.facts.name, bundle.facts.scheme.slug());
    files::save(&files::name(&words, ".zip"), "application/zip", &zip)
}

/// A network from a file as the device keeps it. It is the chosen one of its drawing.
pub(super) fn stored(
    name: &str,
    head: Head,
    bytes: Vec<u8>,
    files: Vec<(String, Vec<u8>)>,
) -> Result<StoredBundle, String> {
    let mut topology = head.topology;
    if topology.title.trim().is_empty() {
        topology.title = titled(name, "imported");
    }
    let now = now();
    let facts = OwnBundle {
        key: new_key(),
        name: name.to_owned(),
        identity: identity(&topology).ok_or("Its drawing is no graph.")?,
        title: topology.title.clone(),
        scheme: head.scheme,
        seed: head.seed,
        epochs: head.epochs,
        validation: head.validation,
        test: head.test,
        parameters: head.parameters,
        bytes: files.iter().map(|(_, bytes)| bytes.len() as u64).sum(),
        created: now,
        used: now,
        study: None,
    };
    Ok(StoredBundle {
        facts,
        document: write(topology, View::default())?,
        manifest: bytes,
        files,
    })
}
