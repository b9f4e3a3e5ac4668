//! Which people train, validate and test.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A split of the ten people of the smartwatch task; no person is in two parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// People whose windows train, and give normalisation and class shares.
    pub train: Vec<u32>,
    /// People whose windows choose the checkpoint.
    pub validation: Vec<u32>,
    /// People whose windows are only measured on.
    pub test: Vec<u32>,
}

/// Which split of a task is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SplitChoice {
    /// The split that the shipped bundles and sample packs hold to.
    #[default]
    Fixed,
    /// One of the five folds by person, counted from 0; the smartwatch task only.
    Fold(usize),
}

impl std::fmt::Display for SplitChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed => f.write_str("fixed"),
            Self::Fold(fold) => write!(f, "fold {} of {}", fold + 1, Split::FOLDS.len()),
        }
    }
}

/// Why there is no such split.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SplitError {
    /// A fold past the last one.
    #[error("there is no fold {fold}: the folds are 0 to {last}", last = Split::FOLDS.len() - 1)]
    Fold {
        /// The fold asked for.
        fold: usize,
    },
    /// A fold by person of a task that has no people.
    #[error("the task {task} is not split by person; only its fixed split exists")]
    NoPeople {
        /// The task.
        task: String,
    },
}

impl Split {
    /// The people of the smartwatch task, 1 to 10.
    pub const PEOPLE: std::ops::RangeInclusive<u32> = 1..=10;

    /// The test people of each fold.
    pub const FOLDS: [[u32; 2]; 5] = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]];

    /// Test people 3, 7, 9; validation person 5; the others train.
    pub fn fixed() -> Self {
        Self::of(&[5], &[3, 7, 9])
    }

    /// The split of one fold, counted from 0: the validation person is the lowest one after the test people, and person 1 after person 10.
    ///
    /// # Errors
    /// [`SplitError::Fold`] past the last fold.
    pub fn cross_validation(fold: usize) -> Result<Self, SplitError> {
        let test = Self::FOLDS.get(fold).ok_or(SplitError::Fold { fold })?;
        let last = test[test.len() - 1];
        let validation = if last == *Self::PEOPLE.end() {
            *Self::PEOPLE.start()
        } else {
            last + 1
        };
        Ok(Self::of(&[validation], test))
    }

    /// The split that a choice means.
    ///
    /// # Errors
    /// [`SplitError::Fold`] past the last fold.
    pub fn of_choice(choice: SplitChoice) -> Result<Self, SplitError> {
        match choice {
            SplitChoice::Fixed => Ok(Self::fixed()),
            SplitChoice::Fold(fold) => Self::cross_validation(fold),
        }
    }

    fn of(validation: &[u32], test: &[u32]) -> Self {
        Self {
            train: Self::PEOPLE
                .filter(|person| !validation.contains(person) && !test.contains(person))
                .collect(),
            validation: validation.to_vec(),
            test: test.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_are_as_stated() {
        let cases = [
            (
                SplitChoice::Fixed,
                [1, 2, 4, 6, 8, 10].as_slice(),
                [5].as_slice(),
                [3, 7, 9].as_slice(),
            ),
            (
                SplitChoice::Fold(0),
                [4, 5, 6, 7, 8, 9, 10].as_slice(),
                [3].as_slice(),
                [1, 2].as_slice(),
            ),
            (
                SplitChoice::Fold(1),
                [1, 2, 6, 7, 8, 9, 10].as_slice(),
                [5].as_slice(),
                [3, 4].as_slice(),
            ),
            (
                SplitChoice::Fold(2),
                [1, 2, 3, 4, 8, 9, 10].as_slice(),
                [7].as_slice(),
                [5, 6].as_slice(),
            ),
            (
                SplitChoice::Fold(3),
                [1, 2, 3, 4, 5, 6, 10].as_slice(),
                [9].as_slice(),
                [7, 8].as_slice(),
            ),
            (
                SplitChoice::Fold(4),
                [2, 3, 4, 5, 6, 7, 8].as_slice(),
                [1].as_slice(),
                [9, 10].as_slice(),
            ),
        ];
        for (choice, train, validation, test) in cases {
            let split = Split::of_choice(choice).unwrap();
            assert_eq!(split.train, train, "{choice}");
            assert_eq!(split.validation, validation, "{choice}");
            assert_eq!(split.test, test, "{choice}");
        }
    }

    #[test]
    fn every_person_is_tested_once() {
        let mut tested = (0..5)
            .flat_map(|fold| Split::cross_validation(fold).unwrap().test)
            .collect::<Vec<_>>();
        tested.sort_unstable();
        assert_eq!(tested, Split::PEOPLE.collect::<Vec<_>>());
        assert_eq!(
            Split::cross_validation(5),
            Err(SplitError::Fold { fold: 5 })
        );
    }

    #[test]
    fn choices_are_written_as_text() {
        for (choice, json, words) in [
            (SplitChoice::Fixed, "\"fixed\"", "fixed"),
            (SplitChoice::Fold(3), "{\"fold\":3}", "fold 4 of 5"),
        ] {
            assert_eq!(serde_json::to_string(&choice).unwrap(), json);
            assert_eq!(serde_json::from_str::<SplitChoice>(json).unwrap(), choice);
            assert_eq!(choice.to_string(), words);
        }
    }
}
