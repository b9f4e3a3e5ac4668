//! Headers and chunks as a broken download, a wrong tool or a malicious file would give them.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use deepfog_dataset::{ChunkError, PackError, PackHeader, WindowOrigin};
use serde_json::{Value, json};
use support::{Window, image_chunk, image_header, signal_chunk, signal_header};

const WINDOWS: [Window; 3] = [
    (3, 0, 8, 0, [1, 2, 3, 4, 5, 6]),
    (7, 2, 9, 50, [-32767, 0, 32767, -1, 0, 1]),
    (9, 1, 9, 100, [0, 0, 0, 0, 0, 7]),
];

fn parse(header: &Value) -> Result<PackHeader, PackError> {
    PackHeader::parse(header.to_string().as_bytes())
}

#[test]
fn whole_packs_are_read() {
    let chunk = signal_chunk(&WINDOWS);
    let header = parse(&signal_header(std::slice::from_ref(&chunk))).unwrap();
    let samples = header.decode_chunk(0, &chunk).unwrap();
    assert_eq!(samples.shape(), [2, 3]);
    assert_eq!(samples.sample(0).unwrap(), [0.5, 1.0, 1.5, 8.0, 10.0, 12.0]);
    assert_eq!(
        samples.sample(1).unwrap(),
        [-16383.5, 0.0, 16383.5, -2.0, 0.0, 2.0]
    );
    assert_eq!(samples.labels(), [0, 2, 1]);
    assert_eq!(samples.groups(), [3, 7, 9]);
    let origin = WindowOrigin {
        recording: 9,
        start: 50,
    };
    assert_eq!(samples.windows()[1], origin);

    let chunk = image_chunk(&[(40, 1, [0, 51, 204, 255])]);
    let header = parse(&image_header(std::slice::from_ref(&chunk))).unwrap();
    let samples = header.decode_chunk(0, &chunk).unwrap();
    for (value, share) in samples.sample(0).unwrap().iter().zip([0.0, 0.2, 0.8, 1.0]) {
        assert!((value - share).abs() < 1e-6, "{value} and {share}");
    }
    assert_eq!(
        (samples.groups(), samples.windows().len()),
        ([40].as_slice(), 0)
    );
}

#[test]
fn headers_of_another_kind_are_named() {
    let cases: [(&[u8], &str); 6] = [
        (b"", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"<!doctype html>", "cannot be read"),
        (b"{}", "missing field `format`"),
        (
            br#"{"format": "deepfog-pack", "version": 2}"#,
            "deepfog-pack of version 2",
        ),
        (
            br#"{"format": "other", "version": 1, "task": 3}"#,
            "other of version 1",
        ),
    ];
    for (json, words) in cases {
        let error = PackHeader::parse(json).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let long = vec![b' '; (1 << 20) + 1];
    assert!(
        matches!(PackHeader::parse(&long), Err(PackError::TooLong { bytes }) if bytes == long.len())
    );
}

#[test]
fn wrong_fields_are_named() {
    let cases = [
        ("/task/classes", json!([]), "task.classes", "0 classes"),
        (
            "/task/classes",
            json!(vec!["x"; 257]),
            "task.classes",
            "257 classes",
        ),
        ("/task/input/steps", json!(0), "task.input", "[2, 0]"),
        (
            "/task/input/steps",
            json!(1u64 << 40),
            "task.input",
            "1048576 values",
        ),
        (
            "/task/input/steps",
            json!(u64::MAX),
            "task.input",
            "values are possible",
        ),
        (
            "/task/input/rate_hz",
            json!(0.0),
            "task.input.rate_hz",
            "0 is no",
        ),
        (
            "/group",
            json!("image"),
            "group",
            "signals are grouped by person",
        ),
        (
            "/encoding/scale",
            json!([1.0]),
            "encoding.scale",
            "1 entries for 2",
        ),
        (
            "/encoding/scale",
            json!([1.0, -1.0]),
            "encoding.scale",
            "not above 0",
        ),
        (
            "/encoding/clipped",
            json!([0]),
            "encoding.clipped",
            "1 entries for 2",
        ),
        (
            "/normalisation/std",
            json!([1.0, 0.0]),
            "normalisation",
            "std of channel 1",
        ),
        (
            "/normalisation/mean",
            json!([1.0]),
            "normalisation",
            "mean has 1",
        ),
        (
            "/class_prior",
            json!([0.5, 0.5]),
            "class_prior",
            "2 entries for 3",
        ),
        (
            "/class_prior",
            json!([0.5, 0.5, 0.5]),
            "class_prior",
            "sum to 1.5",
        ),
        (
            "/class_prior",
            json!([1.5, 0.0, -0.5]),
            "class_prior",
            "shares from 0",
        ),
        (
            "/split/test",
            json!([3, 5]),
            "split",
            "person 5 is named twice",
        ),
        (
            "/split",
            json!({"kind": "images", "train": 1, "validation": 1, "test": 1, "rule": ""}),
            "split",
            "groups that are people",
        ),
        ("/chunks", json!([]), "chunks", "0 chunks"),
        ("/samples", json!(4), "samples", "4 where the chunks hold 3"),
        (
            "/chunks/0/count",
            json!(0),
            "chunks[0].count",
            "at least one",
        ),
        (
            "/chunks/0/count",
            json!(u64::MAX),
            "chunks[0].bytes",
            "that take too much",
        ),
        (
            "/chunks/0/count",
            json!(4),
            "chunks[0].bytes",
            "for 4 samples that take 116",
        ),
        (
            "/chunks/0/bytes",
            json!(1),
            "chunks[0].bytes",
            "1 bytes for 3 samples",
        ),
        (
            "/chunks/0/sha256",
            json!("0"),
            "chunks[0].sha256",
            "64 lower-case",
        ),
        (
            "/chunks/0/file",
            json!("../secret"),
            "chunks[0].file",
            "no plain file name",
        ),
        (
            "/chunks/0/file",
            json!("//host/x"),
            "chunks[0].file",
            "no plain file name",
        ),
        (
            "/chunks/0/file",
            json!("a?b"),
            "chunks[0].file",
            "no plain file name",
        ),
        (
            "/chunks/0/file",
            json!(""),
            "chunks[0].file",
            "no plain file name",
        ),
    ];
    for (path, value, field_name, words) in cases {
        let mut header = signal_header(&[signal_chunk(&WINDOWS)]);
        *header.pointer_mut(path).unwrap() = value.clone();
        match parse(&header) {
            Err(PackError::Field { field, problem }) => {
                assert_eq!(field, field_name, "{path} = {value}");
                assert!(problem.contains(words), "{path} = {value}: {problem}");
            }
            other => panic!("{path} = {value}: {other:?}"),
        }
    }
}

#[test]
fn a_chunk_above_the_limit_is_refused_by_its_header() {
    let mut header = signal_header(&[signal_chunk(&WINDOWS)]);
    // Consistent numbers, 3 million windows: 16 + labels + 3 columns + values.
    let count = 3_000_000u64;
    header["samples"] = json!(count);
    header["chunks"][0]["count"] = json!(count);
    header["chunks"][0]["bytes"] = json!(16 + count + 12 * count + 12 * count);
    let error = parse(&header).unwrap_err().to_string();
    assert!(error.contains("at most 67108864 are read"), "{error}");
}

#[test]
fn damaged_chunks_are_named() {
    let chunk = signal_chunk(&WINDOWS);
    let header = parse(&signal_header(std::slice::from_ref(&chunk))).unwrap();
    let decode = |bytes: &[u8]| match header.decode_chunk(0, bytes) {
        Err(PackError::Chunk { file, problem }) => {
            assert_eq!(file, "chunk-000.bin");
            problem
        }
        other => panic!("{other:?}"),
    };
    for bytes in [
        &chunk[..0],
        &chunk[..chunk.len() - 1],
        &[&chunk[..], &[0]].concat(),
    ] {
        let expected = ChunkError::Length {
            expected: chunk.len(),
            found: bytes.len(),
        };
        assert_eq!(decode(bytes), expected);
    }
    for position in 0..chunk.len() {
        let mut bytes = chunk.clone();
        bytes[position] ^= 1;
        assert!(
            matches!(decode(&bytes), ChunkError::Checksum { .. }),
            "byte {position}"
        );
    }
    assert!(matches!(
        header.decode_chunk(1, &chunk),
        Err(PackError::NoSuchChunk { index: 1, count: 1 })
    ));
}

#[test]
fn chunks_that_contradict_the_header_are_named() {
    // The header is made from the changed bytes, so that length and sha256 are right.
    let head = |field, expected, found| ChunkError::Head {
        field,
        expected,
        found,
    };
    let cases = [
        (0, b'X', head("mark", 0x4350_4644, 0x4350_4658)),
        (4, 2, head("version", 1, 2)),
        (6, 0, head("type of values", 1, 0)),
        (7, 1, head("count of columns", 3, 1)),
        (12, 5, head("count of values of a sample", 6, 5)),
        (
            17,
            3,
            ChunkError::Label {
                sample: 1,
                label: 3,
                classes: 3,
            },
        ),
        (
            18,
            255,
            ChunkError::Label {
                sample: 2,
                label: 255,
                classes: 3,
            },
        ),
    ];
    for (position, byte, error) in cases {
        let mut chunk = signal_chunk(&WINDOWS);
        chunk[position] = byte;
        let header = parse(&signal_header(std::slice::from_ref(&chunk))).unwrap();
        match header.decode_chunk(0, &chunk) {
            Err(PackError::Chunk { problem, .. }) => assert_eq!(problem, error),
            other => panic!("{other:?}"),
        }
    }
    let chunk = signal_chunk(&WINDOWS);
    let mut header = parse(&signal_header(std::slice::from_ref(&chunk))).unwrap();
    header.chunks[0].count = usize::MAX;
    assert!(matches!(
        header.decode_chunk(0, &chunk),
        Err(PackError::Chunk {
            problem: ChunkError::Length { .. },
            ..
        })
    ));
}
