//! How long a bundle takes to load, one sample to run, and all failure patterns to sweep.
//!
//! `cargo bench -p deepfog-inference --profile dev` measures the code that tests and the command line run;
//! names of presets after `--` choose among the shipped ones.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use deepfog_inference::{Loader, Network, Sweep};
use deepfog_network::bundle::{MANIFEST_FILE, Manifest};
use deepfog_resilience::Pattern;
use deepfog_topology::{Scheme, presets};

/// Runs of one sample, of which the fastest counts.
const REPEATS: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let chosen: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    println!(
        "milliseconds: load a bundle, run one sample, longest step and whole sweep of the pack"
    );
    for preset in presets::all() {
        if !chosen.is_empty() && !chosen.iter().any(|name| name == preset.id) {
            continue;
        }
        let task = preset.topology.task.as_str();
        for scheme in Scheme::ALL {
            let folder = models.join(preset.id).join(scheme.slug());
            let Ok(manifest) = std::fs::read(folder.join(MANIFEST_FILE)) else {
                continue;
            };
            let manifest = Manifest::parse(&manifest)?;
            let (_, samples) = deepfog_dataset::files::read_pack(&models.join("packs").join(task))?;
            let started = Instant::now();
            let network = Arc::new(load(&folder, manifest)?);
            let loading = milliseconds(started);

            let sample = samples.sample(0).ok_or("the pack is empty")?;
            let mut single = f64::INFINITY;
            for _ in 0..REPEATS {
                let started = Instant::now();
                network.run(sample, Pattern::NONE_DOWN)?;
                single = single.min(milliseconds(started));
            }

            let mut sweep = Sweep::all(network)?;
            let (started, mut longest) = (Instant::now(), 0.0_f64);
            loop {
                let step = Instant::now();
                let progress = sweep.step(&samples)?;
                longest = longest.max(milliseconds(step));
                if progress.is_finished() {
                    break;
                }
            }
            println!(
                "{:<14}{:<16}load {loading:7.1}   one {single:7.3}   step {longest:6.1}   sweep {:8.1} ({} steps a block, {:.2} of {:.2} million multiply-adds a sample)",
                preset.id,
                scheme.slug(),
                milliseconds(started),
                sweep.plan().steps_per_block(),
                sweep.plan().products() as f64 / 1e6,
                sweep.plan().products_of_whole_files() as f64 / 1e6
            );
        }
    }
    Ok(())
}

fn load(folder: &Path, manifest: Manifest) -> Result<Network, Box<dyn Error>> {
    let mut loader = Loader::new(manifest)?;
    let names: Vec<String> = loader.missing().map(|entry| entry.name.clone()).collect();
    for name in names {
        let bytes = std::fs::read(folder.join(&name))?;
        loader.add(&name, &bytes)?;
    }
    Ok(loader.finish()?)
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
