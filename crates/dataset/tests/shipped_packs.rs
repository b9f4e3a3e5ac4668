//! The packs that the repository ships: the test samples, and what trains networks in the page.

// The allowance for tests in clippy.toml does not reach helper functions.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use deepfog_dataset::{
    Normalisation, PackHeader, Part, Samples, Split, SplitRule, TrainingSet, files,
};
use deepfog_topology::{Task, TaskId};

const TASKS: [&str; 2] = [TaskId::SMARTWATCH, TaskId::FASHION_MNIST];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn pack(task: &str) -> (PackHeader, Samples) {
    files::read_pack(&root().join("models/packs").join(task)).unwrap()
}

/// Every pack with its task and part.
fn packs() -> impl Iterator<Item = (&'static str, String, Part)> {
    TASKS.into_iter().flat_map(|task| {
        let [train, validation, test] = TrainingSet::folders(&task.into());
        [
            (task, train, Part::Train),
            (task, validation, Part::Validation),
            (task, test, Part::Test),
        ]
    })
}

fn training_set(task: &str) -> TrainingSet {
    files::load_shipped(&root().join("models"), &task.into()).unwrap()
}

#[test]
fn headers_tell_the_builtin_tasks() {
    for (task, name, part) in packs() {
        let (header, samples) = pack(&name);
        assert_eq!(Some(&header.task), Task::find(&task.into()).as_ref());
        assert_eq!(header.part, part);
        assert_eq!(samples.len(), header.samples);
        assert_eq!(samples.shape(), header.task.input.shape());
        let licence = std::fs::read_to_string(root().join(&header.licence.file)).unwrap();
        let holder = header.licence.copyright.split(' ').next_back().unwrap();
        assert!(licence.contains(holder), "{name}: {holder}");
    }
}

#[test]
fn smartwatch_counts() {
    let (header, samples) = pack(TaskId::SMARTWATCH);
    assert_eq!(samples.len(), 1312);
    assert_eq!(samples.class_counts(7), [150, 223, 221, 193, 201, 156, 168]);
    let per_person = Split::fixed()
        .test
        .iter()
        .map(|person| samples.indices_of_groups(&[*person]).len())
        .collect::<Vec<_>>();
    assert_eq!(per_person, [305, 524, 483]);
    let Split {
        train,
        validation,
        test,
    } = Split::fixed();
    assert_eq!(
        header.split,
        SplitRule::People {
            train,
            validation,
            test
        }
    );
    assert_eq!(header.encoding.clipped, [0; 6]);
}

#[test]
fn fashion_mnist_counts() {
    let (header, samples) = pack(TaskId::FASHION_MNIST);
    assert_eq!(samples.class_counts(10), [100; 10]);
    assert_eq!(samples.groups().iter().collect::<BTreeSet<_>>().len(), 1000);
    assert!(samples.groups().iter().all(|&index| index < 10_000));
    assert_eq!(header.class_prior, [0.1; 10]);
    assert!(
        samples
            .values()
            .iter()
            .all(|value| (0.0..=1.0).contains(value))
    );
    assert_eq!(samples.values().iter().copied().fold(0.0, f32::max), 1.0);
}

#[test]
fn the_first_chunk_is_small_and_shows_everything() {
    for (name, people) in [(TaskId::SMARTWATCH, 3), (TaskId::FASHION_MNIST, 16)] {
        let (header, samples) = pack(name);
        let first = &header.chunks[0];
        assert_eq!(first.count, 16, "{name}");
        assert!(first.bytes <= 50_000, "{name}: {}", first.bytes);
        let indices = (0..16).collect::<Vec<_>>();
        let shown = samples.select(&indices).unwrap();
        let counts = shown.class_counts(header.task.classes.len());
        assert!(
            counts.iter().all(|count| (1..=3).contains(count)),
            "{name}: {counts:?}"
        );
        let groups = shown.groups().iter().collect::<BTreeSet<_>>();
        assert_eq!(groups.len(), people, "{name}");
    }
}

#[test]
fn every_window_comes_once_and_neighbours_follow_each_other() {
    let (_, samples) = pack(TaskId::SMARTWATCH);
    let origins = samples.windows();
    let distinct = origins
        .iter()
        .map(|origin| (origin.recording, origin.start))
        .collect::<BTreeSet<_>>();
    assert_eq!(distinct.len(), samples.len());
    assert!(origins.iter().all(|origin| origin.start % 50 == 0));

    let pairs = neighbours(&samples, 16);
    assert!(pairs > 1200, "{pairs}");
}

/// How many windows from the `first` on are followed by the one that is 50 rows later. Those two share half of their rows, value for value.
fn neighbours(samples: &Samples, first: usize) -> usize {
    let origins = samples.windows();
    let mut pairs = 0;
    for index in first..samples.len() - 1 {
        let (this, next) = (origins[index], origins[index + 1]);
        if this.recording != next.recording || this.start + 50 != next.start {
            continue;
        }
        pairs += 1;
        let (early, late) = (
            samples.sample(index).unwrap(),
            samples.sample(index + 1).unwrap(),
        );
        for channel in 0..6 {
            assert_eq!(
                early[channel * 100 + 50..channel * 100 + 100],
                late[channel * 100..channel * 100 + 50]
            );
        }
    }
    pairs
}

#[test]
fn training_windows_are_those_of_other_people_and_whole_recordings() {
    let set = training_set(TaskId::SMARTWATCH);
    let split = Split::fixed();
    let cases = [
        (
            &set.train,
            &split.train,
            [301, 472, 481, 442, 447, 360, 372],
        ),
        (
            &set.validation,
            &split.validation,
            [51, 75, 78, 83, 75, 67, 61],
        ),
        (&set.test, &split.test, [150, 223, 221, 193, 201, 156, 168]),
    ];
    for (part, people, classes) in cases {
        let found = part.groups().iter().copied().collect::<BTreeSet<_>>();
        assert!(found.iter().eq(people), "{found:?}");
        assert_eq!(part.class_counts(7), classes, "{people:?}");
    }
    assert_eq!(
        set.train.len() + set.validation.len() + set.test.len(),
        4677
    );
    assert_eq!(set.split.people, Some(split));
    // Augmentation takes rows from the window that follows: all but each recording's last one have it, across chunks too.
    for part in [&set.train, &set.validation] {
        let recordings = part.windows().iter().map(|origin| origin.recording);
        let recordings = recordings.collect::<BTreeSet<_>>().len();
        assert_eq!(neighbours(part, 0), part.len() - recordings);
    }
    // All training windows are here, so their statistics are the header's.
    let own = Normalisation::of(&set.train);
    let given = &set.normalisation;
    for (own, given) in own
        .mean
        .iter()
        .chain(&own.std)
        .zip(given.mean.iter().chain(&given.std))
    {
        assert!((own - given).abs() < 1e-5, "{own} and {given}");
    }
    assert_eq!(set.class_prior, set.train.class_shares(7));
}

#[test]
fn training_images_are_as_many_of_each_class() {
    let set = training_set(TaskId::FASHION_MNIST);
    for (part, each, official) in [
        (&set.train, 600, 60_000),
        (&set.validation, 100, 60_000),
        (&set.test, 100, 10_000),
    ] {
        assert_eq!(part.class_counts(10), [each; 10]);
        let indices = part.groups().iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(indices.len(), part.len());
        assert!(indices.iter().all(|&index| index < official));
    }
    // The header's statistics are those of all 55 000: near those of the 6 000, not the same.
    let own = Normalisation::of(&set.train);
    assert_ne!(own, set.normalisation);
    assert!((own.mean[0] - set.normalisation.mean[0]).abs() < 0.005);
    assert_eq!(set.class_prior, [0.1; 10]);
    assert!(
        set.split.rule.ends_with(
            "used: 6000 of 55000 training, 1000 of 5000 validation and 1000 of 10000 test images"
        ),
        "{}",
        set.split.rule
    );
}

#[test]
fn training_packs_are_small_and_every_chunk_mixes_classes() {
    for (_, name, part) in packs() {
        let (header, _) = pack(&name);
        let folder = root().join("models/packs").join(&name);
        let bytes: u64 = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .sum();
        assert!(bytes <= 6_000_000, "{name}: {bytes}");
        if part == Part::Test {
            continue;
        }
        for (index, entry) in header.chunks.iter().enumerate() {
            assert!(
                (250_000..=500_000).contains(&entry.bytes),
                "{name}: {entry:?}"
            );
            let chunk = std::fs::read(folder.join(&entry.file)).unwrap();
            let counts = header.decode_chunk(index, &chunk).unwrap();
            let counts = counts.class_counts(header.task.classes.len());
            let present = counts.iter().filter(|count| **count > 0).count();
            let most = counts.iter().max().unwrap();
            assert!(present >= 4 && 2 * most < entry.count, "{name}: {counts:?}");
        }
    }
}

#[test]
fn one_window_is_the_source_s() {
    // The first rows of recording 0 (person 7, Pendulum) in the source, to the half of a quantisation step.
    let (header, samples) = pack(TaskId::SMARTWATCH);
    let index = samples
        .windows()
        .iter()
        .position(|origin| origin.recording == 0 && origin.start == 0)
        .unwrap();
    assert_eq!((samples.groups()[index], samples.labels()[index]), (7, 0));
    let rows = [
        [
            -1.083608, -0.018609, -0.02726, 0.41141, -1.603097, -2.488642,
        ],
        [
            -1.077527, -0.021503, -0.018727, 0.456227, -1.778859, -2.354247,
        ],
        [
            -1.085861, -0.018032, -0.051983, 0.568556, -1.988414, -2.26315,
        ],
    ];
    let window = samples.sample(index).unwrap();
    for (step, row) in rows.iter().enumerate() {
        for (channel, truth) in row.iter().enumerate() {
            let error = (window[channel * 100 + step] - truth).abs();
            assert!(
                error <= 0.501 * header.encoding.scale[channel],
                "{step} {channel}: {error}"
            );
        }
    }
}

#[test]
fn the_test_people_are_not_far_from_the_training_people() {
    // The statistics in the header are of other people, or of other images: near, but not the pack's own.
    for name in TASKS {
        let (header, samples) = pack(name);
        let own = Normalisation::of(&samples);
        assert_ne!(own, header.normalisation);
        for (own, given) in own.std.iter().zip(&header.normalisation.std) {
            assert!(
                (own / given - 1.0).abs() < 0.25,
                "{name}: {own} and {given}"
            );
        }
    }
}
