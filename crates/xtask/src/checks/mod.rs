//! `cargo xtask test`: every check and test of the project, in parts that run on after a failure.

mod counts;
mod site;

use crate::environment::Environment;
use crate::setup::{self, Need};
use crate::{process, site as build};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use counts::{Counts, Dialect};
use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// The crates that run in the browser only.
const BROWSER_CRATES: [&str; 7] = [
    "deepfog-analysis",
    "deepfog-app",
    "deepfog-browser",
    "deepfog-gpu",
    "deepfog-lab",
    "deepfog-trainer",
    "deepfog-worker",
];

/// A crate that is one program natively and another in the browser.
const TWOFOLD_CRATE: &str = "deepfog-bench-engine";

/// Those of the browser's a part of which knows no browser: their unit tests run natively.
const HALF_BROWSER_CRATES: [&str; 4] = [
    "deepfog-analysis",
    "deepfog-app",
    "deepfog-gpu",
    "deepfog-lab",
];

/// Makes a cargo command one over every package that runs natively.
pub fn over_native_packages(cargo: &mut Command) -> &mut Command {
    cargo.arg("--workspace");
    for package in BROWSER_CRATES {
        cargo.args(["--exclude", package]);
    }
    cargo
}

/// The options of `cargo xtask test`.
#[derive(Args)]
pub struct TestArguments {
    /// The parts to run; all of them where none is named
    parts: Vec<Part>,
}

/// A part of the tests.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Part {
    /// Formatting
    Fmt,
    /// Clippy, natively and for the browser
    Clippy,
    /// Native tests
    Native,
    /// The browser crates' tests, in a browser
    Wasm,
    /// The site: it builds, is within its budget and keeps its policy
    Site,
    /// The shipped bundles in Python's onnxruntime
    Onnx,
    /// The built site in a browser
    E2e,
}

/// What became of a part.
struct Outcome {
    part: Part,
    counts: Counts,
    time: Duration,
    remark: Option<String>,
}

/// Runs the parts and prints what became of them; true where no test failed and every part ran some.
///
/// # Errors
/// When set-up fails, before any test.
pub fn run(environment: Environment, arguments: &TestArguments) -> Result<bool> {
    let environment = setup::prepare(environment, Need::Everything)?;
    let parts: Vec<Part> = Part::value_variants()
        .iter()
        .copied()
        .filter(|part| arguments.parts.is_empty() || arguments.parts.contains(part))
        .collect();
    let mut runner = Runner {
        environment: &environment,
        site_is_built: false,
    };
    let outcomes: Vec<Outcome> = parts.iter().map(|part| runner.outcome_of(*part)).collect();

    println!(
        "\n{:<8}{:>8}{:>8}{:>10}",
        "part", "passed", "failed", "seconds"
    );
    let mut total = Counts::default();
    for outcome in &outcomes {
        let Outcome {
            part,
            counts,
            time,
            remark,
        } = outcome;
        let remark = remark.as_deref().unwrap_or_default();
        println!(
            "{:<8}{:>8}{:>8}{:>10.1}  {remark}",
            name(*part),
            counts.passed,
            counts.failed,
            time.as_secs_f64()
        );
        total += *counts;
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0)
}

fn name(part: Part) -> String {
    part.to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}

struct Runner<'a> {
    environment: &'a Environment,
    site_is_built: bool,
}

impl Runner<'_> {
    fn outcome_of(&mut self, part: Part) -> Outcome {
        println!("\n== {} ==", name(part));
        let start = Instant::now();
        let result = match part {
            Part::Fmt => self.fmt(),
            Part::Clippy => self.clippy(),
            Part::Native => self.native(),
            Part::Wasm => self.wasm(),
            Part::Site => self.site(),
            Part::Onnx => self.onnx(),
            Part::E2e => self.end_to_end(),
        };
        let (counts, remark) = judge(result);
        Outcome {
            part,
            counts,
            time: start.elapsed(),
            remark,
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.environment.command("cargo");
        command.args(arguments);
        command
    }

    fn fmt(&self) -> Result<Counts> {
        check(&mut self.cargo(&["fmt", "--all", "--check"]))
    }

    fn clippy(&self) -> Result<Counts> {
        let mut native = self.cargo(&["clippy", "--all-targets"]);
        let mut counts = check(over_native_packages(&mut native).args(["--", "-D", "warnings"]))?;
        // In release, because WebAssembly has that one profile.
        let mut browser = self.cargo(&[
            "clippy",
            "--release",
            "--target",
            "wasm32-unknown-unknown",
            "--all-targets",
        ]);
        for package in BROWSER_CRATES.into_iter().chain([TWOFOLD_CRATE]) {
            browser.args(["--package", package]);
        }
        counts += check(browser.args(["--", "-D", "warnings"]))?;
        Ok(counts)
    }

    /// `cargo test` of everything that runs natively.
    fn native_tests(&self) -> Command {
        let mut cargo = self.cargo(&["test"]);
        over_native_packages(&mut cargo);
        cargo
    }

    fn native(&self) -> Result<Counts> {
        let mut counts = count(self.native_tests().arg("--no-fail-fast"), Dialect::Rust)?;
        for package in HALF_BROWSER_CRATES {
            let mut unit = self.cargo(&["test", "--package", package, "--lib"]);
            counts += count(&mut unit, Dialect::Rust)?;
        }
        Ok(counts)
    }

    fn wasm(&self) -> Result<Counts> {
        let browser = setup::browser(self.environment)?;
        let mut counts = Counts::default();
        for folder in setup::BROWSER_TESTED {
            let mut pack = self.environment.command("wasm-pack");
            pack.args([
                "test",
                "--headless",
                "--chrome",
                "--release",
                "--mode",
                "no-install",
                "--chromedriver",
            ])
            .arg(&browser.driver)
            // The folder comes last: wasm-pack hands what follows it to cargo.
            .arg(folder);
            counts += count(&mut pack, Dialect::Rust)?;
        }
        Ok(counts)
    }

    fn build_site(&mut self) -> Result<()> {
        if !self.site_is_built {
            build::run_trunk(self.environment)?;
            self.site_is_built = true;
        }
        Ok(())
    }

    fn site(&mut self) -> Result<Counts> {
        self.build_site()?;
        site::check(&build::folder(self.environment))
    }

    /// Builds the command line, to whose figures others are held, and gives its path.
    fn command_line(&self) -> Result<PathBuf> {
        // As the native tests build it: by itself it has other features, and everything would be compiled twice.
        process::run(self.native_tests().arg("--no-run"))?;
        Ok(self
            .environment
            .target()
            .join("debug")
            .join(format!("deepfog{EXE_SUFFIX}")))
    }

    fn onnx(&self) -> Result<Counts> {
        let mut python = self.environment.command(setup::python(self.environment));
        python
            .args([
                "tests/onnxruntime/check.py",
                "--models",
                "models",
                "--deepfog",
            ])
            .arg(self.command_line()?);
        count(&mut python, Dialect::Plain)
    }

    fn end_to_end(&mut self) -> Result<Counts> {
        self.build_site()?;
        let browser = setup::browser(self.environment)?;
        let mut node = self.environment.command("node");
        node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
            .args(setup::files_of(
                "tests/end-to-end",
                ".test.mjs",
                self.environment,
            )?)
            .env("DEEPFOG_CLI", self.command_line()?)
            .env("DEEPFOG_CHROMIUM", &browser.browser)
            .env("DEEPFOG_SITE", build::folder(self.environment));
        count(&mut node, Dialect::Node)
    }
}

/// A program that is one test: it passes when the program succeeds.
fn check(command: &mut Command) -> Result<Counts> {
    let what = process::describe(command);
    let passed = process::run(command);
    if let Err(error) = &passed {
        println!("{error:#}");
    }
    println!("{} {what}", if passed.is_ok() { "ok" } else { "FAILED" });
    Ok(Counts::one(passed.is_ok()))
}

/// A program that runs tests and prints how many.
fn count(command: &mut Command, dialect: Dialect) -> Result<Counts> {
    let what = process::describe(command);
    let mut counts = Counts::default();
    let status =
        process::run_watched(command, |line| counts += dialect.read(line)).context(what.clone())?;
    if !status.success() && counts.failed == 0 {
        // It did not compile, or broke off: what it would have tested is untested.
        println!("FAILED {what} ({status})");
        counts.failed = 1;
    }
    Ok(counts)
}

/// A part that could not be run, or ran no test, has failed.
fn judge(result: Result<Counts>) -> (Counts, Option<String>) {
    match result {
        Ok(counts) if counts == Counts::default() => (
            Counts {
                passed: 0,
                failed: 1,
            },
            Some("ran no test".to_owned()),
        ),
        Ok(counts) => (counts, None),
        Err(error) => {
            let remark = format!("{error:#}");
            println!("FAILED {remark}");
            (
                Counts {
                    passed: 0,
                    failed: 1,
                },
                remark.lines().next().map(str::to_owned),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_run_is_a_failure() {
        let (counts, remark) = judge(Ok(Counts::default()));
        assert_eq!((counts.failed, remark.as_deref()), (1, Some("ran no test")));
        assert_eq!(judge(Err(anyhow::anyhow!("broken"))).0.failed, 1);
        assert_eq!(
            judge(Ok(Counts {
                passed: 2,
                failed: 0
            }))
            .0,
            Counts {
                passed: 2,
                failed: 0
            }
        );
    }

    #[test]
    fn a_program_that_breaks_off_is_a_failure() {
        let counts = count(
            Command::new("sh").args(["-c", "echo '2 passed, 0 failed'; exit 1"]),
            Dialect::Plain,
        )
        .unwrap();
        assert_eq!(
            counts,
            Counts {
                passed: 2,
                failed: 1
            }
        );
    }

    #[test]
    fn a_failure_that_was_counted_is_not_counted_twice() {
        let counts = count(
            Command::new("sh").args(["-c", "echo '2 passed, 3 failed'; exit 1"]),
            Dialect::Plain,
        )
        .unwrap();
        assert_eq!(
            counts,
            Counts {
                passed: 2,
                failed: 3
            }
        );
    }
}
