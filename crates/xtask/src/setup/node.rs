//! Node's packages: what drives the browser in the end-to-end tests, and the runtime that the benchmark compares with.

use super::{Reporter, apt};
use crate::environment::Environment;
use crate::process;
use anyhow::{Context, Result, bail};
use std::fs;
use std::time::Duration;

/// A folder with packages of its own, and whose they are.
pub struct Packages {
    folder: &'static str,
    whose: &'static str,
}

/// What the end-to-end tests need.
pub const TESTS: Packages = Packages {
    folder: "tests/end-to-end",
    whose: "the end-to-end tests",
};

/// What the benchmark needs besides: 150 MB, which no test needs.
pub const BENCHMARK: Packages = Packages {
    folder: "tests/bench",
    whose: "the benchmark",
};

/// The oldest Node whose test runner has what the tests use.
const OLDEST_NODE: u32 = 20;

const LIMIT: Duration = Duration::from_secs(300);

impl Packages {
    /// Installs the packages that the folder's lock file names.
    ///
    /// # Errors
    /// Without Node, or when the registry cannot be reached.
    pub fn ensure(&self, environment: &Environment, reporter: &mut Reporter) -> Result<()> {
        let Self { folder, whose } = self;
        let folder = environment.root.join(folder);
        let lock = folder.join("package-lock.json");
        let lock = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let stamp = folder.join("node_modules/.installed-lock.json");
        if environment.find("node").is_some()
            && fs::read(&stamp).is_ok_and(|installed| installed == lock)
        {
            return Ok(());
        }
        ensure_node(environment, reporter)?;
        reporter
            .step(&format!("installing the packages of {whose}"), |log| {
                let mut npm = environment.command("npm");
                npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                    .current_dir(&folder);
                process::run_quietly(&mut npm, log, Some(LIMIT))
            })
            .with_context(|| {
                format!(
                    "packages of {whose} come from the npm registry: try again with a connection"
                )
            })?;
        fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
    }
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
