//! The rows, and which of them train, validate and test.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, bail};
use deepfog_dataset::checksum::sha256_hex;
use deepfog_dataset::{Normalisation, Samples, mhealth};
use deepfog_network::{Purpose, stream};
use deepfog_training::TrainingData;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

/// The seed of the split by rows.
pub const ROWS_SEED: u64 = 42;
/// The people of the split by person who are only measured on.
pub const TEST_PEOPLE: [u32; 2] = [9, 10];
/// The person of the split by person who chooses the epoch that is kept.
pub const VALIDATION_PERSON: u32 = 8;

/// Which rows are held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Split {
    /// The papers': a tenth of all rows, at random.
    Rows,
    /// All rows of people who are in no other part.
    People,
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rows => "rows",
            Self::People => "people",
        })
    }
}

/// All rows, and the splits that were asked for so far.
pub struct Data {
    all: Samples,
    people: BTreeSet<u32>,
    fingerprint: String,
    rows_split: Mutex<Option<Arc<Parts>>>,
    people_split: Mutex<Option<Arc<Parts>>>,
}

/// The three parts of a split.
pub struct Parts {
    /// Training and validation rows, not normalised; the normalisation of the training rows.
    pub training: Arc<TrainingData>,
    /// Test rows, normalised.
    pub test: Vec<TestRows>,
    /// Share of each class in training.
    pub prior: Vec<f64>,
    /// Sizes.
    pub facts: PartFacts,
}

/// Test rows that are counted together.
pub struct TestRows {
    /// Whose they are; `None` where rows of all people are mixed.
    pub person: Option<u32>,
    /// The rows.
    pub samples: Samples,
}

/// Rows in each part of a split, and what guessing gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartFacts {
    /// Rows that train.
    pub train: usize,
    /// Rows that choose the epoch.
    pub validation: usize,
    /// Rows that are only measured on: the n of every accuracy.
    pub test: usize,
    /// Expected accuracy of a random guess on the test rows.
    pub random_guess: f64,
}

impl Data {
    /// Reads a folder of mHealth.
    pub fn load(folder: &Path) -> Result<Self> {
        Ok(Self::of(mhealth::read_folder(folder)?))
    }

    /// Takes the rows of [`mhealth::read_folder`].
    fn of(all: Samples) -> Self {
        let mut bytes = Vec::with_capacity(all.len() * (4 * all.width() + 5));
        for value in all.values() {
            bytes.extend(value.to_le_bytes());
        }
        for person in all.groups() {
            bytes.extend(person.to_le_bytes());
        }
        bytes.extend(all.labels());
        Self {
            people: all.groups().iter().copied().collect(),
            fingerprint: sha256_hex(&bytes),
            all,
            rows_split: Mutex::new(None),
            people_split: Mutex::new(None),
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.all.len()
    }

    /// The people.
    pub fn people(&self) -> &BTreeSet<u32> {
        &self.people
    }

    /// Whether all values are whole numbers.
    pub fn is_of_whole_numbers(&self) -> bool {
        self.all.values().iter().all(|value| value.fract() == 0.0)
    }

    /// Tells data apart: the SHA-256 of all values, people and labels.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The three parts of a split; made when first asked for.
    pub fn parts(&self, split: Split) -> Result<Arc<Parts>> {
        let held = match split {
            Split::Rows => &self.rows_split,
            Split::People => &self.people_split,
        };
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parts) = held.as_ref() {
            return Ok(Arc::clone(parts));
        }
        let parts = Arc::new(match split {
            Split::Rows => self.by_rows()?,
            Split::People => self.by_people()?,
        });
        *held = Some(Arc::clone(&parts));
        Ok(parts)
    }

    fn by_rows(&self) -> Result<Parts> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.shuffle(&mut stream(ROWS_SEED, Purpose::Selection));
        let (train, rest) = order.split_at(order.len() * 8 / 10);
        let (validation, test) = rest.split_at(order.len() / 10);
        Parts::new(
            self.all.select(train)?,
            self.all.select(validation)?,
            vec![(None, self.all.select(test)?)],
        )
    }

    fn by_people(&self) -> Result<Parts> {
        let of = |people: &[u32]| self.all.select(&self.all.indices_of_groups(people));
        for person in TEST_PEOPLE.iter().chain([&VALIDATION_PERSON]) {
            if !self.people.contains(person) {
                bail!("the split by person needs person {person}, of whom there is no row");
            }
        }
        let train: Vec<u32> = self
            .people
            .iter()
            .copied()
            .filter(|person| !TEST_PEOPLE.contains(person) && *person != VALIDATION_PERSON)
            .collect();
        let mut test = Vec::new();
        for person in TEST_PEOPLE {
            test.push((Some(person), of(&[person])?));
        }
        Parts::new(of(&train)?, of(&[VALIDATION_PERSON])?, test)
    }
}

impl Parts {
    fn new(train: Samples, validation: Samples, test: Vec<(Option<u32>, Samples)>) -> Result<Self> {
        let classes = mhealth::CLASSES.len();
        let prior = train.class_shares(classes);
        let normalisation = Normalisation::of(&train);
        let mut counts = vec![0; classes];
        let mut rows = Vec::with_capacity(test.len());
        for (person, mut samples) in test {
            for (sum, count) in counts.iter_mut().zip(samples.class_counts(classes)) {
                *sum += count;
            }
            samples.normalise(&normalisation)?;
            rows.push(TestRows { person, samples });
        }
        let test: usize = counts.iter().sum();
        if train.is_empty() || validation.is_empty() || test == 0 {
            bail!("there are too few rows: a part of the split has none");
        }
        let shares: Vec<f64> = counts.iter().map(|&n| n as f64 / test as f64).collect();
        Ok(Self {
            facts: PartFacts {
                train: train.len(),
                validation: validation.len(),
                test,
                random_guess: deepfog_resilience::random_guess_accuracy(&prior, &shares),
            },
            training: Arc::new(TrainingData {
                train,
                validation,
                normalisation,
            }),
            test: rows,
            prior,
        })
    }
}

/// What a split is, in words.
pub fn rule(split: Split) -> String {
    match split {
        Split::Rows => format!(
            "a ChaCha8 shuffle of all rows with seed {ROWS_SEED}; the first 8 tenths train, the next tenth chooses the epoch, the rest tests"
        ),
        Split::People => {
            let test = TEST_PEOPLE.map(|person| person.to_string()).join(" and ");
            format!(
                "people {test} test, person {VALIDATION_PERSON} chooses the epoch, the others train"
            )
        }
    }
}

#[cfg(test)]
pub mod for_tests {
    use super::*;

    /// Rows of ten people, twelve activities each, that are easy to tell apart; `each` rows of every activity.
    pub fn made_up(each: usize) -> Data {
        let (mut values, mut labels, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for person in 1..=10 {
            for row in 0..12 * each {
                let label = row % 12;
                values.extend((0..mhealth::CHANNELS).map(|channel| {
                    let own = if channel % 12 == label { 3.0 } else { 0.0 };
                    own + ((7 * row + 3 * channel + person as usize) % 11) as f32 / 10.0
                }));
                labels.push(label as u8);
                people.push(person);
            }
        }
        let shape = vec![mhealth::CHANNELS, 1];
        Data::of(Samples::new(shape, values, labels, people, Vec::new()).unwrap())
    }
}

#[cfg(test)]
mod tests {
    use super::for_tests::made_up;
    use super::*;

    /// Rows of every part, sorted, so that parts can be compared.
    fn rows(samples: &Samples) -> Vec<Vec<u32>> {
        let mut rows: Vec<Vec<u32>> = (0..samples.len())
            .map(|at| {
                let values = samples.sample(at).unwrap().iter();
                values.map(|value| value.to_bits()).collect()
            })
            .collect();
        rows.sort();
        rows
    }

    #[test]
    fn rows_are_split_eight_to_one_to_one() {
        let data = made_up(5);
        let parts = data.parts(Split::Rows).unwrap();
        let facts = &parts.facts;
        assert_eq!((facts.train, facts.validation, facts.test), (480, 60, 60));
        assert!((0.06..0.11).contains(&facts.random_guess));
        assert_eq!(parts.test.len(), 1);
        assert_eq!(parts.test[0].person, None);
        // The same rows every time, and statistics of the training rows alone.
        let again = made_up(5).parts(Split::Rows).unwrap();
        assert_eq!(rows(&again.training.train), rows(&parts.training.train));
        let training = &parts.training;
        assert_eq!(training.normalisation, Normalisation::of(&training.train));
    }

    #[test]
    fn people_are_in_one_part_only() {
        let data = made_up(5);
        let parts = data.parts(Split::People).unwrap();
        let people = |samples: &Samples| samples.groups().iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(people(&parts.training.train), (1..=7).collect());
        assert_eq!(people(&parts.training.validation), [8].into());
        let test: Vec<Option<u32>> = parts.test.iter().map(|rows| rows.person).collect();
        assert_eq!(test, [Some(9), Some(10)]);
        assert_eq!(parts.facts.test, 120);
        assert!((parts.facts.random_guess - 1.0 / 12.0).abs() < 1e-12);
    }

    #[test]
    fn missing_people_and_rows_are_told() {
        let all = made_up(2).all;
        let few = all.select(&all.indices_of_groups(&[1, 2, 9])).unwrap();
        let error = Data::of(few).parts(Split::People).err().unwrap();
        assert!(error.to_string().contains("person 10"), "{error}");
        let tiny = Data::of(all.select(&[0, 1, 2]).unwrap());
        let error = tiny.parts(Split::Rows).err().unwrap();
        assert!(error.to_string().contains("too few rows"), "{error}");
    }

    #[test]
    fn the_fingerprint_is_of_values_labels_and_people() {
        let data = made_up(2);
        assert_eq!(data.fingerprint(), made_up(2).fingerprint());
        let (values, labels) = (data.all.values(), data.all.labels());
        let people = data.all.groups();
        let of = |values: &[f32], labels: &[u8], people: &[u32]| {
            let shape = data.all.shape().to_vec();
            let (values, labels, people) = (values.to_vec(), labels.to_vec(), people.to_vec());
            let samples = Samples::new(shape, values, labels, people, Vec::new()).unwrap();
            Data::of(samples).fingerprint().to_owned()
        };
        assert_eq!(data.fingerprint(), of(values, labels, people));
        let mut other = values.to_vec();
        other[5] += 1.0;
        assert_ne!(data.fingerprint(), of(&other, labels, people));
        let mut other = labels.to_vec();
        other[5] = 0;
        assert_ne!(data.fingerprint(), of(values, &other, people));
        let mut other = people.to_vec();
        other[5] = 4;
        assert_ne!(data.fingerprint(), of(values, labels, &other));
    }
}
