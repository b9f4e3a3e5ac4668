//! Tasks and packs on the disk.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use deepfog_dataset::files::{self, LoadError};
use deepfog_dataset::{Normalisation, PackError, Part, SplitChoice, SplitError};
use support::{Folder, Window, image_chunk, image_header, signal_chunk, signal_header, write};

/// Ten people with two windows each; every value is the person.
fn people() -> Vec<Vec<u8>> {
    let windows = (1..=10)
        .flat_map(|person: u16| {
            [0u32, 50].map(|start| -> Window {
                let value = person.cast_signed();
                let label = [0, 1, 2][usize::from(person % 3)];
                (
                    u32::from(person),
                    label,
                    u32::from(person),
                    start,
                    [value; 6],
                )
            })
        })
        .collect::<Vec<_>>();
    windows.chunks(8).map(signal_chunk).collect()
}

#[test]
fn people_are_split_and_only_training_people_give_statistics() {
    let folder = Folder::new("split");
    let chunks = people();
    write(
        &folder.0.join("wrist/all"),
        &signal_header(&chunks),
        &chunks,
    );
    let cases = [
        (
            SplitChoice::Fixed,
            [1, 2, 4, 6, 8, 10].as_slice(),
            [5].as_slice(),
            [3, 7, 9].as_slice(),
        ),
        (SplitChoice::Fold(4), &[2, 3, 4, 5, 6, 7, 8], &[1], &[9, 10]),
    ];
    for (choice, train, validation, test) in cases {
        let task = files::load(&folder.0, &"wrist".into(), choice).unwrap();
        for (part, people) in [
            (&task.train, train),
            (&task.validation, validation),
            (&task.test, test),
        ] {
            let twice = people
                .iter()
                .flat_map(|person| [*person; 2])
                .collect::<Vec<_>>();
            assert_eq!(part.groups(), twice, "{choice}");
        }
        let mean = train.iter().sum::<u32>() as f32 / train.len() as f32;
        assert!((task.normalisation.mean[0] - 0.5 * mean).abs() < 1e-6);
        assert!((task.normalisation.mean[1] - 2.0 * mean).abs() < 1e-6);
        assert_eq!(task.normalisation, Normalisation::of(&task.train));
        assert_eq!(task.class_prior, task.train.class_shares(3));
        assert_eq!(task.people.unwrap().test, test);
    }
    assert!(matches!(
        files::load(&folder.0, &"wrist".into(), SplitChoice::Fold(5)),
        Err(LoadError::Split(SplitError::Fold { fold: 5 }))
    ));
}

#[test]
fn images_come_in_their_parts() {
    let folder = Folder::new("images");
    for (part, indices) in [
        ("train", vec![0, 2]),
        ("validation", vec![1]),
        ("test", vec![0]),
    ] {
        let images = indices
            .iter()
            .map(|&index| (index, 1, [255; 4]))
            .collect::<Vec<_>>();
        let chunks = [image_chunk(&images)];
        let mut header = image_header(&chunks);
        header["part"] = part.into();
        write(&folder.0.join("dots").join(part), &header, &chunks);
    }
    let task = files::load(&folder.0, &"dots".into(), SplitChoice::Fixed).unwrap();
    assert_eq!(task.train.groups(), [0, 2]);
    assert_eq!((task.validation.len(), task.test.len()), (1, 1));
    assert_eq!((task.people, task.class_prior), (None, vec![0.0, 1.0]));
    // Constant training images: normalised to 0, not to no number.
    assert_eq!(task.normalisation.std, [1.0]);
    assert!(matches!(
        files::load(&folder.0, &"dots".into(), SplitChoice::Fold(0)),
        Err(LoadError::Split(SplitError::NoPeople { .. }))
    ));
    // Test images in the folder of those that train.
    let dots = folder.0.join("dots");
    std::fs::remove_dir_all(dots.join("train")).unwrap();
    std::fs::rename(dots.join("test"), dots.join("train")).unwrap();
    assert!(matches!(
        files::load(&folder.0, &"dots".into(), SplitChoice::Fixed),
        Err(LoadError::OtherPart {
            expected: Part::Train,
            found: Part::Test,
            ..
        })
    ));
}

#[test]
fn what_is_missing_or_damaged_is_named() {
    let folder = Folder::new("damaged");
    let missing = files::load(&folder.0, &"wrist".into(), SplitChoice::Fixed).unwrap_err();
    assert!(
        missing.to_string().contains("cargo xtask data"),
        "{missing}"
    );

    let chunks = people();
    let pack = folder.0.join("wrist/all");
    write(&pack, &signal_header(&chunks), &chunks);
    std::fs::rename(pack.join("chunk-002.bin"), pack.join("away")).unwrap();
    assert!(matches!(
        files::read_pack(&pack),
        Err(LoadError::Missing { path }) if path.ends_with("chunk-002.bin")
    ));
    std::fs::rename(pack.join("away"), pack.join("chunk-002.bin")).unwrap();
    let mut bytes = chunks[1].clone();
    bytes[60] ^= 1;
    std::fs::write(pack.join("chunk-001.bin"), bytes).unwrap();
    let error = files::read_pack(&pack).unwrap_err();
    assert!(matches!(
        &error,
        LoadError::Pack {
            source: PackError::Chunk { .. },
            ..
        }
    ));
    assert!(
        error.to_string().contains("chunk-001.bin: corrupt"),
        "{error}"
    );

    write(
        &folder.0.join("other/all"),
        &signal_header(&chunks),
        &chunks,
    );
    assert!(matches!(
        files::load(&folder.0, &"other".into(), SplitChoice::Fixed),
        Err(LoadError::OtherTask { .. })
    ));
}
