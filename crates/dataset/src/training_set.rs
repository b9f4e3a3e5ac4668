//! What a training needs, put together from three packs.

use std::collections::BTreeSet;

use deepfog_topology::{Task, TaskId};
use thiserror::Error;

use crate::header::{GroupKind, PackHeader, Part, SplitRule};
use crate::{Normalisation, Samples, Split};

/// The samples that train a network, choose its checkpoint and measure it; values are raw (dequantised, not normalised).
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingSet {
    /// Input space and classes.
    pub task: Task,
    /// What training sees.
    pub train: Samples,
    /// What chooses the checkpoint.
    pub validation: Samples,
    /// What is only measured on.
    pub test: Samples,
    /// Statistics of the training part of the fixed split. The training pack may hold a share of that part only.
    pub normalisation: Normalisation,
    /// Share of each class in the training part of the fixed split.
    pub class_prior: Vec<f64>,
    /// Which samples are in which part.
    pub split: ChosenSplit,
}

/// Which samples of a data set are in which part of a training set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenSplit {
    /// The people of each part, where the split is by person.
    pub people: Option<Split>,
    /// In words: which is which, and how many of them are used.
    pub rule: String,
}

/// Why three packs are no training set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TrainingSetError {
    /// A pack in another's place: test samples must not train.
    #[error("a pack of the {found} part stands where the {expected} part is needed")]
    Part {
        /// The part that belongs there.
        expected: Part,
        /// The part found.
        found: Part,
    },
    /// Packs of different tasks, or that were not prepared together.
    #[error(
        "the pack of the {part} part has {what} other than the pack of the training part: the packs must be prepared together"
    )]
    Differs {
        /// Which pack.
        part: Part,
        /// What differs.
        what: &'static str,
    },
    /// Samples that are not those of the header.
    #[error(
        "the pack of the {part} part has {found_count} samples of shape {found:?} where its header says {expected_count} of shape {expected:?}"
    )]
    Samples {
        /// Which pack.
        part: Part,
        /// Number in the header.
        expected_count: usize,
        /// Shape in the header.
        expected: Vec<usize>,
        /// Number given.
        found_count: usize,
        /// Shape given.
        found: Vec<usize>,
    },
    /// What trains must not measure.
    #[error("{group} {number} is in the {first} part and in the {second} part", group = group_name(*.group))]
    InTwoParts {
        /// What the number counts.
        group: GroupKind,
        /// The person, or the index of the image.
        number: u32,
        /// One part.
        first: Part,
        /// The other part.
        second: Part,
    },
}

impl TrainingSet {
    /// The folders of a task's packs in `models/packs`: training, validation and test.
    pub fn folders(task: &TaskId) -> [String; 3] {
        [
            format!("{task}-training"),
            format!("{task}-validation"),
            task.to_string(),
        ]
    }

    /// Puts three packs together: those of training, validation and test. Normalisation and class shares are those of the headers, so that a
    /// network that is trained on a share of the training part still sees its samples as the shipped networks do.
    ///
    /// # Errors
    /// [`TrainingSetError`]: packs of other parts or tasks, not prepared together, or with a person or an image in two parts.
    pub fn assemble(
        train: (PackHeader, Samples),
        validation: (PackHeader, Samples),
        test: (PackHeader, Samples),
    ) -> Result<Self, TrainingSetError> {
        let packs = [
            (Part::Train, &train),
            (Part::Validation, &validation),
            (Part::Test, &test),
        ];
        for (part, (header, samples)) in packs {
            check(part, header, samples, &train.0)?;
        }
        for (first, second) in [(0, 1), (0, 2), (1, 2)] {
            apart(packs[first], packs[second])?;
        }
        let split = chosen(
            &train.0.split,
            [train.1.len(), validation.1.len(), test.1.len()],
        );
        let (header, train) = train;
        Ok(Self {
            task: header.task,
            train,
            validation: validation.1,
            test: test.1,
            normalisation: header.normalisation,
            class_prior: header.class_prior,
            split,
        })
    }
}

fn check(
    part: Part,
    header: &PackHeader,
    samples: &Samples,
    training: &PackHeader,
) -> Result<(), TrainingSetError> {
    if header.part != part {
        return Err(TrainingSetError::Part {
            expected: part,
            found: header.part,
        });
    }
    let (ours, theirs) = (&header.encoding, &training.encoding);
    let same = [
        ("a task", header.task == training.task),
        (
            "an encoding",
            ours.dtype == theirs.dtype && ours.scale == theirs.scale,
        ),
        ("groups", header.group == training.group),
        ("a split", header.split == training.split),
        (
            "a normalisation",
            header.normalisation == training.normalisation,
        ),
        ("class shares", header.class_prior == training.class_prior),
    ];
    if let Some((what, _)) = same.into_iter().find(|(_, same)| !same) {
        return Err(TrainingSetError::Differs { part, what });
    }
    let shape = header.shape();
    if samples.shape() != shape || samples.len() != header.samples {
        return Err(TrainingSetError::Samples {
            part,
            expected_count: header.samples,
            expected: shape,
            found_count: samples.len(),
            found: samples.shape().to_vec(),
        });
    }
    Ok(())
}

/// Refuses a person, or an image, in two parts.
fn apart(
    (first, (header, ours)): (Part, &(PackHeader, Samples)),
    (second, (_, theirs)): (Part, &(PackHeader, Samples)),
) -> Result<(), TrainingSetError> {
    // The official test images are counted from 0 anew: their numbers say nothing about the training images.
    if header.group == GroupKind::Image && second == Part::Test {
        return Ok(());
    }
    let held = ours.groups().iter().copied().collect::<BTreeSet<_>>();
    match theirs.groups().iter().find(|number| held.contains(number)) {
        None => Ok(()),
        Some(&number) => Err(TrainingSetError::InTwoParts {
            group: header.group,
            number,
            first,
            second,
        }),
    }
}

fn chosen(rule: &SplitRule, [train, validation, test]: [usize; 3]) -> ChosenSplit {
    match rule {
        SplitRule::People {
            train,
            validation,
            test,
        } => ChosenSplit {
            people: Some(Split {
                train: train.clone(),
                validation: validation.clone(),
                test: test.clone(),
            }),
            rule: "by person: no person is in two parts".to_owned(),
        },
        SplitRule::Images {
            train: all_train,
            validation: all_validation,
            test: all_test,
            rule,
        } => ChosenSplit {
            people: None,
            rule: format!(
                "{rule}; used: {train} of {all_train} training, {validation} of {all_validation} validation and {test} of {all_test} test images"
            ),
        },
    }
}

fn group_name(group: GroupKind) -> &'static str {
    match group {
        GroupKind::Person => "person",
        GroupKind::Image => "image",
    }
}
