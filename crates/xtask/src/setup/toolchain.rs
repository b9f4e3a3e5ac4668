//! A Rust toolchain that can build for the browser, and the sources of the dependencies.

use super::{Reporter, apt, distribution};
use crate::environment::Environment;
use crate::process;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The target of everything that runs in the browser.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// On an ordinary machine rustup needs a few seconds; where its server is out of reach it would hang.
const RUSTUP_LIMIT: Duration = Duration::from_secs(30);

/// Chooses a toolchain with the standard library for the browser, makes one where there is none, and gives its folder.
///
/// The order: the toolchain that runs this; the distribution's, where it is set up or its packages are at hand;
/// rustup; the distribution's, with fresh lists of packages.
///
/// # Errors
/// When none of these works, with what a person can do.
pub fn ensure(environment: &mut Environment, reporter: &mut Reporter) -> Result<PathBuf> {
    let current = env::var("RUSTUP_TOOLCHAIN").ok();
    let is_distribution = current.as_deref() == Some(distribution::NAME);
    if !is_distribution {
        let sysroot = current_sysroot(environment, current.as_deref())?;
        if has_target(&sysroot) {
            return Ok(sysroot);
        }
        if environment.rustup_home.is_none() {
            bail!(
                "the Rust in {} has no standard library for {TARGET}: install Rust from https://rustup.rs and run this again",
                sysroot.display()
            );
        }
    }
    if let Some(sysroot) = distribution::ready(environment) {
        return distribution::choose(environment, reporter, sysroot);
    }
    let right = apt::right(environment);
    let mut offered = false;
    // As root, as in a container, its packages are a matter of seconds; elsewhere a person is asked less of by rustup.
    if right == Some(apt::Right::Root) && distribution::is_known(environment) {
        offered = true;
        if distribution::is_offered(environment, reporter, apt::Right::Root) {
            let sysroot = distribution::install(environment, reporter, apt::Right::Root)?;
            return distribution::choose(environment, reporter, sysroot);
        }
    }
    if !is_distribution && add_with_rustup(environment, reporter).is_ok() {
        return current_sysroot(environment, current.as_deref());
    }
    if let Some(right) = right.filter(|_| !offered)
        && distribution::is_offered(environment, reporter, right)
    {
        let sysroot = distribution::install(environment, reporter, right)?;
        return distribution::choose(environment, reporter, sysroot);
    }
    bail!(
        "no standard library for {TARGET}, and no way to get one here: run `rustup target add {TARGET}` where rustup \
         reaches its server, or `apt-get install {}` as root on Debian, and run this again",
        distribution::PACKAGES.join(" ")
    )
}

/// Gives the toolchain clippy and rustfmt, which the tests run.
///
/// # Errors
/// When they cannot be installed.
pub fn ensure_checkers(
    environment: &Environment,
    sysroot: &Path,
    reporter: &mut Reporter,
) -> Result<()> {
    if ["cargo-clippy", "rustfmt"]
        .iter()
        .all(|program| sysroot.join("bin").join(program).is_file())
    {
        return Ok(());
    }
    if environment.toolchain.as_deref() == Some(distribution::NAME) {
        let right = apt::right(environment)
            .context("clippy and rustfmt are missing: run `apt-get install rust-web-clippy rustfmt-web` as root")?;
        return reporter.step("installing the distribution's clippy and rustfmt", |log| {
            right.install(environment, &["rust-web-clippy", "rustfmt-web"], log)
        });
    }
    reporter
        .step("adding clippy and rustfmt with rustup", |log| {
            let mut command = environment.command("rustup");
            command.args(["component", "add", "clippy", "rustfmt"]);
            process::run_quietly(&mut command, log, Some(RUSTUP_LIMIT))
        })
        .context("clippy and rustfmt are missing: run `rustup component add clippy rustfmt` where rustup reaches its server")
}

/// Fetches the sources of all dependencies, because Trunk then builds without the network.
///
/// # Errors
/// When the registry cannot be reached.
pub fn fetch_dependencies(environment: &Environment, reporter: &mut Reporter) -> Result<()> {
    let lock = fs::read(environment.root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let stamp = environment.tools.join("fetched.lock");
    let registry = environment
        .cargo_bin
        .with_file_name("registry")
        .join("cache");
    if registry.is_dir() && fs::read(&stamp).is_ok_and(|fetched| fetched == lock) {
        return Ok(());
    }
    reporter
        .step("fetching the dependencies' sources", |log| {
            process::run_quietly(environment.command("cargo").arg("fetch"), log, None)
        })
        .context(
            "the dependencies cannot be fetched from crates.io: try again with a connection",
        )?;
    // Read again: fetching may have added a line for a dependency that was new.
    let lock = fs::read(environment.root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Whether a toolchain's folder holds the standard library for the browser.
pub fn has_target(sysroot: &Path) -> bool {
    let folder = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    let Ok(files) = fs::read_dir(folder) else {
        return false;
    };
    let names: Vec<String> = files
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    ["libcore-", "libstd-", "libtest-"]
        .iter()
        .all(|part| names.iter().any(|name| name.starts_with(part)))
}

fn current_sysroot(environment: &Environment, toolchain: Option<&str>) -> Result<PathBuf> {
    if let (Some(home), Some(name)) = (&environment.rustup_home, toolchain) {
        let folder = home.join("toolchains").join(name);
        if folder.is_dir() {
            return Ok(folder);
        }
    }
    process::output_of(environment.command("rustc").args(["--print", "sysroot"]))
        .map(|path| PathBuf::from(path.trim()))
        .context("`rustc --print sysroot` does not answer: install Rust from https://rustup.rs")
}

fn add_with_rustup(environment: &Environment, reporter: &mut Reporter) -> Result<()> {
    reporter.step("adding the browser's target with rustup", |log| {
        let mut command = environment.command("rustup");
        command.args(["target", "add", TARGET]);
        process::run_quietly(&mut command, log, Some(RUSTUP_LIMIT))
    })
}
