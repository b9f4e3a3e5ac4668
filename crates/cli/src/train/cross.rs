//! Cross-validation by person: every scheme on five splits of two test people each.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use deepfog_topology::{InputSpace, Preset, Scheme, Task};
use serde::Serialize;

use super::job::Outcome;

/// Whether a preset's data is split by person.
pub fn is_by_person(preset: &Preset) -> bool {
    Task::find(&preset.topology.task)
        .is_some_and(|task| matches!(task.input, InputSpace::Signal { .. }))
}

/// The figures of one preset and scheme.
#[derive(Debug, Serialize)]
struct Row {
    preset: &'static str,
    scheme: Scheme,
    /// Accuracy on each split's test people.
    folds: Vec<f64>,
    /// Mean over the splits.
    mean: f64,
    /// Sample standard deviation over the splits.
    deviation: f64,
    /// Accuracy on each person's windows, held out, with their number.
    people: Vec<Person>,
}

#[derive(Debug, Serialize)]
struct Person {
    person: u32,
    accuracy: f64,
    windows: usize,
}

/// Prints the table and writes the same figures as JSON.
pub fn report(outcomes: &[Outcome], path: &Path) -> Result<()> {
    let rows = rows(outcomes);
    println!("accuracy without failures on held-out people, mean over the splits");
    for row in &rows {
        let folds: Vec<String> = row.folds.iter().map(|fold| format!("{fold:.3}")).collect();
        println!(
            "{:14} {:15} {:.4} ± {:.4}   {}",
            row.preset,
            row.scheme.slug(),
            row.mean,
            row.deviation,
            folds.join("  ")
        );
    }
    let json = serde_json::to_string_pretty(&rows)?;
    fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    println!("written to {}", path.display());
    Ok(())
}

fn rows(outcomes: &[Outcome]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for outcome in outcomes {
        let known = rows
            .iter()
            .position(|row| row.preset == outcome.preset && row.scheme == outcome.scheme);
        let place = known.unwrap_or_else(|| {
            rows.push(Row {
                preset: outcome.preset,
                scheme: outcome.scheme,
                folds: Vec::new(),
                mean: 0.0,
                deviation: 0.0,
                people: Vec::new(),
            });
            rows.len() - 1
        });
        rows[place].folds.push(outcome.test.accuracy());
        rows[place]
            .people
            .extend(outcome.people.iter().map(|(person, evaluation)| Person {
                person: *person,
                accuracy: evaluation.accuracy(),
                windows: evaluation.samples,
            }));
    }
    for row in &mut rows {
        let count = row.folds.len() as f64;
        row.mean = row.folds.iter().sum::<f64>() / count;
        let squares: f64 = row.folds.iter().map(|fold| (fold - row.mean).powi(2)).sum();
        row.deviation = (squares / (count - 1.0).max(1.0)).sqrt();
    }
    rows
}
