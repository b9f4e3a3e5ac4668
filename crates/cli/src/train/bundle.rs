//! Writes a bundle's files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use deepfog_network::bundle::{Bundle, MANIFEST_FILE};

/// Writes manifest and ONNX files into the folder, the manifest last; files of an older bundle go. Gives whether there was
/// anything to write: where the folder holds the bundle of the same training already, it is left as it is.
pub fn write(folder: &Path, bundle: &Bundle) -> Result<bool> {
    let manifest = folder.join(MANIFEST_FILE);
    if fs::read(&manifest).is_ok_and(|held| held == bundle.manifest_json) {
        return Ok(false);
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "onnx")
        {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    for (name, bytes) in &bundle.files {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    fs::write(&manifest, &bundle.manifest_json)
        .with_context(|| format!("cannot write {}", manifest.display()))?;
    Ok(true)
}

/// Where a bundle is and how large, in words.
pub fn told(folder: &Path, bundle: &Bundle) -> String {
    let bytes: usize = bundle.files.iter().map(|(_, bytes)| bytes.len()).sum();
    format!("{} ({} kB of ONNX)", folder.display(), bytes / 1000)
}
