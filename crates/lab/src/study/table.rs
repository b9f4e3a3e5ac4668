//! What a study's table shows.

use std::rc::Rc;

use deepfog_protocol::{JobStatus, OwnBundle, Study, StudySubset};
use deepfog_resilience::{Interval, Reliabilities, Survival, expected_accuracy, survivals, wilson};
use deepfog_topology::{Graph, Link, NodeId};

use super::{bits_of, without_others};
use crate::comparison::Accuracy;
use crate::drawing::Drawing;
use crate::queue::Works;
use crate::work::Holder;
use deepfog_notation::csv::{self, Csv};

/// What follows from a study's drawing alone.
#[derive(Debug)]
pub struct Outline {
    /// The drawing with all skips.
    pub drawing: Rc<Drawing>,
    /// The skips, in the order of the bits.
    pub skips: Vec<Link>,
    /// Names of the reliability settings.
    pub settings: Vec<String>,
    weights: Vec<Reliabilities>,
    /// For each subset its bits, and path survival under each setting.
    subsets: Vec<(String, Vec<Survival>)>,
}

impl Outline {
    /// Derives it.
    ///
    /// # Errors
    /// Why the study cannot be read, as a sentence.
    pub fn of(study: &Study) -> Result<Self, String> {
        let drawing = Drawing::read(&study.document)?;
        let skips = drawing.skips();
        let settings = &drawing.topology.settings;
        let subsets = study
            .subsets
            .iter()
            .map(|subset| {
                let topology = without_others(&drawing, subset);
                let graph = Graph::new(&topology).map_err(|error| format!("{error}."))?;
                let lives = survivals(&graph, study.scheme, settings);
                Ok((bits_of(subset, &skips), lives))
            })
            .collect::<Result<_, String>>()?;
        Ok(Self {
            weights: settings
                .iter()
                .map(|setting| Reliabilities::of(setting, &drawing.patterns))
                .collect(),
            settings: settings
                .iter()
                .map(|setting| setting.name.clone())
                .collect(),
            skips,
            subsets,
            drawing,
        })
    }
}

/// How far a subset is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Neither trained nor on its way.
    Missing,
    /// It waits for its turn.
    Waiting,
    /// It is being trained: the epoch under way.
    Training(u32),
    /// Its training rests.
    Resting,
    /// It is trained and not measured yet.
    Trained,
    /// It is measured.
    Measured,
}

/// A row of a study's table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The subset's bits.
    pub bits: String,
    /// Its skips.
    pub skips: Vec<(NodeId, NodeId)>,
    /// How far it is.
    pub stage: Stage,
    /// Accuracy without failures.
    pub plain: Option<Accuracy>,
    /// Expected accuracy under each setting.
    pub expected: Vec<Option<f64>>,
    /// Path survival under each setting.
    pub survivals: Vec<Survival>,
}

/// The table of a study.
pub fn rows(study: &Study, outline: &Outline, works: &Works, bundles: &[OwnBundle]) -> Vec<Row> {
    study
        .subsets
        .iter()
        .zip(&outline.subsets)
        .map(|(subset, (bits, survivals))| {
            let accuracies = subset.accuracies.as_deref();
            let plain = accuracies
                .and_then(|all| all.first().copied())
                .map(|value| Accuracy {
                    value,
                    interval: interval(value, subset.n),
                    n: subset.n,
                });
            Row {
                bits: bits.clone(),
                skips: subset.skips.clone(),
                stage: stage(subset, works, bundles),
                plain,
                expected: outline
                    .weights
                    .iter()
                    .map(|weights| expected_accuracy(weights, accuracies?))
                    .collect(),
                survivals: survivals.clone(),
            }
        })
        .collect()
}

fn interval(accuracy: f64, n: u32) -> Interval {
    wilson(accuracy * f64::from(n), n as usize)
}

fn stage(subset: &StudySubset, works: &Works, bundles: &[OwnBundle]) -> Stage {
    if subset.accuracies.is_some() {
        return Stage::Measured;
    }
    if bundles.iter().any(|bundle| bundle.key == subset.job) {
        return Stage::Trained;
    }
    let work = works
        .iter()
        .find(|work| work.key() == subset.job && work.done.is_none());
    match work {
        None => Stage::Missing,
        Some(work) => match (&work.job.status, work.holder) {
            (_, Holder::Nobody) | (JobStatus::Paused | JobStatus::Failed { .. }, _) => {
                Stage::Resting
            }
            (JobStatus::Waiting, _) => Stage::Waiting,
            (JobStatus::Running, _) => Stage::Training(work.epoch()),
        },
    }
}

/// A study's table as a text file.
pub fn csv(outline: &Outline, rows: &[Row]) -> String {
    let mut heading = ["bits", "skips", "n", "no failure", "low", "high"]
        .map(str::to_owned)
        .to_vec();
    for setting in &outline.settings {
        heading.push(format!("{setting}: expected accuracy"));
        heading.push(format!("{setting}: a path lives"));
    }
    let mut csv = Csv::new(&heading);
    for row in rows {
        let skips: Vec<String> = row
            .skips
            .iter()
            .map(|(from, to)| format!("{from}→{to}"))
            .collect();
        let plain = row.plain;
        let mut values = vec![
            row.bits.clone(),
            skips.join(" "),
            plain.map_or(String::new(), |plain| plain.n.to_string()),
            csv::number(plain.map(|plain| plain.value)),
            csv::number(plain.map(|plain| plain.interval.low)),
            csv::number(plain.map(|plain| plain.interval.high)),
        ];
        for (expected, survival) in row.expected.iter().zip(&row.survivals) {
            values.push(csv::number(*expected));
            values.push(survival.value().to_string());
        }
        csv.row(&values);
    }
    csv.text().to_owned()
}
