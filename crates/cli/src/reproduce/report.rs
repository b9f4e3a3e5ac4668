//! All figures of a work folder: the JSON file, of which the page is a view.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use deepfog_resilience::path_survival;
use deepfog_topology::Graph;
use serde::Serialize;

use super::case::Variant;
use super::data::{Data, PartFacts, rule};
use super::experiment::Experiment;
use super::measure::Measured;
use super::page;
use super::reference::SETTINGS;
use super::table::Spread;
use super::training::Finished;
use super::work::{Asked, Work};

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The experiment that is repeated.
    pub experiment: &'static str,
    /// The data.
    pub data: DataFacts,
    /// The tables, in the order of the page.
    pub tables: Vec<Comparison>,
}

/// What the data is.
#[derive(Debug, Serialize)]
pub struct DataFacts {
    /// Rows of an activity.
    pub rows: usize,
    /// People.
    pub people: usize,
    /// Whether all values are whole numbers, as the papers' authors stored them.
    pub whole_numbers: bool,
    /// See [`Data::fingerprint`].
    pub sha256: String,
}

/// Networks that are compared with each other on one split.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// What is compared, on which split, and how long each network trains.
    #[serde(flatten)]
    pub asked: Asked,
    /// The split in words.
    pub rule: String,
    /// Rows of each part.
    pub parts: PartFacts,
    /// One entry per variant that has at least one finished training.
    pub rows: Vec<Row>,
}

/// One variant.
#[derive(Debug, Serialize)]
pub struct Row {
    /// What it is.
    pub variant: Variant,
    /// Per reliability setting.
    pub settings: Vec<SettingRow>,
    /// Every training.
    pub repeats: Vec<Finished>,
}

/// A variant under one reliability setting.
#[derive(Debug, Serialize)]
pub struct SettingRow {
    /// The setting's name.
    pub setting: &'static str,
    /// Expected accuracy over the repeats.
    pub accuracy: Spread,
    /// The probability that a live path joins the source and the cloud.
    pub path_survival: Option<f64>,
}

impl Row {
    /// Mean and spread of one figure of all repeats.
    pub fn spread(&self, figure: impl Fn(&Finished) -> Option<f64>) -> Option<Spread> {
        let values: Option<Vec<f64>> = self.repeats.iter().map(figure).collect();
        Spread::of(&values?)
    }

    /// Whether the cloud answers with exactly these nodes down.
    pub fn is_answered(&self, down: &[&str]) -> bool {
        let mut repeats = self.repeats.iter();
        repeats.any(|one| one.test.pattern(down).is_some_and(|found| found.answered))
    }

    /// As [`Row::spread`], for one test person.
    pub fn of_person(
        &self,
        person: u32,
        figure: impl Fn(&Measured) -> Option<f64>,
    ) -> Option<Spread> {
        self.spread(|finished| {
            let own = |one: &&Measured| one.person == Some(person);
            figure(finished.people.iter().find(own)?)
        })
    }
}

/// Gathers what the work folder holds of this data.
pub fn collect(work: &Work, data: &Data) -> Result<Report> {
    let mut finished = work.all_finished()?;
    finished.retain(|one| one.data == data.fingerprint());
    finished.sort_by_key(|one| one.case.seed);
    let mut tables = Vec::new();
    for asked in work.asked()? {
        let rows = asked
            .experiment
            .variants()
            .into_iter()
            .filter_map(|variant| row(variant, &asked, &finished).transpose())
            .collect::<Result<Vec<Row>>>()?;
        let Some(first) = rows.first().and_then(|row| row.repeats.first()) else {
            continue;
        };
        tables.push(Comparison {
            rule: rule(asked.split),
            parts: first.parts.clone(),
            asked,
            rows,
        });
    }
    Ok(Report {
        experiment: "health",
        data: DataFacts {
            rows: data.rows(),
            people: data.people().len(),
            whole_numbers: data.is_of_whole_numbers(),
            sha256: data.fingerprint().to_owned(),
        },
        tables,
    })
}

/// The row of a variant; `None` where no training of it is finished.
fn row(variant: Variant, asked: &Asked, finished: &[Finished]) -> Result<Option<Row>> {
    let repeats: Vec<Finished> = finished
        .iter()
        .filter(|one| {
            let case = &one.case;
            case.variant == variant && case.split == asked.split && case.epochs == asked.epochs
        })
        .cloned()
        .collect();
    if repeats.is_empty() {
        return Ok(None);
    }
    let topology = variant.topology();
    let graph = Graph::new(&topology)?;
    let mut row = Row {
        settings: Vec::new(),
        repeats,
        variant,
    };
    for setting in SETTINGS {
        let drawn = topology
            .setting(setting)
            .with_context(|| format!("there is no reliability setting {setting}"))?;
        row.settings.push(SettingRow {
            setting,
            accuracy: row
                .spread(|finished| finished.test.under(setting))
                .with_context(|| format!("a finished training has no figure for {setting}"))?,
            path_survival: path_survival(&graph, row.variant.scheme, &drawn),
        });
    }
    Ok(Some(row))
}

impl Report {
    /// Writes the JSON file and the page.
    pub fn write(&self, json: &Path, page: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        for (path, text) in [(json, text), (page, page::render(self))] {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)
                    .with_context(|| format!("cannot make {}", folder.display()))?;
            }
            fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
            println!("written to {}", path.display());
        }
        Ok(())
    }

    /// Prints the tables.
    pub fn print(&self) {
        for table in &self.tables {
            println!("\n{}\n\n{}", page::title(table), page::figures(table));
        }
    }

    /// The main experiment on a split, with the most epochs.
    pub fn main(&self, split: super::data::Split) -> Option<&Comparison> {
        self.tables
            .iter()
            .find(|table| table.asked.experiment == Experiment::Main && table.asked.split == split)
    }
}
