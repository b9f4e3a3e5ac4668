//! Running other programs: quietly with a log, for their output, or in plain view.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How many lines of a failed program's log are shown.
const TAIL: usize = 25;

/// Runs a program to its end, output into `log`.
///
/// # Errors
/// When it cannot start, fails, or takes longer than `limit`; the message ends with the last lines of the log.
pub fn run_quietly(command: &mut Command, log: &Path, limit: Option<Duration>) -> Result<()> {
    let name = describe(command);
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let errors = file
        .try_clone()
        .with_context(|| format!("cannot write {}", log.display()))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(errors)
        .spawn()
        .with_context(|| format!("cannot start `{name}`"))?;
    let start = Instant::now();
    loop {
        if let Some(status) = child
            .try_wait()
            .with_context(|| format!("lost sight of `{name}`"))?
        {
            if status.success() {
                return Ok(());
            }
            bail!("`{name}` failed ({status}):\n{}", tail(log));
        }
        if let Some(limit) = limit.filter(|limit| start.elapsed() > *limit) {
            // It may have ended in this moment: then there is nothing to stop.
            let _ = child.kill();
            let _ = child.wait();
            bail!("`{name}` gave no result within {} s", limit.as_secs());
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// What a program prints, or none where it cannot start or fails.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program in plain view.
///
/// # Errors
/// When it cannot start or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    let status = command
        .status()
        .with_context(|| format!("cannot start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Runs a program in plain view and hands each line of its standard output to `see` as well.
///
/// # Errors
/// When it cannot start or its output cannot be read.
pub fn run_watched(command: &mut Command, mut see: impl FnMut(&str)) -> Result<ExitStatus> {
    let name = describe(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{name}`"))?;
    if let Some(output) = child.stdout.take() {
        let mut reader = BufReader::new(output);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .with_context(|| format!("cannot read from `{name}`"))?
            > 0
        {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            see(text.trim_end());
            line.clear();
        }
        std::io::stdout()
            .flush()
            .context("cannot write to the terminal")?;
    }
    child
        .wait()
        .with_context(|| format!("lost sight of `{name}`"))
}

/// A command as a person would type it.
pub fn describe(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    command.get_args().fold(name, |line, argument| {
        line + " " + &argument.to_string_lossy()
    })
}

fn tail(log: &Path) -> String {
    let text = fs::read(log)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("deepfog-xtask-{}-{name}.log", std::process::id()))
    }

    #[test]
    fn a_failure_shows_the_end_of_the_log() {
        let log = log("failure");
        let error = run_quietly(
            Command::new("sh").args(["-c", "echo reason >&2; exit 3"]),
            &log,
            None,
        )
        .unwrap_err();
        assert!(error.to_string().contains("reason"), "{error}");
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let log = log("hang");
        let limit = Duration::from_millis(100);
        let error = run_quietly(Command::new("sleep").arg("60"), &log, Some(limit)).unwrap_err();
        assert!(error.to_string().contains("no result within"), "{error}");
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn watched_lines_arrive_in_order() {
        let mut seen = Vec::new();
        let status = run_watched(
            Command::new("sh").args(["-c", "echo a; echo b; exit 1"]),
            |line| seen.push(line.to_owned()),
        )
        .unwrap();
        assert_eq!(
            (seen, status.code()),
            (vec!["a".to_owned(), "b".to_owned()], Some(1))
        );
    }
}
