//! Folders of mHealth: both forms of the files, and damaged ones.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(not(target_arch = "wasm32"))]

use std::io::Write;
use std::path::PathBuf;

use deepfog_dataset::mhealth::{MAX_LINE_BYTES, MhealthError, RowError, read_folder};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A folder of a test's own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, Vec<u8>)]) -> Self {
        let name = format!("deepfog-mhealth-{name}-{}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        let _ = std::fs::remove_dir_all(&folder.0);
        std::fs::create_dir_all(&folder.0).unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.0.join(name), bytes).unwrap();
        }
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A row whose channels count upwards from `first`.
fn row(first: i32, separator: &str, decimals: &str, label: u8) -> String {
    let channels: Vec<String> = (0..23)
        .map(|channel| format!("{}{decimals}", first + channel))
        .collect();
    format!("{}{separator}{label}\n", channels.join(separator))
}

/// As the papers' authors stored it.
fn whole(first: i32, label: u8) -> String {
    row(first, " ", "", label)
}

/// As UCI has it.
fn decimal(first: i32, label: u8) -> String {
    row(first, "\t", ".5", label)
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[test]
fn both_forms_packed_or_not() {
    let stored = whole(-9, 0) + &whole(1, 1) + &whole(2, 12);
    let published = decimal(5, 3) + &decimal(6, 0) + "\n";
    // Two packed parts one after the other are one file.
    let two_parts = [packed(&whole(7, 4)), packed(&whole(8, 5))].concat();
    let folder = Folder::new(
        "forms",
        &[
            ("mHealth_subject2.log.gz", packed(&stored)),
            ("mHealth_subject1.log", published.into_bytes()),
            ("mHealth_subject10.log.gz", two_parts),
            ("README.txt", b"not a row".to_vec()),
            ("mHealth_subject.log", b"not a row".to_vec()),
            ("mHealth_subject3.log.zip", b"not a row".to_vec()),
        ],
    );
    let samples = read_folder(&folder.0).unwrap();
    assert_eq!(samples.shape(), [23, 1]);
    assert_eq!(samples.groups(), [1, 2, 2, 10, 10]);
    assert_eq!(samples.labels(), [2, 0, 11, 3, 4]);
    let firsts: Vec<f32> = (0..5).map(|at| samples.sample(at).unwrap()[0]).collect();
    assert_eq!(firsts, [5.5, 1.0, 2.0, 7.0, 8.0]);
    assert_eq!(samples.sample(0).unwrap()[22], 27.5);
}

#[test]
fn damaged_rows_are_told_by_file_and_line() {
    let good = whole(1, 1);
    let long = "1 ".repeat(MAX_LINE_BYTES as usize);
    let cases: [(&str, Vec<u8>, usize, &str); 6] = [
        (
            "short",
            b"1 2 3\n".to_vec(),
            3,
            "3 columns where 24 are needed",
        ),
        (
            "word",
            good.replace(" 5 ", " five ").into_bytes(),
            3,
            "column 5 is not a number: \"five\"",
        ),
        (
            "label",
            whole(1, 13).into_bytes(),
            3,
            "the label \"13\" is not a whole number from 0 to 12",
        ),
        ("cut", good.as_bytes()[..20].to_vec(), 3, "columns where"),
        ("binary", vec![0xff, 0xfe, b'\n'], 3, "not a line of text"),
        ("long", long.into_bytes(), 3, "longer than 4096 bytes"),
    ];
    for (name, bytes, line, message) in cases {
        let text = [good.as_bytes(), b"\n", &bytes].concat();
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&text).unwrap();
        for (file, bytes) in [
            ("mHealth_subject4.log", text),
            ("mHealth_subject4.log.gz", packer.finish().unwrap()),
        ] {
            let folder = Folder::new(name, &[(file, bytes)]);
            let error = read_folder(&folder.0).unwrap_err();
            let told = error.to_string();
            assert!(told.contains(&format!("{file}, line {line}: ")), "{told}");
            assert!(told.contains(message), "{told}");
            let (MhealthError::Row { path, .. }
            | MhealthError::NoText { path, .. }
            | MhealthError::LongLine { path, .. }) = &error
            else {
                panic!("{error:?}");
            };
            assert_eq!(*path, folder.0.join(file));
        }
    }
}

#[test]
fn the_kind_of_fault_can_be_matched() {
    let folder = Folder::new("kind", &[("mHealth_subject1.log", b"1 2\n".to_vec())]);
    assert!(matches!(
        read_folder(&folder.0),
        Err(MhealthError::Row {
            line: 1,
            source: RowError::Columns { found: 2 },
            ..
        })
    ));
}

#[test]
fn damaged_packing_is_told() {
    let all = packed(&whole(1, 1).repeat(200));
    let mut changed = all.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 0x55;
    for (name, bytes) in [
        ("plain", whole(1, 1).into_bytes()),
        ("cut-off", all[..all.len() - 10].to_vec()),
        ("changed", changed),
    ] {
        let folder = Folder::new(name, &[("mHealth_subject1.log.gz", bytes)]);
        let error = read_folder(&folder.0).unwrap_err();
        // What unpacks to something is no row any more; the rest does not unpack.
        assert!(
            matches!(
                error,
                MhealthError::Io { .. } | MhealthError::Row { .. } | MhealthError::NoText { .. }
            ),
            "{error:?}"
        );
        assert!(
            error.to_string().contains("mHealth_subject1.log.gz"),
            "{error}"
        );
    }
}

#[test]
fn what_is_not_there_is_told() {
    let missing = std::env::temp_dir().join("deepfog-mhealth-nowhere");
    assert!(matches!(
        read_folder(&missing),
        Err(MhealthError::Io { path, .. }) if path == missing
    ));
    let empty = Folder::new("empty", &[]);
    let error = read_folder(&empty.0).unwrap_err();
    assert!(matches!(error, MhealthError::NoFiles { .. }), "{error:?}");
    let idle = Folder::new(
        "idle",
        &[("mHealth_subject1.log", whole(1, 0).into_bytes())],
    );
    let error = read_folder(&idle.0).unwrap_err();
    assert!(matches!(error, MhealthError::NoRows { .. }), "{error:?}");
    let twice = Folder::new(
        "twice",
        &[
            ("mHealth_subject1.log", whole(1, 1).into_bytes()),
            ("mHealth_subject1.log.gz", packed(&whole(1, 1))),
        ],
    );
    let error = read_folder(&twice.0).unwrap_err();
    let told = error.to_string();
    assert!(matches!(error, MhealthError::Twice { .. }), "{told}");
    assert!(told.contains("subject1.log and "), "{told}");
}
