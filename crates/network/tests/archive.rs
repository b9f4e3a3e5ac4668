//! Bundles as zip files: ours, those of other programs, and those that mean harm.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "archive")]

use std::io::{Cursor, Write};

use deepfog_network::bundle::archive::{ArchiveError, pack, unpack};
use deepfog_network::bundle::sha256_hex;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

const MANIFEST: &str = "manifest.json";
const JSON: &[u8] = b"{\"format\": \"deepfog-bundle\"}";

/// A manifest with two files; one is empty, one compresses well.
fn files() -> Vec<(String, Vec<u8>)> {
    vec![
        ("e.onnx".to_owned(), vec![7; 5000]),
        ("f-1_b.onnx".to_owned(), Vec::new()),
    ]
}

/// An archive as another program makes it; a name with a slash at its end is a folder.
fn archive(method: CompressionMethod, entries: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(method);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn stored(entries: &[(&str, &[u8])]) -> Vec<u8> {
    archive(CompressionMethod::Stored, entries)
}

/// Writes bytes at an offset of every record in the archive's list of entries.
fn patch(mut zip: Vec<u8>, offset: usize, bytes: &[u8]) -> Vec<u8> {
    let mut at = 0;
    while at + 4 <= zip.len() {
        if zip[at..].starts_with(b"PK\x01\x02") {
            zip[at + offset..][..bytes.len()].copy_from_slice(bytes);
        }
        at += 1;
    }
    zip
}

/// Writes bytes at an offset of the record that ends the archive.
fn patch_end(mut zip: Vec<u8>, offset: usize, bytes: &[u8]) -> Vec<u8> {
    let end = zip.len() - 22;
    zip[end + offset..][..bytes.len()].copy_from_slice(bytes);
    zip
}

/// The archive with one name in another's place.
fn renamed(zip: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut zip = zip.to_vec();
    for at in 0..zip.len() - from.len() {
        if zip[at..].starts_with(from.as_bytes()) {
            zip[at..][..to.len()].copy_from_slice(to.as_bytes());
        }
    }
    zip
}

#[test]
fn a_bundle_comes_back_and_has_the_same_bytes_anywhere() {
    let zip = pack(JSON, &files()).unwrap();
    assert_eq!(unpack(&zip).unwrap(), (JSON.to_vec(), files()));
    assert_eq!(pack(JSON, &files()).unwrap(), zip);
    assert_eq!(
        sha256_hex(&zip),
        "60084792e9c26eef894008a0b0d2d42645f6464089e6f7f61ae91115ce536a87"
    );
    // Without files: that the manifest names others is for who reads it.
    let bare = pack(JSON, &[]).unwrap();
    assert_eq!(unpack(&bare).unwrap(), (JSON.to_vec(), vec![]));
}

#[test]
fn other_programs_archives_are_read() {
    let weights = [1, 2, 3, 4].repeat(1000);
    let plain: &[(&str, &[u8])] = &[("f.onnx", &weights), (MANIFEST, JSON)];
    let in_folder: &[(&str, &[u8])] = &[
        ("My network (2)/", b""),
        ("My network (2)/f.onnx", &weights),
        ("My network (2)/manifest.json", JSON),
    ];
    let of_a_file_manager: &[(&str, &[u8])] = &[
        ("net/f.onnx", &weights),
        ("net/.DS_Store", b"x"),
        ("__MACOSX/", b""),
        ("__MACOSX/net/._f.onnx", b"x"),
        ("net/manifest.json", JSON),
    ];
    let expected = (JSON.to_vec(), vec![("f.onnx".to_owned(), weights.clone())]);
    for entries in [plain, in_folder, of_a_file_manager] {
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            assert_eq!(unpack(&archive(method, entries)).unwrap(), expected);
        }
    }
    // Made in one go, the lengths after the data.
    let mut bytes = Vec::new();
    let mut writer: ZipWriter<StreamWriter<_>> = ZipWriter::new_stream(&mut bytes);
    for (name, content) in plain {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(unpack(&bytes).unwrap(), expected);
}

#[test]
fn names_that_do_not_belong_to_a_bundle_are_refused() {
    for name in [
        "../f.onnx",
        "/f.onnx",
        "a/../f.onnx",
        "..\\f.onnx",
        "C:\\f.onnx",
        "f.onnx\0",
        "a/b/f.onnx",
        "a\\b/f.onnx",
        "./f.onnx",
        ".onnx",
        "f.onnx.exe",
        "readme.txt",
        "Manifest.json",
        "fö.onnx",
        "",
    ] {
        let zip = stored(&[(name, b"x"), (MANIFEST, JSON)]);
        let error = unpack(&zip).unwrap_err();
        assert!(
            matches!(error, ArchiveError::Name { .. }),
            "{name:?}: {error}"
        );
        if !name.contains('/') {
            let error = pack(JSON, &[(name.to_owned(), vec![0])]).unwrap_err();
            assert!(
                matches!(error, ArchiveError::Name { .. }),
                "{name:?}: {error}"
            );
        }
    }
    // Not all in the same folder.
    let one: &[(&str, &[u8])] = &[("a/f.onnx", b"x"), ("b/manifest.json", JSON)];
    let two: &[(&str, &[u8])] = &[("a/f.onnx", b"x"), (MANIFEST, JSON)];
    let three: &[(&str, &[u8])] = &[(MANIFEST, JSON), ("a/", b"")];
    let four: &[(&str, &[u8])] = &[("a/", b""), ("a/b/", b""), ("a/manifest.json", JSON)];
    for entries in [one, two, three, four] {
        let error = unpack(&stored(entries)).unwrap_err();
        assert!(matches!(error, ArchiveError::Name { .. }), "{error}");
    }
    let long = "x".repeat(60_000) + ".onnx";
    let error = unpack(&stored(&[(&long, b""), (MANIFEST, JSON)])).unwrap_err();
    assert!(error.to_string().len() < 300, "{error}");
}

#[test]
fn what_is_missing_or_there_twice_is_named() {
    assert_eq!(unpack(&stored(&[])), Err(ArchiveError::NoManifest));
    assert_eq!(
        unpack(&stored(&[("f.onnx", b"x")])),
        Err(ArchiveError::NoManifest)
    );
    let twice = |name: &str| ArchiveError::Twice {
        name: name.to_owned(),
    };
    let cases = stored(&[("f.onnx", b"x"), ("F.onnx", b"y"), (MANIFEST, JSON)]);
    assert_eq!(unpack(&cases), Err(twice("F.onnx")));
    let file = |name: &str| (name.to_owned(), vec![1]);
    assert_eq!(
        pack(JSON, &[file("f.onnx"), file("f.onnx")]),
        Err(twice("f.onnx"))
    );
    let zip = stored(&[("e.onnx", b"x"), ("f.onnx", b"y"), (MANIFEST, JSON)]);
    let error = unpack(&renamed(&zip, "f.onnx", "e.onnx")).unwrap_err();
    assert!(error.to_string().contains("the same name"), "{error}");
}

#[test]
fn sizes_are_bounded_by_what_the_archive_says() {
    let large = |name: &str, bytes: u64, limit| ArchiveError::FileTooLarge {
        name: name.to_owned(),
        bytes,
        limit,
    };
    // 65 MB of zeros in 65 kB.
    let zeros = vec![0; 65 << 20];
    let bomb = archive(
        CompressionMethod::Deflated,
        &[("f.onnx", &zeros), (MANIFEST, JSON)],
    );
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    assert_eq!(unpack(&bomb), Err(large("f.onnx", 65 << 20, 64 << 20)));
    // The same, but it says that they are ten.
    let lie = patch(bomb, 24, &10_u32.to_le_bytes());
    let error = unpack(&lie).unwrap_err();
    assert!(
        matches!(&error, ArchiveError::Entry { name, .. } if name == MANIFEST || name == "f.onnx"),
        "{error}"
    );
    // The other way round: small, but it says that it is large.
    let zip = stored(&[(MANIFEST, JSON)]);
    let says = |bytes: u32| unpack(&patch(zip.clone(), 24, &bytes.to_le_bytes()));
    assert_eq!(says(1 << 30), Err(large(MANIFEST, 1 << 30, 1 << 20)));
    assert!(matches!(says(1 << 20), Err(ArchiveError::Entry { .. })));
    assert_eq!(
        pack(&vec![b' '; (1 << 20) + 1], &[]),
        Err(large(MANIFEST, (1 << 20) + 1, 1 << 20))
    );
    // Five files of 60 MB each.
    let names = ["a", "b", "c", "d", "e"].map(|name| format!("{name}.onnx"));
    let entries = names.each_ref().map(|name| (name.as_str(), &b"x"[..]));
    let zip = patch(stored(&entries), 24, &(60_u32 << 20).to_le_bytes());
    assert_eq!(
        unpack(&zip),
        Err(ArchiveError::SumTooLarge { bytes: 300 << 20 })
    );
}

#[test]
fn too_many_entries_are_refused_before_they_are_read() {
    let names: Vec<String> = (0..256).map(|index| format!("{index}.onnx")).collect();
    let mut entries: Vec<(&str, &[u8])> = vec![(MANIFEST, JSON)];
    entries.extend(names.iter().map(|name| (name.as_str(), &b""[..])));
    assert_eq!(
        unpack(&stored(&entries)),
        Err(ArchiveError::Entries { count: 257 })
    );
    assert_eq!(unpack(&stored(&entries[..256])).unwrap().1.len(), 255);
    let files: Vec<_> = names.into_iter().map(|name| (name, vec![])).collect();
    assert_eq!(
        pack(JSON, &files),
        Err(ArchiveError::Entries { count: 257 })
    );
    assert_eq!(
        unpack(&vec![0; (257 << 20) + (1 << 20) + 1]),
        Err(ArchiveError::TooLarge {
            bytes: (258 << 20) + 1
        })
    );
}

#[test]
fn other_files_and_parts_of_archives_are_no_archives() {
    let zip = pack(JSON, &files()).unwrap();
    for length in 0..zip.len() {
        assert_eq!(
            unpack(&zip[..length]),
            Err(ArchiveError::NotAnArchive),
            "{length}"
        );
    }
    let size = u32::try_from(zip.len()).unwrap();
    for changed in [
        b"<!doctype html><title>Not found</title>".to_vec(),
        [zip.as_slice(), b"x"].concat(),
        [b"x", zip.as_slice()].concat(),
        // Of several disks; with a comment; with its list of entries elsewhere; the kind for more than 4 GB.
        patch_end(zip.clone(), 4, &[1, 0, 1, 0]),
        patch_end(zip.clone(), 8, &[1, 0]),
        patch_end([zip.as_slice(), b"xx"].concat(), 20, &[2, 0]),
        patch_end(zip.clone(), 12, &(size + 1).to_le_bytes()),
        patch_end(zip.clone(), 16, &[0; 4]),
        patch_end(zip.clone(), 8, &[0xff; 12]),
    ] {
        assert_eq!(unpack(&changed), Err(ArchiveError::NotAnArchive));
    }
}

#[test]
fn damaged_entries_are_named() {
    let zip = stored(&[("f.onnx", &[9; 100]), (MANIFEST, JSON)]);
    let mut damaged = zip.clone();
    damaged[30 + "f.onnx".len() + 50] ^= 1;
    for (zip, words) in [
        (damaged, "hecksum"),
        // A password is needed; a way to compress that is not read; the data past the end.
        (patch(zip.clone(), 8, &[1]), "assword"),
        (patch(zip.clone(), 10, &[14]), "method not supported: 14"),
        (patch(zip.clone(), 42, &[0xff, 0xff, 0, 0]), ""),
        (patch(zip.clone(), 20, &[0xff, 0xff, 0, 0]), ""),
    ] {
        let error = unpack(&zip).unwrap_err();
        assert!(matches!(error, ArchiveError::Entry { .. }), "{error}");
        let error = error.to_string();
        assert!(
            error.starts_with("f.onnx in the zip file cannot be read: "),
            "{error}"
        );
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn no_flipped_bit_gives_other_weights() {
    // Whatever else it does: a bundle whose files have other bytes does not come out.
    let weights = files();
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let zip = archive(
            method,
            &[
                (MANIFEST, JSON),
                ("e.onnx", &weights[0].1[..40]),
                ("f.onnx", b"y"),
            ],
        );
        for at in 0..zip.len() {
            for bit in 0..8 {
                let mut flipped = zip.clone();
                flipped[at] ^= 1 << bit;
                let Ok((manifest, files)) = unpack(&flipped) else {
                    continue;
                };
                assert_eq!(manifest, JSON, "byte {at}");
                let bytes: Vec<_> = files.into_iter().map(|(_, bytes)| bytes).collect();
                assert_eq!(bytes, [weights[0].1[..40].to_vec(), b"y".to_vec()]);
            }
        }
    }
}
