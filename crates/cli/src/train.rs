//! `deepfog train`: trains the shipped presets, or any document, and writes the bundles.

mod bundle;
mod cross;
mod drawing;
mod job;
mod queue;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use deepfog_dataset::SplitChoice;
use deepfog_topology::{Preset, presets};

use crate::schemes;
use job::Job;

/// What to train.
#[derive(Args, Clone, Debug)]
pub struct TrainArguments {
    /// Presets to train, all of them if none is named: smallest, sensor-chain, two-sensors, image-chain, four-cameras, wide-fog
    presets: Vec<String>,
    /// Train this document instead, on the training packs that the page uses
    #[arg(long, conflicts_with_all = ["presets", "data", "jobs", "checkpoints", "cross_validate", "report"])]
    document: Option<PathBuf>,
    /// Train this scheme only; may be given several times: vanilla, deep-fog-guard, resilinet, resilinet-plus
    #[arg(long = "scheme")]
    schemes: Vec<String>,
    /// Passes over the training samples, instead of the recipe's
    #[arg(long)]
    epochs: Option<usize>,
    /// About so many seconds for each scheme, instead of the recipe's number of passes
    #[arg(long, requires = "document", conflicts_with = "epochs")]
    seconds: Option<u32>,
    /// Probability of every failable node to be up in a mini-batch, in the schemes with failout [default: 0.9]
    #[arg(long, requires = "document")]
    failout: Option<f64>,
    /// Take these probabilities from the document's reliability setting of that name
    #[arg(long, requires = "document", conflicts_with = "failout")]
    failout_setting: Option<String>,
    /// The folder whose packs a document is trained on
    #[arg(long, default_value = "models", requires = "document")]
    models: PathBuf,
    /// What all randomness grows from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder that `cargo xtask data` prepared
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Where the bundles go, a folder per preset and scheme [default: models], or per scheme of a document
    #[arg(long)]
    out: Option<PathBuf>,
    /// Where unfinished trainings are kept, to go on from
    #[arg(long, default_value = "data/checkpoints")]
    checkpoints: PathBuf,
    /// Networks trained at the same time, each on one thread; as many as there are cores if not given
    #[arg(long)]
    jobs: Option<usize>,
    /// Measure the presets of the sensor task by person instead: train every scheme on each of the five splits
    #[arg(long)]
    cross_validate: bool,
    /// The file for the figures of a cross-validation
    #[arg(long, default_value = "data/cross-validation.json")]
    report: PathBuf,
}

/// Trains what the arguments ask for. What is finished already is not trained again.
///
/// # Errors
/// Names that are not known, data that is not there, a training that diverges, files that cannot be written.
pub fn run(arguments: &TrainArguments) -> Result<()> {
    let schemes = schemes::chosen(&arguments.schemes)?;
    if let Some(file) = &arguments.document {
        return drawing::run(file, &schemes, arguments);
    }
    let presets = arguments.chosen_presets()?;
    let workers = match arguments.jobs {
        Some(jobs) => jobs.max(1),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let splits: Vec<SplitChoice> = if arguments.cross_validate {
        (0..deepfog_dataset::Split::FOLDS.len())
            .map(SplitChoice::Fold)
            .collect()
    } else {
        vec![SplitChoice::Fixed]
    };
    let mut jobs = Vec::new();
    for preset in &presets {
        if arguments.cross_validate && !cross::is_by_person(preset) {
            if arguments.presets.is_empty() {
                continue;
            }
            bail!(
                "{} is not a preset of the sensor task: its data has no people",
                preset.id
            );
        }
        for &scheme in &schemes {
            for &split in &splits {
                jobs.push(Job::new(preset, scheme, split, arguments)?);
            }
        }
    }
    std::fs::create_dir_all(&arguments.checkpoints)
        .with_context(|| format!("cannot make {}", arguments.checkpoints.display()))?;
    let outcomes = queue::run(jobs, workers, arguments)?;
    if arguments.cross_validate {
        cross::report(&outcomes, &arguments.report)?;
    }
    Ok(())
}

impl TrainArguments {
    fn chosen_presets(&self) -> Result<Vec<Preset>> {
        if self.presets.is_empty() {
            return Ok(presets::all());
        }
        self.presets
            .iter()
            .map(|id| {
                presets::find(id).with_context(|| {
                    let known: Vec<&str> = presets::all().iter().map(|preset| preset.id).collect();
                    format!("{id} is not a preset; those are {}", known.join(", "))
                })
            })
            .collect()
    }
}
