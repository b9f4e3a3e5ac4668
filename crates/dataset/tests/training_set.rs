//! Three packs put together, in memory and from the disk.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use deepfog_dataset::files::{self, LoadError};
use deepfog_dataset::{
    GroupKind, PackHeader, Part, Samples, Split, TrainingSet, TrainingSetError, ValueType,
};
use serde_json::Value;
use support::{Folder, Window, image_chunk, image_header, signal_chunk, signal_header, write};

type Pack = (PackHeader, Samples);
type Change = fn(&mut PackHeader);

/// A header, the chunks that it lists, and the part that they are.
fn of_part(mut header: Value, part: &str) -> Value {
    header["part"] = part.into();
    header
}

fn decode(header: &Value, chunk: &[u8]) -> Pack {
    let header = PackHeader::parse(header.to_string().as_bytes()).unwrap();
    let samples = header.decode_chunk(0, chunk).unwrap();
    (header, samples)
}

fn window(person: u32) -> Window {
    (person, 1, person, 0, [person.cast_signed() as i16; 6])
}

fn signals(part: &str, people: &[u32]) -> Pack {
    let chunk = signal_chunk(&people.iter().copied().map(window).collect::<Vec<_>>());
    let header = signal_header(std::slice::from_ref(&chunk));
    decode(&of_part(header, part), &chunk)
}

fn images(part: &str, indices: &[u32]) -> Pack {
    let images = indices.iter().map(|&index| (index, 1, [9; 4]));
    let chunk = image_chunk(&images.collect::<Vec<_>>());
    let header = image_header(std::slice::from_ref(&chunk));
    decode(&of_part(header, part), &chunk)
}

fn people() -> [Pack; 3] {
    [
        signals("train", &[1, 2, 10]),
        signals("validation", &[5]),
        signals("test", &[3, 9]),
    ]
}

fn assemble([train, validation, test]: [Pack; 3]) -> Result<TrainingSet, TrainingSetError> {
    TrainingSet::assemble(train, validation, test)
}

#[test]
fn people_stay_apart_and_the_header_normalises() {
    let set = assemble(people()).unwrap();
    assert_eq!(set.task.id, "wrist".into());
    let groups = [&set.train, &set.validation, &set.test].map(|part| part.groups().to_vec());
    assert_eq!(groups, [vec![1, 2, 10], vec![5], vec![3, 9]]);
    // Not the statistics of these few windows.
    assert_eq!(set.normalisation.mean, [0.0, 1.0]);
    assert_eq!(set.class_prior, [0.5, 0.25, 0.25]);
    assert_eq!(set.split.people, Some(Split::fixed()));
    assert_eq!(set.split.rule, "by person: no person is in two parts");
}

#[test]
fn images_say_how_many_are_used() {
    // Test image 7 is another than training image 7: the official sets are counted apart.
    let set = assemble([
        images("train", &[7, 8]),
        images("validation", &[2]),
        images("test", &[7]),
    ])
    .unwrap();
    assert_eq!(set.split.people, None);
    assert_eq!(
        set.split.rule,
        "made up; used: 2 of 2 training, 1 of 1 validation and 1 of 1 test images"
    );
    assert_eq!((set.train.len(), set.class_prior), (2, vec![0.5, 0.5]));
}

#[test]
fn packs_that_do_not_belong_together_are_refused() {
    let twice = |group, number, first, second| TrainingSetError::InTwoParts {
        group,
        number,
        first,
        second,
    };
    let person = GroupKind::Person;
    let cases: [([Pack; 3], TrainingSetError); 6] = [
        (
            [
                signals("test", &[3]),
                signals("validation", &[5]),
                signals("train", &[1]),
            ],
            TrainingSetError::Part {
                expected: Part::Train,
                found: Part::Test,
            },
        ),
        (
            [
                signals("train", &[1]),
                signals("all", &[5]),
                signals("test", &[3]),
            ],
            TrainingSetError::Part {
                expected: Part::Validation,
                found: Part::All,
            },
        ),
        (
            [
                signals("train", &[1, 5]),
                signals("validation", &[5]),
                signals("test", &[3]),
            ],
            twice(person, 5, Part::Train, Part::Validation),
        ),
        (
            [
                signals("train", &[1]),
                signals("validation", &[5]),
                signals("test", &[3, 1]),
            ],
            twice(person, 1, Part::Train, Part::Test),
        ),
        (
            [
                signals("train", &[1]),
                signals("validation", &[5]),
                signals("test", &[5]),
            ],
            twice(person, 5, Part::Validation, Part::Test),
        ),
        (
            [
                images("train", &[4, 6]),
                images("validation", &[6]),
                images("test", &[1]),
            ],
            twice(GroupKind::Image, 6, Part::Train, Part::Validation),
        ),
    ];
    for (packs, error) in cases {
        assert_eq!(assemble(packs), Err(error));
    }
}

#[test]
fn headers_that_differ_are_named() {
    let cases: [(Change, &str); 8] = [
        (|header| header.task.id = "ankle".into(), "a task"),
        (|header| header.task.classes[0].push('s'), "a task"),
        (|header| header.encoding.scale[1] = 2.000_001, "an encoding"),
        (
            |header| header.encoding.dtype = ValueType::U8,
            "an encoding",
        ),
        (|header| header.group = GroupKind::Image, "groups"),
        (
            |header| header.split = images("test", &[1]).0.split,
            "a split",
        ),
        (
            |header| header.normalisation.mean[0] = 0.1,
            "a normalisation",
        ),
        (
            |header| header.class_prior = vec![1.0, 0.0, 0.0],
            "class shares",
        ),
    ];
    for (at, part) in [(1, Part::Validation), (2, Part::Test)] {
        for (change, what) in cases {
            let mut packs = people();
            change(&mut packs[at].0);
            assert_eq!(
                assemble(packs),
                Err(TrainingSetError::Differs { part, what })
            );
        }
    }
    // How many values were clipped is a fact of each pack alone.
    let mut packs = people();
    packs[1].0.encoding.clipped = vec![3, 0];
    assert!(assemble(packs).is_ok());
}

#[test]
fn samples_that_are_not_the_header_s_are_named() {
    for (at, part) in [(0, Part::Train), (1, Part::Validation), (2, Part::Test)] {
        for samples in [
            Samples::empty(vec![2, 3]).unwrap(),
            Samples::new(vec![6], vec![0.0; 6], vec![0], vec![1], vec![]).unwrap(),
        ] {
            let mut packs = people();
            let expected_count = packs[at].0.samples;
            let error = TrainingSetError::Samples {
                part,
                expected_count,
                expected: vec![2, 3],
                found_count: samples.len(),
                found: samples.shape().to_vec(),
            };
            packs[at].1 = samples;
            assert_eq!(assemble(packs), Err(error));
        }
    }
}

#[test]
fn errors_are_sentences() {
    let mut packs = people();
    packs[2].0.encoding.scale[0] = 1.0;
    for (packs, words) in [
        (
            packs,
            "the pack of the test part has an encoding other than the pack of the training part: the packs must be prepared together",
        ),
        (
            [
                signals("train", &[1]),
                signals("validation", &[5]),
                signals("test", &[1]),
            ],
            "person 1 is in the training part and in the test part",
        ),
    ] {
        assert_eq!(assemble(packs).unwrap_err().to_string(), words);
    }
}

#[test]
fn three_folders_make_a_set() {
    let folder = Folder::new("training-set");
    let packs = folder.0.join("packs");
    let parts = [
        ("wrist-training", "train", 1),
        ("wrist-validation", "validation", 5),
        ("wrist", "test", 3),
    ];
    for (name, part, person) in parts {
        let chunks = [signal_chunk(&[window(person)])];
        write(
            &packs.join(name),
            &of_part(signal_header(&chunks), part),
            &chunks,
        );
    }
    let names = TrainingSet::folders(&"wrist".into());
    assert_eq!(names, parts.map(|(name, ..)| name));
    let load = || files::load_shipped(&folder.0, &"wrist".into());
    assert_eq!(load().unwrap().validation.groups(), [5]);

    assert!(matches!(
        files::load_shipped(&folder.0, &"ankle".into()),
        Err(LoadError::Missing { path }) if path.ends_with("ankle-training/pack.json")
    ));
    // Test windows where training windows belong; a person of the training part among the test people.
    let put = |name: &str, part: &str, person| {
        let chunks = [signal_chunk(&[window(person)])];
        write(
            &packs.join(name),
            &of_part(signal_header(&chunks), part),
            &chunks,
        );
    };
    put("wrist-training", "test", 1);
    assert!(matches!(
        load(),
        Err(LoadError::OtherPart {
            expected: Part::Train,
            found: Part::Test,
            ..
        })
    ));
    put("wrist-training", "train", 3);
    let error = load().unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("person 3 is in the training part and in the test part"),
        "{error}"
    );
}
