//! What the process can be asked.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use deepfog_dataset::Samples;
use deepfog_inference::{Loader, Network};
use deepfog_network::bundle::{MANIFEST_FILE, Manifest};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::passes;

/// A line of the input.
#[derive(Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
enum Request {
    /// Loads a bundle's folder and the first samples of a pack's folder.
    Load {
        bundle: PathBuf,
        pack: PathBuf,
        count: usize,
    },
    /// Milliseconds of all samples in batches of that size; one by one for a size of 1.
    Pass { size: usize },
    /// The logits of all samples, in batches of that size, one after the other.
    Logits { size: usize },
    /// What vector units of this machine the engine's kernels may use.
    Vectors,
}

/// A bundle with its samples.
struct Loaded {
    network: Network,
    samples: Samples,
}

/// Answers every line, until there is none.
///
/// # Errors
/// An input or output that breaks off. All else is answered.
pub fn answer(input: impl BufRead, mut output: impl Write) -> Result<()> {
    let mut loaded = None;
    for line in input.lines() {
        let answer = match value(&line?, &mut loaded) {
            Ok(value) => json!({ "value": value }),
            Err(error) => json!({ "error": format!("{error:#}") }),
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn value(line: &str, loaded: &mut Option<Loaded>) -> Result<Value> {
    match serde_json::from_str(line)? {
        Request::Load {
            bundle,
            pack,
            count,
        } => {
            *loaded = Some(load(&bundle, &pack, count)?);
            Ok(Value::Null)
        }
        Request::Pass { size } => {
            let start = Instant::now();
            pass(loaded.as_ref(), size)?;
            Ok(json!(start.elapsed().as_secs_f64() * 1e3))
        }
        Request::Logits { size } => Ok(json!(pass(loaded.as_ref(), size)?)),
        Request::Vectors => Ok(json!(vectors())),
    }
}

fn load(bundle: &Path, pack: &Path, count: usize) -> Result<Loaded> {
    let read = |name: &str| {
        let path = bundle.join(name);
        std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let mut loader = Loader::new(Manifest::parse(&read(MANIFEST_FILE)?)?)?;
    let names: Vec<String> = loader.missing().map(|entry| entry.name.clone()).collect();
    for name in names {
        loader.add(&name, &read(&name)?)?;
    }
    let (_, samples) = deepfog_dataset::files::read_pack(pack)?;
    Ok(Loaded {
        network: loader.finish()?,
        samples: samples.select(&(0..count).collect::<Vec<usize>>())?,
    })
}

/// The logits of all samples in batches.
fn pass(loaded: Option<&Loaded>, size: usize) -> Result<Vec<f32>> {
    let Loaded { network, samples } = loaded.context("no bundle is loaded")?;
    let width = samples.width();
    let mut logits = Vec::new();
    for batch in samples.values().chunks(width * size.max(1)) {
        logits.extend(match size {
            0 | 1 => passes::one(network, batch)?,
            _ => passes::batch(network, batch)?,
        });
    }
    Ok(logits)
}

/// The vector units beyond those that every machine of its kind has.
fn vectors() -> Vec<&'static str> {
    let mut found = Vec::new();
    #[cfg(target_arch = "x86_64")]
    for (name, is_there) in [
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
    ] {
        if is_there {
            found.push(name);
        }
    }
    #[cfg(target_arch = "aarch64")]
    found.push("neon");
    found
}
