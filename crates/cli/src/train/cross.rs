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

#[cfg(test)]
mod tests {
    use deepfog_topology::presets;
    use deepfog_training::Evaluation;

    use super::*;

    fn outcome(scheme: Scheme, right: usize, person: u32) -> Outcome {
        let test = Evaluation {
            samples: 10,
            right,
            loss: 0.5,
        };
        Outcome {
            preset: "two-sensors",
            scheme,
            best_epoch: 1,
            validation: test,
            test,
            people: vec![(person, test)],
            seconds: 1.0,
        }
    }

    #[test]
    fn splits_of_one_scheme_are_averaged() {
        let rows = rows(&[
            outcome(Scheme::Vanilla, 6, 1),
            outcome(Scheme::Vanilla, 8, 2),
            outcome(Scheme::Resilinet, 9, 1),
        ]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].folds, [0.6, 0.8]);
        assert!((rows[0].mean - 0.7).abs() < 1e-12);
        // Sample standard deviation: the root of (0.01 + 0.01) / 1.
        assert!((rows[0].deviation - 0.02_f64.sqrt()).abs() < 1e-12);
        let people: Vec<u32> = rows[0].people.iter().map(|person| person.person).collect();
        assert_eq!(people, [1, 2]);
        assert_eq!((rows[1].mean, rows[1].deviation), (0.9, 0.0));
    }

    #[test]
    fn only_presets_of_the_sensor_task_have_people() {
        let by_person: Vec<&str> = presets::all()
            .iter()
            .filter(|preset| is_by_person(preset))
            .map(|preset| preset.id)
            .collect();
        assert_eq!(by_person, ["sensor-chain", "two-sensors", "wide-fog"]);
    }
}
