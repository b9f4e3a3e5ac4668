//! mHealth, the papers' health data, read from the files that a person has. Not in the browser.
//!
//! The data is not part of the project. [`read_folder`] takes a folder of `mHealth_subject<N>.log`, or the same packed as
//! `.log.gz`, one file per person, in either of the two forms in which it is passed around: as published by UCI (decimal numbers
//! between tabs) and as the papers' authors stored it (whole numbers between spaces). In both a row is 23 channels and a label.
//!
//! Banos, Garcia, Holgado-Terriza, Damas, Pomares, Rojas, Saez, Villalonga: mHealthDroid: a novel framework for agile
//! development of mobile health applications. IWAAL 2014.

mod read;
mod row;

pub use read::{MAX_FILE_BYTES, MAX_LINE_BYTES, MhealthError, read_folder};
pub use row::RowError;

use deepfog_topology::{InputSpace, Task, TaskId};

/// Channels of a row.
pub const CHANNELS: usize = 23;

/// Activities; their labels in the files are 1 to 12, and 0 is none of them.
pub const CLASSES: [&str; 12] = [
    "Standing still",
    "Sitting and relaxing",
    "Lying down",
    "Walking",
    "Climbing stairs",
    "Waist bends forward",
    "Frontal elevation of arms",
    "Knees bending (crouching)",
    "Cycling",
    "Jogging",
    "Running",
    "Jump front and back",
];

/// The task: one row is one sample.
pub fn task() -> Task {
    Task {
        id: TaskId::MHEALTH.into(),
        title: "Activities (mHealth)".to_owned(),
        input: InputSpace::Signal {
            channels: channels(),
            steps: 1,
            rate_hz: 50.0,
        },
        classes: CLASSES.iter().map(|&class| class.to_owned()).collect(),
    }
}

/// Names of the channels, in the order of the columns.
fn channels() -> Vec<String> {
    let mut names: Vec<String> = along("chest acceleration").collect();
    names.extend(["electrocardiogram 1", "electrocardiogram 2"].map(str::to_owned));
    for place in ["left ankle", "right lower arm"] {
        for sensor in ["acceleration", "turn rate", "magnetic field"] {
            names.extend(along(&format!("{place} {sensor}")));
        }
    }
    names
}

fn along(what: &str) -> impl Iterator<Item = String> {
    ["x", "y", "z"]
        .map(|axis| format!("{what} {axis}"))
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let task = task();
        assert_eq!(task.input.shape(), [CHANNELS, 1]);
        let names: std::collections::BTreeSet<String> = channels().into_iter().collect();
        assert_eq!(names.len(), CHANNELS);
        assert_eq!(task.classes.len(), 12);
        assert!(Task::find(&task.id).is_none(), "its data does not ship");
    }
}
