//! Bundles and packs on the disk.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use deepfog_dataset::{PackHeader, Samples};
use deepfog_inference::{Loader, Network};
use deepfog_network::bundle::{MANIFEST_FILE, MAX_BYTES, Manifest};

/// Which bundle, and which samples.
#[derive(Args)]
pub struct Input {
    /// The bundle's folder, for example models/smallest/resilinet-plus.
    pub bundle: PathBuf,
    /// The sample pack's folder [default: packs/<task> two folders above the bundle].
    #[arg(long)]
    pub pack: Option<PathBuf>,
}

/// A bundle that is ready to run, with its samples.
pub struct Opened {
    /// The folder as it was given.
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
            None => {
                let bundle = std::fs::canonicalize(&self.bundle)?;
                let models = bundle.ancestors().nth(2).with_context(|| {
                    format!("{} has no folder of packs above it", bundle.display())
                })?;
                models.join("packs").join(task.id.as_str())
            }
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

/// Loads a bundle from its folder.
pub fn load_bundle(folder: &Path) -> Result<Network> {
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
