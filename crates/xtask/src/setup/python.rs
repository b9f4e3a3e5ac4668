//! Python with onnxruntime, which checks that the shipped bundles are plain ONNX.

use super::{Reporter, apt};
use crate::environment::Environment;
use crate::process;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// The packages of the check, pinned.
const REQUIREMENTS: &str = "tests/onnxruntime/requirements.txt";

const LIMIT: Duration = Duration::from_secs(600);

/// The interpreter of the virtual environment in `.tools/`.
pub fn interpreter(environment: &Environment) -> PathBuf {
    environment.tools.join(if cfg!(windows) {
        "python/Scripts/python.exe"
    } else {
        "python/bin/python"
    })
}

/// Makes a virtual environment with the packages of the check.
///
/// # Errors
/// Without Python, or when PyPI cannot be reached.
pub fn ensure(environment: &Environment, reporter: &mut Reporter) -> Result<()> {
    const REMEDY: &str = "the check with onnxruntime needs Python 3.11 or newer with venv (Debian: `apt-get install python3-venv`): \
                          install it and run this again";
    let requirements = environment.root.join(REQUIREMENTS);
    let wanted = fs::read(&requirements).with_context(|| format!("cannot read {REQUIREMENTS}"))?;
    let folder = environment.tools.join("python");
    let stamp = folder.join("installed-requirements.txt");
    let interpreter = interpreter(environment);
    // A link to a Python that is no more does not exist.
    if interpreter.exists() && fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    reporter
        .step("making a Python environment", |log| {
            let make = || {
                let mut python = environment.command("python3");
                process::run_quietly(
                    python.args(["-m", "venv", "--clear"]).arg(&folder),
                    log,
                    Some(LIMIT),
                )
            };
            make().or_else(|reason| {
                let Some(right) = apt::right(environment) else {
                    return Err(reason);
                };
                right.update(environment, log)?;
                right.install(environment, &["python3-venv"], log)?;
                make()
            })
        })
        .context(REMEDY)?;
    reporter
        .step("installing onnxruntime into it", |log| {
            let mut pip = environment.command(&interpreter);
            pip.args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--only-binary=:all:",
                "-r",
            ])
            .arg(&requirements);
            process::run_quietly(&mut pip, log, Some(LIMIT))
        })
        .context(
            "the check with onnxruntime needs packages from PyPI: try again with a connection",
        )?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}
