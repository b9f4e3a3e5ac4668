//! `deepfog table`: models/README.md.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use deepfog_network::bundle::MANIFEST_FILE;
use deepfog_resilience::wilson;
use deepfog_topology::{Preset, Scheme, presets};

use crate::files::{Input, Opened};
use crate::report::{expected, file_bytes, percent, range, unit};
use crate::sweep;

/// Arguments of `deepfog table`.
#[derive(Args)]
pub struct TableArguments {
    /// The folder of bundles and packs.
    #[arg(default_value = "models")]
    models: PathBuf,
    /// Write nothing; fail where README.md in that folder differs from what would be written.
    #[arg(long)]
    check: bool,
}

const INTRODUCTION: &str = "\
# Trained bundles

Each folder `<preset>/<scheme>/` is a bundle: `manifest.json` and one ONNX file per node. `packs/<task>/` holds the
held-out samples on which everything is measured. `packs/<task>-training/` and `packs/<task>-validation/` hold what
networks are trained on in the page: every window of the training people and of the validation person, 6 000 of the
55 000 training images and 1 000 of the 5 000 validation images. The shipped bundles were trained on all of them.
The windows are under BSD-3-Clause, the images under MIT; `licences/` has the terms. All of it is made by commands
(`cargo xtask data`, `cargo xtask train`), never by hand, and so are the tables below (`deepfog table`).

Accuracies are in per cent, on the test samples of the pack, which had no part in training or in the choice of
the checkpoint. *No failure* has its 95 % interval (Wilson) below it. *Normal*, *Poor* and *Hazardous* are
expected accuracies: the exact sum over all failure patterns of probability × accuracy under that reliability
setting. Where no live path joins a source to the cloud the answer is a random guess.
";

/// Runs the command.
pub fn run(arguments: &TableArguments) -> Result<()> {
    let mut text = INTRODUCTION.to_owned();
    let mut bundles = 0;
    for preset in presets::all() {
        let rows = rows(&arguments.models, &preset)?;
        bundles += rows.len();
        if !rows.is_empty() {
            text.push_str(&section(&preset, &rows)?);
        }
    }
    if bundles == 0 {
        bail!(
            "{} holds no bundle; `cargo xtask train` makes them",
            arguments.models.display()
        );
    }
    let path = arguments.models.join("README.md");
    if arguments.check {
        let held = std::fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        if held != text {
            bail!(
                "{} is not what the bundles give; run `deepfog table`",
                path.display()
            );
        }
        println!("{} is what {bundles} bundles give.", path.display());
        return Ok(());
    }
    std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    println!("{}: {bundles} bundles.", path.display());
    Ok(())
}

/// One bundle, measured.
struct Row {
    scheme: Scheme,
    opened: Opened,
    n: usize,
    random_guess: f64,
    correct: f64,
    near_ties: u32,
    /// Setting and expected accuracy.
    expected: Vec<(String, f64)>,
}

fn rows(models: &Path, preset: &Preset) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for scheme in Scheme::ALL {
        let bundle = models.join(preset.id).join(scheme.slug());
        if !bundle.join(MANIFEST_FILE).is_file() {
            continue;
        }
        eprintln!("{}", bundle.display());
        let opened = Input { bundle, pack: None }.open()?;
        let counts = sweep::run::all(&opened.network, &opened.samples)?;
        rows.push(Row {
            scheme,
            n: counts.n,
            random_guess: counts.random_guess,
            correct: counts.patterns.first().map_or(0.0, |count| count.correct),
            near_ties: counts.patterns.iter().map(|count| count.near_ties).sum(),
            expected: expected(&opened.network, &counts)
                .into_iter()
                .map(|setting| (setting.setting, setting.accuracy))
                .collect(),
            opened,
        });
    }
    Ok(rows)
}

fn section(preset: &Preset, rows: &[Row]) -> Result<String> {
    let mut text = String::new();
    let Some(first) = rows.first() else {
        return Ok(text);
    };
    writeln!(text, "\n## {} (`{}`)\n", preset.topology.title, preset.id)?;
    writeln!(text, "{}\n", preset.lesson)?;
    writeln!(
        text,
        "{}: n = {} ({}), random guess {}.\n",
        first.opened.header.task.title,
        first.n,
        unit(&first.opened.header),
        percent(first.random_guess)
    )?;
    // The setting without failures is the column with the interval.
    let settings = || first.expected.iter().skip(1);
    let names: Vec<&str> = settings().map(|(name, _)| name.as_str()).collect();
    writeln!(
        text,
        "| scheme | parameters | kB | no failure | {} |",
        names.join(" | ")
    )?;
    writeln!(text, "|---|---:|---:|---:|{}", "---:|".repeat(names.len()))?;
    for row in rows {
        let network = &row.opened.network;
        let expected: Vec<String> = row
            .expected
            .iter()
            .skip(1)
            .map(|(_, accuracy)| percent(*accuracy))
            .collect();
        writeln!(
            text,
            "| {} | {} | {:.0} | {}<br>{} | {} |",
            row.scheme.name(),
            network.plan().parameter_count(),
            file_bytes(network) as f64 / 1000.0,
            percent(row.correct / row.n.max(1) as f64),
            range(wilson(row.correct, row.n)),
            expected.join(" | ")
        )?;
    }
    let ties: u32 = rows.iter().map(|row| row.near_ties).sum();
    if ties > 0 {
        writeln!(
            text,
            "\nNear ties over all schemes and failure patterns: {ties}. There the two best logits differ by less than 2e-4, \
             and another engine may answer otherwise."
        )?;
    }
    Ok(text)
}
