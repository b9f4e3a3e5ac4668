//! `cargo xtask setup`: brings a machine to where the page can be built, served and tested.
//!
//! Every step first looks whether its work is done, mostly by the presence of files, so that a second run takes a
//! fraction of a second. What a step does goes to a log in `.tools/`; a person reads one line each.

mod apt;
mod browser;
mod distribution;
mod node;
mod programs;
mod python;
mod toolchain;

pub use browser::{Browser, TESTED as BROWSER_TESTED};

use crate::environment::Environment;
use anyhow::{Context, Result};
use clap::Args;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// What set-up is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Need {
    /// Building and serving the page.
    Site,
    /// The tests too: clippy, rustfmt, a browser, Node and Python packages.
    Everything,
}

/// The options of `cargo xtask setup`.
#[derive(Args)]
pub struct SetupArguments {
    /// Only what building and serving need, not what the tests need
    #[arg(long)]
    site: bool,
}

/// Tells a person what is done and how long it took.
pub struct Reporter {
    logs: PathBuf,
    start: Instant,
    steps: usize,
}

impl Reporter {
    fn new(environment: &Environment) -> Self {
        Self {
            logs: environment.tools.join("logs"),
            start: Instant::now(),
            steps: 0,
        }
    }

    /// Does a step of set-up, which may write its output to the log it is given.
    ///
    /// # Errors
    /// Those of the step.
    pub fn step<T>(
        &mut self,
        what: &str,
        work: impl FnOnce(&std::path::Path) -> Result<T>,
    ) -> Result<T> {
        self.steps += 1;
        print!("set-up: {what} ... ");
        // A terminal that cannot be written to is no reason to stop.
        let _ = std::io::stdout().flush();
        let start = Instant::now();
        let result = work(&self.logs.join(format!("{}.log", self.steps)));
        let outcome = if result.is_ok() { "" } else { "failed after " };
        println!("{outcome}{:.1} s", start.elapsed().as_secs_f64());
        result
    }

    fn finish(&self) {
        let seconds = self.start.elapsed().as_secs_f64();
        match self.steps {
            0 => println!("set-up: everything is there ({seconds:.1} s)"),
            _ => println!("set-up: done ({seconds:.1} s)"),
        }
    }
}

/// `cargo xtask setup`.
///
/// # Errors
/// When a step is impossible on this machine; the message says what a person can do.
pub fn run(environment: Environment, arguments: &SetupArguments) -> Result<()> {
    let need = if arguments.site {
        Need::Site
    } else {
        Need::Everything
    };
    prepare(environment, need).map(|_| ())
}

/// Sets up what is missing and gives the environment in which cargo builds for the browser.
///
/// # Errors
/// When a step is impossible on this machine; the message says what a person can do.
pub fn prepare(mut environment: Environment, need: Need) -> Result<Environment> {
    fs::create_dir_all(&environment.tools)
        .with_context(|| format!("cannot make {}", environment.tools.display()))?;
    let mut reporter = Reporter::new(&environment);
    let sysroot = toolchain::ensure(&mut environment, &mut reporter)?;
    toolchain::fetch_dependencies(&environment, &mut reporter)?;
    let programs: &[programs::Program] = match need {
        Need::Site => &programs::FOR_THE_SITE,
        Need::Everything => &programs::FOR_TESTS,
    };
    for program in programs {
        program.ensure(&environment, &mut reporter)?;
    }
    if need == Need::Everything {
        toolchain::ensure_checkers(&environment, &sysroot, &mut reporter)?;
        let browser = browser::ensure(&environment, &mut reporter)?;
        browser.write_webdriver_settings(&environment)?;
        node::TESTS.ensure(&environment, &mut reporter)?;
        python::ensure(&environment, &mut reporter)?;
    }
    reporter.finish();
    Ok(environment)
}

/// Installs what the benchmark alone needs.
///
/// # Errors
/// Without a connection, where it is missing.
pub fn prepare_benchmark(environment: &Environment) -> Result<()> {
    let mut reporter = Reporter::new(environment);
    node::BENCHMARK.ensure(environment, &mut reporter)
}

/// The browser that set-up has found.
///
/// # Errors
/// Where there is none.
pub fn browser(environment: &Environment) -> Result<Browser> {
    browser::find(environment).context("no Chromium with ChromeDriver: run `cargo xtask setup`")
}

/// The Python interpreter that has the packages of the tests.
pub fn python(environment: &Environment) -> PathBuf {
    python::interpreter(environment)
}

/// The files of a folder of the checkout whose names end so, in order.
///
/// # Errors
/// When the folder cannot be listed.
pub fn files_of(folder: &str, end: &str, environment: &Environment) -> Result<Vec<PathBuf>> {
    let folder = environment.root.join(folder);
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(end))
        .collect();
    files.sort();
    Ok(files)
}
