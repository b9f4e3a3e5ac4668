//! The last step of a build, which Trunk calls on what it has made: the workers' version.
//!
//! Trunk gives the page's files names with a hash, but not the workers': a browser would go on using an old one
//! from its cache. So the page asks for them with a query that changes with their content.

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The files whose change is a new version.
pub const WORKER_FILES: [&str; 3] = ["worker.js", "deepfog-worker.js", "deepfog-worker_bg.wasm"];

/// What stands for the version in `www/index.html`.
const PLACEHOLDER: &str = "name=\"deepfog-worker-version\" content=\"unversioned\"";

/// Writes the workers' version into the page that Trunk has staged.
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
    let html = with_version(&html, &version(&staged)?)?;
    fs::write(&page, html).with_context(|| format!("cannot write {}", page.display()))
}

/// Sixteen hexadecimal digits that change with any of the workers' files.
fn version(staged: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    for name in WORKER_FILES {
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
    fn the_version_changes_with_every_file() {
        let folder = env::temp_dir().join(format!("deepfog-xtask-{}-version", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for name in WORKER_FILES {
            fs::write(folder.join(name), "same").unwrap();
        }
        let mut versions = vec![version(&folder).unwrap()];
        assert_eq!(versions[0].len(), 16);
        for name in WORKER_FILES {
            fs::write(folder.join(name), "other").unwrap();
            versions.push(version(&folder).unwrap());
        }
        fs::remove_dir_all(&folder).unwrap();
        for pair in versions.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
    }
}
