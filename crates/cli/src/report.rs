//! What `--json` prints. Keys stay as they are; others may be added.

use std::collections::BTreeMap;
use std::io::Write;

use deepfog_dataset::PackHeader;
use deepfog_inference::{Network, SweepCounts};
use deepfog_network::bundle::PartAccuracies;
use deepfog_resilience::{
    Interval, Patterns, Reliabilities, expected_accuracy, path_survival, wilson,
};
use deepfog_topology::{Link, NodeId, Scheme, TaskId};
use serde::Serialize;

use crate::files::Opened;

/// Which bundle was run on which samples: part of every report.
#[derive(Serialize)]
pub struct Subject {
    /// The bundle's folder, as it was given.
    pub bundle: String,
    /// The network's title.
    pub title: String,
    /// The scheme, as in file names.
    pub scheme: Scheme,
    /// Seed of its training.
    pub seed: u64,
    /// The task.
    pub task: TaskId,
    /// The part of the split that the samples are: `test`.
    pub part: deepfog_dataset::Part,
    /// What one of `n` is: `windows, not people`, or `images`.
    pub unit: &'static str,
    /// Samples evaluated.
    pub n: usize,
    /// Accuracy of a random guess on these samples.
    pub random_guess: f64,
    /// Bytes of all ONNX files.
    pub bytes: usize,
    /// Learned parameters.
    pub parameters: usize,
    /// Accuracies without failures as the training framework measured them: `train`, `validation`, `test`,
    /// each with `accuracy` and `n`.
    pub trained: PartAccuracies,
}

/// One failure pattern.
#[derive(Serialize)]
pub struct PatternReport {
    /// The pattern's bit mask over `failable`.
    pub pattern: u64,
    /// The nodes that are down.
    pub down: Vec<NodeId>,
    /// Whether a live path joins a source to the cloud; otherwise every answer is a random guess.
    pub answered: bool,
    /// Right answers; the expected number for a random guess.
    pub correct: f64,
    /// `correct` over `n`.
    pub accuracy: f64,
    /// Its 95 % interval (Wilson): `low`, `high`.
    pub interval: Interval,
    /// Samples whose two best logits differ by less than 2e-4: another engine may answer otherwise.
    pub near_ties: u32,
    /// For windows of signals, each held-out person; empty for images.
    pub people: Vec<PersonReport>,
    /// The hyperconnections that are down by themselves.
    pub links_down: Vec<Link>,
    /// Per class of the task: accuracy on its samples; `null` where there are none.
    pub classes: Vec<Option<f64>>,
    /// How the winning probabilities agree with right answers; `null` for a random guess.
    pub calibration: Option<CalibrationReport>,
}

/// Whether a network is right as often as its winning softmax probability says.
#[derive(Serialize)]
pub struct CalibrationReport {
    /// Expected calibration error: the mean distance between probability and accuracy over the bins.
    pub expected_error: f64,
    /// Ten bins of the winning probability: number of samples, right answers, mean probability.
    pub bins: Vec<(u32, u32, f64)>,
}

impl PatternReport {
    /// The names of what is down, nodes first.
    pub fn what_is_down(&self) -> String {
        if self.links_down.is_empty() {
            return names(&self.down);
        }
        let nodes = self.down.iter().map(ToString::to_string);
        let links = self.links_down.iter();
        let links = links.map(|link| format!("{}->{}", link.from, link.to));
        nodes.chain(links).collect::<Vec<_>>().join(", ")
    }
}

/// One held-out person.
#[derive(Serialize)]
pub struct PersonReport {
    /// The person's number.
    pub person: u32,
    /// Windows of this person.
    pub n: usize,
    /// Accuracy on them.
    pub accuracy: f64,
}

/// `deepfog evaluate --json`: the fields of [`Subject`] and of [`PatternReport`] side by side.
#[derive(Serialize)]
pub struct EvaluateReport {
    /// Bundle and samples.
    #[serde(flatten)]
    pub subject: Subject,
    /// The pattern asked for.
    #[serde(flatten)]
    pub pattern: PatternReport,
}

/// `deepfog sweep --json`: the fields of [`Subject`], and these.
#[derive(Serialize)]
pub struct SweepReport {
    /// Bundle and samples.
    #[serde(flatten)]
    pub subject: Subject,
    /// The nodes that can fail; bit `i` of a pattern is set when the `i`-th is down.
    pub failable: Vec<NodeId>,
    /// The hyperconnections that can fail by themselves; their bits come after those of the nodes.
    pub failable_links: Vec<Link>,
    /// Every failure pattern, by its bit mask, or those that were asked for, in their order.
    pub patterns: Vec<PatternReport>,
    /// What to expect under each reliability setting, where all patterns were swept; hyperconnections do not fail in it.
    pub expected: Vec<ExpectedReport>,
    /// How long the sweep took, in seconds; loading left out.
    pub seconds: f64,
    /// Threads.
    pub jobs: usize,
}

/// One reliability setting.
#[derive(Serialize)]
pub struct ExpectedReport {
    /// Its name.
    pub setting: String,
    /// Probability of each failable node to be up.
    pub reliability: BTreeMap<NodeId, f64>,
    /// Σ over all failure patterns of probability × accuracy.
    pub accuracy: f64,
    /// Probability that a live path joins a source to the cloud.
    pub path_survival: f64,
}

impl Subject {
    /// Describes what was opened; `counts` are of the samples evaluated.
    pub fn new(opened: &Opened, counts: &SweepCounts) -> Self {
        let manifest = opened.network.manifest();
        Self {
            bundle: opened.folder.display().to_string(),
            title: manifest.topology.title.clone(),
            scheme: manifest.scheme,
            seed: manifest.seed,
            task: manifest.task.id.clone(),
            part: opened.header.part,
            unit: unit(&opened.header),
            n: counts.n,
            random_guess: counts.random_guess,
            bytes: file_bytes(&opened.network),
            parameters: opened.network.plan().parameter_count(),
            trained: manifest.accuracy,
        }
    }
}

/// Bytes of all ONNX files of a bundle.
pub fn file_bytes(network: &Network) -> usize {
    let files = network.manifest().nodes.iter();
    files
        .filter_map(|node| node.file.as_ref())
        .map(|file| file.bytes)
        .sum()
}

/// What one of `n` is.
pub fn unit(header: &PackHeader) -> &'static str {
    match header.group {
        deepfog_dataset::GroupKind::Person => "windows, not people",
        deepfog_dataset::GroupKind::Image => "images",
    }
}

/// One report per pattern of the counts.
pub fn patterns(failable: &Patterns, counts: &SweepCounts) -> Vec<PatternReport> {
    counts
        .patterns
        .iter()
        .enumerate()
        .map(|(at, count)| PatternReport {
            pattern: count.pattern.0,
            down: failable.down_names(count.pattern),
            links_down: failable.cut_names(count.pattern),
            classes: counts
                .confusion(at)
                .map_or_else(Vec::new, |found| found.class_accuracies()),
            calibration: counts.calibration(at).map(|found| CalibrationReport {
                expected_error: found.expected_error(),
                bins: found
                    .bins
                    .iter()
                    .map(|bin| (bin.n, bin.right, bin.probability))
                    .collect(),
            }),
            answered: count.answered,
            correct: count.correct,
            accuracy: count.correct / counts.n.max(1) as f64,
            interval: wilson(count.correct, counts.n),
            near_ties: count.near_ties,
            people: counts
                .people
                .iter()
                .map(|person| PersonReport {
                    person: person.person,
                    n: person.n,
                    accuracy: person.correct[at] / person.n.max(1) as f64,
                })
                .collect(),
        })
        .collect()
}

/// What to expect under each reliability setting; `counts` must be of all patterns, those of hyperconnections after those of
/// nodes alone.
pub fn expected(network: &Network, counts: &SweepCounts) -> Vec<ExpectedReport> {
    let plan = network.plan();
    let mut accuracies = counts.accuracies();
    accuracies.truncate(network.patterns().count().unwrap_or(0));
    network
        .manifest()
        .topology
        .all_settings()
        .into_iter()
        .filter_map(|setting| {
            let reliabilities = Reliabilities::of(&setting, network.patterns());
            Some(ExpectedReport {
                accuracy: expected_accuracy(&reliabilities, &accuracies)?,
                path_survival: path_survival(&plan.graph, plan.scheme, &setting)?,
                reliability: network
                    .patterns()
                    .names()
                    .iter()
                    .cloned()
                    .zip(reliabilities.values().iter().copied())
                    .collect(),
                setting: setting.name,
            })
        })
        .collect()
}

/// Prints a report as JSON.
pub fn print(report: &impl Serialize) -> anyhow::Result<()> {
    // A report of all patterns can be large: it is not made in memory first.
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, report)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// The names of the nodes that are down, or that none is.
pub fn names(down: &[NodeId]) -> String {
    if down.is_empty() {
        return "no failure".to_owned();
    }
    let names: Vec<&str> = down.iter().map(NodeId::as_str).collect();
    names.join(", ")
}

/// An accuracy in per cent, with one decimal.
pub fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// An interval in per cent.
pub fn range(interval: Interval) -> String {
    format!("{} to {}", percent(interval.low), percent(interval.high))
}
