//! `deepfog record`: the logits that every engine is held to, and the trainings.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use deepfog_inference::golden::{self, Recording};
use deepfog_network::bundle::MANIFEST_FILE;
use deepfog_topology::{Scheme, presets};

use crate::files::Input;

/// Arguments of `deepfog record`.
#[derive(Args)]
pub struct RecordArguments {
    /// The folder of bundles and packs.
    #[arg(default_value = "models")]
    models: PathBuf,
    /// Where the recordings go [default: tests/golden/logits, or tests/golden/training].
    #[arg(long)]
    out: Option<PathBuf>,
    /// Record small trainings on the shipped training packs instead.
    #[cfg(feature = "train")]
    #[arg(long)]
    training: bool,
}

/// Runs the command.
pub fn run(arguments: &RecordArguments) -> Result<()> {
    let out = |standard: &str| arguments.out.clone().unwrap_or(standard.into());
    #[cfg(feature = "train")]
    if arguments.training {
        return crate::record_training::run(&arguments.models, &out("tests/golden/training"));
    }
    record_logits(&arguments.models, &out("tests/golden/logits"))
}

fn record_logits(models: &Path, out: &Path) -> Result<()> {
    let mut recorded = 0;
    for preset in presets::all() {
        for scheme in Scheme::ALL {
            let bundle = models.join(preset.id).join(scheme.slug());
            if !bundle.join(MANIFEST_FILE).is_file() {
                continue;
            }
            let opened = Input { bundle, pack: None }.open()?;
            let network = &opened.network;
            let samples = golden::SAMPLES.min(opened.samples.len());
            let values = &opened.samples.values()[..samples * opened.samples.width()];
            let patterns = golden::patterns(network)
                .into_iter()
                .map(|pattern| Ok((pattern, network.logits(values, pattern)?)))
                .collect::<Result<_>>()?;
            let recording = Recording {
                samples,
                classes: network.class_count(),
                patterns,
            };
            let folder = out.join(preset.id);
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
            let file = folder.join(format!("{}.bin", scheme.slug()));
            std::fs::write(&file, recording.to_bytes())
                .with_context(|| format!("{} cannot be written", file.display()))?;
            recorded += 1;
        }
    }
    if recorded == 0 {
        bail!("{} holds no bundle", models.display());
    }
    println!("{recorded} bundles recorded in {}", out.display());
    Ok(())
}
