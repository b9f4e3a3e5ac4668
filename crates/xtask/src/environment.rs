//! Where things are on this machine, and how a command is started there.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders and the toolchain that every command works with.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The checkout.
    pub root: PathBuf,
    /// What set-up installs for this checkout alone: `.tools/`.
    pub tools: PathBuf,
    /// Cargo's bin folder, where cargo installs programs.
    pub cargo_bin: PathBuf,
    /// rustup's folder, where rustup is used.
    pub rustup_home: Option<PathBuf>,
    /// The rustup toolchain that builds; none leaves the choice to the machine.
    pub toolchain: Option<String>,
}

impl Environment {
    /// Finds the checkout and the folders of cargo and rustup.
    ///
    /// # Errors
    /// Outside a checkout, or without a home folder.
    pub fn discover() -> Result<Self> {
        let root = find_root()?;
        let home = env::home_dir().context("no home folder: set HOME")?;
        let cargo_home =
            env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
        let rustup_home =
            env::var_os("RUSTUP_HOME").map_or_else(|| home.join(".rustup"), PathBuf::from);
        Ok(Self {
            tools: root.join(".tools"),
            cargo_bin: cargo_home.join("bin"),
            rustup_home: rustup_home
                .join("toolchains")
                .is_dir()
                .then_some(rustup_home),
            toolchain: None,
            root,
        })
    }

    /// A command that runs in the checkout with the chosen toolchain, untouched by the cargo that started xtask.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("PATH", self.search_path());
        for (name, _) in env::vars_os() {
            if is_set_by_cargo(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        // `cargo run` puts its own toolchain's libraries here: another toolchain's rustc must not find them.
        if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
            match self.without_toolchains(&paths) {
                Some(kept) => command.env("LD_LIBRARY_PATH", kept),
                None => command.env_remove("LD_LIBRARY_PATH"),
            };
        }
        if let Some(toolchain) = &self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        command
    }

    /// The program of that name on the search path, cargo's bin folder first.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.search_path())
            .map(|folder| folder.join(program))
            .find(|candidate| is_executable(candidate))
    }

    /// Cargo's target folder: `CARGO_TARGET_DIR`, or `target/` in the checkout.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    fn search_path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let rest = env::split_paths(&inherited).filter(|folder| *folder != self.cargo_bin);
        env::join_paths(std::iter::once(self.cargo_bin.clone()).chain(rest)).unwrap_or(inherited)
    }

    fn without_toolchains(&self, paths: &OsStr) -> Option<OsString> {
        let target = self.target();
        let kept: Vec<PathBuf> = env::split_paths(paths)
            .filter(|folder| {
                let in_toolchain = self
                    .rustup_home
                    .as_ref()
                    .is_some_and(|home| folder.starts_with(home));
                !in_toolchain
                    && !folder.starts_with(&target)
                    && !folder.ends_with("rustlib/x86_64-unknown-linux-gnu/lib")
            })
            .collect();
        if kept.is_empty() {
            None
        } else {
            env::join_paths(kept).ok()
        }
    }
}

fn is_set_by_cargo(name: &str) -> bool {
    // CARGO_HOME, CARGO_TARGET_DIR, CARGO_TERM_… and CARGO_PROFILE_… are a person's settings and stay.
    matches!(
        name,
        "CARGO" | "OUT_DIR" | "TARGET" | "CARGO_PRIMARY_PACKAGE" | "CARGO_CRATE_NAME"
    ) || name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
        || name.starts_with("CARGO_BIN_")
}

fn find_root() -> Result<PathBuf> {
    let start = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => env::current_dir().context("no current folder")?,
    };
    match start.ancestors().find(|folder| is_root(folder)) {
        Some(root) => Ok(root.to_path_buf()),
        None => bail!(
            "{} is not inside a checkout of DeepFog: run `cargo xtask` there",
            start.display()
        ),
    }
}

fn is_root(folder: &Path) -> bool {
    folder.join("Trunk.toml").is_file() && folder.join("crates/xtask/Cargo.toml").is_file()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file() || path.with_extension("exe").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_a_person_stay_and_those_of_cargo_go() {
        let cases = [
            ("CARGO", true),
            ("CARGO_PKG_NAME", true),
            ("CARGO_MANIFEST_DIR", true),
            ("CARGO_BIN_NAME", true),
            ("CARGO_HOME", false),
            ("CARGO_TARGET_DIR", false),
            ("CARGO_TERM_COLOR", false),
            ("CARGO_PROFILE_RELEASE_LTO", false),
            ("PATH", false),
        ];
        for (name, expected) in cases {
            assert_eq!(is_set_by_cargo(name), expected, "{name}");
        }
    }

    #[test]
    fn finds_the_checkout_from_a_crate() {
        let root = find_root().unwrap();
        assert!(root.join("crates/xtask/src/environment.rs").is_file());
    }
}
