//! `deepfog record --training`: the trainings that other machines and browsers are held to.

use std::path::Path;

use anyhow::{Context, Result};
use deepfog_dataset::files;
use deepfog_training::golden;

/// Runs every case on the first chunk of its task's training pack and writes what it gave.
pub fn run(models: &Path, out: &Path) -> Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
    let cases = golden::cases();
    for case in &cases {
        let task = &case.topology.task;
        let pack = models.join("packs").join(format!("{task}-training"));
        let header = files::read_header(&pack)?;
        let first = header
            .chunks
            .first()
            .context("the training pack is empty")?;
        let first = pack.join(&first.file);
        let bytes =
            std::fs::read(&first).with_context(|| format!("{} cannot be read", first.display()))?;
        let chunk = header.decode_chunk(0, &bytes)?;
        let run = case.run(chunk, header.normalisation)?;
        let file = out.join(format!("{}.bin", case.name));
        std::fs::write(&file, run.to_bytes())
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    println!("{} trainings recorded in {}", cases.len(), out.display());
    Ok(())
}
