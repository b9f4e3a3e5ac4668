//! Node's packages: what drives the browser in the end-to-end tests.

use super::{Reporter, apt};
use crate::environment::Environment;
use crate::process;
use anyhow::{Context, Result, bail};
use std::fs;
use std::time::Duration;

/// The end-to-end tests' folder.
const TESTS: &str = "tests/end-to-end";

/// The oldest Node whose test runner has what the tests use.
const OLDEST_NODE: u32 = 20;

const LIMIT: Duration = Duration::from_secs(300);

/// Installs the packages that the end-to-end tests' lock file names.
///
/// # Errors
/// Without Node, or when the registry cannot be reached.
pub fn ensure(environment: &Environment, reporter: &mut Reporter) -> Result<()> {
    let folder = environment.root.join(TESTS);
    let lock = fs::read(folder.join("package-lock.json"))
        .context("cannot read the end-to-end tests' package-lock.json")?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if environment.find("node").is_some()
        && fs::read(&stamp).is_ok_and(|installed| installed == lock)
    {
        return Ok(());
    }
    ensure_node(environment, reporter)?;
    reporter
        .step("installing the end-to-end tests' packages", |log| {
            let mut npm = environment.command("npm");
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&folder);
            process::run_quietly(&mut npm, log, Some(LIMIT))
        })
        .context(
            "the end-to-end tests need packages from the npm registry: try again with a connection",
        )?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

fn ensure_node(environment: &Environment, reporter: &mut Reporter) -> Result<()> {
    const REMEDY: &str = "the end-to-end tests need Node 20 or newer with npm: install it from https://nodejs.org and run this again";
    if environment.find("node").is_none() || environment.find("npm").is_none() {
        let right = apt::right(environment).context(REMEDY)?;
        reporter
            .step("installing Node and npm", |log| {
                right.update(environment, log)?;
                right.install(environment, &["nodejs", "npm"], log)
            })
            .context(REMEDY)?;
    }
    let version =
        process::output_of(environment.command("node").arg("--version")).context(REMEDY)?;
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("{REMEDY} (found {})", version.trim()),
    }
}

fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_major_version() {
        for (text, expected) in [
            ("v20.20.2\n", Some(20)),
            ("v8.0.0", Some(8)),
            ("20", None),
            ("", None),
        ] {
            assert_eq!(major(text), expected, "{text}");
        }
    }
}
