//! The toolchain of the distribution (Debian's `rustc-web`), for machines on which rustup cannot fetch.
//!
//! Debian ships no compiled standard library for the browser, but its source with all that it depends on: it is
//! built here once and put where rustc looks for it. From then on cargo, Trunk and wasm-pack need no flag.

use super::Reporter;
use super::apt::{self, Right};
use super::toolchain::{TARGET, has_target};
use crate::environment::Environment;
use crate::process;
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The name under which rustup knows it.
pub const NAME: &str = "distro";

/// What apt installs for it.
pub const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-clippy",
    "rustfmt-web",
];

/// Where Debian's packages install to.
const SYSROOT: &str = "/usr";

/// The oldest Rust that builds the workspace, as in Cargo.toml.
const OLDEST: (u32, u32) = (1, 95);

/// The crate that pulls the standard library in.
const SEED: &str = "deepfog_std_seed";

/// The folder of the distribution's toolchain, where it is linked, has the standard library for the browser, and
/// that was built by this very compiler.
pub fn ready(environment: &Environment) -> Option<PathBuf> {
    let linked = environment
        .rustup_home
        .as_ref()?
        .join("toolchains")
        .join(NAME);
    let sysroot = PathBuf::from(SYSROOT);
    let complete = linked.join("bin/cargo").exists()
        && has_target(&sysroot)
        && has_linker(environment, &sysroot)
        && compiler(environment) == fs::read_to_string(stamp()).ok();
    complete.then_some(sysroot)
}

/// Whether this distribution has such a toolchain at all, of whatever version.
pub fn is_known(environment: &Environment) -> bool {
    has_packages(environment) || apt::candidate(environment, "rustc-web").is_some()
}

/// Whether it is installed, or can be with lists of packages that are made fresh for this, and is new enough.
pub fn is_offered(environment: &Environment, reporter: &mut Reporter, right: Right) -> bool {
    if has_packages(environment) {
        return true;
    }
    // Old lists name packages that the mirror has no more. Without a mirror there is another way, or a sentence.
    let updated = reporter.step("renewing the lists of packages", |log| {
        right.update(environment, log)
    });
    let new_enough = |package| {
        apt::candidate(environment, package).is_some_and(|version| is_new_enough(&version))
    };
    updated.is_ok() && new_enough("rustc-web") && new_enough("rust-web-src")
}

/// Makes it the toolchain of this run and, for cargo and Trunk called by hand, of the checkout.
///
/// # Errors
/// When rustup refuses.
pub fn choose(
    environment: &mut Environment,
    reporter: &mut Reporter,
    sysroot: PathBuf,
) -> Result<PathBuf> {
    environment.toolchain = Some(NAME.to_owned());
    let settings = environment
        .rustup_home
        .as_ref()
        .map(|home| home.join("settings.toml"));
    let settings = settings
        .and_then(|file| fs::read_to_string(file).ok())
        .unwrap_or_default();
    let root = environment
        .root
        .canonicalize()
        .context("cannot resolve the checkout's folder")?;
    if !is_overridden(&settings, &root) {
        reporter.step(
            "making the distribution's Rust the one of this checkout",
            |log| {
                let mut command = environment.command("rustup");
                command.args(["override", "set", NAME, "--path"]).arg(&root);
                process::run_quietly(&mut command, log, None)
            },
        )?;
        // From now on cargo compiles this very program with it: better now than before the next command.
        reporter.step("compiling `cargo xtask` with it", |log| {
            let mut command = environment.command("cargo");
            command.args(["build", "--package", "deepfog-xtask"]);
            process::run_quietly(&mut command, log, None)
        })?;
    }
    Ok(sysroot)
}

/// Installs the packages, links the toolchain and builds the standard library for the browser.
///
/// # Errors
/// When a step fails, with the end of its log.
pub fn install(
    environment: &Environment,
    reporter: &mut Reporter,
    right: Right,
) -> Result<PathBuf> {
    let sysroot = PathBuf::from(SYSROOT);
    if !has_packages(environment) {
        reporter
            .step("installing the distribution's Rust and its source (about 30 s)", |log| right.install(environment, &PACKAGES, log))
            .context("the distribution's Rust cannot be installed: see to `apt-get install rustc-web`, then run this again")?;
    }
    let linked = environment
        .rustup_home
        .as_ref()
        .context("rustup is not there")?
        .join("toolchains")
        .join(NAME);
    if !linked.join("bin/cargo").exists() {
        reporter.step("making the distribution's Rust known to rustup", |log| {
            let mut command = environment.command("rustup");
            process::run_quietly(
                command.args(["toolchain", "link", NAME, SYSROOT]),
                log,
                None,
            )
        })?;
    }
    if !has_linker(environment, &sysroot) {
        reporter.step("linking rust-lld into cargo's bin folder", |log| {
            link_linker(environment, right, log)
        })?;
    }
    let compiler = compiler(environment).context("the distribution's rustc does not answer")?;
    if has_target(&sysroot) && compiles(environment) {
        return mark(environment, right, &compiler).map(|()| sysroot);
    }
    reporter.step(
        "building the standard library for the browser (about 60 s)",
        |log| {
            build_library(environment, right, log)?;
            mark(environment, right, &compiler)
        },
    )?;
    Ok(sysroot)
}

fn has_packages(environment: &Environment) -> bool {
    let compiler = compiler(environment);
    let version = compiler
        .as_deref()
        .and_then(|text| text.strip_prefix("rustc "));
    let programs = ["bin/rustc", "bin/cargo", "bin/cargo-clippy", "bin/rustfmt"];
    let source = "lib/rustlib/src/rust/library/std/Cargo.toml";
    version.is_some_and(is_new_enough)
        && programs
            .iter()
            .chain([&source])
            .all(|file| Path::new(SYSROOT).join(file).exists())
}

fn stamp() -> PathBuf {
    Path::new(SYSROOT)
        .join("lib/rustlib")
        .join(TARGET)
        .join("deepfog-built-by")
}

/// The compiler's version and commit: a standard library fits exactly one.
fn compiler(environment: &Environment) -> Option<String> {
    process::output_of(
        environment
            .command(Path::new(SYSROOT).join("bin/rustc"))
            .arg("-vV"),
    )
}

/// Whether the standard library that stands there is this compiler's, the linker works, and both serve for the
/// page's profile, which optimises across crates and so needs the library's bitcode.
fn compiles(environment: &Environment) -> bool {
    let folder = scratch("probe");
    let probe = || -> Result<()> {
        fs::create_dir_all(&folder)?;
        let source = "#[unsafe(no_mangle)] pub extern \"C\" fn probe(n: u32) -> usize { format!(\"{n}\").len() }\n";
        fs::write(folder.join("probe.rs"), source)?;
        let mut command = environment.command(Path::new(SYSROOT).join("bin/rustc"));
        command
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "cdylib",
                "--target",
                TARGET,
                "-Clto=fat",
                "-Cpanic=abort",
                "probe.rs",
            ])
            .current_dir(&folder);
        process::run_quietly(&mut command, &folder.join("log"), None)
    };
    let result = probe();
    // Only a leftover in the folder for temporary files, if it fails.
    let _ = fs::remove_dir_all(&folder);
    result.is_ok()
}

fn build_library(environment: &Environment, right: Right, log: &Path) -> Result<()> {
    // Outside the checkout, whose cargo settings (SIMD) are not for a library that others use as well.
    let folder = scratch("std");
    fs::create_dir_all(folder.join("src"))
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let manifest =
        format!("[package]\nname = \"{SEED}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n");
    fs::write(folder.join("Cargo.toml"), manifest).context("cannot write the seed crate")?;
    fs::write(folder.join("src/lib.rs"), "").context("cannot write the seed crate")?;
    let mut cargo = environment.command("cargo");
    cargo
        .args([
            "build",
            "--release",
            "--target",
            TARGET,
            "-Zbuild-std=std,panic_abort,proc_macro,test",
            "--target-dir",
            "target",
        ])
        .current_dir(&folder)
        .env("RUSTUP_TOOLCHAIN", NAME)
        .env("RUSTC_BOOTSTRAP", "1")
        // Cargo leaves the bitcode out where it sees no need; the page's optimisation across crates needs it.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_TARGET_DIR");
    process::run_quietly(&mut cargo, log, None)?;

    let built = folder.join("target").join(TARGET).join("release/deps");
    let mut libraries = Vec::new();
    for file in fs::read_dir(&built).with_context(|| format!("nothing in {}", built.display()))? {
        let path = file
            .with_context(|| format!("cannot list {}", built.display()))?
            .path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".rlib") && !name.contains(SEED) {
            libraries.push(path);
        }
    }
    let place = Path::new(SYSROOT).join("lib/rustlib").join(TARGET);
    // What another compiler built must go: rustc would find two of each.
    process::run_quietly(
        right.command(environment, "rm").arg("-rf").arg(&place),
        log,
        None,
    )?;
    process::run_quietly(
        right
            .command(environment, "mkdir")
            .arg("-p")
            .arg(place.join("lib")),
        log,
        None,
    )?;
    process::run_quietly(
        right
            .command(environment, "cp")
            .args(&libraries)
            .arg(place.join("lib")),
        log,
        None,
    )?;
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))
}

fn mark(environment: &Environment, right: Right, compiler: &str) -> Result<()> {
    let note = scratch("stamp");
    fs::write(&note, compiler).with_context(|| format!("cannot write {}", note.display()))?;
    let mut copy = right.command(environment, "cp");
    process::run_quietly(
        copy.arg(&note).arg(stamp()),
        &environment.tools.join("logs/stamp.log"),
        None,
    )?;
    fs::remove_file(&note).with_context(|| format!("cannot remove {}", note.display()))
}

fn scratch(what: &str) -> PathBuf {
    env::temp_dir().join(format!("deepfog-{what}-{}", std::process::id()))
}

fn has_linker(environment: &Environment, sysroot: &Path) -> bool {
    environment.find("rust-lld").is_some() || linker_in(sysroot).is_some()
}

fn linker_in(toolchain: &Path) -> Option<PathBuf> {
    let hosts = fs::read_dir(toolchain.join("lib/rustlib")).ok()?;
    hosts
        .flatten()
        .map(|host| host.path().join("bin/rust-lld"))
        .find(|linker| linker.is_file())
}

/// Debian's rustc comes without the linker for WebAssembly: another toolchain's serves, or LLVM's own.
fn link_linker(environment: &Environment, right: Right, log: &Path) -> Result<()> {
    let toolchains = environment
        .rustup_home
        .as_ref()
        .map(|home| home.join("toolchains"));
    let from_rustup = toolchains
        .and_then(|folder| fs::read_dir(folder).ok())
        .and_then(|folders| {
            folders
                .flatten()
                .find_map(|toolchain| linker_in(&toolchain.path()))
        });
    let linker = match from_rustup {
        Some(linker) => linker,
        None => {
            right.install(environment, &["lld"], log)?;
            environment
                .find("lld")
                .context("the package lld has no program lld: put rust-lld on PATH")?
        }
    };
    let place = environment.cargo_bin.join("rust-lld");
    if place.is_symlink() {
        fs::remove_file(&place).with_context(|| format!("cannot replace {}", place.display()))?;
    }
    symlink(&linker, &place)
}

#[cfg(unix)]
fn symlink(from: &Path, to: &Path) -> Result<()> {
    std::os::unix::fs::symlink(from, to).with_context(|| format!("cannot link {}", to.display()))
}

#[cfg(not(unix))]
fn symlink(_: &Path, to: &Path) -> Result<()> {
    anyhow::bail!(
        "cannot link {} on this system: put rust-lld on PATH",
        to.display()
    )
}

fn is_overridden(settings: &str, root: &Path) -> bool {
    let line = format!("\"{}\" = \"{NAME}\"", root.display());
    settings.lines().any(|candidate| candidate.trim() == line)
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_versions_as_numbers() {
        let cases = [
            ("1.96.0+dfsg1-1~deb12u2", true),
            ("1.95.0", true),
            ("1.85.0+dfsg3-1", false),
            ("2.0.0", true),
            ("", false),
            ("nonsense", false),
        ];
        for (version, expected) in cases {
            assert_eq!(is_new_enough(version), expected, "{version}");
        }
    }

    #[test]
    fn the_oldest_rust_is_the_workspaces() {
        let manifest = include_str!("../../../../Cargo.toml");
        assert!(manifest.contains(&format!("rust-version = \"{}.{}\"", OLDEST.0, OLDEST.1)));
    }

    #[test]
    fn an_override_is_one_of_this_checkout_and_this_toolchain() {
        let settings =
            "version = \"12\"\n[overrides]\n\"/a/b\" = \"distro\"\n\"/a/c\" = \"nightly\"\n";
        for (root, expected) in [("/a/b", true), ("/a/c", false), ("/a", false)] {
            assert_eq!(is_overridden(settings, Path::new(root)), expected, "{root}");
        }
    }
}
