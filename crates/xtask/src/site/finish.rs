//! The last step of a build, which Trunk calls on what it has made: slim WebAssembly, and the workers' version.
//!
//! The integrity hashes that Trunk wrote are those of the files before; they are written anew.
//!
//! Trunk gives the page's files names with a hash, but not those that are asked for while the page runs, workers,
//! laboratory and analysis: a browser would go on using an old one from its cache. So the page asks for them with a query that changes
//! with their content.

use anyhow::{Context, Result, ensure};
use data_encoding::BASE64;
use sha2::{Digest, Sha256, Sha384};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::slim::without_names;

/// The inference worker's WebAssembly.
pub const WORKER: &str = "deepfog-worker_bg.wasm";
/// The training worker's WebAssembly.
pub const TRAINER: &str = "deepfog-trainer_bg.wasm";
/// The laboratory's WebAssembly.
pub const LABORATORY: &str = "deepfog-lab_bg.wasm";

/// The analysis' WebAssembly.
pub const ANALYSIS: &str = "deepfog-analysis_bg.wasm";

/// What a page fetches only when a person wants to train or to know of every failure.
pub const LATER: [&str; 7] = [
    "trainer.js",
    "deepfog-trainer.js",
    TRAINER,
    "deepfog-lab.js",
    LABORATORY,
    "deepfog-analysis.js",
    ANALYSIS,
];

/// The files whose change is a new version.
const VERSIONED: [&str; 10] = [
    "worker.js",
    "deepfog-worker.js",
    WORKER,
    LATER[0],
    LATER[1],
    LATER[2],
    LATER[3],
    LATER[4],
    LATER[5],
    LATER[6],
];

/// What stands for the version in `www/index.html`.
const PLACEHOLDER: &str = "name=\"deepfog-worker-version\" content=\"unversioned\"";

/// Slims the WebAssembly and writes the workers' version into the page that Trunk has staged.
///
/// # Errors
/// When it is not called by Trunk, or a file is missing.
pub fn run() -> Result<()> {
    let staged = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context("only Trunk calls this: TRUNK_STAGING_DIR is not set")?;
    let page = staged.join("index.html");
    let html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let html = slim(&staged, html)?;
    let html = with_version(&html, &version(&staged)?)?;
    fs::write(&page, html).with_context(|| format!("cannot write {}", page.display()))
}

/// Slims every WebAssembly file of a folder; gives the page with their new integrity hashes.
fn slim(folder: &Path, mut html: String) -> Result<String> {
    for entry in fs::read_dir(folder).context("cannot list what Trunk has staged")? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let before = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let after = without_names(&before).with_context(|| format!("{}", path.display()))?;
        fs::write(&path, &after).with_context(|| format!("cannot write {}", path.display()))?;
        html = html.replace(&integrity(&before), &integrity(&after));
    }
    Ok(html)
}

/// The value of an `integrity` attribute.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64.encode(&Sha384::digest(content)))
}

/// Sixteen hexadecimal digits that change with any of those files.
fn version(staged: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    for name in VERSIONED {
        let path = staged.join(name);
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    Ok(hash
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn with_version(html: &str, version: &str) -> Result<String> {
    ensure!(
        html.matches(PLACEHOLDER).count() == 1,
        "www/index.html must hold `{PLACEHOLDER}` exactly once"
    );
    Ok(html.replace(
        PLACEHOLDER,
        &format!("name=\"deepfog-worker-version\" content=\"{version}\""),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_place_for_the_version() {
        let html = with_version(
            include_str!("../../../../www/index.html"),
            "0123456789abcdef",
        )
        .unwrap();
        assert!(
            html.contains("<meta name=\"deepfog-worker-version\" content=\"0123456789abcdef\">")
        );
    }

    #[test]
    fn a_page_without_the_place_or_with_two_is_refused() {
        let meta = format!("<meta {PLACEHOLDER}>");
        for html in [String::new(), format!("{meta}{meta}")] {
            assert!(with_version(&html, "0").is_err(), "{html}");
        }
    }

    #[test]
    fn the_page_is_told_of_slimmer_files() {
        let folder = env::temp_dir().join(format!("deepfog-xtask-{}-slim", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let fat = b"\0asm\x01\0\0\0\x00\x06\x04name\x00";
        fs::write(folder.join("page.wasm"), fat).unwrap();
        let html = slim(&folder, format!("<link integrity=\"{}\">", integrity(fat))).unwrap();
        let thin = fs::read(folder.join("page.wasm")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(thin, b"\0asm\x01\0\0\0");
        assert_eq!(html, format!("<link integrity=\"{}\">", integrity(&thin)));
    }

    #[test]
    fn the_version_changes_with_every_file() {
        let folder = env::temp_dir().join(format!("deepfog-xtask-{}-version", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for name in VERSIONED {
            fs::write(folder.join(name), "same").unwrap();
        }
        let mut versions = vec![version(&folder).unwrap()];
        assert_eq!(versions[0].len(), 16);
        for name in VERSIONED {
            fs::write(folder.join(name), "other").unwrap();
            versions.push(version(&folder).unwrap());
        }
        fs::remove_dir_all(&folder).unwrap();
        for pair in versions.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
    }
}
