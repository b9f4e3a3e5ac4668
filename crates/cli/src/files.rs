//! Bundles, as folders or zip files, and packs on the disk.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use deepfog_dataset::{PackHeader, Samples};
use deepfog_inference::{Loader, Network};
use deepfog_network::bundle::{MANIFEST_FILE, MAX_BYTES, Manifest, archive};
use deepfog_topology::TaskId;

/// Which bundle, and which samples.
#[derive(Args)]
pub struct Input {
    /// The bundle's folder, for example models/smallest/resilinet-plus, or a zip file that the page saved.
    pub bundle: PathBuf,
    /// The sample pack's folder [default: packs/<task> two folders above the bundle; for a zip file, models/packs/<task>].
    #[arg(long)]
    pub pack: Option<PathBuf>,
}

/// A bundle that is ready to run, with its samples.
pub struct Opened {
    /// The folder or zip file as it was given.
    pub folder: PathBuf,
    /// The network.
    pub network: Arc<Network>,
    /// The pack's header.
    pub header: PackHeader,
    /// The pack's samples, raw.
    pub samples: Samples,
}

impl Input {
    /// Loads bundle and pack.
    pub fn open(&self) -> Result<Opened> {
        let network = load_bundle(&self.bundle)?;
        let task = &network.plan().task;
        let pack = match &self.pack {
            Some(folder) => folder.clone(),
            None => default_pack(&self.bundle, &task.id)?,
        };
        let (header, samples) = deepfog_dataset::files::read_pack(&pack)?;
        if header.task != *task {
            bail!(
                "{} holds samples of the task {}; the bundle's is {}",
                pack.display(),
                header.task.id,
                task.id
            );
        }
        Ok(Opened {
            folder: self.bundle.clone(),
            network: Arc::new(network),
            header,
            samples,
        })
    }
}

/// The pack of a bundle for which none was named.
fn default_pack(bundle: &Path, task: &TaskId) -> Result<PathBuf> {
    if is_archive(bundle) {
        let pack = Path::new("models/packs").join(task.as_str());
        if !pack.is_dir() {
            bail!(
                "there is no {} here, and a zip file has no samples beside it; give the folder of a pack of the task {task} with --pack",
                pack.display()
            );
        }
        return Ok(pack);
    }
    let bundle = std::fs::canonicalize(bundle)?;
    let models = bundle
        .ancestors()
        .nth(2)
        .with_context(|| format!("{} has no folder of packs above it", bundle.display()))?;
    Ok(models.join("packs").join(task.as_str()))
}

/// Whether a path is a bundle as one file.
fn is_archive(path: &Path) -> bool {
    let named_so = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("zip"));
    path.is_file() || (named_so && !path.is_dir())
}

/// Loads a bundle from its folder or its zip file.
fn load_bundle(path: &Path) -> Result<Network> {
    if is_archive(path) {
        let zip = read(path, archive::MAX_ARCHIVE_BYTES)?;
        return unpacked(&zip).with_context(|| path.display().to_string());
    }
    let folder = path;
    let json = read(&folder.join(MANIFEST_FILE), MAX_BYTES)?;
    let manifest = Manifest::parse(&json).with_context(|| folder.display().to_string())?;
    let mut loader = Loader::new(manifest)?;
    let files: Vec<(String, usize)> = loader
        .missing()
        .map(|entry| (entry.name.clone(), entry.bytes))
        .collect();
    for (name, bytes) in files {
        let held = read(&folder.join(&name), bytes)?;
        loader
            .add(&name, &held)
            .with_context(|| folder.display().to_string())?;
    }
    Ok(loader.finish()?)
}

fn unpacked(zip: &[u8]) -> Result<Network> {
    let (json, files) = archive::unpack(zip)?;
    let mut loader = Loader::new(Manifest::parse(&json)?)?;
    for (name, bytes) in &files {
        loader.add(name, bytes)?;
    }
    Ok(loader.finish()?)
}

/// Reads a file of about `expected` bytes: one byte more at most, so that a longer one is seen as such.
fn read(path: &Path, expected: usize) -> Result<Vec<u8>> {
    let context = || format!("{} cannot be read", path.display());
    let file = File::open(path).with_context(context)?;
    let mut bytes = Vec::new();
    file.take(expected as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(context)?;
    Ok(bytes)
}
