//! The programs that come from crates.io: wasm-bindgen, Trunk, wasm-pack.

use super::Reporter;
use crate::environment::Environment;
use crate::process;
use anyhow::{Context, Result};
use std::fs;

/// A program that `cargo install` brings into cargo's bin folder.
pub struct Program {
    /// The package on crates.io.
    package: &'static str,
    /// The version that is installed, and the one that must be there.
    version: &'static str,
    /// What it installs.
    binaries: &'static [&'static str],
    /// Compiled fast rather than to run fast: Trunk and wasm-pack only start others, wasm-bindgen works itself.
    opt_level: &'static str,
    /// About how long that takes, for who waits.
    takes: &'static str,
}

const WASM_BINDGEN: Program = Program {
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    binaries: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    opt_level: "1",
    takes: "1 to 2 min",
};

const TRUNK: Program = Program {
    package: "trunk",
    version: "0.21.14",
    binaries: &["trunk"],
    opt_level: "0",
    takes: "3 to 6 min",
};

const WASM_PACK: Program = Program {
    package: "wasm-pack",
    version: "0.15.1",
    binaries: &["wasm-pack"],
    opt_level: "0",
    takes: "2 to 4 min",
};

/// What building and serving need.
pub const FOR_THE_SITE: [Program; 2] = [WASM_BINDGEN, TRUNK];

/// What testing needs.
pub const FOR_TESTS: [Program; 3] = [WASM_BINDGEN, TRUNK, WASM_PACK];

impl Program {
    /// Installs it where this very version is missing.
    ///
    /// # Errors
    /// When it cannot be compiled.
    pub fn ensure(&self, environment: &Environment, reporter: &mut Reporter) -> Result<()> {
        if self.is_there(environment) {
            return Ok(());
        }
        let Self {
            package,
            version,
            takes,
            ..
        } = self;
        let what = format!("installing {package} {version} ({takes} on two cores)");
        // One folder for all three, so that what they share is compiled once; no longer needed afterwards.
        let target = environment.tools.join("install");
        reporter.step(&what, |log| {
            let mut cargo = environment.command("cargo");
            cargo
                .args(["install", "--locked", "--force", "--target-dir"])
                .arg(&target)
                .arg(format!("{package}@{version}"))
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level);
            process::run_quietly(&mut cargo, log, None)?;
            fs::remove_dir_all(&target)
                .with_context(|| format!("cannot remove {}", target.display()))
        })?;
        self.is_there(environment).then_some(()).with_context(|| {
            format!(
                "{package} {version} was installed, but {} does not run it",
                environment.cargo_bin.display()
            )
        })
    }

    fn is_there(&self, environment: &Environment) -> bool {
        self.binaries.iter().all(|binary| {
            let version = environment
                .find(binary)
                .and_then(|path| process::output_of(environment.command(path).arg("--version")));
            version.is_some_and(|text| names_version(&text, self.version))
        })
    }
}

fn names_version(text: &str, version: &str) -> bool {
    text.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions() {
        let cases = [
            ("wasm-bindgen 0.2.129\n", "0.2.129", true),
            ("wasm-bindgen-test-runner 0.2.129 (abcdef)", "0.2.129", true),
            ("trunk 0.21.1", "0.21.14", false),
            ("", "0.21.14", false),
        ];
        for (text, version, expected) in cases {
            assert_eq!(names_version(text, version), expected, "{text}");
        }
    }

    /// The program refuses what another version of the crate has generated.
    #[test]
    fn wasm_bindgen_is_the_crates_version() {
        let manifest = include_str!("../../../../Cargo.toml");
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
    }
}
