//! Debian's packages, where this account may install them.

use crate::environment::Environment;
use crate::process;
use anyhow::Result;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How long renewing the lists may take. Installing has no limit: breaking it off could leave half a package.
const LIMIT: Duration = Duration::from_secs(300);

/// Who installs packages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Right {
    /// This account is root.
    Root,
    /// sudo works without a password.
    Sudo,
}

/// Whether and by what right this account can install packages.
pub fn right(environment: &Environment) -> Option<Right> {
    environment.find("apt-get")?;
    let user = process::output_of(environment.command("id").arg("-u"))?;
    if user.trim() == "0" {
        return Some(Right::Root);
    }
    process::output_of(environment.command("sudo").args(["-n", "true"])).map(|_| Right::Sudo)
}

impl Right {
    /// A command that runs with the rights to install.
    pub fn command(self, environment: &Environment, program: &str) -> Command {
        match self {
            Self::Root => environment.command(program),
            Self::Sudo => {
                let mut command = environment.command("sudo");
                command.args(["-n", program]);
                command
            }
        }
    }

    /// Renews the lists of packages.
    ///
    /// # Errors
    /// When the mirrors cannot be reached.
    pub fn update(self, environment: &Environment, log: &Path) -> Result<()> {
        process::run_quietly(
            &mut self.apt_get(environment, &["update"]),
            log,
            Some(LIMIT),
        )
    }

    /// Installs packages; those that are there stay as they are.
    ///
    /// # Errors
    /// When apt fails.
    pub fn install(self, environment: &Environment, packages: &[&str], log: &Path) -> Result<()> {
        let mut command = self.apt_get(
            environment,
            &["install", "--yes", "--no-install-recommends"],
        );
        process::run_quietly(command.args(packages), log, None)
    }

    fn apt_get(self, environment: &Environment, arguments: &[&str]) -> Command {
        // Through `env`, because sudo drops what is set here.
        let mut command = self.command(environment, "env");
        command
            .arg("DEBIAN_FRONTEND=noninteractive")
            .arg("apt-get")
            .args([
                "--quiet",
                "-oAcquire::http::Timeout=30",
                "-oAcquire::https::Timeout=30",
                "-oDPkg::Lock::Timeout=120",
            ]);
        command.args(arguments);
        command
    }
}

/// The version of a package that apt would install, as far as its lists know.
pub fn candidate(environment: &Environment, package: &str) -> Option<String> {
    let policy = process::output_of(environment.command("apt-cache").args(["policy", package]))?;
    candidate_in(&policy).map(str::to_owned)
}

fn candidate_in(policy: &str) -> Option<&str> {
    let version = policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate:"))?
        .trim();
    (version != "(none)").then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_candidate() {
        let cases = [
            (
                "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u2\n",
                Some("1.96.0+dfsg1-1~deb12u2"),
            ),
            ("x:\n  Installed: (none)\n  Candidate: (none)\n", None),
            ("", None),
        ];
        for (policy, expected) in cases {
            assert_eq!(candidate_in(policy), expected);
        }
    }
}
