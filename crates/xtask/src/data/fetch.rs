//! Fetching by ordinary clients: pip for Python packages, apt-get for a Debian package.

use super::make_folder;
use crate::process::run;
use anyhow::{Context, Result, bail};
use deepfog_dataset::checksum::sha256_hex;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file that is known before it is fetched.
pub struct Known {
    /// What the client is asked for.
    pub request: &'static str,
    /// Name of the file that comes.
    pub file: &'static str,
    /// Its sha256.
    pub sha256: &'static str,
}

/// The smartwatch recordings, on PyPI.
pub const WHEEL: Known = Known {
    request: "seglearn==1.2.5",
    file: "seglearn-1.2.5-py3-none-any.whl",
    sha256: "ec6b952c85c9627050102854b372d85951563d3b990df677d7c55547e87413dd",
};

/// Fashion-MNIST, in Debian.
pub const PACKAGE: Known = Known {
    request: "dataset-fashion-mnist=0.0~git20200523.55506a9-1",
    file: "dataset-fashion-mnist_0.0~git20200523.55506a9-1_all.deb",
    sha256: "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
};

const WHEEL_BY_HAND: &str = "fetch seglearn-1.2.5-py3-none-any.whl from PyPI by hand and give it with --seglearn-wheel FILE";
const FASHION_BY_HAND: &str = "fetch the four *-ubyte.gz files of Fashion-MNIST (github.com/zalandoresearch/fashion-mnist) by hand \
                               and give their folder with --fashion-mnist DIR";

/// What was fetched and made for this command, in `.tools/data/`.
pub struct Downloads {
    folder: PathBuf,
}

impl Downloads {
    /// The folder of a checkout.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(root: &Path) -> Result<Self> {
        let folder = root.join(".tools/data");
        make_folder(&folder)?;
        Ok(Self { folder })
    }

    /// The interpreter of a virtual environment of that name with the packages of a requirements file; made where it is missing or of other packages.
    ///
    /// # Errors
    /// Without Python or a connection to PyPI.
    pub fn python(&self, name: &str, requirements: &Path) -> Result<PathBuf> {
        let folder = self.folder.join("python").join(name);
        let interpreter = folder.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let stamp = folder.join("installed-requirements.txt");
        let wanted = fs::read(requirements)
            .with_context(|| format!("cannot read {}", requirements.display()))?;
        if interpreter.exists() && fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(interpreter);
        }
        println!("data: making a Python environment in {}", folder.display());
        let system = if cfg!(windows) { "python" } else { "python3" };
        run(Command::new(system)
            .args(["-m", "venv", "--clear"])
            .arg(&folder))
        .context(
            "Python 3.9 or newer with venv is needed (Debian: `apt-get install python3-venv`)",
        )?;
        let mut pip = pip(&interpreter);
        run(pip
            .args(["install", "--quiet", "--only-binary=:all:", "-r"])
            .arg(requirements))
        .context("packages from PyPI are needed: try again with a connection")?;
        fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
        Ok(interpreter)
    }

    /// The wheel with the smartwatch recordings: the one given, or else fetched by pip.
    ///
    /// # Errors
    /// When it cannot be fetched or has another sha256.
    pub fn seglearn_wheel(&self, python: &Path, given: Option<&Path>) -> Result<PathBuf> {
        if let Some(given) = given {
            WHEEL.check(given)?;
            return Ok(given.to_owned());
        }
        let folder = self.folder.join("download");
        let wheel = folder.join(WHEEL.file);
        if WHEEL.check(&wheel).is_err() {
            println!("data: fetching {} from PyPI", WHEEL.request);
            make_folder(&folder)?;
            let mut pip = pip(python);
            pip.args([
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--dest",
            ]);
            run(pip.arg(&folder).arg(WHEEL.request)).context(WHEEL_BY_HAND)?;
            WHEEL.check(&wheel).context(WHEEL_BY_HAND)?;
        }
        Ok(wheel)
    }

    /// The folder with the four files of Fashion-MNIST: the one given, or else out of Debian's package. The script that reads them checks what they unpack to.
    ///
    /// # Errors
    /// When the package cannot be fetched, has another sha256, or cannot be unpacked.
    pub fn fashion_mnist(&self, given: Option<&Path>) -> Result<PathBuf> {
        if let Some(given) = given {
            return Ok(given.to_owned());
        }
        let folder = self.folder.join("download");
        let package = folder.join(PACKAGE.file);
        if PACKAGE.check(&package).is_err() {
            println!("data: fetching {} from Debian", PACKAGE.request);
            make_folder(&folder)?;
            // apt's own unprivileged user cannot write into a person's folder; without the sandbox it fetches as that person.
            let mut apt = Command::new("apt-get");
            apt.args(["-oAPT::Sandbox::User=root", "download", PACKAGE.request])
                .current_dir(&folder);
            run(&mut apt)
                .context(
                    "apt-get could not fetch it; where apt is there, `apt-get update` may help",
                )
                .context(FASHION_BY_HAND)?;
            PACKAGE.check(&package).context(FASHION_BY_HAND)?;
        }
        let unpacked = self.folder.join("fashion-mnist");
        run(Command::new("dpkg-deb")
            .arg("-x")
            .arg(&package)
            .arg(&unpacked))
        .context(FASHION_BY_HAND)?;
        Ok(unpacked.join("usr/share/datasets/fashion-mnist"))
    }
}

impl Known {
    /// Whether the file at that path is this one.
    ///
    /// # Errors
    /// When it cannot be read or has another sha256.
    pub fn check(&self, path: &Path) -> Result<()> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let found = sha256_hex(&bytes);
        if found != self.sha256 {
            bail!(
                "{}: its sha256 is {found}, that of {} is {}",
                path.display(),
                self.file,
                self.sha256
            );
        }
        Ok(())
    }
}

fn pip(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "pip", "--disable-pip-version-check"]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_sha256() {
        let known = Known {
            request: "abc",
            file: "abc.bin",
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        };
        let path = std::env::temp_dir().join(format!("deepfog-known-{}", std::process::id()));
        for (content, words) in [
            (Some("abc"), None),
            (Some("abd"), Some("that of abc.bin")),
            (None, Some("cannot read")),
        ] {
            match content {
                Some(content) => fs::write(&path, content).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let outcome = known.check(&path).err().map(|error| error.to_string());
            assert_eq!(outcome.is_some(), words.is_some(), "{outcome:?}");
            assert!(
                outcome
                    .unwrap_or_default()
                    .contains(words.unwrap_or_default())
            );
        }
    }
}
